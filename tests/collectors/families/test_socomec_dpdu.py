"""Vectors from SOCOMECPDU-MIB: scalars of three phases, whatever is connected."""

from powertui.domain.reading import Leg, Quality, Quantity, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import columns, facts, system


def pdu(*values: int) -> dict[str, Raw]:
    return columns("4555.2.30.2", {str(number): {"0": value} for number, value in enumerate(values, start=1)})


def test_three_phases_are_pairs_of_scalars() -> None:
    device = read(system("4555.2.30") | pdu(500, 2300, 31, 2310, 42, 2290, 0))
    assert facts(device) == {
        "unit 1": {"frequency_hz": 50.0, "apparent_power_va": 1683.2},
        "phase L1": {"voltage_v": 230.0, "current_a": 3.1, "apparent_power_va": 713.0},
        "phase L2": {"voltage_v": 231.0, "current_a": 4.2, "apparent_power_va": 970.2},
        "phase L3": {"voltage_v": 229.0, "current_a": 0.0, "apparent_power_va": 0.0},
    }
    assert device.subject(SubjectKind.PHASE, "L3").leg is Leg.C
    assert device.reading(SubjectKind.PHASE, "L1", Quantity.CURRENT).quality is Quality.ESTIMATED


def test_a_phase_without_voltage_and_current_is_not_one() -> None:
    device = read(system("4555.2.30") | pdu(500, 2300, 31, 0, 0, 0, 0))
    assert device.keys(SubjectKind.PHASE) == ["L1"]
