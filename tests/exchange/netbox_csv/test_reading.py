from pathlib import Path

import pytest

from powertui.domain.choices import FeedLeg, FeedStatus, OutletStatus, Phase, TerminationKind
from powertui.domain.merge_kinds import ModelKind
from powertui.domain.topology import Termination
from powertui.domain.validate import refusals
from powertui.domain.vocabulary import NETBOX_VOCABULARY
from powertui.domain.vocabulary_entry import Choice
from powertui.errors import ModelError
from powertui.exchange.netbox_csv import CsvModel, read_netbox_csv
from tests.shared_material import SHARED, needs_shared

FILES = {
    "sites.csv": "name,slug,status\nHall,hall,active\n",
    "locations.csv": "site,name,slug,parent,status\nHall,Row,row,Room,active\nHall,Room,room,,active\n",
    "racks.csv": "site,location,name,status,u_height\nHall,Row,R1,active,47\nHall,Room,R1,active,42\n",
    "power-panels.csv": "site,location,name\nHall,Room,PP-A\n",
    "power-feeds.csv": (
        "site,power_panel,location,rack,name,status,type,supply,phase,voltage,amperage,max_utilization\n"
        "Hall,PP-A,Row,R1,F1,planned,primary,ac,three-phase,400,32,80\n"
    ),
    "devices.csv": (
        "name,role,manufacturer,device_type,site,location,rack,position,face,status\n"
        "pdu,PDU,Acme,P24,Hall,Row,R1,,,active\nsrv,Server,Acme,S1,Hall,Row,R1,3,front,active\n"
    ),
    "power-ports.csv": (
        "device,name,type,maximum_draw,allocated_draw\npdu,In,iec-60309-3p-n-e-6h,,\nsrv,PSU1,iec-60320-c14,500,300\n"
    ),
    "power-outlets.csv": "device,name,type,power_port,feed_leg,color\npdu,1,iec-60320-c13,In,A,ff9800\n",
    "cables.csv": (
        "side_a_site,side_a_device,side_a_power_panel,side_a_type,side_a_name,"
        "side_b_site,side_b_device,side_b_power_panel,side_b_type,side_b_name,type,status,length,length_unit\n"
        "Hall,,PP-A,dcim.powerfeed,F1,Hall,pdu,,dcim.powerport,In,power,connected,1.5,m\n"
        "Hall,pdu,,dcim.poweroutlet,1,Hall,srv,,dcim.powerport,PSU1,power,planned,,\n"
        "Hall,sw,,dcim.interface,eth0,Hall,srv,,dcim.interface,eth0,cat6,connected,,\n"
    ),
}


def written(directory: Path, **changed: str) -> Path:
    """The files, some of them changed; names of arguments are file names with _ for - and without .csv."""
    for name, text in FILES.items():
        key = name.removesuffix(".csv").replace("-", "_")
        (directory / name).write_text(changed.get(key, text), encoding="utf-8")
    return directory


def test_import_columns_become_the_model(tmp_path: Path) -> None:
    model = read_netbox_csv([written(tmp_path)])
    plant = model.topology
    row, room = plant.locations
    assert (row.name, row.parent_id, room.parent_id) == ("Row", room.id, None)
    (feed,) = plant.power_feeds
    assert (feed.status, feed.phase, feed.voltage_v, feed.rack_id) == (
        FeedStatus.PLANNED,
        Phase.THREE,
        400,
        plant.racks[0].id,
    )
    pdu, server = plant.devices
    assert (pdu.role, pdu.position_u, server.position_u, server.face) == ("pdu", None, 3, "front")
    assert [kind.model for kind in plant.device_types] == ["P24", "S1"]
    (outlet,) = plant.power_outlets
    assert (outlet.power_port_id, outlet.feed_leg, outlet.color) == (plant.power_ports[0].id, FeedLeg.A, "ff9800")
    supply, cord = plant.cables
    assert supply.a == (Termination(TerminationKind.POWER_FEED, feed.id),)
    assert (supply.length, supply.length_unit) == (1.5, "m")
    assert cord.b == (Termination(TerminationKind.POWER_PORT, 2),)
    assert model.notes == ("1 cables end at nothing that carries power here, and were passed over",)


