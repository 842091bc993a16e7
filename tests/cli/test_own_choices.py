"""Connector types and statuses of one's own: accepted where the configuration has them, refused in a sentence else."""

import json
from pathlib import Path

import pytest

from powertui.bootstrap.files import stored_topology
from powertui.bootstrap.vocabulary import vocabulary_of
from powertui.config import read_settings
from powertui.domain.topology import Topology
from powertui.domain.vocabulary import NETBOX_VOCABULARY
from tests.cli.conftest import CommandLine
from tests.cli.test_changing import editor

CONFIG = """
[[model.power_port_types]]
slug = "busbar-tap"
label = "Busbar tap"
group = "Busbar"

[[model.power_outlet_types]]
slug = "busbar-slot"

[model.statuses]
site = ["mothballed"]
location = ["half-empty"]
rack = ["quarantined"]
device = ["burn-in"]
"""

PLAN = """
plan: 1
device_types:
  - manufacturer: Acme
    model: Tap-off
    power_ports: [{name: Tap, type: busbar-tap}]
    power_outlets: [{name: Slot, type: busbar-slot, power_port: Tap}]
sites:
  - name: Hall
    status: mothballed
    locations: [{name: Room, status: half-empty}]
    racks:
      - {name: R1, status: quarantined, devices: [{name: tap-1, type: acme-tap-off, status: burn-in}]}
"""


class Hall:
    """A plan file, a configuration and a database in one directory."""

    def __init__(self, directory: Path) -> None:
        self.plan = directory / "hall.yaml"
        self.config = directory / "config.toml"
        self.database = directory / "plant.db"
        self.plan.write_text(PLAN, encoding="utf-8")
        self.config.write_text(CONFIG, encoding="utf-8")

    def configured(self, *arguments: str) -> tuple[str, ...]:
        return ("--config", str(self.config), *self.plain(*arguments))

    def plain(self, *arguments: str) -> tuple[str, ...]:
        return ("--database", str(self.database), *arguments)

    def model(self) -> Topology:
        return stored_topology(f"sqlite:///{self.database}")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(tmp_path)


def test_an_import_takes_what_the_configuration_adds(powertui: CommandLine, hall: Hall) -> None:
    outcome = powertui(*hall.configured("import", "plan", str(hall.plan), "--yes"))
    assert outcome.code == 0, outcome.err
    model = hall.model()
    assert (model.power_ports[0].type, model.power_outlets[0].type) == ("busbar-tap", "busbar-slot")
    assert [site.status for site in model.sites] == ["mothballed"]
    assert [location.status for location in model.locations] == ["half-empty"]
    assert [rack.status for rack in model.racks] == ["quarantined"]
    assert [device.status for device in model.devices] == ["burn-in"]


def test_without_it_each_is_refused_in_a_sentence_and_nothing_is_written(powertui: CommandLine, hall: Hall) -> None:
    outcome = powertui(*hall.plain("import", "plan", str(hall.plan), "--yes"))
    assert outcome.code == 1
    told = outcome.err.splitlines()
    assert told[-1] == "powertui: nothing is written"
    for slug in ("busbar-tap", "busbar-slot", "mothballed", "half-empty", "quarantined", "burn-in"):
        assert any(f"{slug!r} is not a valid choice; " in sentence for sentence in told), slug
    assert hall.model() == Topology()


def test_what_is_configured_for_one_field_is_no_choice_of_another(powertui: CommandLine, hall: Hall) -> None:
    hall.plan.write_text("plan: 1\nsites: [{name: Hall, status: burn-in}]\n", encoding="utf-8")
    outcome = powertui(*hall.configured("import", "plan", str(hall.plan), "--yes"))
    assert outcome.code == 1
    assert outcome.err.startswith("powertui: site Hall: status: 'burn-in' is not a valid choice; ")


