"""The application: goes from place to place, turns the pump once a second, and hands what it found to the view."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from textual import events, work
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import BindingType
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import get_current_worker

from powertui.domain.alerts import Alert, Severity
from powertui.domain.assumptions import Assumptions
from powertui.presenters.alarms import toast_of
from powertui.presenters.header import Standing
from powertui.presenters.picture import Picture
from powertui.presenters.survey import EMPTY
from powertui.services.peer_losses import RedundancySettings
from powertui.services.ports import Clock, PlantSource, Supervisor
from powertui.tui.actions import Action, Group, actions, bindings
from powertui.tui.alarms import Alarms, Telling
from powertui.tui.failover import NOTHING_ASKED, Failover
from powertui.tui.frame import Frame
from powertui.tui.navigator import Navigator
from powertui.tui.places import BY_SLUG, Place, ViewId
from powertui.tui.pump import Histories, Pump, Turn, Wish
from powertui.tui.scene import Scene
from powertui.tui.shelf import ScenarioSource, Shelf
from powertui.tui.theme import DARK, LIGHT, THEMES
from powertui.tui.views.base import View
from powertui.tui.widgets.filter_bar import FilterBar
from powertui.tui.widgets.span_line import SpanLine

CYCLE_S = 1.0

SOON_S = 0.2
"""A cursor that rests this long is worth a history of what it is on."""


class PowertuiApp(App[None]):
    """powertui's screens over a plant."""

    TITLE = "powertui"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = bindings(Group.VIEWS, Group.EVERYWHERE)

    @dataclass
    class Turned(Message):
        """The pump has turned once."""

        turn: Turn

    def __init__(
        self,
        source: PlantSource,
        supervisor: Supervisor | None,
        clock: Clock,
        scope: str,
        assumptions: Assumptions | None = None,
        telling: Telling | None = None,
        redundancy: RedundancySettings | None = None,
        scenarios: ScenarioSource | None = None,
    ) -> None:
        super().__init__()
        self._clock = clock
        self._alarms = Alarms()
        self._telling = telling or Telling()
        self._pump = Pump(source, supervisor, clock, assumptions, redundancy, scenarios)
        self._standing = Standing(scope, clock.now_s())
        self._histories = Histories()
        self._failover = Failover()
        self._shelf = Shelf()
        self._is_turning = False
        self._touched_at_s = clock.now_s()
        self._soon: Timer | None = None
        self._frame = Frame()
        self._navigator = Navigator(self._frame)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name

    def compose(self) -> ComposeResult:
        yield self._frame

    def on_mount(self) -> None:
        self._show_standing()
        self.set_interval(CYCLE_S, self._tick)
        self.call_after_refresh(self._tick)

    async def on_unmount(self) -> None:
        from asyncio import to_thread

        await to_thread(self._pump.close)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent):
            self._touched_at_s = self._clock.now_s()
        await super().on_event(event)

    # The pump

    def _tick(self) -> None:
        self._standing = replace(self._standing, now_s=self._clock.now_s())
        self._frame.show_status(self._standing)
        if not self._is_turning:
            self._is_turning = True
            self._turn()

    @work(thread=True, group="pump")
    def _turn(self) -> None:
        view = self._view
        wishes, asked = (view.wishes(), view.asks()) if view is not None else (frozenset[Wish](), NOTHING_ASKED)
        turn = self._pump.turn(wishes, asked, self._touched_at_s)
        if not get_current_worker().is_cancelled:
            self.post_message(self.Turned(turn))

    async def on_powertui_app_turned(self, event: Turned) -> None:
        self._is_turning = False
        turn, now_s = event.turn, self._clock.now_s()
        self._histories, self._failover, self._shelf = turn.histories, turn.failover, turn.shelf
        for sentence in turn.shelf.told:
            self.notify(sentence, markup=False)
        picture = self._standing.picture
        if self._standing.paused_at_s is None:
            view = turn.view or (picture.view if picture else None)
            survey = turn.survey if turn.view else (picture.survey if picture else EMPTY)
            standings = turn.failover.standings
            picture = Picture.of(view, now_s, survey, standings) if view is not None else None
        if turn.view is not None:
            self._tell(self._alarms.new_among(turn.view.alerts))
        was_starting = self._standing.picture is None
        standing = replace(self._standing, now_s=now_s, picture=picture, trouble=turn.trouble)
        self._standing = standing.after(turn.view, turn.processes)
        if was_starting and picture is not None:
            await self._show_place()
        elif self._view is not None and self._scene is not None:
            self._view.update(self._scene)
        self._show_standing()

    def _tell(self, fired: Sequence[Alert]) -> None:
        """Say that alerts have fired, whichever screen is open."""
        if not fired:
            return
        if self._telling.toast:
            toast = toast_of(fired)
            level: SeverityLevel = "error" if toast.severity is Severity.CRITICAL else "warning"
            self.notify(toast.text, title=toast.title, severity=level, timeout=8, markup=False)
        if self._telling.bell:
            self.bell()

    @property
    def _scene(self) -> Scene | None:
        picture = self._standing.picture
        return Scene(picture, self._histories, self._failover, self._shelf) if picture is not None else None

    @property
    def _view(self) -> View | None:
        return self._navigator.view

    # Places

    async def _show_place(self) -> None:
        if self._scene is not None:
            await self._navigator.show(self._scene)
            if self._view is not None and self._view.is_asking:
                self._tick()
        self._show_standing()

    def _show_standing(self) -> None:
        self._frame.show_status(self._standing)
        self._frame.show_tabs(self._navigator.place.view)
        self._frame.show_crumbs(self._view, self._standing)
        self._frame.show_hints(self._view)
        if self._standing.picture is None:
            self._frame.show_starting(self._standing)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_standing)

    async def on_view_go(self, event: View.Go) -> None:
        self._navigator.go(event.place, is_beside=event.is_beside)
        await self._show_place()

    def on_view_changed(self) -> None:
        self._frame.show_crumbs(self._view, self._standing)
        if self._soon is not None:
            self._soon.stop()
        if self._view is not None and self._view.is_asking:
            self._soon = self.set_timer(SOON_S, self._tick)

    def on_span_line_pressed(self, event: SpanLine.Pressed) -> None:
        self.simulate_key(event.key)

    # Actions

    async def action_go(self, slug: str) -> None:
        self._navigator.go_to_view(BY_SLUG[slug])
        await self._show_place()

    async def action_fail(self) -> None:
        """Open the what-if with what is under the cursor lost."""
        key = self._view.fails() if self._view is not None else ""
        if not key:
            self.notify("Nothing here can fail: choose a feed, a panel, a rack or a device.", timeout=4)
            return
        self._navigator.go(Place(ViewId.WHAT_IF, key))
        await self._show_place()

    async def action_trail(self, by: int) -> None:
        if self._navigator.step(by):
            await self._show_place()

    async def action_out(self) -> None:
        table = self._navigator.table
        if self._frame.filter_bar.is_open or (table is not None and table.query_text):
            self._navigator.filter("", self._scene)
            self.on_filter_bar_done()
        elif self._navigator.out():
            await self._show_place()

    def action_filter(self) -> None:
        table = self._navigator.table
        if table is not None:
            self._frame.filter_bar.open(table.query_text)

    def on_filter_bar_changed(self, event: FilterBar.Changed) -> None:
        self._navigator.filter(event.query, self._scene)

    def on_filter_bar_done(self) -> None:
        self._frame.filter_bar.close()
        if self._view is not None:
            self._view.focus_pane()

    def action_pane(self, by: int) -> None:
        if self._view is not None:
            self._view.next_pane(by)

    def action_zoom(self) -> None:
        if self._view is not None:
            self._view.toggle_zoom()

    def action_pause(self) -> None:
        is_paused = self._standing.paused_at_s is not None
        self._standing = replace(self._standing, paused_at_s=None if is_paused else self._clock.now_s())
        self._frame.show_status(self._standing)
        self._tick()

    def action_poll(self) -> None:
        targets = self._view.poll_targets() if self._view is not None else ()
        for target_id in targets:
            self._pump.request_poll(target_id)
        names = [self._scene.picture.view.targets[target_id].name for target_id in targets] if self._scene else []
        self.notify(
            f"Asked the poller to read {', '.join(names)} now." if names else "Nothing here is polled.", markup=False
        )
        self._tick()

    def on_view_handle_alert(self, event: View.HandleAlert) -> None:
        event.stop()
        self._pump.handle_alert(event.wish)
        self._tick()

    def on_view_handle_scenario(self, event: View.HandleScenario) -> None:
        event.stop()
        self._pump.wish_scenario(event.wish)
        self._tick()

    def action_copy(self) -> None:
        table = self._navigator.table
        text = table.row_text() if table is not None else ""
        if text:
            self.copy_to_clipboard(text)
            self.notify(f"Copied: {text}", markup=False, timeout=3)

    def action_next_theme(self) -> None:
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    def action_help(self) -> None:
        from powertui.tui.screens.help import HelpScreen

        groups = self._view.GROUPS if self._view is not None else ()
        self.push_screen(HelpScreen(self._navigator.place.view.title, groups), self._run_chosen)

    def _run_chosen(self, action: Action | None) -> None:
        if action is not None:
            self.simulate_key(action.first_key)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002  # Textual's signature
        """The palette's entries, from the same registry as the keys."""
        groups = self._view.GROUPS if self._view is not None else ()
        for action in actions(Group.VIEWS, Group.EVERYWHERE, *groups):
            if action.label:
                yield SystemCommand(
                    action.label.capitalize(), action.help or f"Key {action.show}", partial(self._run_chosen, action)
                )
