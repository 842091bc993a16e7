"""Draws that NetBox would count otherwise, and feeds that carry too much, now or once a side is lost."""

from collections.abc import Iterator

from powertui.domain.honest_draw import is_distribution
from powertui.domain.lint.codes import LintCode
from powertui.domain.lint.finding import LintFinding, Subject
from powertui.domain.topology import PowerPort
from powertui.domain.upstream import Node, NodeKind


def load_findings(subject: Subject) -> Iterator[LintFinding]:
    """All of this family."""
    for port in subject.graph.ports.values():
        yield from _port(subject, port)
    yield from _feeds(subject)
    yield from _failover(subject)


def _port(subject: Subject, port: PowerPort) -> Iterator[LintFinding]:
    graph, supply = subject.graph, subject.honest.supply
    stated_w, rating_w = port.allocated_draw_w, port.maximum_draw_w
    if is_distribution(graph, supply, port):
        below_w = subject.honest.plant.below(port.id).allocated_w
        if stated_w is None and rating_w is not None and below_w:
            what = f"its maximum draw of {rating_w:,} W hides {below_w:,.0f} W on its outlets"
            yield subject.of_port(LintCode.RATING_HIDES_SUM, port, what)
        elif stated_w is not None and below_w > stated_w:
            what = f"states {stated_w:,} W allocated, and {below_w:,.0f} W hang on its outlets"
            yield subject.of_port(LintCode.STATED_BELOW_SUM, port, what)
    elif supply.up.get(Node(NodeKind.PORT, port.id)):
        if stated_w is None and rating_w is None:
            yield subject.of_port(LintCode.DRAW_UNKNOWN, port, "has no draw")
        elif stated_w is None:
            what = f"has a maximum draw of {rating_w:,} W and no allocated one"
            yield subject.of_port(LintCode.ALLOCATED_UNKNOWN, port, what)


def _feeds(subject: Subject) -> Iterator[LintFinding]:
    for load in subject.honest.feeds.values():
        assumed = subject.honest.assumptions.on(load.feed.supply)
        if load.used_pct is not None and load.used_pct > 100:
            what = (
                f"{load.draw.allocated_w:,.0f} W allocated are {load.allocated_va:,.0f} VA ({assumed.words}), "
                f"{load.used_pct:.0f} % of {load.available_power_va:,} VA"
            )
            yield subject.of_feed(LintCode.OVER_FEED, load.feed, what)
        for leg in load.legs:
            if load.is_live and leg.leg is not None and leg.used_pct > 100:
                what = f"leg {leg.leg.value} carries {leg.current_a:.1f} A ({assumed.words}) of {leg.limit_a:.1f} A"
                yield subject.of_feed(LintCode.OVER_FEED_LEG, load.feed, what)


def _failover(subject: Subject) -> Iterator[LintFinding]:
    words = subject.honest.assumptions.words
    told: set[int] = set()
    for area in subject.honest.racks.values():
        for side in area.sides:
            for now, then in zip(side.feeds, side.lost_other, strict=True):
                if _is_over(then.worst_pct) and not _is_over(now.worst_pct) and now.feed.id not in told:
                    told.add(now.feed.id)
                    what = (
                        f"at {now.worst_pct or 0:.0f} % of what it or its worst leg may carry now, "
                        f"at {then.worst_pct or 0:.0f} % once the other side is lost ({words})"
                    )
                    yield subject.of_feed(LintCode.OVER_ON_FAILOVER, now.feed, what)


def _is_over(pct: float | None) -> bool:
    return pct is not None and pct > 100
