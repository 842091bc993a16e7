"""The one table of all lists: own line drawing, a cursor that keeps its row, and only changed lines drawn again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic

from rich.style import Style
from textual import events
from textual.color import Color
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from powertui.presenters.table import Column, Entry, Record, layout, matches, ordered
from powertui.presenters.text import Line, Span, Tone, fit, line, text_of
from powertui.tui.actions import Group, bindings
from powertui.tui.tones import strip
from powertui.tui.widgets.box import Box

GAP = 2


class LiveTable(Box, Generic[Record], can_focus=True, inherit_bindings=False):
    """Shows entries by their columns. Records are drawn when they are seen, not before."""

    BINDINGS = bindings(Group.MOVE, Group.TOP, Group.TABLE, Group.REVERSE)

    @dataclass
    class Opened(Message):
        """Enter, or a double click, on a row."""

        table: "LiveTable[object]"
        key: str

        @property
        def control(self) -> "LiveTable[object]":
            return self.table

    @dataclass
    class Moved(Message):
        """The cursor is on another row."""

        table: "LiveTable[object]"
        key: str

        @property
        def control(self) -> "LiveTable[object]":
            return self.table

    def __init__(
        self,
        title: str,
        columns: Sequence[Column[Record]],
        *,
        search: Callable[[Record], str] | None = None,
        sort: str = "",
        empty: str = "nothing here",
        has_header: bool = True,
        id: str | None = None,  # noqa: A002  # Textual's own name
        classes: str | None = None,
    ) -> None:
        super().__init__(title, id=id, classes=classes)
        self._columns = tuple(columns)
        self._search = search
        self._empty = empty
        self._header = 1 if has_header else 0
        self._entries: Sequence[Entry[Record]] = ()
        self._shown: list[Entry[Record]] = []
        self._row_of: dict[str, int] = {}
        self._drawn: dict[int, Line] = {}
        self._drawn_width = 0
        self._cursor = 0
        self._is_touched = False
        """Somebody has moved the cursor: from then on it keeps its row; before, it stays on the first."""
        self._sort = sort
        self._descending = self._first_direction(sort)
        self.query_text = ""

    @property
    def cursor_key(self) -> str:
        """The key of the row under the cursor; empty on an empty table."""
        return self._shown[self._cursor].key if self._shown else ""

    @property
    def cursor_record(self) -> Record | None:
        return self._shown[self._cursor].record if self._shown else None

    @property
    def shown_count(self) -> int:
        """How many records there are after filtering."""
        return sum(entry.record is not None for entry in self._shown)

    @property
    def total_count(self) -> int:
        return sum(entry.record is not None for entry in self._entries)

    @property
    def is_sortable(self) -> bool:
        """Any of its columns is; a tree's are not."""
        return any(column.sort for column in self._columns)

    @property
    def sort_words(self) -> str:
        """By what it is sorted, for the box's title."""
        column = self._column(self._sort)
        return f"sort {column.title} {'▾' if self._descending else '▴'}" if column else ""

    def update_entries(self, entries: Sequence[Entry[Record]]) -> None:
        """Other contents: the cursor stays on its row, unchanged lines stay as drawn."""
        self._entries = entries
        self._arrange()

    def set_query(self, query: str) -> None:
        """Show only what matches."""
        self.query_text = query
        self._arrange()

    def move_to(self, key: str) -> bool:
        """Put the cursor on a row; False if there is none of that key."""
        row = self._row_of.get(key)
        if row is None:
            return False
        self._set_cursor(row)
        return True

    def row_text(self) -> str:
        """The row under the cursor as text, one tab between its cells."""
        record = self.cursor_record
        if record is None:
            return ""
        cells = (
            text_of(column.draw(record, max(column.width, 60))).strip() for column in self._columns if column.title
        )
        return "\t".join(cells)

    # Contents

    def _arrange(self) -> None:
        key, was_seen = self.cursor_key, self._cursor_is_seen()
        entries = [entry for entry in self._entries if self._is_wanted(entry)]
        column = self._column(self._sort)
        self._shown = ordered(entries, column.sort, descending=self._descending) if column else entries
        self._row_of = {entry.key: row for row, entry in enumerate(self._shown)}
        self._cursor = min(self._cursor, max(0, len(self._shown) - 1))
        if self._is_touched:
            self._cursor = self._row_of.get(key, self._cursor)
        self._leave_section(1)
        height = len(self._shown) + self._header
        if height != self.virtual_size.height or self.virtual_size.width != self.size.width:
            self.virtual_size = Size(self.size.width, height)
        if was_seen:
            self._scroll_to_cursor()
        self._redraw_changed()
        if self.cursor_key != key:
            self.post_message(self.Moved(self, self.cursor_key))  # type: ignore[arg-type]  # a table of any record

    def _is_wanted(self, entry: Entry[Record]) -> bool:
        if not self.query_text or entry.record is None or self._search is None:
            return True
        return matches(self._search(entry.record), self.query_text)

    def _redraw_changed(self) -> None:
        before, self._drawn = self._drawn, {}
        top = self.scroll_offset.y
        for y in range(self._header, self.size.height):
            row = top + y - self._header
            now = self._line(row) if row < len(self._shown) else ()
            if before.get(row, ()) != now:
                self._refresh_row(row)

    def _refresh_row(self, row: int) -> None:
        y = row - self.scroll_offset.y + self._header
        if self._header <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    # Drawing

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        base = Style(bgcolor=self.background_colors[1].rich_color)
        if y < self._header:
            return strip(self._header_line(), self.palette, base, width)
        row = y - self._header + self.scroll_offset.y
        if row >= len(self._shown):
            note = line(Span(self._empty_words(), Tone.DIM)) if not self._shown and row == 0 else ()
            return strip(note, self.palette, base, width)
        is_cursor = row == self._cursor and (self.has_focus or self._is_touched)
        over = Style(bgcolor=self._cursor_color().rich_color) if is_cursor else base
        return strip(self._line(row), self.palette, over, width)

    def _cursor_color(self) -> Color:
        background = self.background_colors[1]
        if self.has_focus:
            return background.blend(Color.parse(self.app.theme_variables["primary"]), 0.25)
        return background.blend(self.styles.color, 0.07)

    def _line(self, row: int) -> Line:
        width = self.scrollable_content_region.width
        if width != self._drawn_width:
            # A scroll bar has come or gone, which is no resize.
            self._drawn, self._drawn_width = {}, width
        if row not in self._drawn:
            self._drawn[row] = self._made(self._shown[row])
        return self._drawn[row]

    def _made(self, entry: Entry[Record]) -> Line:
        if entry.record is None:
            return entry.section
        spans: list[Span] = []
        for position, (column, width) in enumerate(self._layout()):
            if position:
                spans.append(Span(" " * GAP))
            lead = self._lead(entry) if position == 0 else ()
            room = width - sum(len(span.text) for span in lead)
            spans.extend(fit((*lead, *column.draw(entry.record, room)), width, right=column.right))
        return tuple(spans)

    def _lead(self, entry: Entry[Record]) -> Line:  # noqa: ARG002  # for subclasses
        """What stands before the first cell; a tree's indent."""
        return ()

    def _layout(self) -> list[tuple[Column[Record], int]]:
        return layout(self._columns, self.scrollable_content_region.width, GAP)

    def _header_line(self) -> Line:
        spans: list[Span] = []
        for position, (column, width) in enumerate(self._layout()):
            if position:
                spans.append(Span(" " * GAP))
            is_sorted = column.key == self._sort and bool(column.title)
            arrow = ("▾" if self._descending else "▴") if is_sorted else ""
            title = column.title[: width - len(arrow)] + arrow
            tone = Tone.ACCENT if is_sorted else Tone.DIM
            spans.extend(fit((Span(title, tone),), width, right=column.right))
        return tuple(spans)

    def _empty_words(self) -> str:
        return f"nothing matches {self.query_text}" if self.query_text else self._empty

    def on_resize(self) -> None:
        super().on_resize()
        self._drawn = {}
        self._arrange()
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._drawn = {}

    # The cursor

    def _cursor_is_seen(self) -> bool:
        top = self.scroll_offset.y
        return top <= self._cursor < top + max(1, self.size.height - self._header)

    def _scroll_to_cursor(self) -> None:
        height = max(1, self.size.height - self._header)
        top = self.scroll_offset.y
        # A section's title comes into sight with the first row under it.
        wanted = self._cursor - 1 if self._cursor > 0 and self._shown[self._cursor - 1].record is None else self._cursor
        if wanted < top:
            self.scroll_to(y=wanted, animate=False, force=True)
        elif self._cursor >= top + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False, force=True)

    def _set_cursor(self, row: int, direction: int = 1) -> None:
        if not self._shown:
            return
        before = self._cursor
        self._is_touched = True
        self._cursor = max(0, min(row, len(self._shown) - 1))
        self._leave_section(direction)
        if self._cursor != before:
            self._refresh_row(before)
            self._refresh_row(self._cursor)
            self.post_message(self.Moved(self, self.cursor_key))  # type: ignore[arg-type]  # a table of any record
        self._scroll_to_cursor()

    def _leave_section(self, direction: int) -> None:
        for step in (direction, -direction):
            row = self._cursor
            while 0 <= row < len(self._shown):
                if self._shown[row].record is not None:
                    self._cursor = row
                    return
                row += step

    def action_down(self, by: int) -> None:
        self._set_cursor(self._cursor + by, by)

    def action_page(self, by: int) -> None:
        self._set_cursor(self._cursor + by * max(1, self.size.height // 2), by)

    def action_edge(self, end: int) -> None:
        self._set_cursor(0 if end < 0 else len(self._shown) - 1, -end)

    def action_open(self) -> None:
        if self.cursor_record is not None:
            self.post_message(self.Opened(self, self.cursor_key))  # type: ignore[arg-type]  # a table of any record

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        if offset.y < self._header:
            self._sort_at(offset.x)
            return
        row = offset.y - self._header + self.scroll_offset.y
        if row < len(self._shown) and self._shown[row].record is not None:
            self._set_cursor(row)
            if event.chain == 2:
                self.action_open()

    # Sorting

    def _column(self, key: str) -> Column[Record] | None:
        return next((column for column in self._columns if column.key == key and column.sort), None)

    def _first_direction(self, key: str) -> bool:
        column = self._column(key)
        return column.descends if column else False

    def sort_by(self, key: str) -> None:
        """Sort by a column; by the same one again turns it round."""
        if not self._column(key):
            return
        self._descending = not self._descending if key == self._sort else self._first_direction(key)
        self._sort = key
        self._sorted_otherwise()

    def _sorted_otherwise(self) -> None:
        self._arrange()
        self.refresh()
        self.post_message(self.Moved(self, self.cursor_key))  # type: ignore[arg-type]  # a table of any record

    def _sort_at(self, x: int) -> None:
        left = 0
        for column, width in self._layout():
            if left <= x < left + width + GAP:
                self.sort_by(column.key)
                return
            left += width + GAP

    def action_sort(self) -> None:
        if self._sort:
            self._sort = ""
            self._sorted_otherwise()
        else:
            self.action_sort_column(1)

    def action_reverse(self) -> None:
        if self._sort:
            self._descending = not self._descending
            self._sorted_otherwise()

    def action_sort_column(self, by: int) -> None:
        keys = [column.key for column, _ in self._layout() if column.sort]
        if not keys:
            return
        position = keys.index(self._sort) + by if self._sort in keys else (0 if by > 0 else -1)
        self._sort = keys[position % len(keys)]
        self._descending = self._first_direction(self._sort)
        self._sorted_otherwise()
