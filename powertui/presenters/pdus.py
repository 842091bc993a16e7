"""The list of polled PDUs."""

from dataclasses import dataclass

from powertui.domain.measured import MeasuredTarget, total
from powertui.domain.natural import natural_key
from powertui.domain.reading import PollOutcome, Quantity, Reading, SubjectKind
from powertui.domain.rollup import FeedLoad
from powertui.presenters import cells, numbers, words
from powertui.presenters.conditions import Condition
from powertui.presenters.picture import Picture
from powertui.presenters.table import Column, Entry
from powertui.presenters.text import Line, Span, Tone


@dataclass(frozen=True, slots=True)
class PduRow:
    """A polled device as a list shows it."""

    picture: Picture
    target: MeasuredTarget
    feeds: tuple[FeedLoad, ...]
    condition: Condition

    @property
    def active_power(self) -> Reading:
        return target_power(self.picture, self.target, Quantity.ACTIVE_POWER)

    @property
    def apparent_power(self) -> Reading:
        return target_power(self.picture, self.target, Quantity.APPARENT_POWER)

    @property
    def rack_name(self) -> str:
        device = self.picture.view.graph.devices.get(self.target.device_id or -1)
        rack = self.picture.view.graph.racks.get(device.rack_id or -1) if device else None
        return numbers.plain(rack.name) if rack else numbers.NOTHING

    @property
    def feed_names(self) -> str:
        panel = self.picture.view.graph.panels.get(self.target.power_panel_id or -1)
        if panel is not None:
            return f"panel {numbers.plain(panel.name)}"
        return ", ".join(numbers.plain(load.feed.name) for load in self.feeds) or numbers.NOTHING

    @property
    def model(self) -> str:
        return numbers.plain(self.target.model or self.target.family) or numbers.NOTHING

    @property
    def outlet_count(self) -> int:
        return len(self.picture.view.outlets_of_target.get(self.target.id, ()))

    @property
    def last_poll(self) -> str:
        if self.target.outcome is PollOutcome.OK:
            return "ok"
        failed = f" ×{self.target.failures}" if self.target.failures > 1 else ""
        return words.outcome(self.target.outcome) + failed


def target_key(target_id: int) -> str:
    return f"pdu:{target_id}"


def pdu_entries(picture: Picture) -> list[Entry[PduRow]]:
    """All polled devices, in the order of their names."""
    feeds_of_target: dict[int, list[FeedLoad]] = {}
    for load in picture.view.feeds.values():
        for target_id in load.inlet_target_ids:
            feeds_of_target.setdefault(target_id, []).append(load)
    return [
        Entry(target_key(target.id), pdu_row(picture, target, tuple(feeds_of_target.get(target.id, ()))))
        for target in picture.view.targets.values()
    ]


def pdu_row(picture: Picture, target: MeasuredTarget, feeds: tuple[FeedLoad, ...]) -> PduRow:
    return PduRow(picture, target, feeds, picture.target_condition(target))


def feeds_of(picture: Picture, target_id: int) -> tuple[FeedLoad, ...]:
    """The feeds that a polled device hangs on."""
    return tuple(load for load in picture.view.feeds.values() if target_id in load.inlet_target_ids)


def target_power(picture: Picture, target: MeasuredTarget, quantity: Quantity) -> Reading:
    """What its inlets draw; the sum of its outlets where they do not say."""
    inlets = total(quantity, [unit.get(quantity) for unit in target.of_kind(SubjectKind.UNIT)])
    if inlets.value is not None:
        return inlets
    outlets = picture.view.outlets_of_target.get(target.id, ())
    is_active = quantity is Quantity.ACTIVE_POWER
    return total(quantity, [load.active_power if is_active else load.apparent_power for load in outlets])


def pdu_search(row: PduRow) -> str:
    """What a filter looks at."""
    target = row.target
    return (
        f"{target.name} {target.host} {row.model} {target.vendor} {target.serial} {row.rack_name} {row.feed_names}"
        f" {row.last_poll} {row.condition.word}"
    )


def _leg(position: int) -> Column[PduRow]:
    def reading(row: PduRow) -> Reading | None:
        legs = [leg for load in row.feeds for leg in load.legs]
        return legs[position].current if position < len(legs) else None

    def draw(row: PduRow, _: int) -> Line:
        legs = [leg for load in row.feeds for leg in load.legs]
        if position >= len(legs):
            return ()
        return cells.value(row.picture, legs[position].current, 1, cells.leg_tone(legs[position].used_pct))

    def sort(row: PduRow) -> float | None:
        found = reading(row)
        return found.value if found else None

    return Column(f"l{position + 1}", f"L{position + 1} A", 5, draw, sort, right=True, priority=3, descends=True)


def _outcome(row: PduRow, _: int) -> Line:
    is_fine = row.target.outcome in {PollOutcome.OK, PollOutcome.NEVER}
    return (Span(row.last_poll, Tone.DIM if is_fine else Tone.WARN),)


PDU_COLUMNS: tuple[Column[PduRow], ...] = (
    Column(
        "state", "State", 9, lambda row, _: row.condition.sign, lambda row: float(row.condition.rank), descends=True
    ),
    Column(
        "pdu",
        "PDU",
        12,
        lambda row, _: (Span(numbers.plain(row.target.name)),),
        lambda row: natural_key(row.target.name),
        grows=True,
        max_width=26,
    ),
    Column(
        "model",
        "Model",
        10,
        lambda row, _: (Span(row.model, Tone.DIM),),
        lambda row: row.model,
        priority=5,
        grows=True,
        max_width=20,
    ),
    Column(
        "rack",
        "Rack",
        5,
        lambda row, _: (Span(row.rack_name, Tone.DIM),),
        lambda row: natural_key(row.rack_name),
        priority=4,
        grows=True,
        max_width=10,
    ),
    Column(
        "feed",
        "Feed",
        7,
        lambda row, _: (Span(row.feed_names, Tone.DIM),),
        lambda row: natural_key(row.feed_names),
        priority=4,
        grows=True,
        max_width=16,
    ),
    Column(
        "w",
        "W",
        7,
        lambda row, _: cells.value(row.picture, row.active_power, tone=Tone.STRONG),
        lambda row: row.active_power.value,
        right=True,
        descends=True,
    ),
    Column(
        "va",
        "VA",
        7,
        lambda row, _: cells.value(row.picture, row.apparent_power),
        lambda row: row.apparent_power.value,
        right=True,
        priority=6,
        descends=True,
    ),
    _leg(0),
    _leg(1),
    _leg(2),
    Column(
        "outlets",
        "Outlets",
        7,
        lambda row, _: cells.plain_number(row.outlet_count),
        lambda row: row.outlet_count,
        right=True,
        priority=8,
        descends=True,
    ),
    Column("poll", "Last poll", 12, _outcome, lambda row: row.last_poll, priority=1),
    Column(
        "age",
        "Age",
        6,
        lambda row, _: cells.age(row.picture, row.target.sampled_at_s),
        lambda row: row.target.sampled_at_s,
        right=True,
    ),
    Column(
        "up",
        "Up",
        9,
        lambda row, _: (Span(numbers.duration(row.target.uptime_s), Tone.DIM),),
        lambda row: row.target.uptime_s,
        right=True,
        priority=7,
        descends=True,
    ),
)
