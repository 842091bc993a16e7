"""`powertui pdu match` as a person meets it: shown, asked, linked, and never undone by an import."""

import json
import os
import pty
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from powertui.domain.measured import Binding
from powertui.domain.merge_scope import NETBOX
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import SubjectDescription, SubjectKind, TargetDescription
from powertui.domain.topology import Device, PowerFeed, PowerOutlet, PowerPanel, Site, Topology
from powertui.services.model_sync import apply, plan_import, read_model
from powertui.storage.engine import open_database, writing
from powertui.storage.target_store import save_description
from tests.cli.conftest import CommandLine
from tests.clocks import StillClock

SITE = Site(1, "ams1", "ams1")
PDU = Device(1, 1, "pdu-a", "pdu")
MODELLED = ("1", "Left 2", "Right 2", "spare")


def said(key: str, name: str = "") -> SubjectDescription:
    return SubjectDescription(SubjectKind.OUTLET, key, unit="1", name=name)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A PDU that reports outlets 1, 2 and 3, and a model that has 1, two that end with 2, and one more."""
    path = tmp_path / "plant.db"
    outlets = tuple(PowerOutlet(number, 1, name) for number, name in enumerate(MODELLED, start=1))
    target = PollTarget(1, "pdu-a", "192.0.2.1", 161, "lab", device_id=1)
    plant = Topology(sites=(SITE,), devices=(PDU,), power_outlets=outlets, poll_targets=(target,))
    engine = open_database(f"sqlite:///{path}", create=True)
    apply(engine, plan_import(read_model(engine), plant), who="", source="test", clock=StillClock())
    description = TargetDescription("f", "V", subjects=(said("1", "web"), said("2", "db"), said("3")))
    with writing(engine) as connection:
        save_description(connection, 1, description, [Binding()] * 3)
    engine.dispose()
    return path


def links(database: Path) -> dict[str, str]:
    engine = open_database(f"sqlite:///{database}", create=False)
    try:
        return {one.name: one.reported_as for one in read_model(engine).topology.power_outlets if one.reported_as}
    finally:
        engine.dispose()


def test_what_is_sure_what_is_not_and_what_is_left_over_are_shown_apart(powertui: CommandLine, database: Path) -> None:
    outcome = powertui("pdu", "match", "pdu-a", "--dry-run", "--database", str(database))
    assert outcome.code == 0
    assert outcome.lines[:11] == [
        "sure: 1",
        "  reported  in the model  by",
        "  1 web     1             label",
        "",
        "to decide: 1",
        "  reported  may be           by",
        "  2 db      Left 2, Right 2  number",
        "",
        "left over: 2",
        "  reported  in the model",
        "  3         –",
    ]
    assert links(database) == {}


def test_takes_decide_and_the_second_run_has_nothing_to_do(powertui: CommandLine, database: Path) -> None:
    takes = ("--take", "2=Right 2", "--take", "3=spare")
    outcome = powertui("pdu", "match", "pdu-a", *takes, "--yes", "--database", str(database))
    assert outcome.code == 0
    assert links(database) == {"1": "1", "Right 2": "2", "spare": "3"}
    again = powertui("pdu", "match", "pdu-a", "--yes", "--database", str(database))
    assert "nothing to do" in again.err
    assert "linked" in again.out


def test_without_a_terminal_nothing_is_written_unless_agreed_beforehand(powertui: CommandLine, database: Path) -> None:
    outcome = powertui("pdu", "match", "pdu-a", "--database", str(database))
    assert "--yes agrees beforehand" in outcome.err
    assert links(database) == {}


def test_json_is_one_document_and_writes_only_with_yes(powertui: CommandLine, database: Path) -> None:
    document = json.loads(powertui("pdu", "match", "pdu-a", "--json", "--database", str(database)).out)
    assert document["applied"] is False
    assert document["matches"] == [
        {"reported": "1", "reported_name": "web", "outlet": "1", "by": "label", "bears_name_of": None}
    ]
    assert document["ambiguous"] == [{"reported": "2", "outlets": ["Left 2", "Right 2"], "by": "number"}]
    assert (document["unmatched"], document["free"]) == (["3"], ["Left 2", "Right 2", "spare"])
    assert links(database) == {}
    powertui("pdu", "match", "pdu-a", "--json", "--yes", "--database", str(database))
    assert links(database) == {"1": "1"}


@pytest.mark.parametrize(
    ("takes", "sentence"),
    [
        (["--take", "2"], "is not N=NAME"),
        (["--take", "9=spare"], "there is no reported outlet '9'"),
        (["--take", "2=nowhere"], "pdu-a has no outlet 'nowhere'"),
        (["--take", "2=spare", "--take", "3=spare"], "taken by another --take already"),
        (["--take", "2=spare", "--take", "2=1"], "taken by another --take already"),
    ],
)
def test_a_take_that_cannot_be_is_wrong_usage(
    powertui: CommandLine, database: Path, takes: list[str], sentence: str
) -> None:
    outcome = powertui("pdu", "match", "pdu-a", *takes, "--yes", "--database", str(database))
    assert (outcome.code, outcome.out) == (2, "")
    assert sentence in outcome.err
    assert links(database) == {}


def test_a_device_that_is_not_there_or_not_polled_is_told_in_a_sentence(powertui: CommandLine, database: Path) -> None:
    assert 'there is no device "pdu-b"' in powertui("pdu", "match", "pdu-b", "--database", str(database)).err
    engine = open_database(f"sqlite:///{database}", create=False)
    more = Topology(sites=(SITE,), devices=(replace(PDU, name="pdu-b"),))
    apply(engine, plan_import(read_model(engine), more), who="", source="test", clock=StillClock())
    engine.dispose()
    outcome = powertui("pdu", "match", "pdu-b", "--database", str(database))
    assert "pdu-b is not polled" in outcome.err
    assert outcome.code == 1


def test_links_survive_an_import_that_renames_the_outlets(powertui: CommandLine, database: Path) -> None:
    powertui("pdu", "match", "pdu-a", "--take", "2=Right 2", "--yes", "--database", str(database))
    engine = open_database(f"sqlite:///{database}", create=False)
    current = read_model(engine)
    outlets = tuple(replace(one, reported_as="", label=f"new {one.name}") for one in current.topology.power_outlets)
    incoming = replace(current.topology, power_outlets=outlets, poll_targets=())
    apply(engine, plan_import(current, incoming, scope=NETBOX), who="", source="netbox", clock=StillClock())
    engine.dispose()
    assert links(database) == {"1": "1", "Right 2": "2"}


def typed(database: Path, keys: str) -> tuple[bytes, bytes]:
    """What a run at a terminal prints when these are typed."""
    command = [sys.executable, "-m", "powertui", "pdu", "match", "pdu-a", "--database", str(database)]
    ours, theirs = pty.openpty()
    shown = b""
    try:
        with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs) as process:
            os.write(ours, keys.encode())
            out, _ = process.communicate(timeout=120)
            shown = os.read(ours, 100_000)
    finally:
        os.close(theirs)
        os.close(ours)
    assert process.returncode == 0
    return out, shown


def test_at_a_terminal_each_unclear_outlet_is_asked_about(database: Path) -> None:
    _, shown = typed(database, "2\n=spare\ny\n")
    assert b"2 db is:" in shown
    assert b"1  Left 2" in shown
    assert b"3 is:" in shown
    assert links(database) == {"1": "1", "Right 2": "2", "spare": "3"}


def test_an_answer_that_names_nothing_is_asked_again_and_enter_leaves_it_open(database: Path) -> None:
    _, shown = typed(database, "9\n1\n\ny\n")
    assert b"there is no '9'" in shown
    assert links(database) == {"1": "1", "Left 2": "2"}


def test_no_at_the_end_links_nothing(database: Path) -> None:
    typed(database, "1\n\nn\n")
    assert links(database) == {}


@pytest.fixture
def metered(tmp_path: Path) -> Path:
    """A panel whose meter reports circuits 1, 2 and 3, and feeds that are 1 for sure, 2 in two ways, and 3 in none."""
    path = tmp_path / "panel.db"
    feeds = (
        PowerFeed(1, 1, "left", breaker_position="1"),
        PowerFeed(2, 1, "row 2"),
        PowerFeed(3, 1, "hall 2"),
        PowerFeed(4, 1, "spare"),
    )
    target = PollTarget(1, "PP-A", "192.0.2.2", 161, "lab", power_panel_id=1)
    plant = Topology(sites=(SITE,), power_panels=(PowerPanel(1, 1, "PP-A"),), power_feeds=feeds, poll_targets=(target,))
    engine = open_database(f"sqlite:///{path}", create=True)
    apply(engine, plan_import(read_model(engine), plant), who="", source="test", clock=StillClock())
    circuits = tuple(SubjectDescription(SubjectKind.BRANCH, key, unit="1") for key in ("1", "2", "3"))
    with writing(engine) as connection:
        save_description(connection, 1, TargetDescription("f", "V", subjects=circuits), [Binding()] * 3)
    engine.dispose()
    return path


def feed_links(database: Path) -> dict[str, str]:
    engine = open_database(f"sqlite:///{database}", create=False)
    try:
        return {one.name: one.reported_as for one in read_model(engine).topology.power_feeds if one.reported_as}
    finally:
        engine.dispose()


def test_the_circuits_of_a_panels_own_meter_are_matched_with_its_feeds(powertui: CommandLine, metered: Path) -> None:
    outcome = powertui("pdu", "match", "PP-A", "--dry-run", "--database", str(metered))
    assert outcome.code == 0
    assert outcome.lines[:7] == [
        "sure: 1",
        "  reported  in the model  by",
        "  1         left          label",
        "",
        "to decide: 1",
        "  reported  may be         by",
        "  2         hall 2, row 2  number",
    ]
    takes = ("--take", "2=row 2", "--take", "3=spare")
    assert powertui("pdu", "match", "PP-A", *takes, "--yes", "--database", str(metered)).code == 0
    assert feed_links(metered) == {"left": "1", "row 2": "2", "spare": "3"}


def test_links_of_feeds_survive_a_sync_from_a_netbox(powertui: CommandLine, metered: Path) -> None:
    assert powertui("pdu", "match", "PP-A", "--take", "3=spare", "--yes", "--database", str(metered)).code == 0
    engine = open_database(f"sqlite:///{metered}", create=False)
    current = read_model(engine)
    feeds = tuple(replace(one, reported_as="", breaker_position="") for one in current.topology.power_feeds)
    theirs = replace(current.topology, power_feeds=feeds, poll_targets=())
    apply(engine, plan_import(current, theirs, scope=NETBOX), who="", source="netbox", clock=StillClock())
    engine.dispose()
    assert feed_links(metered) == {"left": "1", "spare": "3"}


def test_a_panel_match_for_programs_speaks_of_feeds(powertui: CommandLine, metered: Path) -> None:
    record = json.loads(powertui("pdu", "match", "panel:PP-A", "--json", "--database", str(metered)).out)
    assert record["panel"] == "PP-A"
    assert record["matches"][0]["feed"] == "left"
    assert record["ambiguous"][0]["feeds"] == ["hall 2", "row 2"]
    assert record["unmatched"] == ["3"]
