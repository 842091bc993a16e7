"""Draws against the ratings of outlets, branches, PDUs and panels."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from powertui.domain.assumptions import Assumptions
from powertui.domain.choices import FeedLeg, Phase
from powertui.domain.honest_spread import SQRT3, LegSpread
from powertui.domain.lint.codes import LintCode
from powertui.domain.lint.connectors import outlet_rating_a, phases_of
from powertui.domain.lint.finding import LintFinding, ObjectKind, Subject, device_name
from powertui.domain.reading import Leg
from powertui.domain.topology import Device, PduBranch, PowerFeed, PowerOutlet
from powertui.domain.upstream import Link, NodeKind

_PAIRS = frozenset({Leg.AB, Leg.BC, Leg.CA})


def rating_findings(subject: Subject) -> Iterator[LintFinding]:
    """All of this family."""
    supplies = load_supplies(subject)
    yield from _outlets(subject, supplies)
    for branch in subject.graph.topology.pdu_branches:
        yield from _branch(subject, branch, supplies)
    for device in subject.graph.devices.values():
        if device.rated_current_a is not None:
            yield from _pdu(subject, device, supplies)
    yield from _panels(subject)


class Supplied(NamedTuple):
    """What an inlet is supplied with."""

    voltage_v: float
    """Line-to-line where three-phase."""
    phase: Phase
    assumed: Assumptions


def load_supplies(subject: Subject) -> dict[int, Supplied]:
    """What each inlet is supplied with by the nearest feed above; by port id."""
    found: dict[int, Supplied] = {}
    # Suppliers come after what they supply in the order, so from its end every supplier is known first.
    for nodes in reversed(subject.honest.supply.order):
        for node in nodes:
            if node.kind is NodeKind.PORT:
                for link in subject.honest.supply.up.get(node, ()):
                    supplied = _supplied_with(subject, link, found)
                    if supplied:
                        found.setdefault(node.id, supplied)
    return found


def _supplied_with(subject: Subject, link: Link, known: Mapping[int, Supplied]) -> Supplied | None:
    if link.upper.kind is NodeKind.FEED:
        feed = subject.graph.feeds[link.upper.id]
        if feed.voltage_v == 0:
            return None
        return Supplied(abs(feed.voltage_v), feed.phase, subject.honest.assumptions.on(feed.supply))
    supplied = known.get(link.upper.id)
    if supplied is None or link.outlet_id is None or supplied.phase is Phase.SINGLE:
        return supplied
    outlet = subject.graph.outlets[link.outlet_id]
    if outlet.line_pair in _PAIRS:
        return supplied._replace(phase=Phase.SINGLE)
    if outlet.feed_leg is None:
        return supplied
    return supplied._replace(voltage_v=supplied.voltage_v / SQRT3, phase=Phase.SINGLE)


def _outlets(subject: Subject, supplies: Mapping[int, Supplied]) -> Iterator[LintFinding]:
    for node, links in subject.honest.supply.up.items():
        supplied = supplies.get(node.id) if node.kind is NodeKind.PORT else None
        draw_w = subject.honest.plant.of(node).allocated_w
        if supplied is None or not draw_w:
            continue
        for link in links:
            if link.outlet_id is not None:
                yield from _outlet(subject, subject.graph.outlets[link.outlet_id], draw_w * link.share, supplied)


def _outlet(subject: Subject, outlet: PowerOutlet, draw_w: float, supplied: Supplied) -> Iterator[LintFinding]:
    rating_a = outlet_rating_a(outlet.type)
    if rating_a is None:
        return
    volts = supplied.voltage_v
    if supplied.phase is Phase.THREE:
        volts = volts * SQRT3 if phases_of(outlet.type) == 3 else volts / SQRT3
    current_a = supplied.assumed.apparent_va(draw_w) / volts
    if current_a > rating_a:
        what = (
            f"carries {draw_w:,.0f} W, {current_a:.1f} A at {volts:.0f} V ({supplied.assumed.words}), "
            f"and {outlet.type} is rated for {rating_a:g} A"
        )
        yield subject.of_outlet(LintCode.OVER_OUTLET_RATING, outlet, what)


def _branch(subject: Subject, branch: PduBranch, supplies: Mapping[int, Supplied]) -> Iterator[LintFinding]:
    graph, assumed = subject.graph, subject.honest.assumptions
    current_a = draw_w = 0.0
    for outlet_id in branch.outlet_ids:
        outlet = graph.outlets.get(outlet_id)
        if outlet is None or outlet.device_id != branch.device_id:
            continue
        carried_w = subject.honest.plant.outlet(outlet_id).allocated_w
        supplied = supplies.get(outlet.power_port_id) if outlet.power_port_id is not None else None
        if not carried_w or supplied is None:
            continue
        is_pair = outlet.line_pair in _PAIRS or branch.leg in _PAIRS
        volts = supplied.voltage_v if supplied.phase is Phase.SINGLE or is_pair else supplied.voltage_v / SQRT3
        draw_w += carried_w
        current_a += supplied.assumed.apparent_va(carried_w) / volts
    if branch.rated_current_a is not None and current_a > branch.rated_current_a:
        device = graph.devices[branch.device_id]
        what = (
            f"carries {draw_w:,.0f} W, {current_a:.1f} A ({assumed.words}), "
            f"and is rated for {branch.rated_current_a:g} A"
        )
        name = f"{device_name(device)} {branch.name}"
        place = subject.device_place(device)
        yield LintFinding(LintCode.OVER_BRANCH_RATING, ObjectKind.BRANCH, branch.id, name, place, what)


def _pdu(subject: Subject, device: Device, supplies: Mapping[int, Supplied]) -> Iterator[LintFinding]:
    rating_a = device.rated_current_a or 0.0
    for port in subject.graph.ports_of_device(device.id):
        supplied = supplies.get(port.id)
        if supplied is None:
            continue
        allocated = subject.honest.plant.port(port.id).allocated
        current_a, where = _worst_current(allocated, supplied)
        if current_a > rating_a:
            what = f"{port.name} carries {current_a:.1f} A{where} ({supplied.assumed.words}), rated for {rating_a:g} A"
            yield subject.of_device(LintCode.OVER_PDU_RATING, device, what)


def _worst_current(allocated: LegSpread, supplied: Supplied) -> tuple[float, str]:
    """The current of the fullest conductor, and which it is."""
    if supplied.phase is Phase.SINGLE:
        return supplied.assumed.apparent_va(allocated.total_w) / supplied.voltage_v, ""
    return max(
        (allocated.leg_current_a(leg, supplied.voltage_v, supplied.assumed.power_factor), f" on leg {leg.value}")
        for leg in FeedLeg
    )


def _panels(subject: Subject) -> Iterator[LintFinding]:
    graph = subject.graph
    for panel in graph.panels.values():
        feeds = graph.feeds_of_panel(panel.id)
        yield from _positions(subject, feeds, panel.id)
        if panel.rated_current_a is None:
            continue
        current_a = _panel_current_a(subject, feeds)
        if current_a > panel.rated_current_a:
            what = (
                f"its feeds carry at least {current_a:.1f} A on one leg ({subject.honest.assumptions.words}), "
                f"and it is rated for {panel.rated_current_a:g} A"
            )
            yield subject.of_panel(LintCode.OVER_PANEL, panel, what)


def _panel_current_a(subject: Subject, feeds: tuple[PowerFeed, ...]) -> float:
    """Of the fullest leg: three-phase feeds leg by leg, single-phase ones spread over three as evenly as can be."""
    legs = [0.0, 0.0, 0.0]
    for load in (subject.honest.feeds[feed.id] for feed in feeds if feed.phase is Phase.THREE):
        unplaced_a = (
            load.allocated_va / load.draw.allocated_w * load.no_leg_w / (SQRT3 * abs(load.feed.voltage_v))
            if load.no_leg_w and load.feed.voltage_v
            else 0.0
        )
        legs = [total + leg.current_a + unplaced_a for total, leg in zip(legs, load.legs, strict=True)]
    single_a = sum(subject.honest.feeds[feed.id].legs[0].current_a for feed in feeds if feed.phase is Phase.SINGLE)
    return max(*legs, (sum(legs) + single_a) / 3)


def _positions(subject: Subject, feeds: tuple[PowerFeed, ...], panel_id: int) -> Iterator[LintFinding]:
    panel = subject.graph.panels[panel_id]
    if panel.breaker_positions is not None and len(feeds) > panel.breaker_positions:
        what = f"has {panel.breaker_positions} breaker positions and {len(feeds)} feeds"
        yield subject.of_panel(LintCode.BREAKER_POSITIONS, panel, what)
    taken: dict[str, list[str]] = defaultdict(list)
    for feed in feeds:
        if feed.breaker_position:
            taken[feed.breaker_position.strip().casefold()].append(feed.name)
    for position, names in taken.items():
        if len(names) > 1:
            what = f"position {position} holds {' and '.join(names)}"
            yield subject.of_panel(LintCode.BREAKER_POSITIONS, panel, what)
