"""Templates of power ports and outlets: which type gets them, and what is left out as NetBox would refuse it."""

from powertui.domain.choices import FeedLeg
from tests.exchange.netbox_api.conftest import Reader
from tests.exchange.netbox_api.hall import choice, nested
from tests.exchange.netbox_api.server import FakeNetBox

PORTS, OUTLETS = "dcim/power-port-templates", "dcim/power-outlet-templates"


def test_an_outlet_hangs_on_a_port_of_its_own_type(netbox: FakeNetBox) -> None:
    (outlet,) = netbox.lists[OUTLETS]
    other = netbox.lists["dcim/device-types"][1]
    netbox.lists[PORTS].append({**netbox.lists[PORTS][0], "id": 3, "device_type": other})
    netbox.lists[OUTLETS].append({**outlet, "id": 2, "name": "2", "power_port": nested(3, "Inlet")})
    found = Reader(netbox)()
    assert [template.name for template in found.topology.device_types[0].power_outlets] == ["1"]
    (note,) = found.notes
    assert note == "power outlet template 2 (NetBox 2): its power port Inlet is another device type's; left out"


def test_a_template_of_no_type_is_left_out(netbox: FakeNetBox) -> None:
    netbox.lists[PORTS][1]["module_type"] = None
    found = Reader(netbox)()
    (note,) = found.notes
    assert note == "power port template PSU (NetBox 2): belongs to neither a device type nor a module type; left out"


def test_figures_of_templates_are_taken_as_those_of_ports(netbox: FakeNetBox) -> None:
    netbox.lists[PORTS][0]["maximum_draw"] = 99.6
    netbox.lists[OUTLETS][0]["feed_leg"] = choice("B")
    kind = Reader(netbox)().topology.device_types[0]
    assert (kind.power_ports[0].maximum_draw_w, kind.power_outlets[0].feed_leg) == (99, FeedLeg.B)
