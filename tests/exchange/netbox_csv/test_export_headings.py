from pathlib import Path

import pytest

from powertui.domain.choices import TerminationKind
from powertui.domain.topology import Cable, Termination
from powertui.exchange.netbox_csv import read_netbox_csv

PORT = Termination(TerminationKind.POWER_PORT, 1)
SERVER_1 = Termination(TerminationKind.POWER_PORT, 2)
SERVER_2 = Termination(TerminationKind.POWER_PORT, 3)
OUTLET_1 = Termination(TerminationKind.POWER_OUTLET, 1)
OUTLET_2 = Termination(TerminationKind.POWER_OUTLET, 2)
FEED = Termination(TerminationKind.POWER_FEED, 1)


def cables(directory: Path, labels: tuple[str, str, str], *, has_cable_column: bool) -> list[Cable]:
    """A feed to a PDU, and its two outlets to two servers, whose ports are called as the outlets are."""
    shown = [label or f"#{number}" for number, label in enumerate(labels, 1)]
    cells = shown if has_cable_column else ["", "", ""]
    heading = ",Cable" if has_cable_column else ""

    def at(number: int) -> str:
        return f",{cells[number]}" if has_cable_column else ""

    texts = {
        "sites": "Name,Status,Region,ID\nHall,Active,,1\n",
        "power-panels": "Name,Site,Location,Power Feeds,ID\nPP,Hall,,1,1\n",
        "power-feeds": f"Name,Power Panel,Status,Voltage,Phase,Max Utilization{heading}\n"
        f"F1,PP,Active,400,Three-phase,80%{at(0)}\n",
        "devices": "Name,Site,Role,Manufacturer,Type\npdu,Hall,PDU,A,P\ns1,Hall,Server,A,S\ns2,Hall,Server,A,S\n",
        "power-ports": f"Name,Device,Maximum draw (W){heading}\nIn,pdu,{at(0)}\n1,s1,500{at(1)}\n1,s2,500{at(2)}\n",
        "power-outlets": f"Name,Device,Power Port,Feed leg{heading}\n1,pdu,In,A{at(1)}\n2,pdu,In,B{at(2)}\n",
        "cables": "ID,Label,Status,Termination A,Termination B,Device A,Device B,Site A,Site B,Length\n"
        f"1,{labels[0]},Connected,F1,In,,pdu,Hall,Hall,1.5 Meters\n"
        f"2,{labels[1]},Planned,1,1,s1,pdu,Hall,Hall,\n"
        f"3,{labels[2]},Connected,2,1,pdu,s2,Hall,Hall,\n",
    }
    for name, text in texts.items():
        (directory / f"{name}.csv").write_text(text, encoding="utf-8")
    return list(read_netbox_csv([directory]).topology.cables)


@pytest.mark.parametrize("has_cable_column", [True, False])
@pytest.mark.parametrize("labels", [("", "", ""), ("x", "y", "z"), ("same", "same", "same"), ("", "y", "")])
def test_ends_of_exported_cables_are_found(
    tmp_path: Path, labels: tuple[str, str, str], *, has_cable_column: bool
) -> None:
    supply, first, second = cables(tmp_path, labels, has_cable_column=has_cable_column)
    assert (supply.a, supply.b) == ((FEED,), (PORT,))
    assert (supply.length, supply.length_unit, supply.netbox_id) == (1.5, "m", 1)
    assert (first.a, first.b) == ((SERVER_1,), (OUTLET_1,))
    assert (second.a, second.b) == ((OUTLET_2,), (SERVER_2,))
