"""The tables, a module for each subject. Columns of the model are named as the fields of `domain.topology`.

Moments are seconds since the epoch. Measured values are integers, round(value x 1000), as `domain.reading.MILLI` says.
Here are all of them: to import this package registers them in `metadata`.
"""

from powertui.storage.schema.alerts import alert, alert_transition
from powertui.storage.schema.base import metadata
from powertui.storage.schema.cabling import cable, cable_termination
from powertui.storage.schema.devices import (
    device,
    device_type,
    pdu_branch,
    pdu_branch_outlet,
    power_outlet,
    power_outlet_template,
    power_port,
    power_port_template,
)
from powertui.storage.schema.journal import change_log, event
from powertui.storage.schema.judgements import failover
from powertui.storage.schema.notices import delivery, maintenance_window, notification
from powertui.storage.schema.places import location, rack, site, tenant
from powertui.storage.schema.polled import (
    discovery_note,
    energy_total,
    latest,
    poll_target,
    revision,
    subject,
    target_warning,
)
from powertui.storage.schema.pollers import cycle, judged, poll_request, poll_shard, poller, poller_lease
from powertui.storage.schema.scenarios import scenario
from powertui.storage.schema.series import (
    history,
    history_block,
    history_layout,
    history_mark,
    history_poll,
    history_redo,
    history_slot,
    rollup,
    rollup_block,
    rollup_day,
)
from powertui.storage.schema.supply import power_feed, power_panel

__all__ = [
    "alert",
    "alert_transition",
    "cable",
    "cable_termination",
    "change_log",
    "cycle",
    "delivery",
    "device",
    "device_type",
    "discovery_note",
    "energy_total",
    "event",
    "failover",
    "history",
    "history_block",
    "history_layout",
    "history_mark",
    "history_poll",
    "history_redo",
    "history_slot",
    "judged",
    "latest",
    "location",
    "maintenance_window",
    "metadata",
    "notification",
    "pdu_branch",
    "pdu_branch_outlet",
    "poll_request",
    "poll_shard",
    "poll_target",
    "poller",
    "poller_lease",
    "power_feed",
    "power_outlet",
    "power_outlet_template",
    "power_panel",
    "power_port",
    "power_port_template",
    "rack",
    "revision",
    "rollup",
    "rollup_block",
    "rollup_day",
    "scenario",
    "site",
    "subject",
    "target_warning",
    "tenant",
]