def test_columns_that_are_not_there_leave_what_is_known(tmp_path: Path) -> None:
    unsaid = read_netbox_csv([written(tmp_path)]).scope.unsaid
    assert {"status", "label", "description"} <= unsaid[ModelKind.POWER_OUTLET]
    assert not {"power_port_id", "feed_leg", "type"} & unsaid[ModelKind.POWER_OUTLET]
    assert "power_ports" in unsaid[ModelKind.DEVICE_TYPE]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_delimiter_and_unicode_encoding_is_found_out(tmp_path: Path, delimiter: str, encoding: str) -> None:
    file = tmp_path / "any.csv"
    file.write_bytes("name,slug,status\r\nHalle Süd,hs,active\r\n".replace(",", delimiter).encode(encoding))
    assert read_netbox_csv([file]).topology.sites[0].name == "Halle Süd"


MISTAKES = [
    ("racks", "site,name,u_height\nHal,R1,42\n", 'racks.csv:2, column site: there is no site "Hal" in these files'),
    ("racks", "site,name,u_height\nHall,R1,high\n", 'racks.csv:2, column u_height: must be a whole number, not "high"'),
    ("racks", "site,name,u_height\nHall,R1\n", "racks.csv:2: has 2 cells under 3 headings"),
    ("racks", "site,name,u_height,name\nHall,R1,42,x\n", 'has two columns "name"'),
    ("racks", "site,u_height\nHall,42\n", 'racks need the column "name"'),
    ("racks", "some,thing\n1,2\n", "racks.csv:1: these headings are of no kind that is read here"),
    ("racks", "", "racks.csv:1: is empty"),
    ("racks", 'site,name,u_height\nHall,"R1\n', "racks.csv:2: is not CSV"),
    ("racks", f"site,name,u_height\nHall,{'x' * 200_000},1\n", "racks.csv:2: is not CSV: field larger"),
    ("racks", "site,name,u_height\nHall,\x1b[2JR1,42\n", "racks.csv:2, column name: "),
    ("power_feeds", "power_panel,name,amperge\nPP-A,F1,3\n", 'unknown column "amperge"; did you mean "amperage"?'),
    ("power_feeds", "power_panel,name,phase\nPP-A,F1,two\n", "must be one of single-phase, three-phase"),
    ("power_feeds", "site,power_panel,rack,name,phase\nHall,PP-A,R1,F1,\n", 'there are 2 racks "R1" in Hall'),
    ("power_ports", "device,name,maximum_draw\npdx,In,\n", 'column device: there is no device "pdx"'),
    ("power_outlets", "device,name,power_port\npdu,1,Inn\n", 'there is no power port "Inn" in pdu'),
    ("power_outlets", "device,name,power_port\npdu,1,In\npdu,1,In\n", "power-outlets.csv:3, column name: stands here"),
    ("cables", "side_a_type,side_a_name\ndcim.powerprot,x\n", "column side_a_type: must be one of dcim.powerfeed"),
    (
        "cables",
        "side_a_device,side_a_type,side_a_name,side_b_type\npdu,dcim.poweroutlet,1,dcim.interface\n",
        'column side_b_type: must be one of dcim.powerfeed, dcim.powerport, dcim.poweroutlet for power, not "dcim.int',
    ),
    ("power_feeds", "power_panel,name,voltage\nPP-A,F1,12.5\n", 'column voltage: must be a whole number, not "12.5"'),
    ("power_feeds", "power_panel,name,voltage\nPP-A,F1,1e3\n", 'column voltage: must be a whole number, not "1e3"'),
    ("cables", "side_a_device,side_a_type,side_a_name\npdu,dcim.powerport,x\n", 'no power port "x" in pdu'),
]


