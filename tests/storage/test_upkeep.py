"""Rollups, packed days and what goes, on each engine; a plain computation over all samples is the oracle."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

import pytest
from sqlalchemy import Engine, func, select

from powertui.domain.history import DAY_S, GAUGES, QUARTER_S, HistoryRetention, RollupSeries
from powertui.domain.reading import Quantity
from powertui.services.upkeep import Upkeep
from powertui.storage import compaction_store, removal, schema
from powertui.storage.engine import reading, writing
from powertui.storage.history_layout import HistoryLayout
from powertui.storage.history_levels import load_points
from powertui.storage.history_reader import load_samples, oldest_row_s
from powertui.storage.reading_store import save_attempts
from powertui.storage.rollup_reader import load_days, load_quarters
from tests.storage.targets import poll_target, polled, silent

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
            return load_quarters(connection, self.unit_id, [Quantity.ACTIVE_POWER], since_s, until_s)

    def days(self) -> RollupSeries:
        with reading(self.engine) as connection:
            return load_days(connection, self.unit_id, [Quantity.ACTIVE_POWER], 0, 2**31)

    def count(self, table: object) -> int:
        with reading(self.engine) as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar() or 0  # type: ignore[arg-type]


@pytest.fixture
def recorded(database: Engine) -> Iterator[Recorded]:
    with writing(database) as connection:
        layout = poll_target(connection, 1, interval_s=INTERVAL_S)
    yield Recorded(database, layout)


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


def test_quarters_are_what_a_plain_computation_says_before_and_after_the_day_is_packed(recorded: Recorded) -> None:
    now_s = two_days(recorded)
    upkeep = Upkeep(recorded.engine)
    assert upkeep.run_rollup(now_s) > 90
    until_s = int(now_s - 90) // QUARTER_S * QUARTER_S
    assert told(recorded.quarters()) == expected(recorded, QUARTER_S, until_s)
    assert upkeep.run_rollup(now_s) == 0
    assert upkeep.run_compaction(now_s) == 1
    assert told(recorded.quarters()) == expected(recorded, QUARTER_S, until_s)
    assert told(recorded.days()) == expected(recorded, DAY_S, MIDNIGHT_S + DAY_S)
    first, last = MIDNIGHT_S + 3 * QUARTER_S, MIDNIGHT_S + 30 * QUARTER_S
    some = told(recorded.quarters(first, last))
    assert some == {key: value for key, value in told(recorded.quarters()).items() if first <= key < last}


def test_a_packed_day_reads_as_its_rows_did_and_the_rows_are_gone(recorded: Recorded) -> None:
    now_s = two_days(recorded)
    assert recorded.stored() == recorded.sent()
    upkeep = Upkeep(recorded.engine)
    upkeep.run_rollup(now_s)
    upkeep.run_compaction(now_s)
    assert recorded.stored() == recorded.sent()
    middle_s = MIDNIGHT_S + 20_000
    assert recorded.stored(middle_s) == recorded.sent(middle_s)
    assert recorded.count(schema.history_block) == 3
    with reading(recorded.engine) as connection:
        oldest_s = oldest_row_s(connection)
        oldest_quarter_s = connection.execute(select(func.min(schema.rollup.c.bucket_s))).scalar()
    assert oldest_s == oldest_quarter_s == MIDNIGHT_S + DAY_S
    assert upkeep.run_compaction(now_s) == 0


def test_what_was_not_rolled_up_is_after_a_restart(recorded: Recorded) -> None:
    now_s = two_days(recorded)
    Upkeep(recorded.engine).run_rollup(MIDNIGHT_S + 7000)
    Upkeep(recorded.engine).run_rollup(now_s)
    until_s = int(now_s - 90) // QUARTER_S * QUARTER_S
    assert told(recorded.quarters()) == expected(recorded, QUARTER_S, until_s)


def test_what_comes_late_is_rolled_up_again(recorded: Recorded) -> None:
    slots = list(range(MIDNIGHT_S, MIDNIGHT_S + 9000, INTERVAL_S))
    recorded.poll_all([slot_s for slot_s in slots if slot_s % 900])
    upkeep = Upkeep(recorded.engine)
    upkeep.run_rollup(MIDNIGHT_S + 10_000)
    recorded.counter_wh = 5_000_000
    late = [slot_s for slot_s in slots if not slot_s % 900]
    recorded.poll_all(late)
    assert upkeep.run_rollup(MIDNIGHT_S + 10_000) == len({slot_s // QUARTER_S for slot_s in late})
    found = told(recorded.quarters())
    assert [figures[0] for figures in found.values()] == [1000] * 10
    wanted = expected(recorded, QUARTER_S, MIDNIGHT_S + 9000)
    assert [figures[2:] for figures in found.values()] == [figures[2:] for figures in wanted.values()]


def test_what_comes_after_its_day_was_packed_is_packed_with_it(recorded: Recorded) -> None:
    now_s = two_days(recorded)
    upkeep = Upkeep(recorded.engine)
    upkeep.run_rollup(now_s)
    upkeep.run_compaction(now_s)
    recorded.poll_all([MIDNIGHT_S + 45_000, MIDNIGHT_S + 45_300])
    assert recorded.stored() == recorded.sent()
    upkeep.run_rollup(now_s)
    assert upkeep.run_compaction(now_s) == 1
    assert recorded.stored() == recorded.sent()
    assert told(recorded.quarters())[MIDNIGHT_S + 45_000][0] == 667
    assert upkeep.run_compaction(now_s) == 0


def test_what_is_written_while_a_day_is_packed_is_not_lost(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = two_days(recorded)
    upkeep = Upkeep(recorded.engine)
    upkeep.run_rollup(now_s)
    drop = removal.drop_history_rows

    def write_first(engine: Engine, day: int, may_remove: object) -> bool:
        recorded.poll(MIDNIGHT_S + 45_000)
        return drop(engine, day, may_remove)  # type: ignore[arg-type]

    monkeypatch.setattr(compaction_store, "drop_history_rows", write_first)
    assert upkeep.run_compaction(now_s) == 0
    assert recorded.stored() == recorded.sent()
    monkeypatch.undo()
    assert upkeep.run_compaction(now_s) == 1
    assert recorded.stored() == recorded.sent()


def test_each_level_is_kept_as_long_as_it_says(recorded: Recorded) -> None:
    upkeep = Upkeep(recorded.engine, HistoryRetention(raw_hours=48, quarter_days=4, day_days=6))
    for day in range(DAY, DAY + 10):
        recorded.poll_all(range(day * DAY_S, (day + 1) * DAY_S, 3600))
        now_s = (day + 1) * DAY_S + 7200
        upkeep.run_rollup(now_s)
        upkeep.run_compaction(now_s)
        upkeep.run_retention(now_s)
    today = DAY + 10
    assert sorted({slot_s // DAY_S for slot_s in recorded.stored()}) == [today - 2, today - 1]
    assert sorted({start_s // DAY_S for start_s in recorded.quarters(0, 2**31).starts_s}) == list(
        range(today - 4, today)
    )
    assert [start_s // DAY_S for start_s in recorded.days().starts_s] == list(range(today - 6, today))
    with reading(recorded.engine) as connection:
        oldest_slot_s = connection.execute(select(func.min(schema.history_slot.c.slot_s))).scalar()
    assert oldest_slot_s == (today - 2) * DAY_S


def test_what_comes_later_than_anything_is_kept_does_not_spoil_the_rollups(recorded: Recorded) -> None:
    now_s = two_days(recorded)
    upkeep = Upkeep(recorded.engine)
    upkeep.run_rollup(now_s)
    upkeep.run_compaction(now_s)
    before = told(recorded.quarters(MIDNIGHT_S, MIDNIGHT_S + DAY_S))
    upkeep.run_retention(MIDNIGHT_S + 10 * DAY_S)
    recorded.poll(MIDNIGHT_S + 45_000)
    upkeep.run_compaction(MIDNIGHT_S + 10 * DAY_S)
    assert told(recorded.quarters(MIDNIGHT_S, MIDNIGHT_S + DAY_S)) == before
    assert MIDNIGHT_S + 45_000 not in recorded.stored()


def test_a_poller_that_was_away_for_long_loses_no_rollup(recorded: Recorded) -> None:
    now_s = two_days(recorded) + 30 * DAY_S
    upkeep = Upkeep(recorded.engine)
    upkeep.run_retention(now_s)
    upkeep.run_rollup(now_s)
    upkeep.run_compaction(now_s)
    upkeep.run_retention(now_s)
    assert recorded.stored() == {}
    assert told(recorded.quarters()) == expected(recorded, QUARTER_S, now_s)
    assert told(recorded.days()) == expected(recorded, DAY_S, now_s)


def test_a_week_is_drawn_from_quarters_and_the_last_readings_with_gaps_between(recorded: Recorded) -> None:
    now_s = two_days(recorded)
    with reading(recorded.engine) as connection:
        plain = load_points(connection, [recorded.unit_id], now_s - 7 * DAY_S, now_s)[recorded.unit_id]
    assert len([point for point in plain if point.active_power_w is not None]) > 300
    Upkeep(recorded.engine).run_rollup(now_s)
    with reading(recorded.engine) as connection:
        points = load_points(connection, [recorded.unit_id], now_s - 7 * DAY_S, now_s)[recorded.unit_id]
    rolled_s = int(now_s - 90) // QUARTER_S * QUARTER_S
    means = {start_s: figures[3] for start_s, figures in expected(recorded, QUARTER_S, rolled_s).items()}
    drawn = {int(point.at_s): point.active_power_w for point in points}
    assert {at_s: mean for at_s, mean in drawn.items() if at_s < rolled_s and mean is not None} == {
        start_s: mean / 1000 for start_s, mean in means.items() if isinstance(mean, int)
    }
    assert drawn[MIDNIGHT_S + 45_000] is None
    assert [at_s for at_s in drawn if at_s >= rolled_s] == [slot for slot in recorded.sent() if slot >= rolled_s]


def test_a_database_that_has_nearly_filled_its_budget_is_told_of(
    recorded: Recorded, caplog: pytest.LogCaptureFixture
) -> None:
    Upkeep(recorded.engine).run_retention(MIDNIGHT_S)
    assert not caplog.records
    Upkeep(recorded.engine, HistoryRetention(budget_gb=0.000_01)).run_retention(MIDNIGHT_S)
    (record,) = caplog.records
    assert "of the 0.0 GB that it may" in record.getMessage()


def test_what_comes_while_a_day_is_packed_that_was_never_rolled_up_is_not_lost(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = two_days(recorded)
    drop = removal.drop_history_rows

    def write_first(engine: Engine, day: int, may_remove: object) -> bool:
        recorded.poll(MIDNIGHT_S + 45_000)
        return drop(engine, day, may_remove)  # type: ignore[arg-type]

    monkeypatch.setattr(compaction_store, "drop_history_rows", write_first)
    upkeep = Upkeep(recorded.engine)
    assert upkeep.run_compaction(now_s) == 0
    assert recorded.stored() == recorded.sent()
    monkeypatch.undo()
    assert upkeep.run_compaction(now_s) == 1
    assert recorded.stored() == recorded.sent()


def test_an_upkeep_that_is_killed_while_it_removes_what_it_packed_leaves_nothing_behind(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = two_days(recorded)
    upkeep = Upkeep(recorded.engine)
    upkeep.run_rollup(now_s)

    class Killed(BaseException):
        pass

    def killed(*_: object) -> bool:
        raise Killed

    for step in ("drop_history_rows", "drop_rollup_rows"):
        monkeypatch.setattr(compaction_store, step, killed)
        with pytest.raises(Killed):
            upkeep.run_compaction(now_s)
        monkeypatch.undo()
    upkeep.run_compaction(now_s)
    with reading(recorded.engine) as connection:
        oldest_s = connection.execute(select(func.min(schema.rollup.c.bucket_s))).scalar()
    assert oldest_s == MIDNIGHT_S + DAY_S
    assert recorded.stored() == recorded.sent()
    until_s = MIDNIGHT_S + DAY_S
    assert told(recorded.quarters(until_s=until_s)) == expected(recorded, QUARTER_S, until_s)


def test_what_is_being_written_when_a_day_begins_to_be_packed_is_not_lost(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = two_days(recorded)
    packed = threading.Event()
    pack = compaction_store._pack

    def told_pack(engine: Engine, day: int, ids: Sequence[int]) -> None:
        pack(engine, day, ids)
        packed.set()

    monkeypatch.setattr(compaction_store, "_pack", told_pack)
    late_s = MIDNIGHT_S + 45_000
    values = [1000, 230_000, 77_000, 2000, 950, 5, 50_000, *[0] * 10]
    closing = threading.Thread(target=Upkeep(recorded.engine).run_compaction, args=(now_s,))
    with writing(recorded.engine) as connection:
        save_attempts(connection, [polled(1, late_s, values, recorded.layout)])
        closing.start()
        packed.wait(0.5)
    closing.join()
    assert recorded.stored()[late_s] == (77_000, 5)
