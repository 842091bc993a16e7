"""Vectors from CPS-MIB: two trees of PDUs, of which a card may have both, and a UPS that calls itself one."""

import asyncio

import pytest

from powertui.domain.reading import (
    Leg,
    LoadState,
    OutletState,
    PollFailure,
    PollOutcome,
    Quality,
    Quantity,
    SubjectKind,
)
from tests.collectors.devices import TARGET, ObjectsClient, Raw, collector_of, oid, read, value
from tests.collectors.families.walks import columns, facts, system

EPDU: dict[str, Raw] = {"3808.1.1.3.1.5.0": "PDU41004", "3808.1.1.3.1.6.0": "NLKE9000011"}
EPDU2: dict[str, Raw] = {"3808.1.1.6.2.2.1.9.1": "PDU81104", "3808.1.1.6.2.2.1.10.1": "NLKE9000012"}


def epdu() -> dict[str, Raw]:
    return (
        system("3808.1.1.3")
        | EPDU
        | columns(
            "3808.1.1.3",
            {
                "1": {"8.0": 2},
                "2.3.1.1.2": {"1": 64, "2": 31},
                "2.3.1.1.3": {"1": 1, "2": 2},
                "2.3.1.1.4": {"1": 1, "2": 0},
                "2.3.1.1.5": {"1": 0, "2": 1},
                "2.3.1.1.6": {"1": 2303},
                "2.3.1.1.7": {"1": 1408},
                "2.3.1.1.9": {"1": 95},
                "2.3.1.1.10": {"1": 88213},
                "2.2.1.1.4": {"1": 16},
                "2.1.6.1.3": {"1": 10},
                "5": {"7.0": 2301, "8.0": 499},
                "3.5.1.1.2": {"1": "nas", "2": "Outlet2", "3": "Outlet3"},
                "3.5.1.1.4": {"1": 1, "2": 2, "3": 2},
                "3.5.1.1.6": {"1": 1},
                "3.5.1.1.8": {"1": 77},
                "3.5.1.1.13": {"1": 1234},
            },
        )
    )


def test_epdu_has_apcs_layout_and_watts_that_are_watts() -> None:
    device = read(epdu())
    assert (device.description.family, device.description.model) == ("cyberpower-epdu", "PDU41004")
    read_off = facts(device)
    assert read_off["phase L1"] == {
        "current_a": 6.4,
        "voltage_v": 230.3,
        "active_power_w": 1408.0,
        "power_factor": 0.95,
        "energy_kwh": 8821.3,
        "load_state": LoadState.NORMAL,
        "overload_a": 16.0,
    }
    assert read_off["branch B1"] == {"current_a": 3.1, "load_state": LoadState.LOW, "rated_a": 10.0}
    assert read_off["unit 1"] == {
        "voltage_v": 230.1,
        "frequency_hz": 49.9,
        "active_power_w": 1408.0,
        "num_outlets": 2.0,
    }
    assert device.reading(SubjectKind.UNIT, "1", Quantity.ACTIVE_POWER).quality is Quality.ESTIMATED


def test_an_outlet_that_is_not_metered_has_no_load_rather_than_one_of_0() -> None:
    device = read(epdu())
    assert facts(device)["outlet 1"] == {
        "state": OutletState.ON,
        "active_power_w": 77.0,
        "energy_kwh": 123.4,
        "bank": 1.0,
    }
    assert facts(device)["outlet 2"] == {"state": OutletState.OFF}
    assert device.keys(SubjectKind.OUTLET) == ["1", "2"]
    assert device.subject(SubjectKind.OUTLET, "1").branch == "B1"


def chain() -> dict[str, Raw]:
    return (
        system("3808.1.1.6")
        | EPDU2
        | columns(
            "3808.1.1.6",
            {
                "3.4.1.5": {"1": 52, "2": -1},
                "3.4.1.18": {"1": 1176, "2": 402},
                "3.2.1.14": {"2": 1500},
                "8": {"2.0": 1578},
                "4.4.1.2": {"1": 1, "2": 2, "3": 2},
                "4.4.1.3": {"1": 1, "2": 1, "3": 2},
                "4.4.1.4": {"1": 1, "2": 3, "3": 4},
                "4.4.1.6": {"1": 2291, "2": 2302, "3": 2300},
                "4.4.1.7": {"1": 1176, "2": 380, "3": 22},
                "6.1.4.1.2": {"1": 1, "2": 2},
                "6.1.4.1.3": {"1": 1, "2": 1},
                "6.1.4.1.4": {"1": "a", "2": "b"},
                "6.1.4.1.5": {"1": 1, "2": 2},
                "6.2.4.1.2": {"1": 2},
                "6.2.4.1.3": {"1": 1},
                "6.2.4.1.7": {"1": 31},
            },
        )
    )


def test_epdu2_is_flat_over_the_chain_and_counts_unlike_rpdu2() -> None:
    device = read(chain())
    assert (device.description.family, device.description.model) == ("cyberpower-epdu2", "PDU81104")
    assert facts(device) == {
        "unit 1": {"active_power_w": 1176.0, "current_a": 5.2},
        "unit 2": {"active_power_w": 402.0, "current_a": Quality.UNSUPPORTED, "near_overload_w": 1500.0},
        "phase L1": {"voltage_v": 229.1, "active_power_w": 1176.0, "load_state": LoadState.NORMAL},
        "phase 2:L1": {"voltage_v": 230.2, "active_power_w": 380.0, "load_state": LoadState.NEAR_OVERLOAD},
        "phase 2:L2": {"voltage_v": 230.0, "active_power_w": 22.0, "load_state": LoadState.OVERLOAD},
        "outlet 1": {"state": OutletState.ON},
        "outlet 2:1": {"active_power_w": 31.0, "state": OutletState.OFF},
    }
    assert device.subject(SubjectKind.PHASE, "2:L2").leg is Leg.B
    assert device.subject(SubjectKind.OUTLET, "2:1").name == "b"


@pytest.mark.parametrize(
    ("trees", "family"),
    [(EPDU, "cyberpower-epdu"), (EPDU2, "cyberpower-epdu2"), (EPDU | EPDU2, "cyberpower-epdu2")],
)
def test_the_newer_tree_is_the_family_whatever_the_sys_object_id_says(trees: dict[str, Raw], family: str) -> None:
    assert read(trees | system("3808.1.1.3")).description.family == family


def test_the_card_of_a_ups_is_no_pdu_though_it_says_so() -> None:
    objects = system("3808.1.1.3", "Power Manager") | {"3808.1.1.1.1.1.1.0": "OL1500ERTXL2U"}
    client = ObjectsClient({oid(name): value(raw) for name, raw in objects.items()})
    found = asyncio.run(collector_of(client).discover(TARGET))
    assert isinstance(found, PollFailure)
    assert found.outcome is PollOutcome.NO_PROFILE


def test_a_sensors_temperature_is_fahrenheit() -> None:
    device = read(epdu() | {"3808.1.1.4.2.1.0": 770, "3808.1.1.4.3.1.0": 41})
    assert facts(device)["sensor 1"] == {"temperature_c": 25.0, "humidity_pct": 41.0}
