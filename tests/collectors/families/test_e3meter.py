"""Vectors from E3METER's inlet table: channels are labelled, the neutral is one of them."""

from powertui.domain.reading import Leg, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import columns, facts, system

ROWS: dict[str, tuple[Raw, ...]] = {
    "0": (454, -136, 469, 229876, 2066, 49999, "L1"),
    "1": (154, -22, 156, 229333, 675, 49999, "L2"),
    "2": (0, 0, 0, 0, 1393, 0, "N"),
}
COLUMNS = ("5", "6", "7", "8", "9", "10", "11")
CELLS = {column: {row: values[place] for row, values in ROWS.items()} for place, column in enumerate(COLUMNS)}


def test_the_neutral_is_a_line_and_the_total_the_sum_of_the_phases() -> None:
    device = read(
        system("21695.1.1290", "E3METER IPS 1290 #027676 (H4, F4.8, B4, Re73d936)") | columns("21695.1.10.7.2.1", CELLS)
    )
    assert facts(device) == {
        "unit 1": {"active_power_w": 608.0},
        "phase L1": {
            "voltage_v": 229.876,
            "current_a": 2.066,
            "active_power_w": 454.0,
            "reactive_power_var": -136.0,
            "apparent_power_va": 469.0,
            "frequency_hz": 49.999,
        },
        "phase L2": {
            "voltage_v": 229.333,
            "current_a": 0.675,
            "active_power_w": 154.0,
            "reactive_power_var": -22.0,
            "apparent_power_va": 156.0,
            "frequency_hz": 49.999,
        },
        "line N": {"current_a": 1.393},
    }
    assert device.subject(SubjectKind.LINE, "N").leg is Leg.NEUTRAL
    assert (device.description.model, device.description.serial) == ("E3METER IPS 1290", "027676")
    assert device.description.firmware == "4.8"


def test_channels_without_labels_are_phases_in_order() -> None:
    cells = {column: rows for column, rows in CELLS.items() if column != "11"}
    device = read(system("21695.1.1") | columns("21695.1.10.7.2.1", cells))
    assert device.keys(SubjectKind.PHASE) == ["L1", "L2", "L3"]
