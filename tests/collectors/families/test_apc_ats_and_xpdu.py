"""Vectors from PowerNet-MIB's ats and xPDU trees."""

import pytest

from powertui.domain.reading import Leg, Quality, SubjectKind
from tests.collectors.devices import read
from tests.collectors.families.walks import Cells, columns, facts, system


@pytest.mark.parametrize("between", ["", ".1"], ids=["index of two arcs", "index of three"])
def test_a_transfer_switch_has_two_sources_and_one_output(between: str) -> None:
    a, b, out = f"1{between}.1", f"2{between}.1", f"1{between}.1"
    cells: Cells = {
        "1": {"5.0": "AP4423", "6.0": "5A1002T00417", "2.0": "v6.5.6"},
        "5.1": {"2.0": 2, "3.0": 1},
        "5.3.2.1.4": {"1": 50, "2": 50},
        "5.3.3.1.3": {a: 229, b: 232},
        "5.3.3.1.6": {a: -1, b: -1},
        "5.4.3.1.3": {out: 232},
        "5.4.3.1.4": {out: 34},
        "5.4.3.1.7": {out: 789},
        "5.4.3.1.10": {out: 21},
        "5.4.5.1.4": {"1": 34},
    }
    device = read(system("318.1.3.11") | columns("318.1.1.8", cells))
    read_off = facts(device)
    assert (device.description.family, device.description.firmware) == ("apc-ats", "v6.5.6")
    unit = read_off.pop("unit 1")
    assert (unit["selected_source"], unit["redundancy"]) == (2.0, 0.0)
    assert read_off == {
        "input A": {"voltage_v": 229.0, "current_a": Quality.UNSUPPORTED, "frequency_hz": 50.0},
        "input B": {"voltage_v": 232.0, "current_a": Quality.UNSUPPORTED, "frequency_hz": 50.0},
        "phase L1": {"voltage_v": 232.0, "current_a": 3.4, "apparent_power_va": 789.0, "load_pct": 21.0},
        "branch B1": {"current_a": 3.4},
    }


def test_a_floor_pdu_counts_in_tenths() -> None:
    cells: Cells = {
        "3.4": {"1.0": 600, "2.0": 117, "3.0": 253, "4.0": 261, "5.0": 97},
        "3.4.14.1.2": {"1": 2081, "2": 2079, "3": 2084},
        "3.4.14.1.3": {"1": 1202},
        "3.4.14.1.4": {"1": 713, "2": 698, "3": 705},
        "3.4.14.1.5": {"1": 84},
    }
    device = read(system("318.1.3.15") | columns("318.1.1.15", cells))
    assert device.description.family == "apc-xpdu"
    assert facts(device) == {
        "unit 1": {
            "active_power_w": 25300.0,
            "apparent_power_va": 26100.0,
            "power_factor": 0.97,
            "neutral_current_a": 11.7,
            "frequency_hz": 60.0,
        },
        "phase L1": {"voltage_ll_v": 208.1, "voltage_v": 120.2, "current_a": 71.3, "active_power_w": 8400.0},
        "phase L2": {"voltage_ll_v": 207.9, "current_a": 69.8},
        "phase L3": {"voltage_ll_v": 208.4, "current_a": 70.5},
    }
    assert device.subject(SubjectKind.PHASE, "L3").leg is Leg.C
