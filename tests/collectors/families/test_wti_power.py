"""Vectors from WTI-POWER-MIB."""

import pytest

from powertui.domain.reading import OutletState, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import columns, facts, system

BRANCHES: dict[str, tuple[int, int, int]] = {"A": (20, 30, 5), "B": (40, 50, 8), "C": (51, 52, 11), "D": (53, 54, 14)}
"""Where current, power and voltage of each stand."""


def unit(voltages: dict[str, int]) -> dict[str, Raw]:
    objects: dict[str, Raw] = {"10.1.2.1": "VMR-16HD20", "60.0": 47, "70.0": 1081}
    for branch, (amps, watts, volts) in BRANCHES.items():
        voltage = voltages.get(branch, 0)
        objects |= {f"{amps}.0": voltage // 20, f"{watts}.0": voltage * 2, f"10.1.{volts}.1": voltage}
    return system("2634.6.8") | {f"2634.3.200.{place}": raw for place, raw in objects.items()}


def test_totals_are_tenths_of_an_ampere_and_watts() -> None:
    device = read(unit({"A": 230, "B": 231}))
    assert (device.description.family, device.description.model) == ("wti-power", "VMR-16HD20")
    assert facts(device) == {
        "unit 1": {"current_a": 4.7, "active_power_w": 1081.0},
        "branch A": {"current_a": 1.1, "active_power_w": 460.0, "voltage_v": 230.0},
        "branch B": {"current_a": 1.1, "active_power_w": 462.0, "voltage_v": 231.0},
    }


@pytest.mark.parametrize(
    ("voltages", "branches"),
    [
        ({"A": 230, "B": 230}, ["A", "B"]),
        ({"A": 0, "B": 230}, ["A", "B"]),  # an inlet that has failed is still there
        ({"A": 120, "B": 121, "C": 119}, ["A", "B", "C"]),
        ({"A": 120, "B": 121, "C": 119, "D": 122}, ["A", "B", "C", "D"]),
    ],
)
def test_third_and_fourth_inlets_that_have_no_voltage_are_padding(
    voltages: dict[str, int], branches: list[str]
) -> None:
    assert read(unit(voltages)).keys(SubjectKind.BRANCH) == branches


def test_plugs() -> None:
    plugs = columns(
        "2634.3.100.200.1",
        {
            "2": {"1": "LOCAL - A1", "9": "LOCAL - B1", "10": "LOCAL - B2"},
            "3": {"1": 1, "9": 0, "10": 4},
            "5": {"1": "core", "9": "", "10": "spare"},
            "7": {"1": 13, "9": 0, "10": 0},
            "8": {"1": 296, "9": 0, "10": 0},
        },
    )
    device = read(unit({"A": 230, "B": 230}) | plugs)
    assert {part: read for part, read in facts(device).items() if part.startswith("outlet")} == {
        "outlet 1": {"state": OutletState.ON, "current_a": 1.3, "active_power_w": 296.0},
        "outlet 9": {"state": OutletState.OFF, "current_a": 0.0, "active_power_w": 0.0},
        "outlet 10": {"state": OutletState.UNKNOWN, "current_a": 0.0, "active_power_w": 0.0},
    }
    outlets = [device.subject(SubjectKind.OUTLET, key) for key in ("1", "9", "10")]
    assert [(outlet.label, outlet.name, outlet.branch) for outlet in outlets] == [
        ("LOCAL - A1", "core", "A"),
        ("LOCAL - B1", "", "B"),
        ("LOCAL - B2", "spare", "B"),
    ]
