"""What a device says and cannot be: kept as the newest state, no spike in history."""

from array import array
from pathlib import Path

from sqlalchemy import select

from powertui.domain.measured import Binding
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import (
    Quality,
    Quantity,
    Reading,
    ReadingBatch,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
)
from powertui.storage import schema
from powertui.storage.engine import open_database, writing
from powertui.storage.history_layout import history_layout
from powertui.storage.reading_store import Attempt, load_latest_of, save_attempts
from powertui.storage.target_store import begin_polling, load_subjects, save_description

QUANTITIES = (Quantity.CURRENT, Quantity.ACTIVE_POWER)
FACTS = (
    Reading(Quantity.RATED_CURRENT, 65535.0, Quality.IMPLAUSIBLE),
    Reading(Quantity.RATED_POWER, 3680.0, Quality.GOOD),
)
DESCRIPTION = TargetDescription(
    "f", "v", subjects=(SubjectDescription(SubjectKind.UNIT, "1", quantities=QUANTITIES, facts=FACTS),)
)


def test_the_newest_state_keeps_what_cannot_be_and_history_does_not(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'p.db'}", create=True)
    batch = ReadingBatch(1000.0, array("q", [6_553_500, 400_000]), bytes([Quality.IMPLAUSIBLE, Quality.GOOD]))
    with writing(engine) as connection:
        target = PollTarget(id=1, name="pdu", host="192.0.2.1", port=161, credential="lab")
        connection.execute(
            schema.poll_target.insert().values(id=1, name="pdu", host="h", port=161, credential="", family="")
        )
        begin_polling(connection, [target])
        ids = save_description(connection, 1, DESCRIPTION, [Binding()])
        layout = history_layout(ids, DESCRIPTION.subjects)
        save_attempts(connection, [Attempt(1, 990, 1000.0, 0.1, batch, None, layout)])
        (latest,) = load_latest_of(connection, 1)
        (history,) = connection.execute(select(schema.history)).all()
        (subject,) = load_subjects(connection, [1])[1]
    engine.dispose()
    assert (list(latest.raw_values()), list(latest.qualities)) == (
        [6_553_500, 400_000],
        [Quality.IMPLAUSIBLE, Quality.GOOD],
    )
    assert (history.current_ma, history.active_power_mw) == (None, 400_000)
    assert history.quality == Quality.IMPLAUSIBLE
    assert [fact.quality for fact in subject.description.facts] == [Quality.IMPLAUSIBLE, Quality.GOOD]
