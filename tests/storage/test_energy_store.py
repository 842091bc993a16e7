"""Totals of energy: since when, and how often their counter fell."""

from dataclasses import replace

from powertui.domain.energy import EnergyTotal
from powertui.domain.energy_record import EnergyRecord
from powertui.domain.measured import Binding
from powertui.domain.reading import SubjectDescription, SubjectKind, TargetDescription
from powertui.services.model_sync import apply, plan_import, read_model
from powertui.storage.energy_store import load_energy, load_energy_records, save_energy
from powertui.storage.engine import open_database, writing
from powertui.storage.target_store import save_description
from tests.clocks import StillClock
from tests.plants import two_sided_topology, two_targets

FIRST = EnergyTotal(lifetime_wh=900.0, counter_wh=900, at_s=100.0, moved_at_s=100.0, serial="1")


def test_wraps_and_other_falls_are_counted_and_since_when_stays(database_url: str) -> None:
    engine = open_database(database_url, create=True)
    plant = replace(two_sided_topology(), poll_targets=two_targets())
    apply(engine, plan_import(read_model(engine), plant), who="", source="test", clock=StillClock())
    unit = TargetDescription("f", "V", subjects=(SubjectDescription(SubjectKind.UNIT, "1"),))
    steps = (
        (950, 1, 950.0),  # risen
        (20, 1, 1020.0),  # wrapped
        (30, 2, 1030.0),  # the device restarted, its counter went on
        (0, 3, 1031.0),  # set back
        (10, 4, 1041.0),  # another device's, that had counted more
        (5, 5, 1042.0),  # another device's, that had counted less
    )
    try:
        with writing(engine) as connection:
            (subject_id,) = save_description(connection, 1, unit, [Binding()])
            save_energy(connection, {subject_id: FIRST})
            for number, (counter_wh, segment, lifetime_wh) in enumerate(steps, start=1):
                at_s = 100.0 + number
                total = replace(
                    FIRST, counter_wh=counter_wh, segment=segment, lifetime_wh=lifetime_wh, at_s=at_s, moved_at_s=at_s
                )
                save_energy(connection, {subject_id: total})
            assert load_energy(connection, [subject_id]) == {subject_id: total}
            records = load_energy_records(connection, [subject_id, 99])
        assert records == {subject_id: EnergyRecord(1042.0, 5, 106.0, since_s=100.0, wraps=1, falls=2)}
    finally:
        engine.dispose()