def test_edit_takes_it_too(powertui: CommandLine, hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hall.plan.write_text("plan: 1\nsites: [{name: Hall}]\n", encoding="utf-8")
    assert powertui(*hall.plain("import", "plan", str(hall.plan), "--yes")).code == 0
    editor(monkeypatch, tmp_path, "status: active", "status: mothballed")
    refused = powertui(*hall.plain("edit", "site:hall", "--yes"))
    assert refused.code == 1
    assert "site Hall: status: 'mothballed' is not a valid choice; " in refused.err
    assert powertui(*hall.configured("edit", "site:hall", "--yes")).code == 0
    assert hall.model().sites[0].status == "mothballed"


CSV = {
    "sites.csv": "name,slug,status\nHall,hall,mothballed\n",
    "devices.csv": "name,role,manufacturer,device_type,site\ntap-1,pdu,Acme,Tap-off,Hall\n",
    "power-ports.csv": "device,name,type\ntap-1,Tap,{port}\ntap-1,Spare,\n",
    "power-outlets.csv": "device,name,type,power_port\ntap-1,Slot,busbar-slot,Tap\n",
}


def csv_files(hall: Hall, port: str) -> str:
    directory = hall.plan.parent / "csv"
    directory.mkdir(exist_ok=True)
    for name, text in CSV.items():
        (directory / name).write_text(text.format(port=port), encoding="utf-8")
    return str(directory)


@pytest.mark.parametrize("written", ["busbar-tap", "Busbar tap", "busbar TAP"])
def test_csv_is_read_with_it_by_slug_and_by_label(powertui: CommandLine, hall: Hall, written: str) -> None:
    outcome = powertui(*hall.configured("import", "csv", csv_files(hall, written), "--yes"))
    assert outcome.code == 0, outcome.err
    model = hall.model()
    assert {port.name: port.type for port in model.power_ports} == {"Tap": "busbar-tap", "Spare": ""}
    assert [site.status for site in model.sites] == ["mothballed"]
    again = powertui(*hall.configured("import", "csv", csv_files(hall, written), "--yes", "--json"))
    assert json.loads(again.out)["changes"] == []


def test_csv_without_it_is_refused(powertui: CommandLine, hall: Hall) -> None:
    outcome = powertui(*hall.plain("import", "csv", csv_files(hall, "Busbar tap"), "--yes"))
    assert outcome.code == 1
    for written in ("Busbar tap", "busbar-slot", "mothballed"):
        assert f"{written!r} is not a valid choice; " in outcome.err
    assert hall.model() == Topology()


def test_a_csv_export_is_read_again_with_it(powertui: CommandLine, hall: Hall) -> None:
    assert powertui(*hall.configured("import", "csv", csv_files(hall, "Busbar tap"), "--yes")).code == 0
    out = hall.plan.parent / "out"
    assert powertui(*hall.configured("export", "csv", str(out))).code == 0
    again = powertui(*hall.configured("import", "csv", str(out), "--yes", "--json"))
    assert json.loads(again.out)["changes"] == []


def test_a_connector_is_edited_to_one_that_only_the_configuration_knows(
    powertui: CommandLine, hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert powertui(*hall.configured("import", "csv", csv_files(hall, "C14"), "--yes")).code == 0
    editor(monkeypatch, tmp_path, "type: iec-60320-c14", "type: busbar-tap")
    refused = powertui(*hall.plain("edit", "port:tap-1:Tap", "--yes"))
    assert refused.code == 1
    assert "'busbar-tap' is not a valid choice; " in refused.err
    assert powertui(*hall.configured("edit", "port:tap-1:Tap", "--yes")).code == 0
    assert {port.name: port.type for port in hall.model().power_ports} == {"Tap": "busbar-tap", "Spare": ""}


@pytest.mark.parametrize("is_configured", [True, False])
def test_cable_and_rm_leave_such_choices_as_they_are(powertui: CommandLine, hall: Hall, *, is_configured: bool) -> None:
    """Even where the configuration is missing: what was there before is not what the command changes."""
    assert powertui(*hall.configured("import", "csv", csv_files(hall, "busbar-tap"), "--yes")).code == 0
    with_or_without = hall.configured if is_configured else hall.plain
    cabled = powertui(*with_or_without("cable", "tap-1:Slot", "tap-1:Spare", "--yes"))
    assert cabled.code == 0, cabled.err
    assert len(hall.model().cables) == 1
    removed = powertui(*with_or_without("rm", "tap-1:Spare", "--yes"))
    assert removed.code == 0, removed.err
    assert [port.type for port in hall.model().power_ports] == ["busbar-tap"]


def test_a_label_is_the_slug_in_words_where_none_is_given(hall: Hall) -> None:
    known = vocabulary_of(read_settings(hall.config).model)
    assert known.power_port_types.called("Busbar tap") == "busbar-tap"
    assert known.power_outlet_types.called("busbar-slot") == "busbar-slot"
    assert known.location_statuses.called("Half empty") == "half-empty"
    assert known.cable_types is NETBOX_VOCABULARY.cable_types
