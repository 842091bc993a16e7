"""View 6: what is wrong, since when, against which limit; and what has ended."""

from itertools import zip_longest
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from powertui.domain.alert_life.hands import Acknowledge, Note, Silence
from powertui.domain.alerts import Alert, ObjectKind
from powertui.presenters.alerts import ALERT_COLUMNS, AlertRow, alert_detail, alert_entries, alert_key, alert_search
from powertui.presenters.details import feed_facts, target_facts
from powertui.presenters.facts import fact
from powertui.presenters.outlets import outlet_key
from powertui.presenters.redundancy import alert_key as fails_key
from powertui.presenters.text import Line, Span, Tone, fit, line
from powertui.tui.actions import Group, bindings
from powertui.tui.places import Place, ViewId
from powertui.tui.scene import Scene
from powertui.tui.screens.note import NoteScreen
from powertui.tui.screens.silence import SilenceAnswer, SilenceScreen
from powertui.tui.views.base import View
from powertui.tui.widgets.live_table import LiveTable
from powertui.tui.widgets.span_view import SpanView

PARTS = frozenset({ObjectKind.INLET, ObjectKind.BRANCH, ObjectKind.OUTLET, ObjectKind.SENSOR})
"""What a polled device reports as its parts: one looks at the device."""

WIDE = 96
"""From here on the object's facts stand beside the alert."""


