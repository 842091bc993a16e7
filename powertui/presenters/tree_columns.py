"""How a node of the power tree is drawn."""

from powertui.domain.choices import FeedStatus
from powertui.presenters import cells, numbers
from powertui.presenters.conditions import Condition
from powertui.presenters.picture import over_limit
from powertui.presenters.table import Column
from powertui.presenters.text import Line, Span, Tone
from powertui.presenters.tree import NodeKind, NodeRow

_NAME_TONES = {NodeKind.SITE: Tone.STRONG, NodeKind.LOCATION: Tone.STRONG, NodeKind.UNPLACED: Tone.UNKNOWN}


def _label(row: NodeRow, _: int) -> Line:
    node = row.node
    if node.kind is NodeKind.OUTLET and node.outlet is not None:
        device = node.outlet.load_device
        what = Span(numbers.plain(device.name)) if device else Span("(free)", Tone.FAINT)
        return (Span(f"{node.name:>3}  ", Tone.DIM), what)
    name = Span(node.name, _NAME_TONES.get(node.kind, Tone.PLAIN))
    if node.kind is NodeKind.PANEL:
        return (Span("panel ", Tone.DIM), name)
    if node.feed is not None:
        rack = f"  {numbers.plain(node.feed.rack.name)}" if node.feed.rack else ""
        return (Span("feed ", Tone.DIM), name, Span(rack, Tone.DIM))
    if node.kind is NodeKind.DEVICE:
        return (name, Span("  not polled", Tone.DIM))
    return (name,)


def _load(row: NodeRow, _: int) -> Line:
    if row.node.kind is NodeKind.OUTLET:
        return cells.measured(row.picture, row.figures.load)
    return cells.kilo(row.picture, row.figures.load, "VA")


def _bar(row: NodeRow, width: int) -> Line:
    if row.figures.used_pct is None and row.figures.modelled_pct is None:
        return ()
    condition = over_limit(row.figures.used_pct) if row.node.area else row.figures.condition
    is_stale = row.picture.is_stale(row.figures.known_load)
    return cells.bar(width, row.figures.used_pct, row.figures.modelled_pct, condition, is_stale=is_stale)


def _state(row: NodeRow, _: int) -> Line:
    feed = row.node.feed.feed if row.node.feed else None
    if row.figures.condition is Condition.FINE and feed is not None and feed.status is not FeedStatus.ACTIVE:
        return (Span(feed.status.value, Tone.DIM),)
    return row.figures.condition.sign


def _percent(row: NodeRow, _: int) -> Line:
    if row.figures.used_pct is None:
        return cells.NONE if row.node.kind is NodeKind.FEED else ()
    doubt = row.picture.doubt(row.figures.known_load)
    condition = over_limit(row.figures.used_pct) if doubt is Condition.FINE else doubt
    side = (Span(f"{row.figures.side.name} ", Tone.DIM),) if row.figures.side else ()
    return (*side, *cells.percent(row.figures.used_pct, condition, is_least=row.figures.is_least))


TREE_COLUMNS: tuple[Column[NodeRow], ...] = (
    Column("node", "Object", 24, _label, grows=True),
    Column("load", "Load", 10, _load, right=True),
    Column("bar", "", 10, _bar, priority=1),
    Column("used", "Used", 7, _percent, right=True),
    Column("state", "State", 9, _state),
)
