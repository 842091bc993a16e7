"""A small hall as NetBox would list it: two sites, A and B feeds, two PDUs, a server, and what is no power."""

from typing import Any

from tests.exchange.netbox_api.server import Rows

Row = dict[str, Any]


def choice(value: str | None) -> Row | None:
    return None if value is None else {"value": value, "label": value.title()}


def nested(item_id: int, name: str, **more: object) -> Row:
    return {"id": item_id, "url": "http://netbox.internal/", "display": name, "name": name, "description": "", **more}


DC1 = nested(1, "DC 1", slug="dc1")
DC2 = nested(2, "DC 2", slug="dc2")
ACME = nested(7, "Acme", slug="acme")
MAKER = nested(3, "Maker", slug="maker")
PDU_TYPE = {"id": 21, "display": "P-24", "manufacturer": MAKER, "model": "P-24", "slug": "p-24"}
SERVER_TYPE = {"id": 22, "display": "S1", "manufacturer": MAKER, "model": "S1", "slug": "s1"}
LIVE = {"status": choice("active")}
GOLD = [nested(1, "Gold", slug="gold")]


def hall() -> dict[str, Rows]:
    return {
        "tenancy/tenants": [ACME],
        "dcim/sites": [
            {**DC1, **LIVE, "tenant": ACME},
            {**DC2, **LIVE, "tenant": None},
        ],
        "dcim/locations": [
            nested(4, "Floor", slug="floor", site=DC1, parent=None, tenant=None, **LIVE),
            nested(5, "Room", slug="room", site=DC1, parent=nested(4, "Floor"), tenant=None, **LIVE),
        ],
        "dcim/racks": [
            nested(
                11,
                "R1",
                site=DC1,
                location=nested(5, "Room"),
                tenant=None,
                u_height=48,
                starting_unit=3,
                facility_id="F1",
                **LIVE,
            ),
            nested(12, "R9", site=DC2, location=None, tenant=None, u_height=42, facility_id=None, **LIVE),
        ],
        "dcim/device-types": [
            {**PDU_TYPE, "u_height": 0.0, "is_full_depth": False, "part_number": "P24"},
            {**SERVER_TYPE, "u_height": 2.0, "is_full_depth": True, "part_number": ""},
        ],
        "dcim/power-port-templates": [
            {**port(1, None, "Inlet", maximum=7360), "device_type": PDU_TYPE},
            {**port(2, None, "PSU", maximum=500), "device_type": None, "module_type": {"id": 1}},
        ],
        "dcim/power-outlet-templates": [
            {**outlet(1, None, "1", inlet=1, leg="A"), "device_type": PDU_TYPE, "power_port": nested(1, "Inlet")},
        ],
        "dcim/power-panels": [
            nested(31, "PP-A", site=DC1, location=nested(5, "Room"), comments="left wall"),
            nested(32, "PP-B", site=DC1, location=None, comments=""),
            nested(33, "PP-9", site=DC2, location=None, comments=""),
        ],
        "dcim/power-feeds": [feed(41, 31, "A1", 11), feed(42, 32, "B1", 11), feed(43, 33, "X1", 12, "dc2")],
        "dcim/devices": [
            device(51, "pdu-a", "pdu", address="192.0.2.10/24", tags=GOLD),
            device(
                52, "pdu-b", "strip", address="2001:db8::52/64", custom={"snmp_credential": "hall", "snmp_port": 1161}
            ),
            device(53, "srv-1", "server", address="192.0.2.53/24", tenant=ACME),
            device(54, None, "patch-panel"),
        ],
        "dcim/power-ports": [
            port(61, 51, "Inlet"),
            port(62, 52, "Inlet"),
            port(63, 53, "PSU1", 500),
            port(64, 53, "PSU2", 500),
        ],
        "dcim/power-outlets": [outlet(71, 51, "1", 61, "A"), outlet(72, 52, "1", 62), outlet(73, 52, "2", 62)],
        "dcim/cables": [
            cable(81, [("powerfeed", 41)], [("powerport", 61)], length="2.50", length_unit=choice("m"), type="power"),
            cable(82, [("powerport", 62)], [("powerfeed", 42)]),
            cable(
                83,
                [("poweroutlet", 71)],
                [("powerport", 63)],
                color="ff0000",
                label="C83",
                tenant=ACME,
                bundle=nested(2, "B2"),
            ),
            cable(84, [("poweroutlet", 72)], [("powerport", 64)], status=choice("planned")),
            cable(85, [("poweroutlet", 73)], []),
            cable(86, [("interface", 1)], [("interface", 2)]),
            cable(87, [], []),
        ],
    }


def feed(item_id: int, panel: int, name: str, rack: int, site: str = "dc1") -> Row:
    return nested(
        item_id,
        name,
        power_panel=nested(panel, "panel"),
        rack=nested(rack, "rack"),
        status=choice("active"),
        type=choice("primary"),
        supply=choice("ac"),
        phase=choice("three-phase"),
        voltage=400,
        amperage=32,
        max_utilization=80,
        mark_connected=False,
        tenant=None,
        comments="",
        _site=site,
    )


def device(
    item_id: int,
    name: str | None,
    role: str,
    address: str | None = None,
    custom: Row | None = None,
    tenant: Row | None = None,
    tags: list[Row] | None = None,
) -> Row:
    return {
        **nested(item_id, name or ""),
        "name": name,
        "device_type": SERVER_TYPE if role == "server" else PDU_TYPE,
        "role": nested(9, role.title(), slug=role),
        "tenant": tenant,
        "serial": "",
        "asset_tag": None,
        "site": DC1,
        "location": nested(5, "Room"),
        "rack": nested(11, "R1"),
        "position": 10.5 if role == "server" else None,
        "face": choice("front" if role == "server" else None),
        "status": choice("active"),
        "primary_ip": None if address is None else {"id": 1, "display": address, "address": address, "family": 4},
        "custom_fields": {"snmp_credential": None, "snmp_profile": None, "snmp_port": None, **(custom or {})},
        "tags": tags or [],
    }


def port(item_id: int, of_device: int | None, name: str, maximum: int | None = None) -> Row:
    return nested(
        item_id,
        name,
        device=None if of_device is None else nested(of_device, f"device {of_device}"),
        label="",
        type=choice("iec-60309-p-n-e-6h"),
        maximum_draw=maximum,
        allocated_draw=None,
        mark_connected=False,
        _site="dc1",
    )


def outlet(item_id: int, of_device: int | None, name: str, inlet: int, leg: str | None = None) -> Row:
    return nested(
        item_id,
        name,
        device=None if of_device is None else nested(of_device, f"device {of_device}"),
        label="",
        type=choice("iec-60320-c13"),
        status=choice("enabled"),
        color="",
        power_port=nested(inlet, "Inlet"),
        feed_leg=choice(leg),
        mark_connected=False,
        _site="dc1",
    )


def cable(item_id: int, a: list[tuple[str, int]], b: list[tuple[str, int]], **more: object) -> Row:
    return {
        "id": item_id,
        "display": f"#{item_id}",
        "a_terminations": [{"object_type": f"dcim.{kind}", "object_id": end, "object": {"id": end}} for kind, end in a],
        "b_terminations": [{"object_type": f"dcim.{kind}", "object_id": end, "object": {"id": end}} for kind, end in b],
        "status": choice("connected"),
        "type": None,
        "profile": None,
        "label": "",
        "color": "",
        "length": None,
        "length_unit": None,
        "tenant": None,
        "description": "",
        "_site": "dc1",
        **more,
    }
