"""One PDU: what it is, what comes in, its breakers, and each outlet beside the model."""

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from powertui.domain.measured import MeasuredTarget
from powertui.domain.redundancy.causes import Cause, CauseKind
from powertui.presenters import numbers, words
from powertui.presenters.details import outlet_facts
from powertui.presenters.energy import counting
from powertui.presenters.history import history_lines
from powertui.presenters.outlets import OUTLET_COLUMNS, SPARK_S, OutletRow, outlet_entries, outlet_search
from powertui.presenters.pdu_detail import branch_lines, head_lines, head_title
from powertui.presenters.text import Span, Tone, line
from powertui.tui.actions import Group, bindings
from powertui.tui.places import Place, ViewId
from powertui.tui.pump import Wish
from powertui.tui.scene import Scene
from powertui.tui.views.base import View
from powertui.tui.widgets.live_table import LiveTable
from powertui.tui.widgets.span_view import SpanView


class PduView(View):
    """Detail of the PDU in `place`; the key may name one of its outlets."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Group.PDU)
    GROUPS: ClassVar[tuple[Group, ...]] = (Group.TABLE, Group.PDU)
    SQUEEZED = frozenset({"pdu-outlet", "pdu-branches"})

    DEFAULT_CSS = """
    PduView {
        #pdu-head { height: auto; max-height: 9; }
        #pdu-body { height: 1fr; }
        #pdu-outlets { width: 1fr; }
        #pdu-side { width: 38; }
        #pdu-outlet { height: 1fr; }
        #pdu-branches { height: 1fr; max-height: 12; }
    }
    PduView.-short #pdu-head { max-height: 7; }
    """

    def __init__(self) -> None:
        super().__init__(ViewId.PDU)
        self._head = SpanView("PDU", id="pdu-head", classes="pane")
        self._outlets: LiveTable[OutletRow] = LiveTable(
            "Outlets",
            OUTLET_COLUMNS,
            search=outlet_search,
            sort="w",
            empty="this PDU has no outlet that reports or is modelled",
            id="pdu-outlets",
            classes="pane",
        )
        self._outlet = SpanView("Outlet", id="pdu-outlet", classes="pane")
        self._branches = SpanView("Breakers", id="pdu-branches", classes="pane")

    def compose(self) -> ComposeResult:
        yield self._head
        with Horizontal(id="pdu-body", classes="column"):
            yield self._outlets
            with Vertical(id="pdu-side", classes="column"):
                yield self._outlet
                yield self._branches

    @property
    def target(self) -> MeasuredTarget | None:
        return self.scene.picture.view.targets.get(self.place.object_id) if self.scene else None

    def focus_pane(self) -> None:
        pane = self._front or self._last or self._outlets
        pane.focus()

    def paint(self, scene: Scene) -> None:
        target = self.target
        if target is None:
            gone = [line(Span("This PDU is not polled any more.", Tone.UNKNOWN))]
            self._head.show(lambda _width, _height: gone)
            return
        picture = replace(scene.picture, energies=scene.histories.lifetimes(_energy_wish(target)))
        self._head.set_title(*head_title(target))
        self._head.show(lambda _width, _height: head_lines(picture, target))
        self._branches.set_title("Breakers" if target.power_panel_id is None else "Circuits")
        self._branches.show(lambda width, _height: branch_lines(picture, target, width))
        histories = scene.histories.of_subjects(self._wish(target))
        self._outlets.update_entries(outlet_entries(picture, (target.id,), histories))
        self._entitle()
        self._show_outlet()

    def arrive(self) -> None:
        if self.place.key.startswith("outlet:"):
            self._outlets.move_to(self.place.key)

    def crumbs(self) -> tuple[str, ...]:
        target = self.target
        if target is None or self.scene is None:
            return ("PDUs",)
        graph = self.scene.picture.view.graph
        device = graph.devices.get(target.device_id or -1)
        if device is None:
            return ("PDUs", target.name)
        rack = graph.racks.get(device.rack_id or -1)
        place = words.location_path(graph, device.site_id, rack.location_id if rack else device.location_id)
        return (*place, *((f"rack {rack.name}",) if rack else ()), target.name)

    def fails(self) -> str:
        device_id = self.target.device_id if self.target is not None else None
        return "" if device_id is None else Cause(CauseKind.DEVICE, device_id).key

    def wishes(self) -> frozenset[Wish]:
        target = self.target
        if target is None:
            return frozenset()
        return frozenset(wish for wish in (self._wish(target), _energy_wish(target)) if wish.subject_ids)

    def poll_targets(self) -> tuple[int, ...]:
        return (self.place.object_id,)

    def action_beside(self, by: int) -> None:
        if self.scene is None:
            return
        ids = list(self.scene.picture.view.targets)
        position = ids.index(self.place.object_id) if self.place.object_id in ids else 0
        self.post_message(self.Go(Place(ViewId.PDU, f"pdu:{ids[(position + by) % len(ids)]}"), is_beside=True))

    def action_chart(self) -> None:
        self.post_message(self.Go(Place(ViewId.HISTORY, f"pdu:{self.place.object_id}")))

    def on_live_table_opened(self, event: LiveTable.Opened) -> None:
        event.stop()
        self.post_message(self.Go(Place(ViewId.HISTORY, event.key)))

    def on_live_table_moved(self, event: LiveTable.Moved) -> None:
        event.stop()
        self._entitle()
        self._show_outlet()

    def _wish(self, target: MeasuredTarget) -> Wish:
        outlets = self.scene.picture.view.outlets_of_target.get(target.id, ()) if self.scene else ()
        return Wish(tuple(load.subject.id for load in outlets if load.subject is not None), SPARK_S)

    def _show_outlet(self) -> None:
        row = self._outlets.cursor_record
        if row is None:
            self._outlet.set_title("Outlet")
            self._outlet.show(lambda _width, _height: ())
            return
        self._outlet.set_title(f"outlet {numbers.plain(row.load.number)}", row.device_name)
        self._outlet.show(
            lambda width, _height: [
                *outlet_facts(row.picture, row.load),
                *history_lines(row.picture, row.history or None, SPARK_S, width),
            ]
        )

    def _entitle(self) -> None:
        table = self._outlets
        filtered = f"filter: {table.query_text} · " if table.query_text else ""
        count = f"{table.shown_count} of {table.total_count}" if table.query_text else f"{table.total_count}"
        table.set_title("Outlets", f"{filtered}{count} · {table.sort_words}")


def _energy_wish(target: MeasuredTarget) -> Wish:
    return Wish(counting((target,)), 0.0, is_energy=True)
