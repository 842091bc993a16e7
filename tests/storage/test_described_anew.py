"""Devices that get parts or lose them: what was read before and after is one history, on each engine."""

from sqlalchemy import Engine

from powertui.domain.measured import Binding
from powertui.domain.reading import Quality
from powertui.storage.engine import reading, writing
from powertui.storage.history_layout import history_layout
from powertui.storage.history_reader import load_history
from powertui.storage.reading_store import save_attempts, save_late_attempts
from powertui.storage.target_store import save_description
from tests.storage.history_rows import stored_rows
from tests.storage.targets import described, poll_target, polled

SLOT_S = 1_790_000_010
UNIT = [1500, 230_000, 330_000, 345_000, 957, 123_456, 50_000]
OUTLET = [1000, 700, 229_000, 150_000, 4_000]


def test_outlets_that_come_later_and_those_that_were_there_are_read_together(database: Engine) -> None:
    with writing(database) as connection:
        before = poll_target(connection, 1, outlets=2)
        save_attempts(connection, [polled(1, SLOT_S, [*UNIT, *OUTLET, *OUTLET], before)])
    with writing(database) as connection:
        description = described(outlets=3)
        ids = save_description(connection, 1, description, [Binding()] * len(description.subjects))
        after = history_layout(ids, description.subjects)
        save_attempts(connection, [polled(1, SLOT_S + 30, [*UNIT, *OUTLET, *OUTLET, *OUTLET], after)])
    unit_id, first_id, *_, last_id = after.subject_ids
    with reading(database) as connection:
        found = load_history(connection, [unit_id, first_id, last_id], SLOT_S)
        rows = stored_rows(connection)
    assert [point.active_power_w for point in found[unit_id]] == [330.0, 330.0]
    assert [point.active_power_w for point in found[first_id]] == [150.0, 150.0]
    assert [point.active_power_w for point in found[last_id]][-1:] == [150.0]
    assert [row[:2] for row in rows] == [
        *((SLOT_S, subject_id) for subject_id in before.subject_ids),
        *((SLOT_S + 30, subject_id) for subject_id in after.subject_ids),
    ]
    assert [row[2] for row in rows if row[2]] == [1500, 1500]


def test_late_readings_are_taken_where_nothing_is_known_of_a_subject(database: Engine) -> None:
    nothing = [None] * len(OUTLET)
    with writing(database) as connection:
        layout = poll_target(connection, 1, outlets=2)
        save_attempts(connection, [polled(1, SLOT_S, [*UNIT, *OUTLET, *nothing], layout)])
        late = [*[1] * len(UNIT), *[2000] * len(OUTLET), *OUTLET]
        save_late_attempts(connection, [polled(1, SLOT_S, late, layout, at_s=SLOT_S + 9)])
    _, first_id, second_id = layout.subject_ids
    with reading(database) as connection:
        rows = {row[1]: row for row in stored_rows(connection)}
    assert rows[first_id][6] == 150_000
    assert rows[second_id][3:] == (int(Quality.GOOD), 700, None, 150_000, None, None, 4_000, 1)


def test_a_counter_greater_than_four_bytes_is_kept_among_small_values(database: Engine) -> None:
    great = [*UNIT[:5], 9_876_543_210_987, UNIT[6]]
    with writing(database) as connection:
        layout = poll_target(connection, 1, outlets=1)
        save_attempts(connection, [polled(1, SLOT_S, [*UNIT, *OUTLET], layout)])
        save_attempts(connection, [polled(1, SLOT_S + 30, [*great, *OUTLET], layout)])
        save_attempts(connection, [polled(1, SLOT_S + 60, [None, *great[1:], *OUTLET], layout)])
    unit_id, outlet_id = layout.subject_ids
    with reading(database) as connection:
        rows = stored_rows(connection)
        points = load_history(connection, [outlet_id], SLOT_S)[outlet_id]
    assert [(row[4], row[9]) for row in rows if row[1] == unit_id] == [
        (1500, 123_456),
        (1500, 9_876_543_210_987),
        (None, 9_876_543_210_987),
    ]
    assert [row[3] for row in rows if row[1] == unit_id] == [0, 0, int(Quality.MISSING)]
    assert [point.active_power_w for point in points] == [150.0] * 3
