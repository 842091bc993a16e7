"""`powertui pdu add` on recordings of real PDUs: outlets, legs and branches are those that are really there."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from powertui.bootstrap.device import Tries, named_access
from powertui.bootstrap.pdus import Agent, read_agent
from powertui.config import read_settings
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import bind
from powertui.domain.part_match import normal
from powertui.domain.reading import Leg, SubjectKind
from powertui.domain.topology import Device, PduBranch, PowerOutlet, Topology
from powertui.services.pdu_adding import PduRead
from tests.collectors.pdu_lab import Lab
from tests.shared_material import SHARED, needs_shared

pytestmark = needs_shared

TRUTH = SHARED / "snmp" / "truth"
_PAIR = re.compile(r"L([123])-L([123])")
_PAIRS = {"12": Leg.AB, "23": Leg.BC, "31": Leg.CA}


def truths() -> dict[str, dict[str, Any]]:
    """Those of documented families that have outlets or branches."""
    if not TRUTH.is_dir():
        return {}
    read = {path.stem: json.loads(path.read_text()) for path in sorted(TRUTH.glob("*.json"))}
    return {name: truth for name, truth in read.items() if truth["family"] and (truth["outlets"] or truth["branches"])}


TRUTHS = truths()


@pytest.fixture
def lab(tmp_path: Path, recordings_port: int, monkeypatch: pytest.MonkeyPatch) -> Lab:
    return Lab(tmp_path, recordings_port, monkeypatch)


@pytest.mark.parametrize("name", TRUTHS)
def test_the_device_has_the_outlets_legs_and_branches_of_the_truth(name: str, lab: Lab) -> None:
    truth = TRUTHS[name]
    lab.knows(name)
    assert lab.add(name, "--yes") == 0, lab.err()
    topology = lab.model()
    assert {target.host for target in topology.poll_targets} == {"127.0.0.1"}
    units = list(dict.fromkeys(str(row.get("unit", "")) for row in (*truth["outlets"], *truth["branches"])))
    devices = [device for device in topology.devices if _parts(topology, device) or len(units) == 1]
    assert len(devices) == len(units)
    for unit, device in zip(units, devices, strict=True):
        _check_device(topology, device, truth, unit)
    # Once more: the model is right already.
    assert lab.add(name, "--json") == 0
    assert json.loads(lab.out())["changes"] == []


def _parts(topology: Topology, device: Device) -> int:
    owners = [outlet.device_id for outlet in topology.power_outlets]
    return (owners + [branch.device_id for branch in topology.pdu_branches]).count(device.id)


def _check_device(topology: Topology, device: Device, truth: dict[str, Any], unit: str) -> None:
    outlets = {one.reported_as: one for one in topology.power_outlets if one.device_id == device.id}
    branches = [one for one in topology.pdu_branches if one.device_id == device.id]
    ports = {port.id for port in topology.power_ports if port.device_id == device.id}
    true_outlets = [row for row in truth["outlets"] if str(row.get("unit", "")) == unit]
    true_branches = [row for row in truth["branches"] if str(row.get("unit", "")) == unit]
    assert list(outlets) == [row["id"] for row in true_outlets]
    assert Counter(normal(branch.name) for branch in branches) == Counter(normal(row["id"]) for row in true_branches)
    for row, branch in zip(true_branches, branches, strict=True):
        assert branch.rated_current_a == row.get("rated_a")
        if (leg := _leg(row["id"])) is not None:
            assert branch.leg is leg
    for row in true_outlets:
        outlet = outlets[row["id"]]
        assert outlet.power_port_id in ports
        # A PDU with one phase hangs on any leg of the room's; none of these with more says which its outlets have.
        assert (outlet.feed_leg, outlet.line_pair) == (None, None)
        _check_branch(outlet, row, branches)
    names = [outlet.name for outlet in outlets.values()]
    assert len(set(names)) == len(names)


def _check_branch(outlet: PowerOutlet, row: dict[str, Any], branches: list[PduBranch]) -> None:
    feeder = [branch.name for branch in branches if outlet.id in branch.outlet_ids]
    number = row.get("bank", row.get("circuit"))
    if number is not None:
        assert [re.sub(r"\D", "", name) for name in feeder] == [str(number)]


def _leg(branch: str) -> Leg | None:
    """The line pair that stands in a branch's own name; other branches do not say where they hang."""
    pair = _PAIR.search(branch)
    return _PAIRS[f"{pair[1]}{pair[2]}"] if pair else None


def test_the_table_of_what_was_compared_covers_every_such_recording() -> None:
    assert len(TRUTHS) >= 20


def test_a_chain_is_as_many_devices_with_one_poll_target(lab: Lab) -> None:
    lab.knows("conteg-pdu")
    assert lab.add("conteg-pdu", "--yes") == 0
    topology = lab.model()
    assert [device.name for device in topology.devices] == [f"C00AR0{number}-PDU-A" for number in range(1, 7)]
    (target,) = topology.poll_targets
    head, *others = topology.devices
    assert target.device_id == head.id
    assert {device.polled_via_id for device in others} == {head.id}
    assert [device.polled_unit for device in topology.devices] == ["1", "2", "3", "4", "5", "6"]
    assert Counter(outlet.device_id for outlet in topology.power_outlets) == {d.id: 24 for d in topology.devices}


