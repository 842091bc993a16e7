"""SIGKILL between fire and send, and in the middle of sending: nothing is lost, and what comes twice has the same id.

Real processes, and real receivers: an HTTP endpoint that fails twice, a mail server, syslog over UDP and TCP.
"""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.delivery.receivers import (
    Endpoint,
    http_endpoint,
    mail_server,
    tcp_syslog,
    text_of,
    udp_syslog,
)
from tests.integration.killed_delivery import ALERTS

MESSAGES = 2 * ALERTS
PATIENCE_S = 120.0


def configuration(tmp_path: Path, *routes: str) -> Path:
    path = tmp_path / "config.toml"
    text = [f'[database]\nurl = "sqlite:///{tmp_path / "plant.db"}"']
    for number, route in enumerate(routes):
        text.append(f'[[notify.route]]\nname = "r{number}"\n{route}')
    path.write_text("\n".join(text), encoding="utf-8")
    return path


def fire_and_die(config: Path, when: str) -> None:
    command = [sys.executable, "-m", "tests.integration.killed_delivery", str(config), when]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    assert done.returncode == -signal.SIGKILL, done.stderr


@contextmanager
def deliverer(config: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The process that a poller keeps beside it."""
    command = [sys.executable, "-m", "powertui", "--config", str(config), "internal", "deliver"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdin is not None
        process.stdin.close()


def wait_until(is_so: Callable[[], bool]) -> None:
    until_s = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < until_s, "it takes too long"
        time.sleep(0.05)


def check(ids: Sequence[str], steps: Sequence[tuple[int, str]]) -> None:
    """All arrived; what came again has the same id; each alert's end comes after its beginning."""
    assert len(set(ids)) == MESSAGES
    assert len(set(steps)) == MESSAGES
    assert len(set(zip(ids, steps, strict=True))) == MESSAGES, "an id is a message's, and the other way round"
    for alert in range(1, ALERTS + 1):
        of_alert = [step for number, step in steps if number == alert]
        assert of_alert == sorted(of_alert, key=["fired", "cleared"].index)


def log_of(config: Path) -> list[dict[str, object]]:
    command = [sys.executable, "-m", "powertui", "--config", str(config), "notify", "log", "--json"]
    found: list[dict[str, object]] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found


def steps_of(endpoint: Endpoint) -> tuple[list[str], list[tuple[int, str]]]:
    ids = [str(headers["idempotency-key"]) for headers, _ in endpoint.got]
    numbers: dict[str, int] = {}
    steps = []
    for body in endpoint.bodies:
        (alert,) = body["alerts"]
        number = numbers.setdefault(alert["fingerprint"], len(numbers) + 1)
        steps.append((number, alert["annotations"]["transition"]))
    return ids, steps


@pytest.mark.parametrize(("when", "again"), [("fired", 0), ("claimed", 0), ("sent", 1)])
def test_nothing_is_lost_when_the_process_is_killed(tmp_path: Path, when: str, again: int) -> None:
    failures = (500, 503) if when == "claimed" else ()
    with http_endpoint(*failures) as endpoint:
        config = configuration(tmp_path, f'webhook = {{ url = "{endpoint.url}" }}')
        fire_and_die(config, when)
        assert len(endpoint.got) == (again if when == "sent" else 0)
        with deliverer(config):
            wait_until(lambda: len(set(endpoint.accepted)) == MESSAGES)
            wait_until(lambda: [line["outcome"] for line in log_of(config)].count("sent") == MESSAGES)
    assert len(endpoint.got) == MESSAGES + again + len(failures)
    check(*steps_of(endpoint))
    failed = [line["detail"] for line in log_of(config) if line["outcome"] == "failed"]
    assert failed == [f"the webhook answers {status}: thanks" for status in failures]


def test_nothing_is_lost_however_often_the_sender_is_killed_in_the_middle(tmp_path: Path) -> None:
    with http_endpoint() as endpoint:
        config = configuration(tmp_path, f'webhook = {{ url = "{endpoint.url}" }}')
        fire_and_die(config, "fired")
        for at_least in (3, 10, 17):
            with deliverer(config) as process:
                wait_until(lambda: len(set(endpoint.accepted)) >= at_least)  # noqa: B023 - it is called within the round
                process.send_signal(signal.SIGKILL)
                process.wait()
        with deliverer(config):
            wait_until(lambda: len(set(endpoint.accepted)) == MESSAGES)
    assert len(endpoint.got) <= MESSAGES + 3, "no more than one comes again for each time it was killed"
    check(*steps_of(endpoint))


def test_mail_and_syslog_get_all_of_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as mail, udp_syslog() as udp, tcp_syslog() as tcp:
        monkeypatch.setenv("MAIL_URL", mail.url)
        config = configuration(
            tmp_path,
            'apprise = { url = "env:MAIL_URL" }',
            f'syslog = {{ host = "127.0.0.1", port = {udp.getsockname()[1]} }}',
            f'syslog = {{ host = "127.0.0.1", port = {tcp.port}, transport = "tcp" }}',
        )
        fire_and_die(config, "claimed")
        datagrams: list[str] = []
        with deliverer(config):
            while len(datagrams) < MESSAGES:
                datagrams.append(udp.recv(65_536).decode())
            wait_until(lambda: len(mail.got) >= MESSAGES and len(tcp.messages()) >= MESSAGES)
        for lines in (datagrams, tcp.messages()):
            ids = [re.findall(r' key="(\w+)"', line)[0] for line in lines]
            check(ids, [(int(re.findall(r' alert="(\d+)"', line)[0]), transition(line)) for line in lines])
        ids = [re.findall(r"\bid (\w{32})", text_of(each))[0] for each in mail.got]
        assert len(ids) == len(set(ids)) == MESSAGES


def transition(line: str) -> str:
    return str(re.findall(r' transition="(\w+)"', line)[0])


def test_the_sender_ends_with_who_started_it(tmp_path: Path) -> None:
    config = configuration(tmp_path, 'syslog = { host = "127.0.0.1", port = 9 }')
    fire_and_die(config, "fired")
    with deliverer(config) as process:
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(PATIENCE_S) == 0
