"""Vectors from the channel table of RNX UPDUs: module.channel says what a row is."""

from powertui.domain.reading import Leg, Quality, Quantity, SubjectKind
from tests.collectors.devices import Device, Raw, read
from tests.collectors.families.walks import columns, facts, system


def updu() -> Device:
    rows: dict[str, tuple[Raw, ...]] = {
        "0.0": ("rack 7", 12718314, 1500, 300, 1530, 230000, 6700),
        "0.1": ("", 4000000, 700, 100, 707, 230100, 3100),
        "0.3": ("", 8718314, 800, 200, 825, 229900, 3600),
        "2.0": ("module 2", 1000, 90, 10, 91, 230100, 396),
        "2.5": ("switch", 500, 45, -5, 46, 230100, 198),
    }
    names = ("2", "4", "7", "8", "9", "10", "11")
    cells = {name: {row: values[place] for row, values in rows.items()} for place, name in enumerate(names)}
    return read(system("55108.1") | columns("55108.1.3.1.1", cells))


def test_each_row_is_what_its_index_says() -> None:
    device = updu()
    assert device.description.family == "rnx-updu"
    assert list(facts(device)) == ["unit 1", "phase L1", "phase L3", "branch 2", "outlet 2.5"]
    assert device.subject(SubjectKind.PHASE, "L3").leg is Leg.C
    assert device.subject(SubjectKind.OUTLET, "2.5").branch == "2"
    assert device.subject(SubjectKind.OUTLET, "2.5").name == "switch"


def test_volts_and_amperes_are_thousandths_and_power_is_whole() -> None:
    assert facts(updu())["outlet 2.5"] == {
        "active_power_w": 45.0,
        "reactive_power_var": -5.0,
        "apparent_power_va": 46.0,
        "voltage_v": 230.1,
        "current_a": 0.198,
        "energy_kwh": 0.5,
    }


def test_what_is_a_sum_or_of_doubtful_unit_is_an_estimate() -> None:
    device = updu()
    for quantity in (Quantity.CURRENT, Quantity.ENERGY):
        assert device.reading(SubjectKind.UNIT, "1", quantity).quality is Quality.ESTIMATED
    assert device.reading(SubjectKind.PHASE, "L1", Quantity.CURRENT).quality is Quality.GOOD
