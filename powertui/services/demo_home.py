"""Where a demo keeps its files, and the secrets that its two children share: nothing is left unless asked for."""

import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from powertui.errors import SimulatorError, UsageError

COMMUNITY_VARIABLE = "POWERTUI_DEMO_COMMUNITY"
AUTH_KEY_VARIABLE = "POWERTUI_DEMO_AUTH_KEY"
PRIV_KEY_VARIABLE = "POWERTUI_DEMO_PRIV_KEY"


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What `powertui demo` was asked for."""

    keep: Path | None = None
    """Where to keep the database and the logs; None: nowhere."""
    interval_s: float = 5.0
    base_port: int = 0
    """The first UDP port of the simulated PDUs; 0: whichever are free."""


@dataclass(frozen=True, slots=True)
class DemoHome:
    """A demo's directory."""

    directory: Path
    is_kept: bool

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.directory / 'plant.db'}"

    def log_file(self, name: str) -> Path:
        return self.directory / f"{name}.log"

    def remove(self) -> None:
        """Leave nothing behind, unless it is to be kept."""
        if not self.is_kept:
            shutil.rmtree(self.directory, ignore_errors=True)


def make_home(keep: Path | None) -> DemoHome:
    """A directory of its own for a demo, or the one to keep."""
    if keep is None:
        return DemoHome(Path(tempfile.mkdtemp(prefix="powertui-demo-")), is_kept=False)
    try:
        keep.mkdir(parents=True, exist_ok=True)
        probe = keep / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise UsageError(
            f"cannot keep the demo in {keep}: {error.strerror}; name a directory that can be written"
        ) from error
    return DemoHome(keep.resolve(), is_kept=True)


def require_free_ports(base_port: int, count: int) -> None:
    """Raise SimulatorError if any of the UDP ports that the simulated PDUs are to have is taken."""
    for port in range(base_port, base_port + count):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except (OSError, OverflowError) as error:
                raise SimulatorError(
                    f"UDP port {port} on 127.0.0.1 cannot be had ({error}), and the demo needs {base_port} to"
                    f" {base_port + count - 1}: choose another --port, or leave it out to take any that are free"
                ) from error


def child_environment() -> Mapping[str, str]:
    """The environment of a demo's children: this one's, and secrets made up for this run."""
    return {
        **os.environ,
        COMMUNITY_VARIABLE: secrets.token_hex(8),
        AUTH_KEY_VARIABLE: secrets.token_hex(16),
        PRIV_KEY_VARIABLE: secrets.token_hex(16),
    }
