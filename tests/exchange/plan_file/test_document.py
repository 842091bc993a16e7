import re
from pathlib import Path

import pytest

from powertui.domain.choices import FeedLeg, Side, TerminationKind
from powertui.domain.topology import Topology
from powertui.exchange.canonical import canonical
from powertui.exchange.plan_file import plan_text, read_plan_text

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "plan-file.md"


@pytest.fixture(scope="module")
def hall() -> Topology:
    """The hall of the documentation."""
    blocks = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    return read_plan_text(blocks[0], "hall.yaml")


def test_the_documented_hall_has_what_the_document_says(hall: Topology) -> None:
    assert len(hall.power_feeds) == 24
    assert len(hall.poll_targets) == 24
    assert sum(device.role == "server" for device in hall.devices) == 120
    assert len(hall.cables) == 264


def test_addresses_follow_their_pattern(hall: Topology) -> None:
    hosts = {target.name: target.host for target in hall.poll_targets}
    assert hosts["R07-PDU-A"] == "10.1.7.11"
    assert hosts["R12-PDU-B"] == "10.1.12.12"
    assert {(item.credential, item.interval_s, item.port) for item in hall.poll_targets} == {("rack-pdus", 10.0, 161)}


def test_panels_have_sides_and_sources(hall: Topology) -> None:
    names = {device.id: device.name for device in hall.devices}
    assert [(panel.name, panel.side, names[panel.fed_by_device_id or 0]) for panel in hall.power_panels] == [
        ("PP-A", Side.A, "UPS-A"),
        ("PP-B", Side.B, "UPS-B"),
    ]


def test_each_server_hangs_on_both_sides(hall: Topology) -> None:
    port = next(item for item in hall.power_ports if hall.devices[item.device_id - 1].name == "R03-srv-04")
    cords = {cable.b[0].id: cable.a[0] for cable in hall.cables if cable.a[0].kind is TerminationKind.POWER_OUTLET}
    first = hall.power_outlets[cords[port.id].id - 1]
    second = hall.power_outlets[cords[port.id + 1].id - 1]
    assert [hall.devices[item.device_id - 1].name for item in (first, second)] == ["R03-PDU-A", "R03-PDU-B"]
    assert (first.name, first.feed_leg) == ("4", FeedLeg.A)


def test_positions_count(hall: Topology) -> None:
    assert [device.position_u for device in hall.devices if device.name.startswith("R01-srv")] == list(range(1, 20, 2))


def test_branches_have_their_outlets(hall: Topology) -> None:
    branch = hall.pdu_branches[1]
    assert [hall.power_outlets[number - 1].name for number in branch.outlet_ids] == [str(n) for n in range(9, 17)]


def test_the_hall_written_out_is_the_same_hall(hall: Topology) -> None:
    assert canonical(read_plan_text(plan_text(hall), "again.yaml")) == canonical(hall)
