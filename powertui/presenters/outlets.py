"""Outlets: of a PDU, and as the consumers of a feed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from powertui.domain.natural import natural_key
from powertui.domain.plant import HistoryPoint
from powertui.domain.rollup import FeedLoad, OutletFinding, OutletLoad
from powertui.presenters import cells, numbers, words
from powertui.presenters.compared_columns import delta_column, model_column
from powertui.presenters.conditions import Condition
from powertui.presenters.picture import Picture
from powertui.presenters.sparks import buckets, recorded_window, spark
from powertui.presenters.table import Column, Entry
from powertui.presenters.text import Line, Span, Tone

SPARK_S = 3600.0

_OF_FINDING = {
    OutletFinding.NONE: Condition.FINE,
    OutletFinding.UNMODELLED: Condition.WARNING,
    OutletFinding.CORD_DEAD: Condition.WARNING,
    OutletFinding.STANDBY: Condition.FINE,
    OutletFinding.OVER_MAXIMUM: Condition.WARNING,
    OutletFinding.IDLE: Condition.INFO,
}

Histories = Mapping[int, tuple[HistoryPoint, ...]]


@dataclass(frozen=True, slots=True)
class OutletRow:
    """An outlet as a list shows it."""

    picture: Picture
    pdu_name: str
    load: OutletLoad
    history: tuple[HistoryPoint, ...]

    @property
    def condition(self) -> Condition:
        return outlet_condition(self.picture, self.load)

    @property
    def device_name(self) -> str:
        if self.load.load_device is not None:
            return numbers.plain(self.load.load_device.name)
        return "no cable" if self.load.finding is OutletFinding.UNMODELLED else "free"

    @property
    def modelled_w(self) -> int | None:
        return self.load.modelled.allocated_w if self.load.modelled else None

    @property
    def delta_pct(self) -> float | None:
        return cells.difference_pct(self.load.active_power.value, self.modelled_w)


def outlet_condition(picture: Picture, load: OutletLoad) -> Condition:
    """By what stands out; unknown where its reading is old."""
    doubt = picture.doubt(load.active_power)
    return _OF_FINDING[load.finding] if doubt is Condition.FINE else doubt


def outlet_key(target_id: int, load: OutletLoad) -> str:
    """Unique in the plant, by subject where the device reports it, else by the modelled outlet."""
    if load.subject is not None:
        return f"outlet:{target_id}:s{load.subject.id}"
    return f"outlet:{target_id}:o{load.outlet.id if load.outlet else 0}"


def outlet_entries(picture: Picture, target_ids: tuple[int, ...], histories: Histories) -> list[Entry[OutletRow]]:
    """The outlets of some polled devices, in the devices' order."""
    entries: list[Entry[OutletRow]] = []
    for target_id in target_ids:
        pdu_name = numbers.plain(picture.view.targets[target_id].name)
        for load in picture.view.outlets_of_target.get(target_id, ()):
            history = histories.get(load.subject.id, ()) if load.subject else ()
            entries.append(Entry(outlet_key(target_id, load), OutletRow(picture, pdu_name, load, history)))
    return entries


def consumers(picture: Picture, load: FeedLoad, histories: Histories) -> list[Entry[OutletRow]]:
    """The outlets of the devices that a feed supplies, live or modelled."""
    entries = outlet_entries(picture, load.inlet_target_ids, histories)
    # A target may speak for a chain of PDUs, and the others of them hang on other feeds.
    devices = {inlet.device_id for inlet in picture.view.graph.inlets_of_feed(load.feed.id)}
    return [entry for entry in entries if entry.record is not None and _is_used_on(entry.record, devices)]


def _is_used_on(row: OutletRow, device_ids: Collection[int]) -> bool:
    if row.load.outlet is not None and row.load.outlet.device_id not in device_ids:
        return False
    watts = row.load.active_power.value
    return row.load.load_device is not None or (watts is not None and watts > 0)


def outlet_search(row: OutletRow) -> str:
    """What a filter looks at."""
    port = row.load.load_port.name if row.load.load_port else ""
    leg, state = words.leg_name(row.load.leg), words.outlet_state(row.load.state)
    return f"{row.load.number} {row.device_name} {port} {leg} {state} {row.load.finding.value} {row.condition.word}"


def _device(row: OutletRow, _: int) -> Line:
    tone = Tone.PLAIN if row.load.load_device is not None else Tone.DIM
    return (Span(row.device_name, tone),)


def _spark(row: OutletRow, width: int) -> Line:
    if not row.history:
        return ()
    now_s = row.picture.now_s
    shown_s = recorded_window(row.history, SPARK_S, now_s, "active_power_w")
    return spark(buckets(row.history, width, now_s - shown_s, now_s))


def _finding(row: OutletRow, width: int) -> Line:
    condition = row.condition
    if condition is Condition.FINE:
        return ()
    if condition.is_silence or width < 24:
        return condition.sign
    return (condition.mark, Span(f" {condition.word} ", condition.tone), Span(row.load.finding.value, Tone.DIM))


OUTLET_COLUMNS: tuple[Column[OutletRow], ...] = (
    Column(
        "number",
        "Outlet",
        6,
        lambda row, _: (Span(numbers.plain(row.load.number)),),
        lambda row: natural_key(row.load.number),
        right=True,
    ),
    Column(
        "state",
        "State",
        5,
        lambda row, _: (Span(words.outlet_state(row.load.state), Tone.DIM),),
        lambda row: words.outlet_state(row.load.state),
        priority=7,
    ),
    Column(
        "leg",
        "Leg",
        3,
        lambda row, _: (Span(words.leg_name(row.load.leg), Tone.DIM),),
        lambda row: words.leg_name(row.load.leg),
        priority=2,
    ),
    Column("device", "Device", 11, _device, lambda row: natural_key(row.device_name), grows=True, max_width=24),
    Column(
        "port",
        "Port",
        6,
        lambda row, _: (Span(numbers.plain(row.load.load_port.name), Tone.DIM),) if row.load.load_port else cells.NONE,
        lambda row: natural_key(row.load.load_port.name) if row.load.load_port else None,
        priority=8,
    ),
    Column(
        "a",
        "A",
        6,
        lambda row, _: cells.value(row.picture, row.load.current, 2),
        lambda row: row.load.current.value,
        right=True,
        priority=6,
        descends=True,
    ),
    Column(
        "w",
        "W",
        7,
        lambda row, _: cells.value(row.picture, row.load.active_power, tone=Tone.STRONG),
        lambda row: row.load.active_power.value,
        right=True,
        descends=True,
    ),
    Column(
        "pf",
        "PF",
        4,
        lambda row, _: cells.value(row.picture, row.load.power_factor, 2, Tone.DIM),
        lambda row: row.load.power_factor.value,
        right=True,
        priority=9,
    ),
    model_column(),
    delta_column(7, priority=1),
    Column("hour", "≤ 1 h", 8, _spark, priority=4, grows=True, max_width=12),
    Column(
        "finding",
        "Finding",
        7,
        _finding,
        lambda row: (row.condition.rank, row.load.finding.value),
        grows=True,
        priority=3,
        max_width=42,
        descends=True,
    ),
)
