"""`powertui metrics` as people start it, and beside the poller; and what the configuration may say."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from http.server import HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from powertui.bootstrap.metrics import configured_receiver
from powertui.bootstrap.poller_children import metrics_child
from powertui.config import read_settings
from powertui.errors import ConfigError, CredentialError
from powertui.services.staging import stage_plant
from tests.cli.conftest import CommandLine
from tests.clocks import StillClock
from tests.metrics.reading import named, parsed, pushed
from tests.metrics.servers import eventually, fetch, free_port
from tests.metrics.test_remote_write import Answers
from tests.plants import two_sided_topology, two_targets

ENDS_WITHIN_S = 60


@pytest.fixture
def database_file(tmp_path: Path) -> Path:
    path = tmp_path / "plant.db"
    stage_plant(f"sqlite:///{path}", two_sided_topology(), two_targets(), StillClock())
    return path


def config(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


@contextmanager
def running(tmp_path: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")}
    with subprocess.Popen(
        (sys.executable, "-m", "powertui", *arguments),
        env=environment,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def answers(url: str) -> bool:
    try:
        return bool(fetch(url))
    except (OSError, HTTPException):
        # Not there, or just about to end.
        return False


def test_it_serves_until_it_is_told_to_end(tmp_path: Path, database_file: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/metrics"
    with running(tmp_path, "metrics", "--database", str(database_file), "--listen", f"127.0.0.1:{port}") as process:
        eventually(lambda: answers(url), "the endpoint")
        request = urllib.request.Request(url, headers={"Accept": "application/openmetrics-text"})
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310 - loopback
            found = parsed(response.read().decode())
        assert named(found, "powertui_feed_modelled_allocated_watts", feed="A1-01") == [500]
        assert named(found, "powertui_pdu_up") == []
        process.send_signal(signal.SIGTERM)
        assert process.wait(ENDS_WITHIN_S) == 0
        assert process.stderr is not None
        assert process.stderr.read() == f"powertui: metrics at {url}\n"


def test_it_pushes_and_says_at_the_end_how_much(tmp_path: Path, database_file: Path) -> None:
    received = Answers([503])
    with HTTPServer(("127.0.0.1", 0), received.handler()) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/write"
        text = f'[metrics.remote_write]\nurl = "{url}"\nbearer_token = "env:TEST_TOKEN"\n'
        os.environ["TEST_TOKEN"] = "not-to-be-seen"
        try:
            path = config(tmp_path, text)
            with running(
                tmp_path, "--config", str(path), "metrics", "--push", "--database", str(database_file)
            ) as process:
                eventually(lambda: bool(received.bodies), "a push")
                process.send_signal(signal.SIGTERM)
                assert process.wait(ENDS_WITHIN_S) == 0
                assert process.stderr is not None
                said = process.stderr.read()
        finally:
            del os.environ["TEST_TOKEN"]
            server.shutdown()
            thread.join()
    count = sum(len(pushed(body)) for body in received.bodies)
    assert said.splitlines()[-1] == f"powertui: {count:,} samples pushed; 0 were not"
    assert "not-to-be-seen" not in said
    assert received.headers[0]["authorization"] == "Bearer not-to-be-seen"


def test_what_nobody_expected_in_sending_ends_the_process(
    powertui: CommandLine, tmp_path: Path, database_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_post: object, _body: bytes) -> None:
        raise UnicodeError("label too long")

    monkeypatch.setattr("powertui.metrics.remote_write.HttpPost.__call__", broken)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("powertui.bootstrap.metrics.spare_collector", lambda: None)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    path = config(tmp_path, '[metrics.remote_write]\nurl = "http://127.0.0.1:9/"\n')
    outcome = powertui("--config", str(path), "metrics", "--push", "--database", str(database_file))
    assert outcome.code == 1
    assert "UnicodeError" in outcome.err


def test_beside_the_poller_it_ends_with_it(tmp_path: Path, database_file: Path) -> None:
    port = free_port()
    path = config(
        tmp_path, f'[metrics]\nlisten = "127.0.0.1:{port}"\nbeside_poller = true\n[database]\nurl = "{database_file}"\n'
    )
    url = f"http://127.0.0.1:{port}/metrics"
    with running(tmp_path, "--config", str(path), "poll") as process:
        eventually(lambda: answers(url), "the endpoint")
        eventually(lambda: b"\npowertui_poller_up 1\n" in fetch(url), "the poller")
        process.kill()
        process.wait()
        eventually(lambda: not answers(url), "the endpoint's end")


def test_its_password_is_in_no_argument(tmp_path: Path) -> None:
    path = config(tmp_path, '[database]\nurl = "postgresql+psycopg://me:hidden@db/plant"\n')
    spec = metrics_child(read_settings(path))
    assert "hidden" not in " ".join(spec.command)
    assert "hidden" not in repr(spec)


def test_it_prints_once(powertui: CommandLine, database_file: Path) -> None:
    outcome = powertui("metrics", "--print", "--database", str(database_file))
    assert (outcome.code, outcome.err) == (0, "")
    assert named(parsed(outcome.out), "powertui_rack_modelled_allocated_watts", rack="R01") == [900]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--listen", "9847"), "127.0.0.1:9847"),
        (("--listen", "localhost:9847"), "not a name"),
        (("--push",), "names no receiver"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    powertui: CommandLine, database_file: Path, arguments: tuple[str, ...], message: str
) -> None:
    outcome = powertui("metrics", *arguments, "--database", str(database_file))
    assert outcome.code == 2
    assert message in outcome.err
    assert outcome.err.count("\n") == 1


def test_there_is_a_sentence_where_there_is_no_database(powertui: CommandLine, tmp_path: Path) -> None:
    outcome = powertui("metrics", "--print", "--database", str(tmp_path / "none.db"))
    assert (outcome.code, outcome.out) == (1, "")
    assert "there is no database" in outcome.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('listen = "9847"', "metrics.listen"),
        ('listen = "localhost:9847"', "127.0.0.1:9847"),
        ('remote_write.url = "ftp://x/"', "is no URL"),
        ('remote_write.url = "http://u:secret@x/"', "holds a user or a password"),
        ('remote_write.url = "http://x:y/"', "is no URL"),
        ('remote_write.bearer_token = "secret"', "must say where the secret is"),
        ('remote_write.headers = { X-Key = "secret" }', "must say where the secret is"),
        ('remote_write.headers = { "X Key" = "env:A" }', "header"),
        ('remote_write.headers = { Content-Type = "env:A" }', "header"),
        ('remote_write.user = "me"', 'needs both "user" and "password"'),
        ("remote_write.interval_s = 0", "remote_write.interval_s"),
    ],
)
def test_the_configuration_is_checked(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_settings(config(tmp_path, f"[metrics]\n{text}\n"))
    assert message in str(caught.value)
    assert "secret@" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_secret_that_is_no_header_is_refused_unseen(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("one\nHost: elsewhere")
    text = f'[metrics.remote_write]\nurl = "http://127.0.0.1:9/"\nbearer_token = "file:{secret}"\n'
    with pytest.raises(CredentialError, match="no header's value") as caught:
        configured_receiver(read_settings(config(tmp_path, text)))
    assert "elsewhere" not in str(caught.value)


def test_a_receiver_asks_in_one_way(tmp_path: Path) -> None:
    section = 'url = "http://127.0.0.1:9/"\nuser = "me"\npassword = "env:A"\nbearer_token = "env:A"'
    with pytest.raises(ConfigError, match="one of them"):
        configured_receiver(read_settings(config(tmp_path, f"[metrics.remote_write]\n{section}\n")))
