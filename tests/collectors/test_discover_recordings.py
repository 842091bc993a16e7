"""`powertui discover` on loopback: what is found, what is added, and what is left when somebody presses Ctrl-C."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.collectors.pdu_lab import Lab
from tests.shared_material import needs_shared

pytestmark = needs_shared
FAST = ("--timeout", "0.3", "--retries", "0", "--rate", "200")


@pytest.fixture
def lab(tmp_path: Path, recordings_port: int, monkeypatch: pytest.MonkeyPatch) -> Lab:
    return Lab(tmp_path, recordings_port, monkeypatch)


def test_a_pdu_is_found_with_the_credential_that_lets_in_and_nothing_is_changed(lab: Lab) -> None:
    lab.knows("nobody", "simdata_apc-8641")
    assert lab.run("discover", f"127.0.0.1-3:{lab.port}", *FAST) == 0
    heads, found = (line.split() for line in lab.out().splitlines())
    assert heads == ["address", "credential", "family", "model", "name", "outlets", "units"]
    name = "pwr-dc01-pdu-rack01-01"
    assert found == [f"127.0.0.1:{lab.port}", "simdata_apc-8641", "apc-rpdu2", "AP8641", name, "24", "1"]
    assert lab.err() == "powertui: 1 PDU at 3 addresses\n"
    assert not (lab.folder / "plant.db").exists()


def test_with_add_it_is_in_the_model_and_a_second_search_adds_nothing(lab: Lab) -> None:
    lab.knows("sentry4")
    command = ("discover", f"127.0.0.1:{lab.port}", *FAST, "--add", "--yes", "--site", "Lab")
    assert lab.run(*command) == 0
    assert [device.name for device in lab.model().devices] == ["Master_Cord_A", "Link1_Cord_A"]
    assert lab.run(*command) == 0
    assert "nothing to do" in lab.err()


def test_json_has_all_that_was_found_and_who_else_answered(lab: Lab) -> None:
    lab.knows("westmountainradio_westmountainradio")
    assert lab.run("discover", f"127.0.0.1:{lab.port}", "--json", *FAST) == 4
    document = json.loads(lab.out())
    assert (document["found"], document["complete"], document["looked_at"]) == ([], True, 1)
    assert document["others"][0]["outcome"] == "no-profile"


def test_nobody_there_is_told_with_the_exit_code_of_no_answer(lab: Lab) -> None:
    lab.knows("nobody")
    assert lab.run("discover", f"127.0.0.1:{lab.port}", *FAST) == 3
    assert (lab.out(), lab.err()) == ("", "powertui: 0 PDUs at 1 address\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["127.0.0.0/8"], "these are 16,777,214 addresses, and at 50 probes a second that takes up to 4 days; --yes"),
        (["127.0.0.0/8", "--rate", "1000"], "takes up to 5 hours"),
        (["127.0.0.9-1"], "runs backwards"),
        (["::/0", "x y"], "is no address, range or host"),
        (["127.0.0.1", "--site", "S"], "--site and --rack are for --add"),
        (["127.0.0.1", "--credential", "none"], "no credential is named 'none'"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_asked(
    lab: Lab, arguments: list[str], sentence: str
) -> None:
    lab.knows("nobody")
    assert lab.run("discover", *arguments) == 2
    assert sentence in lab.err()


def test_without_any_credential_there_is_nothing_to_try(lab: Lab) -> None:
    lab.knows()
    assert lab.run("discover", "127.0.0.1") == 2
    assert "has no credential to try" in lab.err()


def test_ctrl_c_prints_what_was_found_so_far(lab: Lab) -> None:
    lab.knows("panduit")
    ranges = (f"127.0.0.1:{lab.port}", f"127.0.2.0/24:{lab.port}")
    # Slow enough that the range is never done, and each probe waits longer than the test does.
    manners = ("--timeout", "30", "--rate", "5")
    command = [sys.executable, "-m", "powertui", "--config", str(lab.folder / "config.toml"), "discover", *ranges]
    ours, theirs = pty.openpty()
    seen = b""
    try:
        with subprocess.Popen([*command, *manners], stdout=subprocess.PIPE, stderr=theirs) as process:
            while b"1 found" not in seen:
                seen += os.read(ours, 4096)
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=120)
            seen += os.read(ours, 100_000)
    finally:
        os.close(theirs)
        os.close(ours)
    assert process.returncode == 130
    assert b"panduit-g5" in out
    assert b"interrupted: 1 PDU at" in seen
