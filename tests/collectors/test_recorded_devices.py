"""Single facts of recorded devices, and the ways to ask for them: v3, a process of its own, wrong keys."""

import json
import subprocess
import sys

from click.testing import CliRunner

from powertui.cli.snmp import snmp
from tests.collectors.recordings import V3_AUTH_KEY, V3_PRIV_KEY, V3_USER
from tests.collectors.test_recordings import assert_true_to, read
from tests.shared_material import needs_shared

pytestmark = needs_shared

V3 = (
    *("--user", V3_USER, "--auth-protocol", "SHA-256", "--auth-key", V3_AUTH_KEY),
    *("--priv-protocol", "AES", "--priv-key", V3_PRIV_KEY),
)


def test_the_same_comes_over_snmp_v3(recordings_port: int) -> None:
    document = read(recordings_port, *V3, "--context", "raritan-pdu_px3")
    assert_true_to("raritan-pdu_px3", document)


def test_the_same_comes_out_of_a_process_of_its_own(recordings_port: int) -> None:
    program = "from powertui.cli.snmp import snmp; snmp()"
    command = [sys.executable, "-c", program, "read", f"127.0.0.1:{recordings_port}", "-c", "sentry4", "--json"]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert finished.returncode == 0, finished.stderr
    assert not finished.stderr
    assert_true_to("sentry4", json.loads(finished.stdout))


def test_a_computed_power_is_marked_as_an_estimate(recordings_port: int) -> None:
    (unit,) = read(recordings_port, "--community", "apc_ap7900b")["units"]
    assert unit["active_power_w"] == 312
    assert unit["active_power_estimated"] is True


def test_words_are_those_of_our_own_enumerations(recordings_port: int) -> None:
    document = read(recordings_port, "--community", "eatonpdu_2")
    assert document["phases"][0]["load_state"] == "high_warning"
    assert {outlet["state"] for outlet in document["outlets"]} == {"on"}


def test_legs_of_a_delta_unit_are_pairs_and_of_its_lines_single(recordings_port: int) -> None:
    document = read(recordings_port, "--community", "sentry4")
    assert [phase["leg"] for phase in document["phases"]] == ["A-B", "B-C", "C-A"] * 2
    assert [line["leg"] for line in document["lines"]] == ["A", "B", "C"] * 2


def test_unused_lines_of_a_wye_unit_are_left_out(recordings_port: int) -> None:
    document = read(recordings_port, "--community", "vertiv-pdu_mg02e4w1")
    assert document["lines"] == []
    assert document["units"][0]["wiring"] == "wye"


def test_outlets_name_the_bank_that_feeds_them(recordings_port: int) -> None:
    document = read(recordings_port, "--community", "simdata_apc-8641")
    assert {outlet["branch"] for outlet in document["outlets"]} == {"B1", "B2"}


def test_a_device_of_no_known_family_ends_with_four_and_one_sentence(recordings_port: int) -> None:
    result = CliRunner().invoke(snmp, ["read", f"127.0.0.1:{recordings_port}", "-c", "ets"])
    assert result.exit_code == 4
    assert "no profile fits" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_wrong_v3_key_ends_with_five_and_names_the_user_but_not_the_key(recordings_port: int) -> None:
    arguments = [V3_AUTH_KEY + "x" if word == V3_AUTH_KEY else word for word in V3]
    result = CliRunner().invoke(snmp, ["read", f"127.0.0.1:{recordings_port}", *arguments, "--context", "sentry4"])
    assert result.exit_code == 5
    assert V3_USER in result.stderr
    assert V3_AUTH_KEY not in result.stderr


def test_an_unknown_v3_user_ends_with_five(recordings_port: int) -> None:
    arguments = ["nobody" if word == V3_USER else word for word in V3]
    result = CliRunner().invoke(snmp, ["read", f"127.0.0.1:{recordings_port}", *arguments])
    assert result.exit_code == 5
    assert "nobody" in result.stderr


def test_a_wrong_community_is_silence_and_the_sentence_says_so(recordings_port: int) -> None:
    arguments = ["-c", "wrong", "--timeout", "0.2", "--retries", "0"]
    result = CliRunner().invoke(snmp, ["read", f"127.0.0.1:{recordings_port}", *arguments])
    assert result.exit_code == 3
    assert "wrong community" in result.stderr


def test_raw_shows_where_a_value_comes_from(recordings_port: int) -> None:
    arguments = ["read", f"127.0.0.1:{recordings_port}", "-c", "apc_ap8853", "--raw"]
    result = CliRunner().invoke(snmp, arguments, catch_exceptions=False)
    assert "unit 1 active_power_w: 1.3.6.1.4.1.318.1.1.26.4.3.1.5.1 = 114 (INTEGER) × 10 = 1140 W" in result.stdout
