"""Lifetime totals of energy in `powertui pdus`."""

import json
from dataclasses import replace

import pytest

from powertui.domain.energy_record import EnergyRecord
from powertui.domain.measured import MeasuredSubject
from powertui.domain.reading import Quantity, SubjectKind
from tests.cli.conftest import CommandLine, FixedPlant
from tests.cli.plant import LIVE_PDU, NOW_S, small_view

INLET = EnergyRecord(12_345_678.0, 45_678, NOW_S - 120, since_s=1_767_268_800.0, wraps=1, falls=2)
OUTLET = EnergyRecord(77_500.0, None, NOW_S - 60, since_s=None)


def _counting(subject: MeasuredSubject) -> MeasuredSubject:
    quantities = (*subject.description.quantities, Quantity.ENERGY)
    return replace(subject, description=replace(subject.description, quantities=quantities))


@pytest.fixture(autouse=True)
def _totals(plant: FixedPlant) -> None:
    """The inlet of the PDU and its first outlet count energy."""
    view = small_view()
    pdu = replace(LIVE_PDU, subjects=tuple(map(_counting, LIVE_PDU.subjects)))
    plant.view = replace(view, targets={**view.targets, pdu.id: pdu})
    first = pdu.of_kind(SubjectKind.OUTLET)[0]
    plant.totals = {pdu.subjects[0].id: INLET, first.id: OUTLET}


def test_a_named_pdu_shows_its_lifetime_energy_since_when_and_what_its_counter_did(powertui: CommandLine) -> None:
    lines = powertui("pdus", "r01-a").lines
    assert lines[3].split() == ["PDU", "PART", "LIFETIME", "kWh", "SINCE", "COUNTER", "kWh", "WRAPPED", "FELL", "AGE"]
    assert lines[4].split() == [*("pdu-r01-a", "unit", "1", "12,345.7", "2026-01-01", "45.7", "1", "2", "2", "m")]


def test_outlets_have_a_column_of_it(powertui: CommandLine) -> None:
    lines = powertui("pdus", "r01-a", "--outlets").lines
    assert lines[2].endswith("LIFETIME kWh")
    assert [line.split()[-1] for line in lines[3:5]] == ["77.5", "–"]


def test_programs_get_it_with_its_units_and_null_where_nothing_counts(powertui: CommandLine) -> None:
    (record,) = json.loads(powertui("pdus", "r01-a", "--json").out)
    assert record["units"][0]["energy"] == {
        "lifetime_kwh": 12_345.678,
        "since": "2026-01-01T12:00:00Z",
        "counter_kwh": 45.678,
        "counter_wraps": 1,
        "counter_falls": 2,
        "stored_at": record["units"][0]["energy"]["stored_at"],
    }
    assert record["outlets"][0]["energy"]["counter_kwh"] is None
    assert record["outlets"][0]["energy"]["since"] is None
    assert record["outlets"][1]["energy"] is None
    assert record["phases"][0]["energy"] is None


def test_all_pdus_at_once_stay_one_table(powertui: CommandLine) -> None:
    assert not any("LIFETIME" in line for line in powertui("pdus").lines)
