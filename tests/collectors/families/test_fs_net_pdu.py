"""FS.COM: three scalars."""

from tests.collectors.devices import read
from tests.collectors.families.walks import columns, measured, system


def test_the_inlet() -> None:
    scalars = columns("30966.10.3", {"1.1": {"0": "R12-B"}, "2.1": {"0": 232}, "2.4": {"0": 107}})
    device = read(system("30966", "net-pdu") | scalars)
    assert (device.description.family, device.description.name) == ("fs-net-pdu", "R12-B")
    assert measured(device) == {"unit 1": {"voltage_v": 232.0, "current_a": 10.7}}
