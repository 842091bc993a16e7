"""Vectors from CPQPOWER-MIB: HPE's four PDU trees, which look alike and are scaled differently."""

import pytest

from powertui.domain.reading import LoadState, OutletState, Quality, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import columns, facts, system

PDU2, PDU3, IPDU, PDUMM = (f"232.165.{arc}" for arc in (7, 11, 5, 2))


def agent(root: str) -> dict[str, Raw]:
    return system(root) | columns("232.165.1.2", {"2": {"0": "a PDU"}, "3": {"0": "02.00"}, "7": {"0": "3C8"}})


@pytest.mark.parametrize(
    ("root", "pdu", "phase", "wanted"),
    [
        (
            PDU2,
            {"2": 500, "4": 129, "5": 97, "6": 1500, "8": 751},
            {"3": 242440, "10": 16000, "11": 535, "18": 3, "20": 130, "21": 97, "22": 1500, "24": -751},
            {"voltage_v": 242.44, "current_a": 0.535, "energy_kwh": 1.5, "load_pct": 3.0, "rated_a": 16.0},
        ),
        (
            PDU3,
            {"2": 500, "5": 97, "6": 1500, "9": 75},
            {"1": 1, "3": 2424, "11": 54, "17": 34, "19": 130, "20": 97, "21": 1500, "23": 75},
            {"voltage_v": 242.4, "current_a": 0.54, "energy_kwh": 1500.0, "load_pct": 3.4},
        ),
    ],
)
def test_columns_and_scales_of_the_two_generations_differ(
    root: str, pdu: dict[str, Raw], phase: dict[str, Raw], wanted: dict[str, float]
) -> None:
    unit = "0" if root == PDU2 else "1"
    cells = {f"2.1.1.{column}": {unit: raw} for column, raw in pdu.items()}
    cells |= {f"2.2.1.{column}": {f"{unit}.1": raw} for column, raw in phase.items()}
    device = read(agent(root) | columns(root, cells))
    assert (device.description.model, device.description.serial) == ("a PDU", "3C8")
    parts = facts(device)
    factor = 0.751 if root == PDU2 else 0.75
    assert parts["phase L1"] == wanted | {"active_power_w": 97.0, "apparent_power_va": 130.0, "power_factor": factor}
    assert parts[f"unit {unit}"]["active_power_w"] == 97.0
    assert parts[f"unit {unit}"]["power_factor"] == factor
    assert parts[f"unit {unit}"]["frequency_hz"] == 50.0
    assert parts[f"unit {unit}"]["energy_kwh"] == (1.5 if root == PDU2 else 1500.0)


@pytest.mark.parametrize(("root", "unit", "watts"), [(PDU2, "0", "14"), (PDU3, "1", "13")])
def test_outlets_without_name_and_rating_are_padding(root: str, unit: str, watts: str) -> None:
    cells: dict[str, dict[str, Raw]] = {
        "5.1.1.2": {f"{unit}.1": "Outlet L1-1", f"{unit}.2": "", f"{unit}.3": ""},
        "5.1.1.4": {f"{unit}.1": 0, f"{unit}.2": 10000, f"{unit}.3": 0},
        f"5.1.1.{watts}": {f"{unit}.1": 77, f"{unit}.2": 14, f"{unit}.3": 0},
        "5.2.1.1": {f"{unit}.1": 2, f"{unit}.2": 1, f"{unit}.3": 1},
    }
    device = read(agent(root) | columns(root, cells | {"2.1.1.5": {unit: 91}}))
    assert device.keys(SubjectKind.OUTLET) == ["1", "2"]
    assert facts(device)["outlet 1"]["state"] == OutletState.ON
    assert facts(device)["outlet 2"]["state"] == OutletState.OFF


@pytest.mark.parametrize("root", [PDU2, PDU3])
def test_the_second_unit_of_a_chain_is_named_in_its_parts(root: str) -> None:
    first = 0 if root == PDU2 else 1
    cells: dict[str, dict[str, Raw]] = {
        "2.1.1.5": {f"{first}": 97, f"{first + 1}": 98},
        "2.2.1.3": {f"{first}.1": 1, f"{first + 1}.1": 1},
    }
    device = read(agent(root) | columns(root, cells))
    assert device.keys(SubjectKind.UNIT) == [f"{first}", f"{first + 1}"]
    assert device.keys(SubjectKind.PHASE) == ["L1", f"{first + 1}:L1"]


def test_a_phase_that_calls_itself_0_is_padding() -> None:
    cells: dict[str, dict[str, Raw]] = {
        "2.2.1.1": {"1.1": 1, "1.2": 0, "1.3": 0},
        "2.2.1.11": {"1.1": 54, "1.2": 0, "1.3": 0},
    }
    assert read(agent(PDU3) | columns(PDU3, cells)).keys(SubjectKind.PHASE) == ["L1"]


