"""The power tree as a plain table and as nested JSON objects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from powertui.domain.honest_area import HonestView
from powertui.domain.reading import Quality, Quantity, Reading
from powertui.presenters import words
from powertui.presenters.figures import condition_sign, condition_word, figure, plain_number, reading_age, used
from powertui.presenters.honest import honest_area_record, honest_feed_record
from powertui.presenters.numbers import plain
from powertui.presenters.pdus import target_power
from powertui.presenters.picture import Picture
from powertui.presenters.plain import Heading, cell, plain_table
from powertui.presenters.records import Json, coverage_record, feed_record, outlet_record, rounded, tail
from powertui.presenters.sides import side_loads
from powertui.presenters.table import matches
from powertui.presenters.text import Line, Span, Tone, line
from powertui.presenters.tree import Node, NodeKind, PowerTree
from powertui.presenters.tree_lines import node_search

HEADINGS = (
    Heading("NAME"),
    Heading("W", is_number=True),
    Heading("VA", is_number=True),
    Heading("LIMIT VA", is_number=True),
    Heading("USED %", is_number=True),
    Heading("MODEL W", is_number=True),
    Heading("AGE", is_number=True),
    Heading("STATE"),
)

_SLUGS = {
    NodeKind.SITE: "site",
    NodeKind.LOCATION: "location",
    NodeKind.PANEL: "panel",
    NodeKind.FEED: "feed",
    NodeKind.PDU: "pdu",
    NodeKind.DEVICE: "device",
    NodeKind.OUTLET: "outlet",
    NodeKind.UNPLACED: "unplaced",
}


@dataclass(frozen=True, slots=True)
class Branch:
    """A node and those of its children that are shown."""

    node: Node
    children: tuple["Branch", ...]


def branches(picture: Picture, name: str = "", *, with_outlets: bool) -> tuple[Branch, ...]:
    """The whole tree, or what some words find in it with all above and below."""
    tree = PowerTree(picture)
    found = (_branch(tree, node, name, with_outlets=with_outlets) for node in tree.roots())
    return tuple(branch for branch in found if branch is not None)


def tree_table(picture: Picture, roots: Sequence[Branch]) -> list[Line]:
    """One line a node."""
    tree = PowerTree(picture)
    return plain_table(HEADINGS, [_row(tree, branch.node, guide) for branch, guide in _guided(roots, "", is_top=True)])


def tree_record(picture: Picture, branch: Branch, honest: HonestView) -> Json:
    """A node with its children below it; areas and feeds with the model's honest figures."""
    node = branch.node
    record: Json = {"kind": _SLUGS[node.kind], "name": node.name}
    record |= _figures(PowerTree(picture), node)
    if node.area is not None:
        record["honest"] = honest_area_record(honest, node.area.kind, node.area.id)
    elif node.feed is not None:
        record["honest"] = honest_feed_record(honest, node.feed.feed.id)
    record["children"] = [tree_record(picture, child, honest) for child in branch.children]
    return record


def _branch(tree: PowerTree, node: Node, name: str, *, with_outlets: bool) -> Branch | None:
    wanted = "" if matches(node_search(node), name) else name
    children = []
    if with_outlets or node.kind is not NodeKind.PDU:
        below = (_branch(tree, child, wanted, with_outlets=with_outlets) for child in tree.children(node))
        children = [branch for branch in below if branch is not None]
    return Branch(node, tuple(children)) if children or not wanted.strip() else None


def _guided(siblings: Sequence[Branch], guide: str, *, is_top: bool) -> Iterator[tuple[Branch, str]]:
    for position, branch in enumerate(siblings):
        is_last = position == len(siblings) - 1
        elbow, below = ("", "") if is_top else ("└─ ", "   ") if is_last else ("├─ ", "│  ")
        yield branch, guide + elbow
        yield from _guided(branch.children, guide + below, is_top=False)


