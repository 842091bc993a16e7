"""A command of the user's own: no shell, a timeout, and none of our environment's secrets."""

import json
import sys
from pathlib import Path

import pytest

from powertui.delivery.command import Command
from powertui.services.receipts import Verdict
from tests.delivery.messages import HOSTILE, KEY, message


def python(script: str, timeout_s: float = 20.0) -> Command:
    return Command((sys.executable, "-c", script), timeout_s)


def test_it_gets_the_message_on_its_standard_input_and_the_key_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    script = (
        "import os, sys, pathlib; pathlib.Path(sys.argv[1]).write_text("
        "os.environ['POWERTUI_IDEMPOTENCY_KEY'] + os.environ['POWERTUI_ROUTE'] + sys.stdin.read())"
    )
    receipt = Command((sys.executable, "-c", script, str(out))).send(message(name=HOSTILE))
    assert receipt.verdict is Verdict.ACCEPTED
    text = out.read_text()
    assert text.startswith(f"{KEY}on-call")
    assert json.loads(text.removeprefix(f"{KEY}on-call"))["alerts"][0]["labels"]["object"].startswith('x"]')


def test_arguments_are_not_looked_at_by_a_shell(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    assert Command(("/bin/echo", f"; touch {victim}", f"$(touch {victim})")).send(message()).verdict is Verdict.ACCEPTED
    assert not victim.exists()


def test_it_gets_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POWERTUI_PAGER_URL", "slack://s3cret")
    receipt = python("import os, sys; sys.exit('POWERTUI_PAGER_URL' in os.environ)").send(message())
    assert receipt.verdict is Verdict.ACCEPTED


def test_how_it_failed_is_one_printable_line() -> None:
    receipt = python(r"import sys; sys.stderr.write('no \x1b[31mway\nmore'); sys.exit(3)").send(message())
    assert (receipt.verdict, receipt.reason) == (Verdict.AGAIN, "the command ended with exit code 3: no ·[31mway")


def test_one_that_takes_too_long_is_ended() -> None:
    receipt = python("import time; time.sleep(60)", 0.5).send(message())
    assert (receipt.verdict, receipt.reason) == (
        Verdict.AGAIN,
        "the command was ended: it took longer than 0.5 s",
    )


def test_one_that_does_not_read_its_input_has_done_its_work_all_the_same() -> None:
    assert Command(("/bin/true",)).send(message(text="x" * 500_000)).verdict is Verdict.ACCEPTED


def test_one_that_there_is_not_is_a_sentence() -> None:
    receipt = Command(("/no/such/program",)).send(message())
    assert receipt.reason == "the command cannot be started: No such file or directory"
