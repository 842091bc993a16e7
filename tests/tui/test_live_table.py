from dataclasses import dataclass

from textual.app import App, ComposeResult

from powertui.presenters.table import Column, Entry
from powertui.presenters.text import Span, line
from powertui.tui.widgets.live_table import LiveTable


@dataclass(frozen=True, slots=True)
class Thing:
    name: str
    load: float | None


COLUMNS: tuple[Column[Thing], ...] = (
    Column("name", "Name", 8, lambda thing, _: (Span(thing.name),), lambda thing: thing.name),
    Column(
        "load",
        "Load",
        6,
        lambda thing, _: (Span(f"{thing.load}"),),
        lambda thing: thing.load,
        right=True,
        descends=True,
    ),
    Column("note", "Note", 30, lambda thing, _: (Span("note"),), priority=1),
)


class TableApp(App[None]):
    def __init__(self, things: list[Thing]) -> None:
        super().__init__()
        self.drawn = 0
        self.table: LiveTable[Thing] = LiveTable("Things", COLUMNS, search=lambda thing: thing.name)
        self.things = things
        self.opened: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        self.show(self.things)
        self.table.focus()

    def show(self, things: list[Thing]) -> None:
        self.table.update_entries([Entry(thing.name, thing) for thing in things])

    def on_live_table_opened(self, event: LiveTable.Opened) -> None:
        self.opened.append(event.key)

    def text(self) -> str:
        return "\n".join(self.table.render_line(y).text for y in range(self.table.size.height))


def some(count: int) -> list[Thing]:
    return [Thing(f"t{number:03}", float(number % 7)) for number in range(count)]


async def test_a_narrow_terminal_drops_the_column_that_matters_least() -> None:
    app = TableApp(some(3))
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        assert "Load" in app.text()
        assert "Note" not in app.text()
        await pilot.resize_terminal(80, 10)
        await pilot.pause()
        assert "Note" in app.text()


async def test_keys_move_the_cursor_and_it_stays_in_sight() -> None:
    app = TableApp(some(100))
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("j", "down", "k")
        assert app.table.cursor_key == "t001"
        await pilot.press("G")
        assert app.table.cursor_key == "t099"
        assert "t099" in app.text()
        await pilot.press("ctrl+u")
        assert app.table.cursor_key == "t094"
        await pilot.press("g")
        assert app.table.cursor_key == "t000"
        assert "t000" in app.text()


async def test_the_cursor_keeps_its_row_and_falls_to_a_neighbour_when_it_goes() -> None:
    app = TableApp(some(10))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("down", "down", "down")
        app.show([Thing("new", 1.0), *some(10)])
        assert app.table.cursor_key == "t003"
        app.show([thing for thing in some(10) if thing.name != "t003"])
        assert app.table.cursor_key in {"t004", "t005"}


async def test_only_lines_that_changed_are_drawn_again() -> None:
    app = TableApp(some(10))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        refreshed: list[int] = []
        plain = app.table._refresh_row
        app.table._refresh_row = lambda row: (refreshed.append(row), plain(row))[1]  # type: ignore[method-assign,func-returns-value]  # a spy
        app.show(some(10))
        assert refreshed == []
        things = some(10)
        things[4] = Thing("t004", 99.0)
        app.show(things)
        assert refreshed == [4]


async def test_sorting_by_key_by_header_and_round() -> None:
    app = TableApp([Thing("b", 2.0), Thing("c", None), Thing("a", 1.0)])
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("s")
        assert [entry.key for entry in app.table._shown] == ["a", "b", "c"]
        await pilot.press(">")
        assert [entry.key for entry in app.table._shown] == ["b", "a", "c"]
        await pilot.press("S")
        assert [entry.key for entry in app.table._shown] == ["a", "b", "c"]
        await pilot.press("s")
        assert [entry.key for entry in app.table._shown] == ["b", "c", "a"]
        await pilot.click(app.table, offset=(3, 1))
        assert "Name▴" in app.text()


async def test_a_click_selects_and_a_double_click_opens() -> None:
    app = TableApp(some(5))
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.click(app.table, offset=(4, 4))
        assert app.table.cursor_key == "t002"
        assert app.opened == []
        await pilot.click(app.table, offset=(4, 4), times=2)
        assert app.opened == ["t002"]


async def test_sections_are_passed_over() -> None:
    app = TableApp([])
    async with app.run_test(size=(60, 12)) as pilot:
        app.table.update_entries(
            [
                Entry("one", section=line("One")),
                Entry("a", Thing("a", 1.0)),
                Entry("two", section=line("Two")),
                Entry("b", Thing("b", 2.0)),
            ]
        )
        assert app.table.cursor_key == "a"
        await pilot.press("down")
        assert app.table.cursor_key == "b"
        await pilot.press("up")
        assert app.table.cursor_key == "a"


async def test_a_hundred_thousand_rows_draw_only_what_is_seen() -> None:
    drawn: list[str] = []

    def draw(thing: Thing, _: int) -> tuple[Span, ...]:
        drawn.append(thing.name)
        return (Span(thing.name),)

    app = TableApp([])
    app.table = LiveTable("Things", (Column("name", "Name", 8, draw),))
    app.things = some(100_000)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert len(drawn) < 500
