import csv
import io
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings

from powertui.domain.choices import OutletStatus
from powertui.domain.merge_kinds import ModelKind
from powertui.domain.merge_scope import Mention
from powertui.domain.topology import PowerPort, Topology
from powertui.exchange.canonical import canonical
from powertui.exchange.netbox_csv import CsvFiles, netbox_csv, read_netbox_csv
from tests.exchange.netbox_csv.test_reading import written
from tests.exchange.topologies import topologies


def saved(files: CsvFiles, directory: Path) -> Path:
    for file in files.files:
        (directory / file.name).write_text(file.text, encoding="utf-8", newline="")
    return directory


def test_what_was_read_is_written_and_read_as_the_same(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    plant = read_netbox_csv([written(tmp_path / "in")]).topology
    again = read_netbox_csv([saved(netbox_csv(plant), tmp_path / "out")]).topology
    assert canonical(again) == canonical(plant)


@settings(deadline=None)  # other work on the machine may hold it up
@given(topologies())
def test_every_plant_is_csv_with_a_row_for_each_object(plant: Topology) -> None:
    files = {file.name: list(csv.DictReader(io.StringIO(file.text, newline=""))) for file in netbox_csv(plant).files}
    assert len(files.get("sites.csv", ())) == len(plant.sites)
    assert len(files.get("power-feeds.csv", ())) == len(plant.power_feeds)
    assert sorted(row["name"] for row in files.get("devices.csv", ())) == sorted(item.name for item in plant.devices)


def test_only_what_is_chosen_is_written(tmp_path: Path) -> None:
    plant = canonical(read_netbox_csv([written(tmp_path)]).topology)
    (file,) = netbox_csv(plant, {Mention(ModelKind.RACK, 2)}).files
    assert file.name == "racks.csv"
    assert file.text.splitlines()[1:] == ["Hall,Row,R1,,,active,19,47,"]


def test_what_netbox_has_no_column_for_is_told(tmp_path: Path) -> None:
    plant = read_netbox_csv([written(tmp_path)]).topology
    (outlet,) = plant.power_outlets
    plant = replace(
        plant,
        power_outlets=(replace(outlet, status=OutletStatus.FAULTY),),
        devices=(*plant.devices, replace(plant.devices[0], id=9, name="")),
        power_ports=(*plant.power_ports, PowerPort(9, 9, "In")),
        cables=(replace(plant.cables[0], b=()),),
    )
    notes = " ".join(netbox_csv(plant).notes)
    assert "no column for an outlet's status" in notes
    assert "a device without a name is left out" in notes
    assert "one termination on each end" in notes


def test_a_devices_cells_are_import_values(tmp_path: Path) -> None:
    files = {file.name: file.text for file in netbox_csv(read_netbox_csv([written(tmp_path)]).topology).files}
    (feed,) = csv.DictReader(io.StringIO(files["power-feeds.csv"]))
    assert (feed["phase"], feed["supply"], feed["mark_connected"], feed["location"]) == (
        "three-phase",
        "ac",
        "false",
        "Row",
    )


def test_what_a_netbox_has_is_changed_by_its_id(tmp_path: Path) -> None:
    plant = canonical(read_netbox_csv([written(tmp_path)]).topology)
    plant = replace(plant, racks=(plant.racks[0], replace(plant.racks[1], netbox_id=77)))
    chosen = {Mention(ModelKind.RACK, 1), Mention(ModelKind.RACK, 2)}
    new, changed = netbox_csv(plant, chosen).files
    assert (new.name, changed.name) == ("racks.csv", "racks-changed.csv")
    assert "id" not in new.text.splitlines()[0].split(",")
    (row,) = csv.DictReader(io.StringIO(changed.text))
    assert (row["id"], row["name"], row["u_height"]) == ("77", "R1", "47")
    assert "width" not in row, "the width of a rack that is there is none of ours"


def test_a_new_netbox_gets_what_devices_and_types_need_first(tmp_path: Path) -> None:
    plant = read_netbox_csv([written(tmp_path)]).topology
    files = {file.name: file.text.splitlines() for file in netbox_csv(plant).files}
    assert list(files)[:2] == ["manufacturers.csv", "device-roles.csv"]
    assert files["manufacturers.csv"] == ["name,slug", "Acme,acme"]
    assert files["device-roles.csv"] == ["name,slug,color", "pdu,pdu,9e9e9e", "server,server,9e9e9e"]
    assert "role.slug" in files["devices.csv"][0].split(","), "NetBox finds a role by its name, unless told otherwise"


def test_makers_and_roles_are_no_tenants(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    plant = read_netbox_csv([written(tmp_path / "in")]).topology
    assert read_netbox_csv([saved(netbox_csv(plant), tmp_path / "out")]).topology.tenants == plant.tenants


def test_where_a_rack_begins_is_told(tmp_path: Path) -> None:
    plant = read_netbox_csv([written(tmp_path)]).topology
    plant = replace(plant, racks=tuple(replace(rack, starting_unit=5) for rack in plant.racks))
    assert any("starting unit" in note for note in netbox_csv(plant).notes)
