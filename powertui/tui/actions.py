"""The one registry of what a key does: bindings, the hint line, help and the command palette are made from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from textual.binding import Binding, BindingType

from powertui.tui.places import TABS


class Group(Enum):
    """Where an action applies. Value: title in help."""

    VIEWS = "Views"
    EVERYWHERE = "Everywhere"
    MOVE = "Move"
    TOP = "To the top"
    """Where g is not about alerts."""
    TABLE = "In a table"
    REVERSE = "Sorted"
    """Where S saves nothing."""
    TREE = "In the tree"
    LIST = "In a list"
    OVERVIEW = "In the overview"
    FEED = "In a feed"
    PDU = "In a PDU"
    HISTORY = "In the history"
    ALERTS = "In the alerts"
    WHAT_IF = "In the what-if"


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key does. `call` is the name of the Textual action."""

    id: str
    group: Group
    keys: str
    call: str
    show: str
    """The keys as people write them."""
    label: str
    help: str
    rank: int = 0
    """In the hint line: the greater, the earlier; 0 is not there."""

    @property
    def first_key(self) -> str:
        return self.keys.split(",")[0]


def _view_actions() -> tuple[Action, ...]:
    return tuple(
        Action(f"view.{view.slug}", Group.VIEWS, view.digit, f"go('{view.slug}')", view.digit, view.title, "")
        for view in TABS
    )


_E, _M, _T, _R = Group.EVERYWHERE, Group.MOVE, Group.TABLE, Group.TREE