class AlertTable(LiveTable[AlertRow], inherit_bindings=False):
    """Here g is about what an alert explains; the top is where Home is."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Group.MOVE, Group.TABLE, Group.REVERSE)


class AlertsView(View):
    """Open alerts, then those that cleared; Enter opens the object."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Group.LIST), *bindings(Group.ALERTS)]
    GROUPS: ClassVar[tuple[Group, ...]] = (Group.TABLE, Group.LIST, Group.ALERTS)

    DEFAULT_CSS = """
    AlertsView {
        #alerts-table { height: 1fr; }
        #alerts-detail { height: 17; }
    }
    AlertsView.-short #alerts-detail { height: 8; }
    """

    def __init__(self) -> None:
        super().__init__(ViewId.ALERTS)
        self._listed: frozenset[int] = frozenset()
        """Alerts under which stands what they explain."""
        self._list = AlertTable(
            "Alerts",
            ALERT_COLUMNS,
            search=alert_search,
            empty="no alert is open, and none was in the last day",
            id="alerts-table",
            classes="pane",
        )
        self._detail = SpanView("", id="alerts-detail", classes="pane")

    def compose(self) -> ComposeResult:
        yield self._list
        yield self._detail

    def paint(self, scene: Scene) -> None:
        self._list.update_entries(alert_entries(scene.picture, self._listed, is_everything=bool(self._list.query_text)))
        self._show_detail()

    def arrive(self) -> None:
        if self.place.key and not self._list.move_to(self.place.key):
            self._list_with(self.place.key)

    def _list_with(self, key: str) -> None:
        """One comes to an alert that is folded away."""
        scene = self.scene
        alert = next((one for one in scene.picture.view.alerts if alert_key(one) == key), None) if scene else None
        if scene is not None and alert is not None and alert.caused_by_id is not None:
            self._listed |= {alert.caused_by_id}
            self.paint(scene)
            self._list.move_to(key)

    def poll_targets(self) -> tuple[int, ...]:
        row = self._list.cursor_record
        if row is None or self.scene is None:
            return ()
        key = row.alert.finding.key
        if key.object_kind is ObjectKind.TARGET:
            return (key.object_id,)
        load = self.scene.picture.view.feeds.get(key.object_id) if key.object_kind is ObjectKind.FEED else None
        return load.inlet_target_ids if load else ()

    def fails(self) -> str:
        row = self._list.cursor_record
        if row is None or self.scene is None:
            return ""
        return fails_key(self.scene.picture.view, row.alert)

    def on_live_table_opened(self, event: LiveTable.Opened) -> None:
        event.stop()
        place = self._object_place()
        if place is not None:
            self.post_message(self.Go(place))

    def on_live_table_moved(self, event: LiveTable.Moved) -> None:
        event.stop()
        self._show_detail()
        self.post_message(self.Changed())

    def action_ack(self) -> None:
        alert = self._handled()
        if alert is not None and alert.acknowledged_at_s is None:
            self.post_message(self.HandleAlert(Acknowledge(alert.id)))

    def action_silence(self) -> None:
        alert = self._handled()
        if alert is None:
            return

        def silence(answer: SilenceAnswer | None) -> None:
            if answer is not None:
                self.post_message(self.HandleAlert(Silence(alert.id, answer.for_s, answer.why)))

        row = self._list.cursor_record
        self.app.push_screen(SilenceScreen(row.object_name if row is not None else ""), silence)

    def action_note(self) -> None:
        row = self._list.cursor_record
        if row is None:
            self.notify("No alert is under the cursor.", timeout=4)
            return
        alert_id = row.alert.id

        def note(text: str | None) -> None:
            if text is not None:
                self.post_message(self.HandleAlert(Note(alert_id, text)))

        self.app.push_screen(NoteScreen(row.object_name), note)

    def action_group(self) -> None:
        """List what the alert under the cursor explains, or fold it away; on one of those, fold them away."""
        row = self._list.cursor_record
        if row is None or self.scene is None:
            return
        cause_id = row.alert.caused_by_id if row.is_under else row.alert.id
        if cause_id is None or not (row.explains or row.is_under):
            self.notify("This alert explains no other.", timeout=4)
            return
        self._listed ^= {cause_id}
        self._list.move_to(f"alert:{cause_id}")
        self.paint(self.scene)

    def _handled(self) -> Alert | None:
        """The alert under the cursor, if anything is to be done about it."""
        row = self._list.cursor_record
        if row is None or not row.alert.is_open:
            self.notify("This alert is over: nothing is left to do.", markup=False)
            return None
        return row.alert

    def action_enter(self) -> None:
        self._list.action_open()

    async def action_leave(self) -> None:
        await self.run_action("app.out")

    def _object_place(self) -> Place | None:
        row = self._list.cursor_record
        if row is None or self.scene is None:
            return None
        view, key = self.scene.picture.view, row.alert.finding.key
        if key.object_kind is ObjectKind.FEED and key.object_id in view.feeds:
            return Place(ViewId.FEED, f"feed:{key.object_id}")
        if key.object_kind is ObjectKind.TARGET and key.object_id in view.targets:
            return Place(ViewId.PDU, f"pdu:{key.object_id}")
        if key.object_kind in PARTS:
            targets = [place.id for place in row.alert.finding.places if place.kind is ObjectKind.TARGET]
            return Place(ViewId.PDU, f"pdu:{targets[0]}") if targets and targets[0] in view.targets else None
        for target_id, loads in view.outlets_of_target.items():
            for load in loads:
                port = load.load_port.name if load.load_port else ""
                if load.load_device and load.load_device.id == key.object_id and port == row.alert.finding.part:
                    return Place(ViewId.PDU, outlet_key(target_id, load))
        return None

    def _show_detail(self) -> None:
        table = self._list
        filtered = (
            f"filter: {table.query_text} · {table.shown_count} of {table.total_count}" if table.query_text else ""
        )
        table.set_title("Alerts", " · ".join(part for part in (filtered, table.sort_words) if part))
        row = table.cursor_record
        if row is None:
            self._detail.set_title("No alert")
            self._detail.show(lambda _width, _height: [line(Span("Nothing under the cursor.", Tone.DIM))])
            return
        self._detail.set_title(row.object_name, row.alert.finding.key.rule.words)
        self._detail.show(lambda width, _height: self._lines(row, width))

    def _lines(self, row: AlertRow, width: int) -> list[Line]:
        is_wide = width >= WIDE
        half = width // 2 if is_wide else width
        lines = alert_detail(row, half - 2 if is_wide else half)
        if self.scene is None:
            return lines
        picture, key = self.scene.picture, row.alert.finding.key
        about: list[Line] = []
        if key.object_kind is ObjectKind.FEED and key.object_id in picture.view.feeds:
            about = feed_facts(picture, picture.view.feeds[key.object_id])
        elif key.object_kind is ObjectKind.TARGET and key.object_id in picture.view.targets:
            about = target_facts(picture, picture.view.targets[key.object_id])
        if is_wide:
            return [line(fit(left, half), right) for left, right in zip_longest(lines, about, fillvalue=())]
        return [*lines, *((fact(""), *about) if about else ())]
