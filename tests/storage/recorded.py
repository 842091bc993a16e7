"""A unit whose readings are known, and what a plain computation says of them."""

from dataclasses import dataclass, field
from random import Random

from sqlalchemy import Engine, func, select

from powertui.domain.history import DAY_S, GAUGES, RollupSeries
from powertui.domain.reading import Quantity
from powertui.storage.engine import reading, writing
from powertui.storage.history_layout import HistoryLayout
from powertui.storage.history_reader import load_samples
from powertui.storage.reading_store import save_attempts
from powertui.storage.rollup_reader import load_days, load_quarters_of
from tests.storage.targets import polled, silent

DAY = 20_717
MIDNIGHT_S = DAY * DAY_S
INTERVAL_S = 300
POWER = GAUGES.index(Quantity.ACTIVE_POWER)


@dataclass
class Recorded:
    """A unit whose readings are known: what is stored of it and what was sent."""

    engine: Engine
    layout: HistoryLayout
    powers: dict[int, int | None] = field(default_factory=dict)
    counters: dict[int, int | None] = field(default_factory=dict)
    random: Random = field(default_factory=lambda: Random(5))
    counter_wh: int = 1_000_000

    @property
    def unit_id(self) -> int:
        return self.layout.subject_ids[0]

    def poll(self, slot_s: int, *, answers: bool = True) -> None:
        self.poll_all([slot_s], answers=answers)

    def poll_all(self, slots_s: "range | list[int]", *, answers: bool = True) -> None:
        attempts = []
        for slot_s in slots_s:
            if not answers:
                attempts.append(silent(1, slot_s))
                continue
            power = None if self.random.random() < 0.02 else self.random.randrange(0, 3_000_000, 1000)
            self.counter_wh += self.random.randrange(0, 200, 100)
            if self.random.random() < 0.01:
                self.counter_wh = 100
            self.powers[slot_s], self.counters[slot_s] = power, self.counter_wh
            values = [1000, 230_000, power, 2000, 950, self.counter_wh, 50_000]
            attempts.append(polled(1, slot_s, [*values, *[0] * 10], self.layout))
        with writing(self.engine) as connection:
            save_attempts(connection, attempts)

    def stored(self, since_s: int = 0) -> dict[int, tuple[int | None, int | None]]:
        with reading(self.engine) as connection:
            quantities = (Quantity.ACTIVE_POWER, Quantity.ENERGY)
            found = load_samples(connection, [self.unit_id], quantities, since_s)[self.unit_id]
        return dict(zip(found.slots_s, zip(*found.columns.values(), strict=True), strict=True))

    def sent(self, since_s: int = 0) -> dict[int, tuple[int | None, int | None]]:
        return {
            slot_s: (self.powers[slot_s], self.counters[slot_s]) for slot_s in sorted(self.powers) if slot_s >= since_s
        }

    def quarters(self, since_s: int = MIDNIGHT_S - DAY_S, until_s: int = MIDNIGHT_S + 3 * DAY_S) -> RollupSeries:
        with reading(self.engine) as connection:
            quarters = load_quarters_of(connection, [self.unit_id], [Quantity.ACTIVE_POWER], since_s, until_s)
            return quarters[self.unit_id]

    def days(self) -> RollupSeries:
        with reading(self.engine) as connection:
            return load_days(connection, self.unit_id, [Quantity.ACTIVE_POWER], 0, 2**31)

    def count(self, table: object) -> int:
        with reading(self.engine) as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar() or 0  # type: ignore[arg-type]


def expected(recorded: Recorded, length_s: int, until_s: int) -> dict[int, tuple[object, ...]]:
    """By start: coverage, energy, least, mean, greatest, 95th percentile."""
    found: dict[int, tuple[object, ...]] = {}
    before: int | None = None
    slots = [slot_s for slot_s in sorted(recorded.powers) if slot_s < until_s]
    for start_s in sorted({slot_s // length_s * length_s for slot_s in slots}):
        own = [slot_s for slot_s in slots if start_s <= slot_s < start_s + length_s]
        powers = sorted(value for slot_s in own if (value := recorded.powers[slot_s]) is not None)
        rise = 0
        for slot_s in own:
            value = recorded.counters[slot_s]
            assert value is not None
            rise += max(0, value - before) if before is not None else 0
            before = value
        gauge: tuple[object, ...] = (None,) * 4
        if powers:
            at_95 = next(value for value in powers if 100 * sum(each <= value for each in powers) >= 95 * len(powers))
            gauge = (powers[0], round(sum(powers) / len(powers)), powers[-1], at_95)
        found[start_s] = (min(1000, round(1000 * len(own) / (length_s / INTERVAL_S))), rise, *gauge)
    return found


def told(series: RollupSeries) -> dict[int, tuple[object, ...]]:
    spread = series.spreads[Quantity.ACTIVE_POWER]
    columns = (
        series.coverage_permille,
        series.energy_wh,
        spread.least,
        spread.mean,
        spread.greatest,
        spread.p95,
    )
    return dict(zip(series.starts_s, zip(*columns, strict=True), strict=True))


def two_days(recorded: Recorded) -> int:
    """Polls over a day and a half, with a hole in them; the moment after."""
    recorded.poll_all(range(MIDNIGHT_S, MIDNIGHT_S + 40_000, INTERVAL_S))
    recorded.poll_all(range(MIDNIGHT_S + 40_000 // 300 * 300 + 300, MIDNIGHT_S + 50_000, INTERVAL_S), answers=False)
    end_s = MIDNIGHT_S + DAY_S + DAY_S // 2
    recorded.poll_all(range(MIDNIGHT_S + 50_100, end_s, INTERVAL_S))
    return end_s
