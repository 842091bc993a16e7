"""Vectors from RFC 1628, of cards that keep to it more or less."""

import pytest

from collectors.profiles.loader import load_profiles
from powertui.domain.reading import Leg, Quality, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import Cells, columns, measured, system

IDENTITY: dict[str, Raw] = {
    "1.3.6.1.2.1.33.1.1.1.0": "Acme",
    "1.3.6.1.2.1.33.1.1.2.0": "Nine 30",
    "1.3.6.1.2.1.33.1.1.4.0": "7.1",
    "1.3.6.1.2.1.33.1.1.5.0": "hall B",
}
OUTPUT: Cells = {"2.0": {}, "4.1.2": {"1": 230}, "4.1.3": {"1": 124}, "4.1.4": {"1": 2710}, "4.1.5": {"1": 41}}


def ups(cells: Cells) -> dict[str, Raw]:
    frequency: dict[str, Raw] = {"1.3.6.1.2.1.33.1.4.2.0": 499}
    return system("99999.5.1") | IDENTITY | frequency | columns("1.3.6.1.2.1.33.1.4", cells)


def test_what_a_ups_gives() -> None:
    device = read(ups(OUTPUT) | {"1.3.6.1.2.1.33.1.9.5.0": 3000, "1.3.6.1.2.1.33.1.9.6.0": 2700})
    description = device.description
    assert (description.family, description.vendor, description.model) == ("ups-mib", "Acme", "Nine 30")
    assert (description.firmware, description.name) == ("7.1", "hall B")
    assert measured(device) == {
        "unit 1": {"frequency_hz": 49.9, "rated_power_va": 3000.0, "rated_power_w": 2700.0},
        "phase out1": {"voltage_v": 230.0, "current_a": 12.4, "active_power_w": 2710.0, "load_pct": 41.0},
    }


def test_what_a_ups_draws_is_of_its_inputs() -> None:
    inputs: Cells = {
        "2": {"1": 501, "2": 501},
        "3": {"1": 233, "2": 231},
        "4": {"1": 78, "2": -1},
        "5": {"1": 1790, "2": 0},
    }
    device = read(ups(OUTPUT) | columns("1.3.6.1.2.1.33.1.3.3.1", inputs))
    read_of_inputs = {part: values for part, values in measured(device).items() if part.startswith("input")}
    assert read_of_inputs == {
        "input in1": {"voltage_v": 233.0, "current_a": 7.8, "active_power_w": 1790.0, "frequency_hz": 50.1},
        "input in2": {
            "voltage_v": 231.0,
            "current_a": Quality.UNSUPPORTED,
            "active_power_w": 0.0,
            "frequency_hz": 50.1,
        },
    }
    assert device.keys(SubjectKind.PHASE) == ["out1"]


def test_a_card_that_answers_texts_means_the_same() -> None:
    numbers = {column: {index: str(raw) for index, raw in rows.items()} for column, rows in OUTPUT.items()}
    assert measured(read(ups(numbers)))["phase out1"] == measured(read(ups(OUTPUT)))["phase out1"]


@pytest.mark.parametrize(
    ("lines", "keys"),
    [(("1", "2", "3"), ["out1", "out2", "out3"]), (("0", "1", "2"), ["out0", "out1", "out2"]), (("2",), ["out2"])],
)
def test_lines_are_those_that_the_card_has_wherever_they_begin(lines: tuple[str, ...], keys: list[str]) -> None:
    device = read(ups({"4.1.2": dict.fromkeys(lines, 230)}))
    assert device.keys(SubjectKind.PHASE) == keys


def test_lines_of_three_are_legs() -> None:
    device = read(ups({"4.1.2": {"1": 230, "2": 231, "3": 229}}))
    assert [device.subject(SubjectKind.PHASE, f"out{line}").leg for line in (1, 2, 3)] == [Leg.A, Leg.B, Leg.C]


def test_minus_one_is_no_power() -> None:
    device = read(ups({"4.1.2": {"1": 230}, "4.1.4": {"1": -1}}))
    assert measured(device)["phase out1"] == {"voltage_v": 230.0, "active_power_w": Quality.UNSUPPORTED}


def test_a_family_of_its_own_comes_first() -> None:
    others = [profile for profile in load_profiles() if profile.family == "vertiv-v5"]
    assert others
    pdu: dict[str, Raw] = {"21239.5.2.1.8.0": "MG02E4W1", "21239.5.2.3.1.1.9.1": 100}
    assert read(ups(OUTPUT) | system("21239.42.1.52") | pdu).description.family == "vertiv-v5"


def test_one_that_only_names_its_maker_is_not_called_a_ups() -> None:
    with pytest.raises(AssertionError, match="no profile fits"):
        read(system("99999.5.1") | {"1.3.6.1.2.1.33.1.1.1.0": "Acme"})
