"""Debian's agent on loopback."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

SNMPD = shutil.which("snmpd") or shutil.which("snmpd", path="/usr/sbin:/usr/local/sbin")
needs_snmpd = pytest.mark.skipif(not SNMPD, reason="needs net-snmp's agent: apt-get install snmpd")


def free_port(host: str = "127.0.0.1") -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def environment(directory: Path) -> Mapping[str, str]:
    """No MIBs, and nobody's own settings: what is printed is what was on the wire."""
    return {**os.environ, "MIBS": "", "SNMPCONFPATH": str(directory), "SNMP_PERSISTENT_DIR": str(directory)}


@contextmanager
def snmpd(directory: Path, configuration: str, *addresses: str) -> Iterator[str]:
    """The agent, ready to answer; gives what it had to say about its configuration."""
    file = directory / "agent.conf"
    file.write_text(configuration)
    command = [SNMPD or "", "-f", "-C", "-c", str(file), "-I", "-smux", "-Lo", *addresses]
    said = []
    with subprocess.Popen(
        command, env=environment(directory), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line.decode(errors="replace"))
            if line.startswith(b"NET-SNMP version"):
                break
        try:
            assert process.poll() is None, "".join(said)
            yield "".join(said)
        finally:
            process.terminate()
