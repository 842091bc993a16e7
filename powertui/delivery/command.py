"""A command of the user's own: the message as JSON on its standard input. No shell is between."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress

from powertui.delivery.payload import alertmanager_json
from powertui.domain.notify.sending import Message
from powertui.services.receipts import MOST_WORDS, Receipt, Verdict, printable

_HANDED_DOWN = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")
"""Of our environment the command gets this and no more: secrets that others refer to are in it."""

KEY_VARIABLE = "POWERTUI_IDEMPOTENCY_KEY"
ROUTE_VARIABLE = "POWERTUI_ROUTE"


class Command:
    """Runs a command for each message."""

    def __init__(self, arguments: Sequence[str], timeout_s: float = 30.0) -> None:
        self._arguments = tuple(arguments)
        self._timeout_s = timeout_s

    def send(self, message: Message) -> Receipt:
        """Run it once; its exit code 0 says that the message has arrived."""
        environment = {name: os.environ[name] for name in _HANDED_DOWN if name in os.environ}
        environment |= {KEY_VARIABLE: message.key, ROUTE_VARIABLE: message.route}
        with tempfile.TemporaryFile() as said:
            try:
                process = subprocess.Popen(  # noqa: S603 - the user's own command, from the configuration, without a shell
                    self._arguments,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=said,
                    env=environment,
                    start_new_session=True,
                )
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or type(error).__name__
                return Receipt(Verdict.AGAIN, f"the command cannot be started: {printable(reason)}")
            try:
                # One that does not read its input, or not all, may have done its work nevertheless.
                with suppress(BrokenPipeError):
                    process.communicate(alertmanager_json(message), timeout=self._timeout_s)
                process.wait(self._timeout_s)
            except subprocess.TimeoutExpired:
                return Receipt(Verdict.AGAIN, f"the command was ended: it took longer than {self._timeout_s:g} s")
            finally:
                _end(process)
            if process.returncode == 0:
                return Receipt(Verdict.ACCEPTED)
            said.seek(0)
            first = said.read(4 * MOST_WORDS).decode("utf-8", "replace").strip().partition("\n")[0]
            how = f"signal {-process.returncode}" if process.returncode < 0 else f"exit code {process.returncode}"
            return Receipt(Verdict.AGAIN, f"the command ended with {how}" + (f": {printable(first)}" if first else ""))


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End it and what it has started, if it is still there."""
    if process.poll() is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
