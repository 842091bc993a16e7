from pathlib import Path

import pytest

from powertui.errors import ModelError
from powertui.exchange.plan_file import read_plan, read_plan_text

PLAN = """\
plan: 1
tenants: [Acme]
device_types:
  - manufacturer: Acme
    model: P2
    power_ports: [In]
    power_outlets: [{name: 1..2, power_port: In}]
templates:
  pdu: {type: acme-p2, role: pdu}
sites:
  - name: Hall
    panels:
      - name: PP
        feeds:
          - {name: F1..F2, rack: R1, voltage_v: 230}
    racks:
      - name: R1..R2
        devices:
          - {use: pdu, name: "{rack}-PDU", feed: "PP/F{rack.number}", poll: {host: 10.0.0.1, credential: c}}
          - {name: "{rack}-S", power_ports: [P1], cords: ["{rack}-PDU"]}
"""

MISTAKES = [
    ("plan: 1", "plan: 2", "hall.yaml:1: a plan begins with plan: 1"),
    ("sites:", "sitez:", 'hall.yaml:10: a plan has no "sitez"; did you mean "sites"?'),
    ("voltage_v: 230", "voltage: 230", 'hall.yaml:15: a feed has no "voltage"; did you mean "voltage_v"?'),
    ("voltage_v: 230", "voltage_v: high", 'hall.yaml:15: voltage_v must be a whole number, not "high"'),
    ("voltage_v: 230", "phase: two", "hall.yaml:15: phase must be one of single-phase, three-phase"),
    ("rack: R1,", "rack: R9,", 'hall.yaml:15: there is no rack "R9" in this plan'),
    ("use: pdu", "use: pdx", 'hall.yaml:19: templates has no "pdx"; did you mean "pdu"?'),
    ("type: acme-p2", "type: acme-p3", 'there is no device type "acme-p3" in this plan'),
    ('"{rack}-S"', '"{rak}-S"', 'hall.yaml:20: there is no "{rak}" here; there are {site}, {n}, {rack}'),
    ('"{rack}-S"', "{rack}-S", "hall.yaml:20: is not YAML"),
    ("R1..R2", "R1..X2", 'hall.yaml:17: "R1..X2" is no range; one is R01..R12'),
    ("R1..R2", "R2..R1", 'hall.yaml:17: "R2..R1" runs backwards'),
    ("R1..R2", "R1..R2-1..2", "has two ranges"),
    ("R1..R2", "R1..R99999999", "is more than 10000 names"),
    ("name: R1..R2", "name: R1\n        for: {a: 1..999, b: 1..999}", "hall.yaml:18: for means more than 10000"),
    ("name: R1..R2", "u_height: 42", "hall.yaml:17: a rack needs a name"),
    ("PP/F{rack.number}", "PP/F1", 'hall.yaml:19: "PP/F1" has a cable already'),
    ('cords: ["{rack}-PDU"]', 'cords: ["{rack}-PDX"]', 'there is no device "R1-PDX" in this plan'),
    ("[P1], cords", "[P1..P3], cords", None),
    ('cords: ["{rack}-PDU"]', "cords: [R1-PDU, R1-PDU]", '"R1-S" has no free power port left for this cord'),
    ("[P1], cords: [", '[P1..P3], cords: ["{rack}-PDU", "{rack}-PDU", ', '"R1-PDU" has no free outlet for "P3"'),
    ("credential: c", "family: x", "a poll target needs a credential"),
    ("host: 10.0.0.1", 'host: "10.0.0.1:x"', 'hall.yaml:19: "10.0.0.1:x" has no port from 1 to 65535'),
    ("host: 10.0.0.1", "host: 10.0.0.1/8", 'hall.yaml:19: "10.0.0.1/8" is no address'),
    ("host: 10.0.0.1", 'port: 162, host: "10.0.0.1:161"', "the port is 161 behind the address and 162 beside it"),
    ("power_outlets: [{name: 1..2, power_port: In}]", "power_outlets: [{name: 1..2, port: In}]", 'has no "port"'),
    ("tenants: [Acme]", "tenants: [Acme]\ntenants: []", 'hall.yaml:3: "tenants" stands here twice, first in line 2'),
    ("tenants: [Acme]", "cables: [outlet R1-PDU/9 -- port R1-S/P1]", 'there is no power outlet "R1-PDU/9"'),
    ("tenants: [Acme]", "cables: [socket R1-PDU/2]", "a cable is such as: outlet PDU/1 -- port SERVER/PSU1"),
    ("tenants: [Acme]", "cables: [{a: socket R1-PDU/2}]", "must begin with feed, outlet or port"),
    ("tenants: [Acme]", "tenants: [{name: A, key: k}, {name: B, key: k}]", 'the key "k" is another tenant\'s already'),
    ("tenants: [Acme]", "templates2: x\ntenants: [Acme]", 'a plan has no "templates2"; did you mean "templates"?'),
    ("feeds:\n", "fed_by: UPS\n        feeds:\n", "fed_by must be {feed: PANEL/FEED}"),
    ("model: P2", "model: P2\n    u_height: tall", 'hall.yaml:6: u_height must be a number, not "tall"'),
    ("power_ports: [In]\n", "power_ports: [In..Out]\n", '"In..Out" is no range'),
]


