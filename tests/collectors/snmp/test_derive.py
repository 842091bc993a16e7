"""Values that a device does not have: computed only if all they rest on is there, and never taken for measurements."""

from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.profiles.loader import load
from collectors.profiles.model import DeriveRule
from collectors.snmp.derive import Derivation, compute
from powertui.domain.reading import MISSING_RAW, Quality, Quantity, SubjectKind
from tests.collectors.devices import Device, Raw, read_with

UNIT, PHASE = SubjectKind.UNIT, SubjectKind.PHASE
PROFILE = """
family = "acme"
vendor = "Acme"
mib = "ACME-MIB"
evidence = "mib"
root = "99999"
not_supported = [-1]
[detect]
probe_columns = [".2"]
[identity]

[[tables]]
kind = "unit"
index = ["unit"]
rows = ".1"
id = "{unit}"
unit = "{unit}"
readings = [{ quantity = "active_power_w", column = ".7" }]

[[tables]]
kind = "phase"
index = ["unit", "phase"]
id = "{unit}L{phase}"
unit = "{unit}"
leg = "{phase}"
readings = [
    { quantity = "current_a", column = ".2", scale = 0.1 },
    { quantity = "voltage_v", column = ".3" },
    { quantity = "power_factor", column = ".4", scale = 0.01 },
]

[[derive]]
kind = "phase"
quantity = "apparent_power_va"
rule = "product_v_a"

[[derive]]
kind = "phase"
quantity = "active_power_w"
rule = "product_va_pf"

[[derive]]
kind = "unit"
quantity = "active_power_w"
rule = "sum"
of = "phase"
"""


def device(directory: Path, *parts: dict[str, Raw]) -> Device:
    path = directory / "acme.toml"
    path.write_text(PROFILE)
    return read_with((load(path),), {f"99999.{name}": raw for part in parts for name, raw in part.items()})


def phase(unit: int, number: int, amps: int, volts: int, factor: int) -> dict[str, Raw]:
    return {f"2.{unit}.{number}": amps, f"3.{unit}.{number}": volts, f"4.{unit}.{number}": factor}


def test_what_a_unit_lacks_is_computed_of_its_own_phases_and_is_an_estimate(tmp_path: Path) -> None:
    parts = (phase(1, 1, 100, 230, 90), phase(1, 2, 50, 230, 100), phase(2, 1, 10, 200, 50))
    read = device(tmp_path, {"1.1": "a", "1.2": "b"}, *parts)
    assert read.value(PHASE, "1L1", Quantity.APPARENT_POWER) == 2300.0
    assert read.value(PHASE, "1L1", Quantity.ACTIVE_POWER) == 2070.0
    total = read.reading(UNIT, "1", Quantity.ACTIVE_POWER)
    assert (total.value, total.quality) == (3220.0, Quality.ESTIMATED)
    assert read.value(UNIT, "2", Quantity.ACTIVE_POWER) == 100.0


def test_what_the_device_measures_is_not_computed(tmp_path: Path) -> None:
    read = device(tmp_path, {"1.1": "a", "7.1": 3111}, phase(1, 1, 100, 230, 90))
    total = read.reading(UNIT, "1", Quantity.ACTIVE_POWER)
    assert (total.value, total.quality) == (3111.0, Quality.GOOD)


def test_what_the_device_says_it_does_not_measure_is_computed(tmp_path: Path) -> None:
    read = device(tmp_path, {"1.1": "a", "7.1": -1}, phase(1, 1, 100, 230, 90))
    assert read.value(UNIT, "1", Quantity.ACTIVE_POWER) == 2070.0


def test_the_neutral_is_no_part_of_a_sum(tmp_path: Path) -> None:
    read = device(tmp_path, {"1.1": "a", "2.1.4": 31}, phase(1, 1, 100, 230, 90))
    assert read.value(UNIT, "1", Quantity.ACTIVE_POWER) == 2070.0


def test_a_sum_with_a_part_that_is_not_measured_is_not_made(tmp_path: Path) -> None:
    read = device(tmp_path, {"1.1": "a", "2.1.2": 31}, phase(1, 1, 100, 230, 90))
    assert Quantity.ACTIVE_POWER not in read.subject(UNIT, "1").quantities


def test_a_sum_of_which_a_part_is_missing_is_missing() -> None:
    assert computed(DeriveRule.SUM, 1000, MISSING_RAW, 2000) == (MISSING_RAW, Quality.MISSING)


def computed(rule: DeriveRule, *sources: int) -> tuple[int, int]:
    values, qualities = array("q", [*sources, 0]), bytearray(len(sources) + 1)
    compute([(len(sources), Derivation(rule, tuple(range(len(sources)))))], values, qualities)
    return values[-1], qualities[-1]


@pytest.mark.parametrize(
    ("rule", "sources", "milli"),
    [
        (DeriveRule.SUM, (1000, 2500, -500), 3000),
        (DeriveRule.MAX, (1000, 2500), 2500),
        (DeriveRule.PRODUCT_VA_PF, (2_000_000, -950), 1_900_000),
        (DeriveRule.PRODUCT_V_A, (230_000, 4_350), 1_000_500),
        (DeriveRule.PRODUCT_V_A, (-48_000, -2_000), 96_000),
        (DeriveRule.RATIO_W_VA, (1_900_000, 2_000_000), 950),
        (DeriveRule.RATIO_W_VA, (2_010_000, 2_000_000), 1000),
    ],
)
def test_rules_are_those_of_the_book(rule: DeriveRule, sources: tuple[int, ...], milli: int) -> None:
    assert computed(rule, *sources) == (milli, Quality.ESTIMATED)


@pytest.mark.parametrize("sources", [(5_000, 0), (5_000, 2_000)])
def test_a_power_factor_that_cannot_be_is_none(sources: tuple[int, int]) -> None:
    assert computed(DeriveRule.RATIO_W_VA, *sources) == (MISSING_RAW, Quality.MISSING)


@given(st.sampled_from(DeriveRule), st.tuples(*[st.integers(-(2**63), 2**63 - 1)] * 2))
def test_any_two_values_make_one_that_fits_or_none(rule: DeriveRule, sources: tuple[int, int]) -> None:
    milli, quality = computed(rule, *sources)
    assert (milli == MISSING_RAW) == (quality == Quality.MISSING)
    assert quality != Quality.GOOD
    if MISSING_RAW in sources:
        assert milli == MISSING_RAW
