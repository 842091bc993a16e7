"""PostgreSQL's readings from before a poll was one row: read, rolled up and packed from where they are."""

from sqlalchemy import create_engine, text

from powertui.domain.history import DAY_S
from powertui.domain.reading import Quantity
from powertui.services.upkeep import Upkeep
from powertui.storage.engine import open_database, reading, writing
from powertui.storage.history_reader import load_samples, oldest_row_s
from powertui.storage.partitions import partition_days
from powertui.storage.reading_store import save_attempts
from powertui.storage.schema import history, history_layout, history_poll
from tests.databases import fresh_database
from tests.old_databases import migrate_to
from tests.storage.history_rows import stored_rows
from tests.storage.targets import poll_target, polled

DAY = 20_717
MIDNIGHT_S = DAY * DAY_S
SLOTS = range(MIDNIGHT_S, MIDNIGHT_S + DAY_S, 300)
UPGRADED_S = MIDNIGHT_S + DAY_S // 2 // 300 * 300


def power_mw(slot_s: int) -> int:
    return slot_s % 7001 * 1000


def test_nothing_that_was_recorded_is_lost_when_the_program_is_updated_in_the_middle_of_a_day(
    postgres_url: str,
) -> None:
    before = [slot_s for slot_s in SLOTS if slot_s <= UPGRADED_S]
    with fresh_database(postgres_url) as url:
        engine = create_engine(url)
        with engine.begin() as connection:
            migrate_to(connection, "0010")
            bounds = f"FROM ({MIDNIGHT_S}) TO ({MIDNIGHT_S + DAY_S})"
            connection.execute(text(f"CREATE TABLE history_{DAY} PARTITION OF history FOR VALUES {bounds}"))
            connection.execute(text("INSERT INTO history_slot VALUES (:slot_s)"), [{"slot_s": at} for at in before])
            connection.execute(
                text("INSERT INTO history VALUES (:slot_s, 1, 9, 0, 2, 3, :power_mw, 5, 6, :slot_s, NULL)"),
                [{"slot_s": at, "power_mw": power_mw(at)} for at in before],
            )
        engine.dispose()
        engine = open_database(url, create=False)
        with writing(engine) as connection:
            layout = poll_target(connection, 1, outlets=0, interval_s=300)
            assert list(layout.subject_ids) == [1]
            attempts = [
                # One slot was polled by both versions.
                polled(1, slot_s, [1, 2, power_mw(slot_s) if slot_s > UPGRADED_S else -1, 4, 5, slot_s, 7], layout)
                for slot_s in SLOTS
                if slot_s >= UPGRADED_S
            ]
            save_attempts(connection, attempts)
        wanted = {slot_s: -1 if slot_s == UPGRADED_S else power_mw(slot_s) for slot_s in SLOTS}

        def powers() -> dict[int, int | None]:
            with reading(engine) as connection:
                samples = load_samples(connection, [1], [Quantity.ACTIVE_POWER], MIDNIGHT_S)[1]
            return dict(zip(samples.slots_s, samples.columns[Quantity.ACTIVE_POWER], strict=True))

        assert powers() == wanted
        with reading(engine) as connection:
            assert {row[0]: row[6] for row in stored_rows(connection)} == wanted
            assert oldest_row_s(connection) == MIDNIGHT_S
        upkeep = Upkeep(engine)
        upkeep.run_rollup(MIDNIGHT_S + DAY_S + 7200)
        assert upkeep.run_compaction(MIDNIGHT_S + DAY_S + 7200) == 1
        assert powers() == wanted
        with reading(engine) as connection:
            assert stored_rows(connection) == []
            assert connection.execute(history_layout.select()).all() == []
            assert partition_days(connection, history) == partition_days(connection, history_poll) == ()
        engine.dispose()
