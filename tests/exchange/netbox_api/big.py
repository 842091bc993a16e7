"""A NetBox of any size, made of the same racks over and over; serves itself as a process of its own.

`python -m tests.exchange.netbox_api.big RACKS` prints its URL and serves until its input ends: reading it is then
measured apart from serving it.
"""

import sys

from tests.exchange.netbox_api.hall import (
    DC1,
    LIVE,
    MAKER,
    PDU_TYPE,
    SERVER_TYPE,
    cable,
    device,
    feed,
    nested,
    outlet,
    port,
)
from tests.exchange.netbox_api.server import FakeNetBox, Rows, serving

SERVERS_A_RACK = 21
OUTLETS_A_PDU = 21


def big(racks: int) -> FakeNetBox:
    """With 44 cables to a rack: two feeds, and two cords for each of 21 servers."""
    lists: dict[str, Rows] = {
        "tenancy/tenants": [],
        "dcim/sites": [{**DC1, **LIVE, "tenant": None}],
        "dcim/locations": [],
        "dcim/racks": [],
        "dcim/device-types": [{**PDU_TYPE, "u_height": 0.0}, {**SERVER_TYPE, "u_height": 1.0}],
        "dcim/power-port-templates": [],
        "dcim/power-outlet-templates": [],
        "dcim/power-panels": [nested(1, "PP-A", site=DC1, location=None), nested(2, "PP-B", site=DC1, location=None)],
        "dcim/power-feeds": [],
        "dcim/devices": [],
        "dcim/power-ports": [],
        "dcim/power-outlets": [],
        "dcim/cables": [],
    }
    for rack_id in range(1, racks + 1):
        _add_rack(lists, rack_id)
    return FakeNetBox(lists)


def _add_rack(lists: dict[str, Rows], rack_id: int) -> None:
    racks, devices, feeds = lists["dcim/racks"], lists["dcim/devices"], lists["dcim/power-feeds"]
    ports, outlets, cables = lists["dcim/power-ports"], lists["dcim/power-outlets"], lists["dcim/cables"]
    racks.append(nested(rack_id, f"R{rack_id}", site=DC1, location=None, tenant=None, u_height=42, **LIVE))
    first_server = first_outlet = 0
    for side in (1, 2):
        pdu = len(devices) + 1
        row = device(pdu, f"pdu-{rack_id}-{side}", "pdu", f"198.18.{rack_id % 256}.{side}/24")
        devices.append(row | {"location": None, "rack": nested(rack_id, "rack")})
        feeds.append(feed(len(feeds) + 1, side, f"F{rack_id}-{side}", rack_id))
        ports.append(port(len(ports) + 1, pdu, "Inlet"))
        cables.append(_full(len(cables) + 1, ("powerfeed", len(feeds)), ("powerport", len(ports))))
        inlet = len(ports)
        first_outlet = first_outlet or len(outlets) + 1
        for number in range(1, OUTLETS_A_PDU + 1):
            outlets.append(outlet(len(outlets) + 1, pdu, f"Outlet {number}", inlet, "ABC"[number % 3]))
    first_server = len(devices) + 1
    for number in range(SERVERS_A_RACK):
        row = device(first_server + number, f"srv-{rack_id}-{number}", "server")
        devices.append(row | {"location": None, "rack": nested(rack_id, "rack"), "position": 1.0 + number})
        for side in (0, 1):
            ports.append(port(len(ports) + 1, first_server + number, f"PSU{side + 1}", 500))
            end = first_outlet + side * OUTLETS_A_PDU + number
            cables.append(_full(len(cables) + 1, ("poweroutlet", end), ("powerport", len(ports))))


def _full(item_id: int, a: tuple[str, int], b: tuple[str, int]) -> dict[str, object]:
    """A cable with ends as long as NetBox writes them."""
    row = cable(item_id, [a], [b])
    for end in (*row["a_terminations"], *row["b_terminations"]):
        owner = nested(1, "some device", manufacturer=MAKER)
        end["object"] = nested(end["object_id"], "end", device=owner, cable=nested(item_id, ""), _occupied=True)
    return row


if __name__ == "__main__":
    with serving(big(int(sys.argv[1]))) as netbox:
        print(netbox.url, flush=True)  # noqa: T201 - whoever started it waits for this line
        sys.stdin.read()
