"""Files in and out by the command line: what is exported, imported into an empty database, is exported the same."""

import io
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from tests.shared_material import SHARED, needs_shared

HALL = """\
plan: 1
polling: {credential: racks}
device_types:
  - manufacturer: Acme
    model: P2
    u_height: 0
    power_ports: [In]
    power_outlets: [{name: 1..2, power_port: In}]
sites:
  - name: Hall
    panels:
      - {name: PP, side: A, rated_current_a: 63, feeds: [{name: F1..F2, rack: "R{n}", voltage_v: 230}]}
    racks:
      - name: R1..R2
        devices:
          - name: "{rack}-PDU"
            type: acme-p2
            role: pdu
            feed: "PP/F{rack.number}"
            poll: 10.0.{rack}.1
            branches: [{name: B, rated_current_a: 16, outlets: [1, 2]}]
          - {name: "{rack}-S", power_ports: [P1], cords: ["{rack}-PDU"]}
"""


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    file = tmp_path / "hall.yaml"
    file.write_text(HALL, encoding="utf-8")
    return file


@pytest.mark.parametrize("kind", ["plan", "json"])
def test_an_export_imported_into_an_empty_database_is_exported_the_same(
    powertui: CommandLine, hall: Path, tmp_path: Path, kind: str
) -> None:
    first, second = str(tmp_path / "first.db"), str(tmp_path / "second.db")
    assert powertui("import", "plan", str(hall), "--yes", "--database", first).code == 0
    exported = tmp_path / "exported"
    assert powertui("export", kind, str(exported), "--database", first).code == 0
    assert powertui("import", kind, str(exported), "--yes", "--database", second).code == 0
    for other in ("plan", "json"):
        assert powertui("export", other, "--database", second).out == powertui("export", other, "--database", first).out


def test_a_second_import_changes_nothing(powertui: CommandLine, hall: Path, tmp_path: Path) -> None:
    database = str(tmp_path / "plant.db")
    assert powertui("import", "plan", str(hall), "--yes", "--database", database).code == 0
    again = powertui("import", "plan", str(hall), "--yes", "--database", database)
    assert (again.code, again.out) == (0, "")
    assert "nothing to do" in again.err


def test_a_mistake_is_a_sentence_and_leaves_no_database(powertui: CommandLine, hall: Path, tmp_path: Path) -> None:
    hall.write_text(HALL.replace("voltage_v", "voltage"), encoding="utf-8")
    outcome = powertui("import", "plan", str(hall), "--yes", "--database", str(tmp_path / "plant.db"))
    assert outcome.code == 1
    assert 'hall.yaml:12: a feed has no "voltage"; did you mean "voltage_v"?' in outcome.err
    assert not (tmp_path / "plant.db").exists()


def test_device_types_come_from_a_directory(powertui: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "types").mkdir()
    (tmp_path / "types" / "a.yaml").write_text("manufacturer: Acme\nmodel: P2\npower-ports: [{name: In}]\n")
    database = str(tmp_path / "plant.db")
    assert powertui("import", "device-types", str(tmp_path / "types"), "--yes", "--database", database).code == 0
    assert "model: P2" in powertui("export", "plan", "--database", database).out


def test_csv_has_what_was_changed_here_alone(powertui: CommandLine, hall: Path, tmp_path: Path) -> None:
    database = str(tmp_path / "plant.db")
    powertui("import", "plan", str(hall), "--yes", "--database", database)
    outcome = powertui("export", "csv", str(tmp_path / "out"), "--database", database)
    names = [Path(line).name for line in outcome.lines]
    assert names[:4] == ["manufacturers.csv", "device-roles.csv", "sites.csv", "racks.csv"]
    other = str(tmp_path / "other.db")
    assert powertui("import", "csv", str(tmp_path / "out"), "--yes", "--database", other).code == 0
    nothing = powertui("export", "csv", str(tmp_path / "none"), "--changed", "--database", other)
    assert (nothing.code, nothing.out) == (0, "")
    assert powertui("export", "csv", str(tmp_path / "all"), "--changed", "--database", database).out.count(".csv") == 9


def test_an_export_of_no_database_is_refused(powertui: CommandLine, tmp_path: Path) -> None:
    outcome = powertui("export", "plan", "--database", str(tmp_path / "none.db"))
    assert (outcome.code, outcome.out) == (1, "")


@needs_shared
def test_a_netbox_export_goes_through_a_plan_unharmed(powertui: CommandLine, tmp_path: Path) -> None:
    first, second = str(tmp_path / "first.db"), str(tmp_path / "second.db")
    dump = str(SHARED / "netbox" / "csv_dump")
    assert powertui("import", "csv", dump, "--yes", "--database", first).code == 0
    assert "nothing to do" in powertui("import", "csv", dump, "--yes", "--database", first).err
    plan = tmp_path / "plan.yaml"
    powertui("export", "plan", str(plan), "--database", first)
    assert powertui("import", "plan", str(plan), "--yes", "--database", second).code == 0
    assert powertui("export", "plan", "--database", second).out == plan.read_text(encoding="utf-8")
    assert powertui("export", "json", "--database", second).out == powertui("export", "json", "--database", first).out


@pytest.mark.parametrize("kind", ["plan", "json"])
def test_an_export_is_piped_into_an_import(
    powertui: CommandLine, hall: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    first, second = str(tmp_path / "first.db"), str(tmp_path / "second.db")
    powertui("import", "plan", str(hall), "--yes", "--database", first)
    written = powertui("export", kind, "--database", first).out
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(written.encode())))
    assert powertui("import", kind, "-", "--yes", "--database", second).code == 0
    assert powertui("export", kind, "--database", second).out == written
