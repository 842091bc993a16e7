"""A configuration, a database and served recordings, on which commands are run in this process."""

import contextlib
import io
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from powertui.cli.main import run
from powertui.domain.topology import Topology
from powertui.services.model_sync import read_model
from powertui.storage.engine import open_database


@dataclass
class Lab:
    """Commands over served recordings; a credential's name is that of the recording."""

    folder: Path
    port: int
    environment: pytest.MonkeyPatch
    _out: io.StringIO = field(default_factory=io.StringIO)
    _err: io.StringIO = field(default_factory=io.StringIO)

    def __post_init__(self) -> None:
        for variable in ("POWERTUI_SNMP_COMMUNITY", "POWERTUI_DATABASE", "POWERTUI_CONFIG"):
            self.environment.delenv(variable, raising=False)
        self.environment.setenv("XDG_CONFIG_HOME", str(self.folder / "config"))

    def knows(self, *communities: str) -> None:
        """Have credentials for these, in this order."""
        lines = []
        for community in communities:
            (self.folder / community).write_text(community)
            lines += [f'[snmp.credentials."{community}"]', 'version = "2c"']
            lines += [f'community = "file:{self.folder / community}"']
        (self.folder / "config.toml").write_text("\n".join(lines))

    def run(self, *arguments: str) -> int:
        """Run a command on the lab's database."""
        self._out, self._err = io.StringIO(), io.StringIO()
        whole = ["--config", str(self.folder / "config.toml"), "--database", str(self.folder / "plant.db"), *arguments]
        with contextlib.redirect_stdout(self._out), contextlib.redirect_stderr(self._err):
            try:
                return run(whole)
            except SystemExit as ended:
                return int(ended.code or 0)

    def add(self, recording: str, *arguments: str) -> int:
        """`pdu add` a recording."""
        address = f"127.0.0.1:{self.port}"
        return self.run("pdu", "add", address, "--credential", recording, "--site", "Lab", *arguments)

    def out(self) -> str:
        return self._out.getvalue()

    def err(self) -> str:
        return self._err.getvalue()

    def model(self) -> Topology:
        engine = open_database(f"sqlite:///{self.folder / 'plant.db'}", create=False)
        try:
            return read_model(engine).topology
        finally:
            engine.dispose()