@pytest.mark.parametrize(("file", "text", "sentence"), MISTAKES)
def test_a_mistake_names_file_line_and_column(tmp_path: Path, file: str, text: str, sentence: str) -> None:
    with pytest.raises(ModelError) as caught:
        read_netbox_csv([written(tmp_path, **{file: text})])
    assert sentence in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_latin_1_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_bytes("name,slug,status\nSüd,s,active\n".encode("latin-1"))
    with pytest.raises(ModelError, match=r"sites\.csv:2: is not UTF-8 .* save it as UTF-8"):
        read_netbox_csv([tmp_path])


def test_a_formula_is_a_name_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text("name,slug,status\n\"=cmd|'/c calc'!A1\",x,active\n")
    assert read_netbox_csv([tmp_path]).topology.sites[0].name == "=cmd|'/c calc'!A1"


def test_a_directory_without_csv_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="has no file that ends in"):
        read_netbox_csv([tmp_path])


def test_contradicting_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,slug,status,facility\nHall,hall,active,\n")
    (tmp_path / "b.csv").write_text("name,slug,status\nHall,hall,planned\n")
    with pytest.raises(ModelError, match=r'b\.csv:2, column status: "planned" contradicts .*a\.csv:2: "active"'):
        read_netbox_csv([tmp_path])


def counts(model: CsvModel) -> dict[str, int]:
    plant = model.topology
    return {
        "sites": len(plant.sites),
        "locations": len(plant.locations),
        "racks": len(plant.racks),
        "devices": len(plant.devices),
        "panels": len(plant.power_panels),
        "feeds": len(plant.power_feeds),
        "ports": len(plant.power_ports),
        "outlets": len(plant.power_outlets),
        "cables": len(plant.cables),
    }


@needs_shared
@pytest.mark.parametrize("which", ["*.csv", "*[!e].csv"])
def test_a_whole_export_has_the_counts_that_netbox_has(which: str) -> None:
    model = read_netbox_csv(sorted((SHARED / "netbox" / "csv_dump").glob(which)))
    assert counts(model) == {
        "sites": 24,
        "locations": 4,
        "racks": 42,
        "devices": 72,
        "panels": 4,
        "feeds": 48,
        "ports": 75,
        "outlets": 104,
        "cables": 26,
    }
    assert {item.status for item in model.topology.power_outlets} == {OutletStatus.ENABLED}
    assert {item.type for item in model.topology.power_outlets} == {"nema-5-20r"}
    assert all(item.netbox_id for item in model.topology.cables)


@needs_shared
def test_views_beside_the_cables_find_the_ends_by_name() -> None:
    directory = SHARED / "netbox" / "csv_dump"
    views = [*sorted(directory.glob("*.table.csv")), directory / "cables.csv"]
    whole = read_netbox_csv([directory]).topology
    assert {cable.netbox_id for cable in read_netbox_csv(views).topology.cables} == {
        cable.netbox_id for cable in whole.cables
    }


LABELLED = "device,name,type\npdu,In,Busbar tap\nsrv,PSU1,C14\n"


def test_choices_of_ones_own_are_read_by_their_labels(tmp_path: Path) -> None:
    own = NETBOX_VOCABULARY.with_connectors(ports=[Choice("busbar-tap", "Busbar tap")])
    plant = read_netbox_csv([written(tmp_path, power_ports=LABELLED)], own).topology
    assert [port.type for port in plant.power_ports] == ["busbar-tap", "iec-60320-c14"]
    assert refusals(plant, own) == ()


def test_without_them_the_label_is_refused_as_it_is_written(tmp_path: Path) -> None:
    plant = read_netbox_csv([written(tmp_path, power_ports=LABELLED)]).topology
    (refusal,) = refusals(plant)
    assert str(refusal).startswith("power port pdu / In: type: 'Busbar tap' is not a valid choice")
