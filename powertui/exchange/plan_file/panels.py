"""Power panels of a plan, their feeds, and where they are polled."""

from powertui.domain.choices import FeedStatus, FeedType, Phase, Side, Supply
from powertui.domain.merge_kinds import ModelKind
from powertui.domain.topology import PowerFeed, PowerPanel
from powertui.exchange.plan_file.draft import Draft
from powertui.exchange.plan_file.polling import read_poll
from powertui.exchange.plan_file.repeat import Item, finished, items
from powertui.exchange.problems import Place
from powertui.exchange.yaml_nodes import Table

_DEFAULT = PowerFeed(0, 0, "")


def read_panels(parent: Item, draft: Draft, site_id: int, location_id: int | None) -> None:
    """The panels of a site or location."""
    site = parent.scope.values["site"]
    for item in items(parent.fields.items("panels"), "panel", draft, parent.scope):
        fields = item.fields
        panel = PowerPanel(
            draft.next_id(ModelKind.POWER_PANEL),
            site_id,
            item.name,
            location_id,
            fields.optional_choice("side", Side),
            fields.text("description"),
            fields.text("comments"),
            fields.whole("netbox_id"),
            fields.number("rated_current_a"),
            fields.whole("breaker_positions"),
        )
        draft.put(ModelKind.POWER_PANEL, panel, (site, item.name), fields)
        _read_source(item, draft, panel)
        _read_feeds(item, draft, panel, site)
        read_poll(item, draft, item.name, power_panel_id=panel.id)
        finished(item, "a panel")


def _read_source(item: Item, draft: Draft, panel: PowerPanel) -> None:
    """`fed_by: {feed: …}` or `{device: …}`."""
    node = item.fields.node("fed_by")
    if node is None:
        return
    if not isinstance(node, Table):
        draft.problems.add(
            Place(draft.file, node.line),
            "fed_by must be {feed: PANEL/FEED} of another panel or {device: NAME} of a UPS",
        )
        return
    fields = draft.fields(node, item.scope)
    for key, field, kind in (
        ("feed", "fed_by_feed_id", ModelKind.POWER_FEED),
        ("device", "fed_by_device_id", ModelKind.DEVICE),
    ):
        draft.refer(ModelKind.POWER_PANEL, panel, field, kind, fields, key, item.scope)
        fields.asked.add(key)
    fields.finish("fed_by")


def _read_feeds(parent: Item, draft: Draft, panel: PowerPanel, site: str) -> None:
    for item in items(parent.fields.items("feeds"), "feed", draft, parent.scope):
        fields = item.fields
        feed = PowerFeed(
            draft.next_id(ModelKind.POWER_FEED),
            panel.id,
            item.name,
            None,
            fields.choice("status", FeedStatus.ACTIVE),
            fields.choice("type", FeedType.PRIMARY),
            fields.choice("supply", Supply.AC),
            fields.choice("phase", Phase.SINGLE),
            fields.whole("voltage_v") if fields.node("voltage_v") else _DEFAULT.voltage_v,  # type: ignore[arg-type]  # a problem stands for None
            fields.whole("amperage_a") if fields.node("amperage_a") else _DEFAULT.amperage_a,  # type: ignore[arg-type]  # as above
            fields.whole("max_utilization_pct", _DEFAULT.max_utilization_pct),  # type: ignore[arg-type]  # as above
            fields.flag("mark_connected"),
            None,
            fields.text("description"),
            fields.text("comments"),
            fields.whole("netbox_id"),
            fields.optional_choice("side", Side),
            fields.text("breaker_position"),
            fields.text("reported_as"),
        )
        draft.put(ModelKind.POWER_FEED, feed, (site, panel.name, item.name), fields)
        draft.refer(ModelKind.POWER_FEED, feed, "rack_id", ModelKind.RACK, fields, "rack", item.scope)
        draft.refer(ModelKind.POWER_FEED, feed, "tenant_id", ModelKind.TENANT, fields, "tenant", item.scope)
        fields.asked |= {"rack", "tenant"}
        finished(item, "a feed")