@pytest.mark.parametrize(("old", "new", "sentence"), MISTAKES)
def test_a_mistake_names_file_and_line_and_what_would_be_right(old: str, new: str, sentence: str | None) -> None:
    assert old in PLAN
    text = PLAN.replace(old, new, 1)
    if sentence is None:
        read_plan_text(text, "hall.yaml")
        return
    with pytest.raises(ModelError) as caught:
        read_plan_text(text, "hall.yaml")
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "[]", "just words", "a: b: c", "plan: 1\nsites: 7..", "sites: {{{", "\x1b", "- - -"]
)
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(ModelError, match=r"^hall\.yaml"):
        read_plan_text(text, "hall.yaml")


def test_the_plan_without_mistakes_is_read() -> None:
    plant = read_plan_text(PLAN, "hall.yaml")
    assert (len(plant.devices), len(plant.power_outlets), len(plant.cables)) == (4, 4, 4)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(ModelError) as caught:
        read_plan_text(PLAN.replace("voltage_v", "volts").replace("role:", "rolle:"), "hall.yaml")
    assert len(str(caught.value).splitlines()) == 2


def test_aliases_that_grow_without_end_are_refused_quickly() -> None:
    bomb = "\n".join(f"a{n}: &a{n} [{', '.join(f'*a{n - 1}' for _ in range(9))}]" for n in range(1, 30))
    with pytest.raises(ModelError, match="a plan begins with"):
        read_plan_text(f"a0: &a0 [x]\n{bomb}\n", "hall.yaml")


def test_types_are_read_from_files_beside_the_plan(tmp_path: Path) -> None:
    (tmp_path / "types").mkdir()
    (tmp_path / "types" / "p2.yaml").write_text("manufacturer: Acme\nmodel: P2\npower-ports: [{name: In}]\n")
    plan = tmp_path / "hall.yaml"
    plan.write_text("plan: 1\ndevice_types: [types]\nsites: [{name: H, devices: [{name: D, type: P2}]}]\n")
    plant = read_plan(plan)
    assert [port.name for port in plant.power_ports] == ["In"]
    plan.write_text("plan: 1\ndevice_types: [typos]\n")
    with pytest.raises(ModelError, match=r"hall\.yaml:2: .*typos cannot be read"):
        read_plan(plan)


@pytest.mark.parametrize(
    ("written", "host", "port"),
    [
        ('"127.0.0.1:21161"', "127.0.0.1", 21161),
        ('"[fe80::{rack}]:1161"', "fe80::1", 1161),
        ('{host: "10.{rack}.0.9:99", credential: d}', "10.1.0.9", 99),
        ('"pdu-{rack}.example"', "pdu-R1.example", 1700),
    ],
)
def test_the_port_may_stand_behind_the_address(written: str, host: str, port: int) -> None:
    text = PLAN.replace("{host: 10.0.0.1, credential: c}", written)
    plan = read_plan_text(f"{text}polling: {{credential: c, port: 1700}}\n", "hall.yaml")
    assert (plan.poll_targets[0].host, plan.poll_targets[0].port) == (host, port)
