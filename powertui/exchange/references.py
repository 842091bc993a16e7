"""Whether all references of a topology lead somewhere: a file with ids in it may have been edited by hand."""

from collections.abc import Iterable

from powertui.domain.choices import TerminationKind
from powertui.domain.topology import Cable, Topology
from powertui.exchange.problems import Problems

_LEADS_TO = {
    "tenant_id": "tenants",
    "site_id": "sites",
    "parent_id": "locations",
    "location_id": "locations",
    "rack_id": "racks",
    "power_panel_id": "power_panels",
    "fed_by_feed_id": "power_feeds",
    "fed_by_device_id": "devices",
    "device_id": "devices",
    "polled_via_id": "devices",
    "device_type_id": "device_types",
    "power_port_id": "power_ports",
}

_KINDS = (
    "tenants",
    "sites",
    "locations",
    "racks",
    "power_panels",
    "power_feeds",
    "device_types",
    "devices",
    "power_ports",
    "power_outlets",
    "pdu_branches",
    "cables",
    "poll_targets",
)

_ENDS = {
    TerminationKind.POWER_FEED: "power_feeds",
    TerminationKind.POWER_PORT: "power_ports",
    TerminationKind.POWER_OUTLET: "power_outlets",
}


def check_references(topology: Topology, file: str) -> None:
    """Raise ModelError where an id occurs twice in its kind, or a reference leads to nothing."""
    problems = Problems()
    ids: dict[str, set[int]] = {}
    for kind in _KINDS:
        seen: set[int] = set()
        for item in getattr(topology, kind):
            if item.id in seen:
                problems.add(file, f"{kind}: id {item.id} occurs twice")
            seen.add(item.id)
        ids[kind] = seen
    for kind in _KINDS:
        for item in getattr(topology, kind):
            for field, leads_to in _LEADS_TO.items():
                key = getattr(item, field, None)
                if key is not None and key not in ids[leads_to]:
                    problems.add(file, f"{kind}: id {item.id}: {field} {key} is none of {leads_to}")
    for branch in topology.pdu_branches:
        for outlet_id in branch.outlet_ids:
            if outlet_id not in ids["power_outlets"]:
                problems.add(file, f"pdu_branches: id {branch.id}: outlet {outlet_id} is none of power_outlets")
    _check_ends(topology.cables, ids, file, problems)
    problems.raise_if_any()


def _check_ends(cables: Iterable[Cable], ids: dict[str, set[int]], file: str, problems: Problems) -> None:
    for cable in cables:
        for end in (*cable.a, *cable.b):
            if end.id not in ids[_ENDS[end.kind]]:
                problems.add(file, f"cables: id {cable.id}: {end.kind.value} {end.id} is none of {_ENDS[end.kind]}")