@pytest.mark.parametrize("name", ["conteg-pdu", "sentry4", "simdata_apc-8641", "sentry3_switched", "schleifenbauer"])
def test_what_was_added_is_what_the_poller_binds_readings_to(name: str, lab: Lab) -> None:
    lab.knows(name)
    assert lab.add(name, "--yes") == 0
    topology = lab.model()
    settings = read_settings(lab.folder / "config.toml")
    found = read_agent(Agent("127.0.0.1", lab.port, name), named_access(settings, name, Tries()))
    assert isinstance(found, PduRead)
    head = topology.poll_targets[0].device_id or 0
    bindings = bind(PowerGraph(topology), head, found.description)
    outlets = [one.power_outlet_id for one in bindings if one.power_outlet_id is not None]
    assert sorted(outlets) == [outlet.id for outlet in topology.power_outlets]
    kinds = [subject.kind for subject in found.description.subjects]
    inlets = [one.power_port_id for one, kind in zip(bindings, kinds, strict=True) if kind is SubjectKind.UNIT]
    assert inlets == [port.id for port in topology.power_ports]


def test_what_only_says_who_it_is_becomes_a_device_and_the_person_is_told(lab: Lab) -> None:
    lab.knows("apc_ap7998b")
    assert lab.add("apc_ap7998b", "--yes") == 0
    assert "was recognised (apc-rpdu), but gives nothing to read" in lab.err()


def test_an_unknown_device_a_silent_one_and_a_wrong_community_have_their_own_exit_codes(lab: Lab) -> None:
    lab.knows("westmountainradio_westmountainradio", "nobody-here")
    assert lab.add("westmountainradio_westmountainradio", "--yes") == 4
    assert "no profile fits" in lab.err()
    assert lab.add("nobody-here", "--yes", "--timeout", "0.2", "--retries", "0") == 3
    assert "silent to a wrong community too" in lab.err()
    assert not (lab.folder / "plant.db").exists()


def test_a_community_is_known_by_the_name_that_the_configuration_has_for_it(lab: Lab) -> None:
    lab.knows("apc_ap7900b")
    address = f"127.0.0.1:{lab.port}"
    assert lab.run("pdu", "add", address, "-c", "apc_ap7900b", "--yes", "--site", "S") == 0
    assert [target.credential for target in lab.model().poll_targets] == ["apc_ap7900b"]
    assert lab.run("pdu", "add", address, "-c", "s3cret", "--yes", "--site", "S") == 2
    assert "never the secret" in lab.err()
    assert "s3cret" not in lab.err()


def test_a_dry_run_makes_nothing(lab: Lab) -> None:
    lab.knows("sentry4")
    assert lab.add("sentry4", "--dry-run") == 0
    assert "2 devices" in lab.out()
    who, first, second = lab.out().splitlines()[:3]
    assert who == "Server Technology C2S42CE-YCMFAM00, serial <private>, family sentry4"
    assert first == "  unit 1: rated 30 A, 1 inlet, 3 phases, 3 branches"
    assert second == "  unit 2: rated 30 A, 1 inlet, 3 phases, 3 branches"
    assert not (lab.folder / "plant.db").exists()


def test_a_wrong_user_is_refused_with_its_own_exit_code(lab: Lab) -> None:
    lab.knows("sentry4")
    with (lab.folder / "config.toml").open("a") as file:
        file.write('\n[snmp.credentials.v3]\nversion = "3"\nuser = "nobody"\n')
    assert lab.add("v3", "--yes") == 5
    assert lab.err().startswith("powertui: ")
    assert len(lab.err().splitlines()) == 1
    assert lab.run("discover", f"127.0.0.1:{lab.port}", "--credential", "v3") == 5
    assert "lets nobody in" in lab.out()


def test_what_was_added_matches_what_the_pdu_reports_when_it_is_asked_again(lab: Lab) -> None:
    lab.knows("simdata_apc-8641")
    assert lab.add("simdata_apc-8641", "--yes", "--name", "pdu-a") == 0
    assert lab.run("pdu", "match", "pdu-a", "--read", "--json") == 0
    document = json.loads(lab.out())
    assert {row["by"] for row in document["matches"]} == {"linked"}
    assert (len(document["matches"]), document["ambiguous"], document["changes"]) == (24, [], [])


def test_an_unnamed_credential_is_the_only_one_that_there_is(lab: Lab) -> None:
    lab.knows("planet-pdu")
    assert lab.run("pdu", "add", f"127.0.0.1:{lab.port}", "--site", "S", "--yes") == 0
    assert [target.credential for target in lab.model().poll_targets] == ["planet-pdu"]
    lab.knows("planet-pdu", "sentry4")
    assert lab.run("pdu", "add", f"127.0.0.1:{lab.port}", "--site", "S", "--yes") == 2
    assert "which credential? Give --credential NAME" in lab.err()


def test_a_panels_own_meter_asks_for_its_panel(lab: Lab) -> None:
    lab.knows("e3meter")
    assert lab.add("e3meter", "--yes") == 2
    assert "is a panel's own meter (e3meter): --panel says of which" in lab.err()
    assert lab.add("e3meter", "--yes", "--panel", "PP-1") == 2
    assert 'there is no power panel "PP-1"' in lab.err()
    assert lab.run("discover", f"127.0.0.1:{lab.port}", "--add", "--yes") == 0
    assert "--panel PANEL says of which" in lab.err()
    assert lab.model().devices == ()


def test_no_secret_is_stored_or_shown(lab: Lab) -> None:
    lab.knows("ict-pdu")
    (lab.folder / "config.toml").write_text(
        (lab.folder / "config.toml").read_text().replace('credentials."ict-pdu"', "credentials.lab")
    )
    assert lab.run("pdu", "add", f"127.0.0.1:{lab.port}", "--credential", "lab", "--site", "S", "--yes") == 0
    assert "ict-pdu" not in lab.out() + lab.err()
    assert b"ict-pdu" not in (lab.folder / "plant.db").read_bytes()
