"""Connector types and statuses of one's own: accepted where the configuration has them, refused in a sentence else."""

from pathlib import Path

import pytest

from powertui.bootstrap.vocabulary import vocabulary_of
from powertui.config import read_settings
from powertui.domain.topology import Topology
from powertui.domain.vocabulary import NETBOX_VOCABULARY
from powertui.services.model_sync import read_model
from powertui.storage.engine import open_database
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
        engine = open_database(f"sqlite:///{self.database}", create=False)
        try:
            return read_model(engine).topology
        finally:
            engine.dispose()


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


def test_a_label_is_the_slug_in_words_where_none_is_given(hall: Hall) -> None:
    known = vocabulary_of(read_settings(hall.config).model)
    assert known.power_port_types.label("busbar-tap") == "Busbar tap"
    assert known.power_outlet_types.label("busbar-slot") == "busbar-slot"
    assert known.location_statuses.label("half-empty") == "Half empty"
    assert known.cable_types is NETBOX_VOCABULARY.cable_types
