"""The examples of docs/profile-format.md: they load, and they read what they say they read."""

import re
from pathlib import Path

import pytest

from collectors.profiles.loader import load
from collectors.profiles.model import Profile
from powertui.domain.reading import Leg, OutletState, Quality, Quantity, SubjectKind
from tests.collectors.devices import Device, Raw, oid, read_with

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "profile-format.md"
EXAMPLES = {
    match[1]: match[0] for match in re.finditer(r'^family = "([\w-]+)".*?(?=^```)', DOCUMENT.read_text(), re.M | re.S)
}
UNIT, PHASE, BRANCH, OUTLET = SubjectKind.UNIT, SubjectKind.PHASE, SubjectKind.BRANCH, SubjectKind.OUTLET


def example(family: str, directory: Path) -> Profile:
    path = directory / f"{family}.toml"
    path.write_text(EXAMPLES[family])
    return load(path)


def read_example(family: str, directory: Path, objects: dict[str, Raw]) -> Device:
    return read_with((example(family, directory),), objects, family)


@pytest.mark.parametrize("family", EXAMPLES)
def test_an_example_is_a_profile(family: str, tmp_path: Path) -> None:
    assert example(family, tmp_path).tables


def test_there_is_an_example_of_each_hard_family() -> None:
    assert {"example-raritan", "example-sentry3", "example-rittal", "example-chatsworth", "example-apc-rpdu"} <= set(
        EXAMPLES
    )


def test_sentry3_outlets_have_letters_and_three_scales_of_energy(tmp_path: Path) -> None:
    objects: dict[str, Raw] = {
        "1718.3.2.1.1.14.1": 12,
        "1718.3.2.2.1.16.1.2": 125,
        "1718.3.2.3.1.18.1.2.3": 12_500,
        "1718.3.2.3.1.5.1.2.3": 8,
        "1718.3.2.2.1.11.1.4": -1,
        "1718.3.2.2.1.7.1.4": 31,
    }
    device = read_example("example-sentry3", tmp_path, objects)
    assert device.value(UNIT, "A", Quantity.ENERGY) == 12.0
    assert device.value(PHASE, "AB", Quantity.ENERGY) == 12.5
    assert device.value(OUTLET, "AB3", Quantity.ENERGY) == 12.5
    assert device.value(OUTLET, "AB3", Quantity.STATE) == OutletState.OFF
    assert device.reading(PHASE, "AD", Quantity.VOLTAGE_LINE_TO_LINE).quality is Quality.UNSUPPORTED


def test_rittal_variables_are_rows_by_their_names_each_with_its_scale(tmp_path: Path) -> None:
    variables: dict[int, tuple[str, int, int]] = {
        1: ("Temperature.Value", -100, 2230),
        2: ("Unit.Total.Power.Active.Value", 1, 1017),
        3: ("Phase L1.Voltage.Value", -10, 2305),
        4: ("Phase L1.Current.Value", -100, 475),
        5: ("Phase L2.Current.Value", -1000, 4750),
        6: ("Phase L2.Power.Factor.Value", -100, -97),
        7: ("Phase L2.Current.SetPtHighAlarm", -100, 1600),
        8: ("Phase L3.Current.Value", 0, 5),
    }
    objects: dict[str, Raw] = {}
    for number, (name, scale, raw) in variables.items():
        objects |= {
            f"2606.7.4.2.2.1.3.1.{number}": name,
            f"2606.7.4.2.2.1.7.1.{number}": scale,
            f"2606.7.4.2.2.1.11.1.{number}": raw,
        }
    device = read_example("example-rittal", tmp_path, objects)
    assert device.value(UNIT, "1", Quantity.ACTIVE_POWER) == 1017.0
    assert device.value(PHASE, "L1", Quantity.VOLTAGE) == 230.5
    currents = [device.value(PHASE, key, Quantity.CURRENT) for key in ("L1", "L2", "L3")]
    assert currents == [4.75, 4.75, 5.0]
    assert device.value(PHASE, "L2", Quantity.POWER_FACTOR) == 0.97
    assert device.value(PHASE, "L2", Quantity.OVERLOAD_CURRENT) == 16.0
    assert [device.subject(PHASE, key).leg for key in ("L1", "L2", "L3")] == [Leg.A, Leg.B, Leg.C]


def test_chatsworth_pdus_are_told_apart_by_the_mac_address_in_the_index(tmp_path: Path) -> None:
    one, other = ("12." + ".".join(str(ord(letter)) for letter in mac) for mac in ("000E1A2B3C4D", "000E1A2B3C4E"))
    objects: dict[str, Raw] = {
        f"30932.1.10.1.2.10.1.16.{one}": 500,
        f"30932.1.10.1.2.10.1.16.{other}": 600,
        f"30932.1.10.1.3.110.1.3.2.{other}": 475,
        f"30932.1.10.1.3.110.1.9.2.{other}": 360_000,
        f"30932.1.10.1.4.10.1.11.7.{other}": 1,
        f"30932.1.10.1.4.10.1.3.7.{other}": 2,
    }
    device = read_example("example-chatsworth", tmp_path, objects)
    assert device.keys(UNIT) == ["000E1A2B3C4D", "000E1A2B3C4E"]
    assert device.value(BRANCH, "000E1A2B3C4E:B2", Quantity.APPARENT_ENERGY) == 1.0
    assert device.subject(OUTLET, "000E1A2B3C4E:7").branch == "000E1A2B3C4E:B2"


def test_apc_phases_and_banks_come_out_of_one_table(tmp_path: Path) -> None:
    objects: dict[str, Raw] = {"318.1.1.12.2.2.1.1.4.1": 12}
    for row, (phase, bank, tenths) in enumerate(((1, 0, 28), (0, 1, 10), (0, 2, 18)), start=1):
        objects |= {
            f"318.1.1.12.2.3.1.1.2.{row}": tenths,
            f"318.1.1.12.2.3.1.1.4.{row}": phase,
            f"318.1.1.12.2.3.1.1.5.{row}": bank,
        }
    device = read_example("example-apc-rpdu", tmp_path, objects)
    assert (device.keys(PHASE), device.keys(BRANCH)) == (["L1"], ["B1", "B2"])
    assert device.value(PHASE, "L1", Quantity.OVERLOAD_CURRENT) == 12.0


def test_raritan_digits_are_each_sensors_own(tmp_path: Path) -> None:
    objects: dict[str, Raw] = {
        "13742.6.5.4.3.1.4.1.3.1": 735,
        "13742.6.3.5.4.1.7.1.3.1": 3,
        "13742.6.5.4.3.1.4.1.3.7": 99,
        "13742.6.3.5.4.1.7.1.3.7": 2,
        "13742.6.3.5.3.1.33.1.3": oid("13742.6.3.4.3.1.2.1.1"),
    }
    device = read_example("example-raritan", tmp_path, objects)
    assert device.value(OUTLET, "3", Quantity.CURRENT) == 0.735
    assert device.value(OUTLET, "3", Quantity.POWER_FACTOR) == 0.99