def _row(tree: PowerTree, node: Node, guide: str) -> tuple[Line, ...]:
    picture = tree.picture
    row = tree.figures(node)
    active, apparent = _powers(tree, node)
    side = f"{row.side.name} " if row.side else ""
    used_cell = used(picture, row.used_pct, row.side.apparent if row.side else row.load)
    return (
        line(Span(guide, Tone.FAINT), _label(node)),
        figure(picture, node.area.active if node.area else active) if active else (),
        figure(picture, node.area.apparent if node.area else apparent) if apparent else (),
        plain_number(_limit_va(node)) if node.feed else (),
        line(Span(side, Tone.DIM), used_cell) if node.feed or node.area else (),
        plain_number(_modelled_w(node)) if node.kind not in {NodeKind.PDU, NodeKind.UNPLACED} else (),
        reading_age(picture, [reading for reading in (active, apparent) if reading]) if active else (),
        condition_sign(row.condition),
    )


def _label(node: Node) -> Line:
    if node.kind is NodeKind.OUTLET:
        device = node.outlet.load_device.name if node.outlet and node.outlet.load_device else ""
        return line(Span(f"outlet {node.name}", Tone.DIM), f"  {plain(device)}" if device else "")
    if node.kind in {NodeKind.PANEL, NodeKind.FEED}:
        about = f"  {words.supply(node.feed.feed)}" if node.feed else ""
        return line(Span(f"{_SLUGS[node.kind]} ", Tone.DIM), node.name, Span(about, Tone.DIM))
    if node.kind is NodeKind.DEVICE:
        return line(node.name, Span("  not polled", Tone.DIM))
    return cell(node.name, Tone.PLAIN if node.kind is NodeKind.PDU else Tone.STRONG)


def _powers(tree: PowerTree, node: Node) -> tuple[Reading | None, Reading | None]:
    """Active and apparent power, of a place with the last values of what is stale; None where nothing could draw."""
    if node.area is not None:
        return node.area.active_power, node.area.apparent_power
    if node.feed is not None:
        return node.feed.active_power, node.feed.apparent_power
    if node.outlet is not None:
        return node.outlet.active_power, node.outlet.apparent_power
    if node.target is not None:
        return (
            target_power(tree.picture, node.target, Quantity.ACTIVE_POWER),
            target_power(tree.picture, node.target, Quantity.APPARENT_POWER),
        )
    return None, None


def _limit_va(node: Node) -> int | None:
    return node.feed.available_power_va if node.feed else None


def _modelled_w(node: Node) -> int | None:
    if node.area is not None:
        return node.area.modelled_allocated_w
    modelled = node.feed.modelled if node.feed else node.outlet.modelled if node.outlet else None
    return modelled.allocated_w if modelled else None


def _figures(tree: PowerTree, node: Node) -> Json:
    picture = tree.picture
    if node.feed is not None:
        return feed_record(picture, node.feed)
    if node.outlet is not None:
        record = outlet_record(picture, node.outlet)
        return {key: record[key] for key in record if key != "name"}
    active, apparent = _powers(tree, node)
    if active is None or apparent is None:
        return {}
    record = {
        "measured_w": rounded(active.value),
        "measured_va": rounded(apparent.value),
        **tail(picture, apparent if apparent.quality is not Quality.MISSING else active),
        "state": condition_word(tree.figures(node).condition),
    }
    if node.area is not None:
        record["modelled_allocated_w"] = node.area.modelled_allocated_w
        record["unmeasured_allocated_w"] = node.area.unmeasured_allocated_w
        record["at_least_w"] = rounded(node.area.active.least.value)
        record["at_least_va"] = rounded(node.area.apparent.least.value)
        record["coverage"] = coverage_record(node.area.coverage)
        record["sides"] = [
            {
                "side": side.side.value if side.side else None,
                "measured_va": rounded(side.apparent.total.value),
                "at_least_va": rounded(side.apparent.least.value),
                "coverage": coverage_record(side.apparent.coverage),
                "available_power_va": side.limit_va,
                "used_pct": rounded(side.used_pct),
                "modelled_allocated_w": side.modelled_w,
            }
            for side in side_loads(picture, node.area.feed_ids)
        ]
    return record
