"""Vectors from IBOOTPDU-MIB."""

from powertui.domain.reading import OutletState, Quality, Quantity, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import Cells, columns, measured, system

LINUX = "Linux ibootpdu 4.4.9 #6 SMP armv7l"
CORDS: dict[str, Raw] = {"1418.6.6.1.0": 11893, "1418.6.6.2.0": 84, "1418.6.6.5.0": 99999}
OUTLETS: Cells = {"2": {"0": "modem", "1": "radio"}, "6": {"0": 1, "1": 1}, "7": {"0": 1, "1": 0}}


def test_a_cord_is_hundredths_and_the_state_is_what_the_outlet_does() -> None:
    device = read(system("8072.3.2.10", LINUX) | CORDS | columns("1418.6.5.1", {"1": {"0": 1, "1": 2}, **OUTLETS}))
    assert device.description.family == "iboot-pdu"
    assert measured(device) == {
        "branch LC1": {"voltage_v": 118.93, "current_a": 0.84},
        "outlet 1": {"state": OutletState.ON},
        "outlet 2": {"state": OutletState.OFF},
    }


def test_outlets_are_counted_from_0_and_printed_from_1() -> None:
    device = read(system("1418.6") | columns("1418.6.5.1", OUTLETS))
    assert [(key, device.subject(SubjectKind.OUTLET, key).name) for key in device.keys(SubjectKind.OUTLET)] == [
        ("1", "modem"),
        ("2", "radio"),
    ]


def test_a_cords_apparent_power_is_an_estimate() -> None:
    reading = read(system("1418.6") | CORDS).reading(SubjectKind.BRANCH, "LC1", Quantity.APPARENT_POWER)
    assert (reading.value, reading.quality) == (99.901, Quality.ESTIMATED)


def test_99999_is_no_reading() -> None:
    device = read(system("1418.6") | {"1418.6.6.1.0": 11893, "1418.6.6.2.0": 99999})
    assert measured(device) == {"branch LC1": {"voltage_v": 118.93, "current_a": Quality.UNSUPPORTED}}


def test_another_linux_is_no_iboot() -> None:
    """Its sysObjectID says nothing: many a device has net-snmp's."""
    device = read(system("8072.3.2.10", "Linux router") | {"1.3.6.1.2.1.33.1.4.2.0": 500})
    assert device.description.family == "ups-mib"
