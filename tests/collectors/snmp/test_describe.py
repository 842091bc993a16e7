"""What discovery makes of a walk, beyond rows: which column is taken, how counters wrap, which scale applies."""

from pathlib import Path

import pytest

from collectors.profiles.loader import load
from collectors.snmp.client import Oid, SnmpType, SnmpValue
from collectors.snmp.decode import decode
from collectors.snmp.describe import Channel, Described, describe
from collectors.snmp.tables import Walked
from tests.collectors.devices import oid
from tests.collectors.snmp.test_tables import HEAD

ENERGY = '    { quantity = "energy_kwh", column = ".3", MORE },\n'


def described(directory: Path, readings: str, cells: dict[str, SnmpValue]) -> Described:
    path = directory / "acme.toml"
    path.write_text(HEAD[: HEAD.index("readings")] + f"readings = [\n{readings}]\n")
    columns: dict[Oid, dict[Oid, SnmpValue]] = {}
    for name, value in cells.items():
        column, _, index = name.partition(":")
        columns.setdefault(oid(f"99999.{column}"), {})[tuple(map(int, index.split(".")))] = value
    return describe(load(path), Walked(columns))


def channel(directory: Path, more: str, value: SnmpValue) -> Channel:
    (found,) = described(directory, ENERGY.replace(", MORE", more), {"3:1": value}).channels
    return found


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        (SnmpType.COUNTER32, 2**32),
        (SnmpType.GAUGE32, 2**32),
        (SnmpType.COUNTER64, 2**64),
        (SnmpType.INTEGER, 2**31),
    ],
)
def test_a_counter_wraps_at_the_width_of_its_type(tmp_path: Path, kind: SnmpType, steps: int) -> None:
    counter = channel(tmp_path, "", SnmpValue(kind, 5)).counter
    assert counter is not None
    assert (counter.wraps_at, counter.resettable) == (steps, True)


def test_a_profile_knows_better_than_the_type_how_a_counter_wraps(tmp_path: Path) -> None:
    counter = channel(tmp_path, ", wraps_at = 16777216, resettable = false", SnmpValue(SnmpType.GAUGE32, 5)).counter
    assert counter is not None
    assert (counter.wraps_at, counter.resettable) == (2**24, False)


def test_what_is_no_energy_is_no_counter(tmp_path: Path) -> None:
    found = described(tmp_path, '{ quantity = "current_a", column = ".2" }', {"2:1": SnmpValue(SnmpType.GAUGE32, 5)})
    assert found.channels[0].counter is None


def test_of_two_columns_the_first_that_is_supported_is_taken_and_one_without_its_scale_is_not(tmp_path: Path) -> None:
    readings = """
    { quantity = "current_a", column = ".2", digits = ".4" },
    { quantity = "current_a", column = ".3", scale = 0.1, not_supported = [-1] },
    { quantity = "current_a", column = ".5" },
    """
    five = SnmpValue(SnmpType.INTEGER, 5)
    cells = {"2:1": five, "3:1": five, "5:1": five}
    assert described(tmp_path, readings, cells).channels[0].oid == oid("99999.3.1")
    assert described(tmp_path, readings, cells | {"4:1": five}).channels[0].oid == oid("99999.2.1")
    cells["3:1"] = SnmpValue(SnmpType.INTEGER, -1)
    assert described(tmp_path, readings, cells).channels[0].oid == oid("99999.5.1")


def test_of_rows_of_one_table_that_say_the_same_id_both_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    path.write_text(HEAD.replace('id = "{row}"', 'id = "{name}"\nparts.name = { column = ".3" }'))
    one, name = SnmpValue(SnmpType.INTEGER, 1), SnmpValue(SnmpType.OCTETS, b"server")
    columns: dict[Oid, dict[Oid, SnmpValue]] = {
        oid("99999.2"): {(1,): one, (2,): one},
        oid("99999.3"): {(1,): name, (2,): name},
    }
    assert [part.key for part in describe(load(path), Walked(columns)).subjects] == ["server", "server#2"]


def test_a_share_is_of_a_cell_that_a_template_finds(tmp_path: Path) -> None:
    readings = (
        '{ quantity = "near_overload_a", column = ".2", percent_of = { column = ".3", index = "9", scale = 0.1 } }'
    )
    cells = {"2:1": SnmpValue(SnmpType.INTEGER, 80), "3:9": SnmpValue(SnmpType.INTEGER, 320)}
    path = tmp_path / "acme.toml"
    path.write_text(HEAD[: HEAD.index("readings")] + f"facts = [{readings}]\n")
    columns: dict[Oid, dict[Oid, SnmpValue]] = {
        oid("99999.2"): {(1,): cells["2:1"]},
        oid("99999.3"): {(9,): cells["3:9"]},
    }
    (part,) = describe(load(path), Walked(columns)).subjects
    assert [fact.value for fact in part.facts] == [25.6]


@pytest.mark.parametrize(("told", "celsius"), [(1, [25_000]), (0, [77_000]), (None, [])])
def test_the_device_may_say_in_which_degrees_it_shows_a_temperature(
    tmp_path: Path, told: int | None, celsius: list[int]
) -> None:
    tells = 'fahrenheit = { column = ".3", index = "0", values = [1] }'
    cells = {"2:1": SnmpValue(SnmpType.INTEGER, 77)}
    if told is not None:
        cells["3:0"] = SnmpValue(SnmpType.INTEGER, told)
    found = described(tmp_path, f'{{ quantity = "temperature_c", column = ".2", {tells} }}', cells).channels
    assert [decode(channel.rule, cells["2:1"])[0] for channel in found] == celsius
