"""Voltages, phases and legs."""

from collections.abc import Iterator

from powertui.domain.choices import FeedLeg, Phase, Supply
from powertui.domain.lint.cabling import FEW
from powertui.domain.lint.codes import LintCode
from powertui.domain.lint.connectors import phases_of
from powertui.domain.lint.finding import LintFinding, Subject, many
from powertui.domain.reading import Leg
from powertui.domain.topology import PowerFeed, PowerPort
from powertui.domain.upstream import Node, NodeKind

LINE_TO_NEUTRAL_V = frozenset({100, 110, 115, 120, 127, 220, 230, 277})
"""Nominal line-to-neutral voltages that are no common line-to-line ones (IEC 60038, ANSI C84.1).

240 V is both: line-to-neutral of 415 V, and line-to-line of a North American delta service.
"""

LINE_TO_LINE_V = frozenset({380, 400, 415, 440, 480, 600, 690})
"""Nominal voltages that only stand between two lines of a three-phase supply."""

NOMINAL_AC_V = LINE_TO_NEUTRAL_V | LINE_TO_LINE_V | {173, 190, 200, 208, 240, 250, 347}
NOMINAL_DC_V = frozenset({12, 24, 48, 50, 54, 60, 110, 125, 190, 220, 240, 336, 350, 380, 400, 760, 800})

_LEGS_OF_PAIR = {
    Leg.AB: {FeedLeg.A, FeedLeg.B},
    Leg.BC: {FeedLeg.B, FeedLeg.C},
    Leg.CA: {FeedLeg.C, FeedLeg.A},
}


def electrical_findings(subject: Subject) -> Iterator[LintFinding]:
    """All of this family."""
    for feed in subject.graph.feeds.values():
        yield from _voltage(subject, feed)
        for inlet in subject.graph.inlets_of_feed(feed.id):
            yield from _plug(subject, feed, inlet)
    yield from _legs(subject)


def _voltage(subject: Subject, feed: PowerFeed) -> Iterator[LintFinding]:
    volts = abs(feed.voltage_v)
    if feed.supply is Supply.DC:
        if feed.phase is Phase.THREE:
            yield subject.of_feed(LintCode.THREE_PHASE_DC, feed, "is DC and three-phase")
        if volts not in NOMINAL_DC_V:
            yield subject.of_feed(LintCode.VOLTAGE_UNUSUAL, feed, f"has {volts} V DC")
    elif feed.phase is Phase.THREE and volts in LINE_TO_NEUTRAL_V:
        yield subject.of_feed(LintCode.VOLTAGE_LINE_TO_NEUTRAL, feed, f"is three-phase with {volts} V")
    elif feed.phase is Phase.SINGLE and volts in LINE_TO_LINE_V:
        yield subject.of_feed(LintCode.VOLTAGE_LINE_TO_LINE, feed, f"is single-phase with {volts} V")
    elif volts not in NOMINAL_AC_V:
        yield subject.of_feed(LintCode.VOLTAGE_UNUSUAL, feed, f"has {volts} V")


def _plug(subject: Subject, feed: PowerFeed, inlet: PowerPort) -> Iterator[LintFinding]:
    phases = phases_of(inlet.type)
    if phases == 1 and feed.phase is Phase.THREE:
        what = f"its plug {inlet.type} has one phase, the feed {feed.name} has three"
        yield subject.of_port(LintCode.SINGLE_PHASE_INLET, inlet, what)
    if phases == 3 and feed.phase is Phase.SINGLE:
        what = f"its plug {inlet.type} has three phases, the feed {feed.name} has one"
        yield subject.of_port(LintCode.THREE_PHASE_INLET, inlet, what)


def _legs(subject: Subject) -> Iterator[LintFinding]:
    graph = subject.graph
    on_three_phases = _three_phase_inlets(subject)
    for port in graph.ports.values():
        outlets = graph.outlets_of_port(port.id)
        if not outlets:
            continue
        if port.id in on_three_phases:
            without = [
                outlet
                for outlet in outlets
                if outlet.feed_leg is None
                and outlet.line_pair is None
                and not any(graph.outlets_of_port(load.id) for load in graph.ports_of_outlet(outlet.id))
            ]
            found = [
                subject.of_outlet(LintCode.OUTLET_WITHOUT_LEG, outlet, "has no leg, and its inlet is three-phase")
                for outlet in without
            ]
            yield from many(found, FEW, f"and {len(without) - 1} more outlets of the three-phase PDU have no leg")
        elif graph.feed_of_port(port.id) and (
            legged := [outlet for outlet in outlets if outlet.feed_leg or outlet.line_pair]
        ):
            what = f"{len(legged)} of its outlets have a leg, and its feed is single-phase"
            yield subject.of_port(LintCode.LEG_ON_SINGLE_PHASE, port, what)
        for outlet in outlets:
            pair = _LEGS_OF_PAIR.get(outlet.line_pair) if outlet.line_pair else None
            if outlet.feed_leg and outlet.line_pair and (pair is None or outlet.feed_leg not in pair):
                what = f"is between {outlet.line_pair.value}, and its leg is {outlet.feed_leg.value}"
                yield subject.of_outlet(LintCode.LEG_AND_PAIR, outlet, what)


def _three_phase_inlets(subject: Subject) -> frozenset[int]:
    """The inlets that hang on a three-phase feed, through PDUs whose outlets hand on all three legs or directly.

    A PDU behind another counts where its own outlets have legs: on an outlet with a leg it is single-phase.
    """
    graph, supply = subject.graph, subject.honest.supply
    direct = {
        link.lower.id
        for feed in graph.feeds.values()
        if feed.phase is Phase.THREE
        for link in supply.down.get(Node(NodeKind.FEED, feed.id), ())
        if link.lower.kind is NodeKind.PORT
    }
    waiting = list(direct)
    for port_id in waiting:
        for link in supply.down.get(Node(NodeKind.PORT, port_id), ()):
            if link.outlet_id is None or link.lower.id in direct:
                continue
            outlet = graph.outlets[link.outlet_id]
            if outlet.feed_leg is None and outlet.line_pair is None and _has_legs(subject, link.lower.id):
                direct.add(link.lower.id)
                waiting.append(link.lower.id)
    return frozenset(direct)


def _has_legs(subject: Subject, port_id: int) -> bool:
    return any(outlet.feed_leg or outlet.line_pair for outlet in subject.graph.outlets_of_port(port_id))
