"""What a device's first readings are checked with: its cords' own parts, and values that no device can have."""

from tests.collectors.devices import Device, Raw, read
from tests.collectors.families.walks import columns, system


def sentences(device: Device) -> list[str]:
    return [warning.text for warning in device.description.warnings]


def two_cords(watts: int) -> dict[str, Raw]:
    phases = [f"1.{cord}.{phase}" for cord in (1, 2) for phase in (1, 2, 3)]
    return system("1718.4") | columns(
        "1718.4.1",
        {
            "3.3.1.3": {"1.1": watts, "1.2": 1350},
            "5.3.1.3": dict.fromkeys(phases, 2080),
            "5.3.1.6": dict.fromkeys(phases, 216),
            "5.3.1.8": dict.fromkeys(phases, 450),
        },
    )


def test_each_cord_is_compared_with_its_own_phases() -> None:
    assert not sentences(read(two_cords(1350)))
    (sentence,) = sentences(read(two_cords(13500)))
    assert "unit AA active_power_w says 13500, the sum of its phases 1350" in sentence
    assert "column 1.3.6.1.4.1.1718.4.1.3.3.1.3 is scaled by 1 and would fit with 0.1" in sentence


def rpdu2(volts: int) -> dict[str, Raw]:
    row = {"2": 1, "3": 1, "5": 50, "6": volts, "7": 110, "8": 115, "9": 96}
    return system("318.1.3.4.6") | columns("318.1.1.26.6.3.1", {column: {"1": raw} for column, raw in row.items()})


def test_a_voltage_that_no_device_has_is_told_of_if_it_is_a_power_of_ten_off() -> None:
    assert not sentences(read(rpdu2(230)))
    (sentence,) = sentences(read(rpdu2(2300)))
    assert "phase L1 voltage_v says 2300" in sentence
    assert "column 1.3.6.1.4.1.318.1.1.26.6.3.1.6 is scaled by 1 and would fit with 0.1" in sentence


def test_a_voltage_that_no_device_has_is_no_witness_against_others() -> None:
    assert not sentences(read(rpdu2(65535)))
