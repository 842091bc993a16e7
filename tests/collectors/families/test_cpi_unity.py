"""Vectors from CPI-UNITY-MIB: the PDU's MAC address is the last part of each index."""

import pytest

from powertui.domain.reading import LoadState, Quantity, SubjectKind
from tests.collectors.devices import SYS_OBJECT_ID, Raw, read
from tests.collectors.families.walks import columns, facts, system

FIRST, SECOND = "000EF2C00001", "000EF2C000AB"
IDENTITY: dict[str, Raw] = {"30932.1.1.1.2.0": "P6-1E0A1", "30932.1.1.1.1.0": "3.1.2"}


def index(mac: str, *numbers: int) -> str:
    return ".".join(map(str, (*numbers, len(mac), *mac.encode())))


def pdu(mac: str) -> dict[str, Raw]:
    branch, outlet = index(mac, 2), index(mac, 7)
    cells: dict[str, dict[str, Raw]] = {
        "1.2.10.1.16": {index(mac): 1840},
        "1.2.10.1.18": {index(mac): f"SN{mac}"},
        "1.3.10.1.3": {index(mac, 1): 812},
        "1.3.110.1.3": {branch: 405},
        "1.3.110.1.5": {branch: 2081},
        "1.3.110.1.6": {branch: 843},
        "1.3.110.1.8": {branch: 1},
        "1.3.110.1.9": {branch: 36000000},
        "1.3.210.1.4": {branch: 1600},
        "1.3.210.1.6": {branch: 0},
        "1.4.10.1.3": {outlet: 2},
        "1.4.10.1.4": {outlet: "router"},
        "1.4.10.1.6": {outlet: 52},
        "1.4.10.1.7": {outlet: 2079},
        "1.4.10.1.8": {outlet: 108},
        "1.4.10.1.10": {outlet: 720000},
        "1.4.10.1.11": {outlet: 1},
    }
    return columns("30932.1.10", cells)


def test_power_is_apparent_and_energy_counts_tens_of_va_seconds() -> None:
    device = read(system("30932") | IDENTITY | pdu(FIRST))
    assert device.description.family == "cpi-unity"
    assert facts(device) == {
        f"unit {FIRST}": {"apparent_power_va": 1840.0},
        f"line {FIRST}:L1": {"current_a": 8.12},
        f"branch {FIRST}:B2": {
            "current_a": 4.05,
            "voltage_v": 208.1,
            "apparent_power_va": 843.0,
            "apparent_energy_kvah": 100.0,
            "load_state": LoadState.WARNING,
            "near_overload_a": 16.0,
        },
        f"outlet {FIRST}:7": {
            "state": 1.0,
            "current_a": 0.52,
            "voltage_v": 207.9,
            "apparent_power_va": 108.0,
            "energy_kwh": 2.0,
        },
    }


def test_pdus_behind_one_agent_stay_apart() -> None:
    device = read(system("30932") | IDENTITY | pdu(FIRST) | pdu(SECOND))
    assert device.keys(SubjectKind.UNIT) == [FIRST, SECOND]
    assert device.subject(SubjectKind.UNIT, SECOND).label == f"SN{SECOND}"
    outlet = device.subject(SubjectKind.OUTLET, f"{SECOND}:7")
    assert (outlet.unit, outlet.branch, outlet.name) == (SECOND, f"{SECOND}:B2", "router")
    assert device.value(SubjectKind.OUTLET, f"{FIRST}:7", Quantity.CURRENT) == 0.52


def test_a_mangled_sys_object_id_is_told_by_the_probe() -> None:
    mangled: dict[str, Raw] = {SYS_OBJECT_ID: (0, 10, 43, 6, 1, 4, 1)}
    assert read(mangled | IDENTITY | pdu(FIRST)).description.family == "cpi-unity"


@pytest.mark.parametrize("column", ["3.110.1.3", "4.10.1.6"])
def test_branches_or_outlets_alone_tell_who_it_is_when_its_own_word_is_broken(column: str) -> None:
    broken: dict[str, Raw] = {SYS_OBJECT_ID: (0, 10, 43, 6, 1, 4, 1, 30932)}
    objects = broken | {f"30932.1.10.1.{column}.{index(FIRST, 1)}": 85}
    (part,) = (part for part in read(objects).description.subjects)
    assert (part.unit, part.quantities) == (FIRST, (Quantity.CURRENT,))