@pytest.mark.parametrize(("root", "breaker", "scale"), [(PDU2, "27", 1000), (PDU3, "26", 100)])
def test_groups_have_breakers_and_padding_has_no_rating(root: str, breaker: str, scale: int) -> None:
    cells: dict[str, dict[str, Raw]] = {
        "3.1.1.11": {"1.1": 16 * scale, "1.2": 16 * scale, "1.3": 0},
        "3.1.1.12": {"1.1": 5 * scale, "1.2": -1, "1.3": 0},
        f"3.1.1.{breaker}": {"1.1": 2, "1.2": 3, "1.3": 1},
    }
    first = columns(root, {"2.1.1.5": {"0": 1, "1": 1}})
    parts = facts(read(agent(root) | first | columns(root, cells)))
    chain = "1:" if root == PDU2 else ""
    assert parts[f"branch {chain}1"] == {"current_a": 5.0, "status": LoadState.NORMAL, "rated_a": 16.0}
    assert parts[f"branch {chain}2"]["status"] == LoadState.BREAKER_TRIPPED
    assert parts[f"branch {chain}2"]["current_a"] is Quality.UNSUPPORTED
    assert f"branch {chain}3" not in parts


def test_a_modular_pdus_outputs_and_bars() -> None:
    cells: dict[str, dict[str, Raw]] = {
        "1.2.1.38": {"1": 4100},
        "1.2.1.39": {"1": 4200},
        "1.2.1.40": {"1": 245},
        "2.1.1.5": {"1.2": 310},
        "2.1.1.6": {"1.2": 2301},
        "2.1.1.7": {"1.2": 496},
        "2.1.1.8": {"1.2": 1141},
        "2.1.1.9": {"1.2": 1100},
        "2.1.1.10": {"1.2": 96},
        "2.1.1.13": {"1.2": 123456},
        "4.1.1.5": {"1.2.3": 2299},
        "4.1.1.6": {"1.2.3": 52},
        "4.1.1.7": {"1.2.3": -1},
    }
    device = read(agent(IPDU) | columns(IPDU, cells))
    assert facts(device) == {
        "unit 1": {"active_power_w": 4100.0, "apparent_power_va": 4200.0, "load_pct": 24.5},
        "branch 2": {
            "current_a": 4.96,
            "voltage_v": 230.1,
            "active_power_w": 1100.0,
            "apparent_power_va": 1141.0,
            "power_factor": 0.96,
            "energy_kwh": 123.456,
            "load_pct": 31.0,
        },
        "outlet 2.3": {"current_a": 0.52, "voltage_v": 229.9, "active_power_w": Quality.UNSUPPORTED},
    }
    assert device.subject(SubjectKind.OUTLET, "2.3").branch == "2"


@pytest.mark.parametrize(("rating", "rated_a"), [("30A", 30.0), ("32 A", 32.0), ("1750", None), ("17.50 kVA", None)])
def test_only_a_rating_in_amperes_is_a_current(rating: str, rated_a: float | None) -> None:
    cells: dict[str, dict[str, Raw]] = {"1.2.1.16": {"1": rating}, "1.2.1.38": {"1": 4100}}
    assert facts(read(agent(IPDU) | columns(IPDU, cells)))["unit 1"].get("rated_a") == rated_a


def test_bars_are_told_apart_by_all_that_is_left_of_the_index() -> None:
    cells: dict[str, dict[str, Raw]] = {"4.1.1.6": {"1.2.1.4": 52, "1.2.2.4": 53}}
    assert read(agent(IPDU) | columns(IPDU, cells)).keys(SubjectKind.OUTLET) == ["2.1.4", "2.2.4"]


def test_a_management_modules_breakers_are_as_many_as_it_says() -> None:
    cells: dict[str, dict[str, Raw]] = {
        "3.1.1.2": {"1": 21, "2": 40},
        "3.1.1.4": {"1": 1180, "2": 2200},
        "3.1.1.5": {"1": 2, "2": 6},
        "3.2.1.2": {f"{pdu}.{breaker}": 208 for pdu in (1, 2) for breaker in range(1, 7)},
        "3.2.1.3": {f"{pdu}.{breaker}": 3 for pdu in (1, 2) for breaker in range(1, 7)},
        "3.2.1.4": {f"{pdu}.{breaker}": 15 for pdu in (1, 2) for breaker in range(1, 7)},
    }
    device = read(system(PDUMM, "HP PDU Management Module") | columns(PDUMM, cells))
    assert device.keys(SubjectKind.BRANCH) == ["B1", "B2", *(f"2:B{breaker}" for breaker in range(1, 7))]
    assert facts(device)["unit 1"] == {"active_power_w": 1180.0, "load_pct": 21.0}
    assert facts(device)["branch 2:B4"] == {"current_a": 3.0, "voltage_v": 208.0, "load_pct": 15.0}


def test_a_management_module_that_tells_no_sys_object_id_is_known_by_its_description() -> None:
    objects = system("0.0", "HP PDU Management Module") | columns(PDUMM, {"3.1.1.4": {"1": 1180}})
    assert read(objects).description.family == "hpe-pdumm"