ACTIONS: tuple[Action, ...] = (
    *_view_actions(),
    Action(
        "app.filter",
        _E,
        "slash",
        "filter",
        "/",
        "filter",
        "Show only rows that hold these words; !word: that do not",
        60,
    ),
    Action("app.out", _E, "escape", "out", "esc", "out", "Close the filter, then the zoom, then go up", 50),
    Action("app.back", _E, "left_square_bracket", "trail(-1)", "[", "back", "To where you were before"),
    Action("app.forward", _E, "right_square_bracket", "trail(1)", "]", "forward", "And on again"),
    Action("app.pane", _E, "tab", "app.pane(1)", "tab", "next pane", "To the next box", 30),
    Action("app.pane_back", _E, "shift+tab", "app.pane(-1)", "⇧tab", "previous pane", "To the box before"),
    Action("app.zoom", _E, "z", "zoom", "z", "zoom", "Show only this box; again: all", 20),
    Action("app.pause", _E, "p", "pause", "p", "pause", "Hold the screen still; polling goes on", 22),
    Action("app.poll", _E, "r", "poll", "r", "poll now", "Read this PDU, or this feed's PDUs, now", 24),
    Action("app.fail", _E, "w", "fail", "w", "what if", "What if this fails: powertui what-if --fail", 23),
    Action("app.copy", _E, "y", "copy", "y", "copy", "Copy this row as text", 10),
    Action("app.theme", _E, "T", "next_theme", "T", "theme", "Dark or light"),
    Action("app.palette", _E, "ctrl+p", "command_palette", "^p", "commands", "Search all actions by name"),
    Action("app.help", _E, "question_mark", "help", "?", "help", "This help", 40),
    Action("app.quit", _E, "q,ctrl+c", "quit", "q", "quit", "Leave; a poller started here ends too", 5),
    Action("move.down", _M, "down,j", "down(1)", "j ↓", "down", "One row down"),
    Action("move.up", _M, "up,k", "down(-1)", "k ↑", "up", "One row up"),
    Action("move.half_down", _M, "ctrl+d,pagedown", "page(1)", "^d PgDn", "half a page down", ""),
    Action("move.half_up", _M, "ctrl+u,pageup", "page(-1)", "^u PgUp", "half a page up", ""),
    Action("move.first", _M, "home", "edge(-1)", "Home", "top", ""),
    Action("move.top", Group.TOP, "g", "edge(-1)", "g", "top", ""),
    Action("move.bottom", _M, "G,end", "edge(1)", "G End", "bottom", ""),
    Action("table.open", _T, "enter", "open", "⏎", "open", "Open what the cursor is on", 90),
    Action("table.sort", _T, "s", "sort", "s", "sort", "Sort by the marked column; again: as it was", 28),
    Action("table.reverse", Group.REVERSE, "S", "reverse", "S", "reverse", "The other way round"),
    Action(
        "table.sort_left", _T, "less_than_sign", "sort_column(-1)", "<", "column left", "Sort by the column to the left"
    ),
    Action(
        "table.sort_right",
        _T,
        "greater_than_sign",
        "sort_column(1)",
        ">",
        "column right",
        "Sort by the column to the right",
    ),
    Action("tree.open", _R, "right,l", "expand", "l →", "expand", "Open a node; on an open one, go in", 80),
    Action("tree.close", _R, "left,h", "collapse", "h ←", "collapse", "Close a node; on a closed one, go up", 79),
    Action("tree.all", _R, "x", "expand_all", "x", "expand all", "Open everything below", 70),
    Action("list.in", Group.LIST, "right,l", "enter", "l →", "in", "Open what the cursor is on"),
    Action("list.out", Group.LIST, "left,h", "leave", "h ←", "out", "Where you came from"),
    Action("feed.previous", Group.FEED, "left,h", "beside(-1)", "h ←", "previous feed", "The feed before this one", 81),
    Action("feed.next", Group.FEED, "right,l", "beside(1)", "l →", "next feed", "The feed after this one", 80),
    Action("feed.history", Group.FEED, "c", "chart", "c", "history", "Chart this feed's history", 70),
    Action("pdu.previous", Group.PDU, "left,h", "beside(-1)", "h ←", "previous PDU", "The PDU before this one", 81),
    Action("pdu.next", Group.PDU, "right,l", "beside(1)", "l →", "next PDU", "The PDU after this one", 80),
    Action("pdu.history", Group.PDU, "c", "chart", "c", "history", "Chart this PDU's history", 70),
    Action(
        "alerts.ack", Group.ALERTS, "a", "ack", "a", "acknowledge", "Somebody has seen this alert; again: it is so", 85
    ),
    Action("alerts.silence", Group.ALERTS, "f", "silence", "f", "silence", "Tell nobody of this alert for a while", 84),
    Action("alerts.note", Group.ALERTS, "n", "note", "n", "note", "Write a note: powertui alerts note", 83),
    Action(
        "alerts.group",
        Group.ALERTS,
        "g",
        "group",
        "g",
        "linked",
        "List what this alert explains, or fold it away",
        82,
    ),
    Action(
        "what_if.mark",
        Group.WHAT_IF,
        "space",
        "mark",
        "␣",
        "fail",
        "This fails, or stays: powertui what-if --fail",
        95,
    ),
    Action("what_if.add", Group.WHAT_IF, "plus", "add", "+", "add load", "A load that is not there yet: --add", 75),
    Action("what_if.save", Group.WHAT_IF, "S", "save", "S", "save", "Under a name: powertui what-if --save", 73),
    Action("what_if.saved", Group.WHAT_IF, "o", "saved", "o", "open saved", "A saved scenario: --scenario", 72),
    Action("what_if.reset", Group.WHAT_IF, "R", "reset", "R", "reset", "Nothing fails, nothing is added", 74),
    Action(
        "history.shorter", Group.HISTORY, "plus,equals_sign", "window(-1)", "+", "shorter", "A shorter span of time", 81
    ),
    Action("history.longer", Group.HISTORY, "minus", "window(1)", "−", "longer", "A longer span of time", 80),
    Action("history.previous", Group.HISTORY, "left,h", "beside(-1)", "h ←", "previous", "The one before", 79),
    Action("history.next", Group.HISTORY, "right,l", "beside(1)", "l →", "next", "The one after", 78),
)

BY_ID = {action.id: action for action in ACTIONS}


def actions(*groups: Group) -> tuple[Action, ...]:
    """The actions of some groups, in the registry's order."""
    return tuple(action for action in ACTIONS if action.group in groups)


def free_groups(groups: Sequence[Group]) -> tuple[Group, ...]:
    """What holds in a table too, unless a view has another use for the key."""
    top = () if Group.ALERTS in groups else (Group.TOP,)
    return top if Group.WHAT_IF in groups else (*top, Group.REVERSE)


def bindings(*groups: Group) -> list[BindingType]:
    """Textual's bindings for some groups."""
    return [binding(action) for action in actions(*groups)]


def binding(action: Action) -> Binding:
    return Binding(
        action.keys,
        action.call,
        action.label or action.id,
        show=False,
        id=action.id,
        tooltip=action.help,
        key_display=action.show,
    )


def hints(*groups: Group) -> tuple[Action, ...]:
    """What the hint line shows for some groups, most useful first."""
    shown = [action for action in actions(*groups) if action.rank]
    return tuple(sorted(shown, key=lambda action: -action.rank))
