"""A device gets its type's ports and outlets."""

import pytest

from powertui.domain.choices import FeedLeg
from powertui.domain.instantiate import instantiate, resolve_name
from powertui.domain.topology import Device, DeviceType, PowerOutletTemplate, PowerPortTemplate

STACKED = DeviceType(
    1,
    "Maker",
    "Strip",
    "strip",
    power_ports=(PowerPortTemplate("In{vc_position:1}", "label {vc_position}", "iec-60320-c20", 3000, None, "cord"),),
    power_outlets=(
        PowerOutletTemplate("1", "one", "iec-60320-c13", "aa1409", "In{vc_position:1}", FeedLeg.B, "upper"),
        PowerOutletTemplate("2"),
    ),
)


def test_each_template_makes_one_with_all_its_properties() -> None:
    made = instantiate(Device(7, 1, "pdu", "pdu"), STACKED, first_port_id=100, first_outlet_id=200, vc_position=3)
    (port,) = made.power_ports
    assert (port.id, port.device_id, port.name, port.label) == (100, 7, "In3", "label 3")
    assert (port.type, port.maximum_draw_w, port.allocated_draw_w) == ("iec-60320-c20", 3000, None)
    first, second = made.power_outlets
    assert (first.id, first.power_port_id, first.feed_leg, first.color) == (200, 100, FeedLeg.B, "aa1409")
    assert (second.id, second.power_port_id, second.feed_leg) == (201, None, None)


@pytest.mark.parametrize(
    ("template", "vc_position", "bays", "name"),
    [
        ("PSU 1", None, (), "PSU 1"),
        ("PSU {vc_position}/1", 2, (), "PSU 2/1"),
        ("PSU {vc_position}/1", None, (), "PSU 0/1"),
        ("PSU {vc_position:1}/1", None, (), "PSU 1/1"),
        ("PSU {vc_position:}/1", None, (), "PSU /1"),
        ("PSU {vc_position:1}/1", 4, (), "PSU 4/1"),
        ("PSU {module}", None, (), "PSU {module}"),
        ("PSU {module}", None, ("3",), "PSU 3"),
        ("PSU {module}/{module}", None, ("1", "2"), "PSU 1/2"),
        ("PSU {module}", None, ("1", "2"), "PSU 2"),
    ],
)
def test_names_are_resolved(template: str, vc_position: int | None, bays: tuple[str, ...], name: str) -> None:
    assert resolve_name(template, vc_position=vc_position, module_positions=bays) == name
