"""Vectors from Raritan's PDU-MIB (Dominion PX), and from Eaton's copy of it with other scales and columns."""

import pytest

from powertui.domain.reading import LoadState, OutletState, Quality
from tests.collectors.devices import read
from tests.collectors.families.walks import Cells, columns, facts, system

PX1 = "13742.4.1"
REVELATION = "534.6.6.6.1"
IDENTITY = system("13742.4") | {f"{PX1}.1.12.0": "PX (DPXR20A-16)", f"{PX1}.1.2.0": "AEN9250021"}


def test_an_inlet_its_poles_and_a_breaker() -> None:
    cells: Cells = {
        "20.2.1.4": {"1": 24000},
        "20.2.1.7": {"1": 6531},
        "20.2.1.8": {"1": 206000},
        "20.2.1.9": {"1": 1290},
        "20.2.1.11": {"1": 96},
        "20.2.1.12": {"1": 4810221},
        "20.2.1.20": {"1": 0},
        "20.2.1.21": {"1": 19200},
        "21.2.1.3": {"1.1": 4100, "1.2": 3700, "1.3": 900, "1.4": 210},
        "21.2.1.4": {"1.1": 207000},
        "5.2.1.3": {"1": 0, "2": 1},
        "5.2.1.5": {"1": 5100, "2": 0},
    }
    device = read(IDENTITY | columns(PX1, cells))
    assert (device.description.family, device.description.serial) == ("raritan-px1", "AEN9250021")
    assert facts(device) == {
        "unit 1": {
            "active_power_w": 1290.0,
            "power_factor": 0.96,
            "current_a": 6.531,
            "voltage_v": 206.0,
            "energy_kwh": 4810.221,
            "rated_a": 24.0,
            "overload_a": 19.2,
        },
        "phase L1": {"current_a": 4.1, "voltage_v": 207.0},
        "phase L2": {"current_a": 3.7},
        "phase L3": {"current_a": 0.9},
        "phase N": {"current_a": 0.21},
        "branch B1": {"current_a": 5.1, "status": LoadState.NORMAL},
        "branch B2": {"current_a": 0.0, "status": LoadState.BREAKER_TRIPPED},
    }


def test_energy_of_0_is_a_model_that_does_not_count_it() -> None:
    device = read(IDENTITY | columns(PX1, {"20.2.1.9": {"1": 12}, "20.2.1.12": {"1": 0}}))
    assert facts(device) == {"unit 1": {"active_power_w": 12.0, "energy_kwh": Quality.UNSUPPORTED}}


def test_old_firmware_has_scalars_of_the_unit() -> None:
    scalars = {"3.1.1": {"0": 812}, "3.1.2": {"0": 121000}, "3.1.3": {"0": 91}, "3.1.4": {"0": 98}}
    assert facts(read(IDENTITY | columns(PX1, scalars))) == {
        "unit 1": {"current_a": 0.812, "voltage_v": 121.0, "active_power_w": 91.0, "apparent_power_va": 98.0}
    }


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        (-1, OutletState.UNKNOWN),
        (0, OutletState.OFF),
        (1, OutletState.ON),
        (2, OutletState.REBOOTING),
    ],
)
def test_an_outlets_state(raw: int, state: OutletState) -> None:
    cells: Cells = {"2.2.1.3": {"1": raw}, "2.2.1.6": {"1": 208000}, "2.2.1.30": {"1": 10000}}
    assert facts(read(IDENTITY | columns(PX1, cells))) == {
        "outlet 1": {"state": state, "voltage_v": 208.0, "rated_a": 10.0}
    }


def test_a_text_where_a_number_should_be_is_no_value() -> None:
    device = read(IDENTITY | columns(PX1, {"20.2.1.9": {"1": 12}, "20.2.1.7": {"1": "Not Enabled (NE)"}}))
    assert facts(device) == {"unit 1": {"active_power_w": 12.0, "current_a": Quality.MISSING}}


def test_eatons_copy_counts_outlets_from_0_has_whole_volts_and_moved_thresholds() -> None:
    cells: Cells = {
        "1": {"12.0": "EMIB10", "2.0": "U314H00001"},
        "2.2.1.2": {"0": "Outlet 1", "1": "fw-b"},
        "2.2.1.3": {"0": 1, "1": 0},
        "2.2.1.4": {"0": 1250, "1": 0},
        "2.2.1.6": {"0": 241, "1": 241},
        "2.2.1.7": {"0": 277, "1": 31},
        "2.2.1.9": {"0": 92},
        "2.2.1.20": {"0": 7777},
        "2.2.1.21": {"0": 8000},
        "2.2.1.23": {"0": 9500},
    }
    device = read(system("534.6.6.6") | columns(REVELATION, cells))
    assert (device.description.family, device.description.model) == ("eaton-epdu-revelation", "EMIB10")
    assert facts(device) == {
        "unit 1": {"active_power_w": 308.0},
        "outlet 1": {
            "state": OutletState.ON,
            "current_a": 1.25,
            "voltage_v": 241.0,
            "active_power_w": 277.0,
            "power_factor": 0.92,
            "near_overload_a": 8.0,
            "overload_a": 9.5,
        },
        "outlet 2": {"state": OutletState.OFF, "current_a": 0.0, "voltage_v": 241.0, "active_power_w": 31.0},
    }
    assert [(part.index, part.name) for part in device.description.subjects[1:]] == [("0", "Outlet 1"), ("1", "fw-b")]
