"""Why an honest figure differs from NetBox's: each reason at the place where it arises."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from powertui.domain.choices import Phase
from powertui.domain.honest_draw import HonestDraw, HonestPlant, draw_sum, is_distribution
from powertui.domain.upstream import Link, Node, NodeKind, node_name


class ReasonKind(Enum):
    """Value: words for people."""

    RATING = "a rating is no load"
    STATED = "stated draw and sum of loads differ"
    LEFT_OUT = "left out: not supplied today"
    SHARED = "on several supplies, counted once"
    LOOP = "supplies itself in a loop"
    PANEL = "supplies a panel"
    CHAINED_LEGS = "legs of a chained PDU"
    LINE_TO_LINE = "line-to-line outlets"
    NO_LEG = "on no leg"


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause of a difference."""

    kind: ReasonKind
    node: Node
    """Where."""
    sentence: str
    effect_w: float = 0
    """Allocated W that the honest figure has there and NetBox's has not; negative: has not. 0: legs only."""


def reasons_below(plant: HonestPlant, nodes: Iterable[Node]) -> tuple[Reason, ...]:
    """The reasons of some nodes and of all that they supply, each once."""
    found: dict[Node, None] = {}
    for node in nodes:
        found.update(dict.fromkeys(plant.supply.below(node)))
    return tuple(reason for node in found for reason in reasons_at(plant, node))


def reasons_at(plant: HonestPlant, node: Node) -> tuple[Reason, ...]:
    """The reasons that arise at one node."""
    return (
        *_inlet_reasons(plant, node),
        *_left_out(plant, node),
        *_shared(plant, node),
        *_leg_reasons(plant, node),
        *_panel_reasons(plant, node),
        *_loop_reasons(plant, node),
    )


def _inlet_reasons(plant: HonestPlant, node: Node) -> Iterator[Reason]:
    if node.kind is not NodeKind.PORT:
        return
    port = plant.graph.ports[node.id]
    if not is_distribution(plant.graph, plant.supply, port):
        return
    name = node_name(plant.graph, node)
    stated_w, rating_w = port.allocated_draw_w, port.maximum_draw_w
    below = plant.below(port.id)
    if stated_w is None and rating_w is not None and (below.allocated_w or below.maximum_w != rating_w):
        yield Reason(
            ReasonKind.RATING,
            node,
            f"{name}: its maximum draw of {rating_w:,} W alone is a rating, for which NetBox counts 0 W allocated; "
            f"{below.allocated_w:,.0f} W hang on its outlets and count",
            below.allocated_w,
        )
    elif stated_w is not None and below.allocated_w and below.allocated_w != stated_w:
        yield Reason(
            ReasonKind.STATED,
            node,
            f"{name}: states {stated_w:,} W allocated, {below.allocated_w:,.0f} W hang on its outlets; "
            + ("the greater counts" if below.allocated_w > stated_w else "the stated counts, the rest of it on no leg"),
            max(0.0, below.allocated_w - stated_w),
        )


def _left_out(plant: HonestPlant, node: Node) -> Iterator[Reason]:
    for link in plant.supply.idle.get(node, ()):
        amount = would_carry(plant, link)
        if link.absence is not None and (amount.allocated_w or amount.maximum_w):
            upper, lower = node_name(plant.graph, link.upper), node_name(plant.graph, link.lower)
            outlet = f" {plant.graph.outlets[link.outlet_id].name}" if link.outlet_id is not None else ""
            # NetBox adds nothing up above a feed: there is nothing of its own to differ from.
            effect_w = 0 if node.kind is NodeKind.PANEL else -amount.allocated_w
            yield Reason(
                ReasonKind.LEFT_OUT,
                node,
                f"{upper}{outlet} to {lower}: {link.absence.value}, {amount.allocated_w:,.0f} W are left out",
                effect_w,
            )


def would_carry(plant: HonestPlant, link: Link) -> HonestDraw:
    """What an idle link would carry."""
    if link.lower.kind is NodeKind.FEED:
        return draw_sum(plant.of(idle.lower) for idle in plant.supply.idle.get(link.lower, ()))
    # What other supplies carry already would not come this way.
    return plant.of(link.lower) if not plant.supply.up.get(link.lower) else draw_sum(())


def _shared(plant: HonestPlant, node: Node) -> Iterator[Reason]:
    links = plant.supply.up.get(node, ())
    if node.kind is NodeKind.PORT and len(links) > 1:
        draw = plant.of(node)
        yield Reason(
            ReasonKind.SHARED,
            node,
            f"{node_name(plant.graph, node)}: hangs on {len(links)} supplies at once; each counts one part in "
            f"{len(links)} of its {draw.allocated_w:,.0f} W, where NetBox counts all of it on each",
            -draw.allocated_w * (len(links) - 1),
        )


def _leg_reasons(plant: HonestPlant, node: Node) -> Iterator[Reason]:
    if node.kind is NodeKind.PANEL:
        return
    name = node_name(plant.graph, node)
    allocated = plant.of(node).allocated
    if node.kind is NodeKind.FEED:
        if plant.graph.feeds[node.id].phase is Phase.THREE and allocated.no_leg_w > 0:
            yield Reason(
                ReasonKind.NO_LEG,
                node,
                f"{name}: {allocated.no_leg_w:,.0f} of {allocated.total_w:,.0f} W are on no leg that the model names",
            )
        return
    for link in plant.supply.down.get(node, ()):
        if link.outlet_id is None:
            continue
        outlet = plant.graph.outlets[link.outlet_id]
        below = plant.of(link.lower).allocated
        if outlet.line_pair is not None:
            yield Reason(
                ReasonKind.LINE_TO_LINE,
                node,
                f"{name} {outlet.name}: {below.total_w:,.0f} W between {outlet.line_pair.value} load both legs; "
                "NetBox has no such value",
            )
        elif outlet.feed_leg is None and below.total_w > below.no_leg_w:
            yield Reason(
                ReasonKind.CHAINED_LEGS,
                node,
                f"{name} {outlet.name}: the legs of {node_name(plant.graph, link.lower)} are handed on, "
                "its phase order taken as kept; NetBox stops at the first PDU",
            )


def _panel_reasons(plant: HonestPlant, node: Node) -> Iterator[Reason]:
    for link in plant.supply.down.get(node, ()):
        if link.lower.kind is NodeKind.PANEL:
            amount_w = plant.of(link.lower).allocated_w * link.share
            yield Reason(
                ReasonKind.PANEL,
                node,
                f"{node_name(plant.graph, node)}: supplies panel {node_name(plant.graph, link.lower)} with "
                f"{amount_w:,.0f} W, of which NetBox does not know",
                amount_w,
            )


def _loop_reasons(plant: HonestPlant, node: Node) -> Iterator[Reason]:
    if node in plant.looped:
        yield Reason(
            ReasonKind.LOOP,
            node,
            f"{node_name(plant.graph, node)}: supplies itself through a loop; what hangs on the loop counts once",
        )
