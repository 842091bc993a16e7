"""`powertui import netbox` as a person runs it: from a server that answers to a database that holds the model."""

import io
import os
import signal
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from powertui.cli.import_netbox import Counter
from powertui.cli.main import run
from tests.exchange.netbox_api.hall import hall
from tests.exchange.netbox_api.server import FakeNetBox, Mishap, Request, serving

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def database(tmp_path: Path) -> str:
    return str(tmp_path / "plant.db")


def import_from(netbox: FakeNetBox, database: str, *more: str) -> int:
    arguments = ["import", "netbox", netbox.url, "--token-env", "NB_TOKEN", "--yes", "--database", database]
    return run([*arguments, *more])


def test_a_second_import_changes_nothing(netbox: FakeNetBox, database: str, capsys: Capture) -> None:
    assert import_from(netbox, database) == 0
    assert "+ power feed" in capsys.readouterr().out
    assert import_from(netbox, database) == 0
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "powertui: nothing to do\n")


def test_a_rename_in_netbox_is_a_rename_here(netbox: FakeNetBox, database: str, capsys: Capture) -> None:
    import_from(netbox, database)
    netbox.lists["dcim/racks"][0]["name"] = "R1-new"
    capsys.readouterr()
    assert import_from(netbox, database) == 0
    captured = capsys.readouterr()
    assert "R1-new" in captured.out
    assert "1 object changed" in captured.err


def test_what_leaves_netbox_goes_only_with_prune(netbox: FakeNetBox, database: str, capsys: Capture) -> None:
    import_from(netbox, database)
    netbox.lists["dcim/cables"] = netbox.lists["dcim/cables"][1:]
    capsys.readouterr()
    import_from(netbox, database)
    assert "nothing to do" in capsys.readouterr().err
    import_from(netbox, database, "--prune")
    assert "1 object removed" in capsys.readouterr().err


def test_a_site_imported_alone_prunes_no_other(netbox: FakeNetBox, database: str, capsys: Capture) -> None:
    import_from(netbox, database)
    capsys.readouterr()
    assert import_from(netbox, database, "--site", "dc2", "--prune") == 0
    assert "nothing to do" in capsys.readouterr().err


def test_prune_does_not_go_with_a_tag(netbox: FakeNetBox, database: str, capsys: Capture) -> None:
    assert import_from(netbox, database, "--tag", "gold", "--prune") == 2
    assert "--prune does not go with a tag" in capsys.readouterr().err
    assert netbox.requests == []


def test_what_could_not_be_taken_over_is_told(netbox: FakeNetBox, database: str, capsys: Capture) -> None:
    assert import_from(netbox, database, "--tenant", "acme") == 0
    assert "left out, for they leave what was asked for: 2 cables" in capsys.readouterr().err


def test_an_import_that_fails_leaves_no_database(netbox: FakeNetBox, database: str, capsys: Capture) -> None:
    netbox.always["dcim/power-ports"] = Mishap.FORBIDDEN
    assert import_from(netbox, database) == 1
    assert capsys.readouterr().err == (
        "powertui: the token may not read power ports (403): its user needs dcim.view_powerport\n"
    )
    assert not Path(database).exists()


def test_ctrl_c_ends_it_without_waiting_for_what_is_asked(netbox: FakeNetBox, database: str, capsys: Capture) -> None:
    ended = threading.Event()

    def before(request: Request) -> None:
        if request.path == "dcim/devices":
            os.kill(os.getpid(), signal.SIGINT)
            ended.wait(timeout=120)

    netbox.before = before
    # Where the tests run in the background of a shell, nobody would hear of it.
    heard = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert import_from(netbox, database) == 130
        assert not ended.is_set()
    finally:
        ended.set()
        signal.signal(signal.SIGINT, heard)
    assert capsys.readouterr().err.strip() == ""
    assert not Path(database).exists()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_stands_on_one_line_and_goes() -> None:
    terminal = Terminal()
    counter = Counter(terminal)
    counter("sites", 24, 24)
    counter("cables", 3000, 22_000)
    counter.clear()
    lines = terminal.getvalue().split("\r")
    assert lines[1:3] == ["NetBox: 24 objects", "NetBox: 3,024 objects, cables 3,000 of 22,000"]
    assert lines[3].strip() == lines[4] == ""
    assert "\n" not in terminal.getvalue()


def test_progress_is_no_matter_for_a_file() -> None:
    file = io.StringIO()
    counter = Counter(file)
    counter("sites", 24, 24)
    counter.clear()
    assert file.getvalue() == ""


def test_the_configuration_may_say_it_all(netbox: FakeNetBox, database: str, tmp_path: Path, capsys: Capture) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        f'[netbox]\nurl = "{netbox.url}/api"\ntoken = "env:NB_TOKEN"\nsites = ["dc2"]\n', encoding="utf-8"
    )
    assert run(["--config", str(config), "import", "netbox", "--yes", "--database", database]) == 0
    assert "power feed PP-9 / X1" in capsys.readouterr().out
    assert {request.one("site") for request in netbox.asked("dcim/power-feeds")} == {"dc2"}


def test_the_configurations_token_goes_to_its_own_netbox_only(
    netbox: FakeNetBox, database: str, tmp_path: Path, capsys: Capture
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[netbox]\nurl = "https://nb.example.net"\ntoken = "env:NB_TOKEN"\n', encoding="utf-8")
    assert run(["--config", str(config), "import", "netbox", netbox.url, "--database", database]) == 2
    assert "token is for the NetBox of its url" in capsys.readouterr().err
    assert netbox.requests == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "which NetBox?"),
        (["https://nb.example.net"], "NetBox asks for a token"),
        (["nb.example.net", "--token-env", "NB_TOKEN"], "right would be such as https://netbox.example.net"),
        (["https://me:pass@nb.example.net", "--token-env", "NB_TOKEN"], "has a login in it"),
        (["https://nb.example.net", "--token-env", "A", "--token-file", "b"], "exclude each other"),
        (["https://nb.example.net", "--token-env", "BAD_TOKEN"], "right would be the whole of nbt_KEY.SECRET"),
    ],
)
def test_what_is_asked_wrongly_is_told(
    arguments: list[str], words: str, database: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAD_TOKEN", "nbt_onlythekey")
    assert run(["import", "netbox", *arguments, "--yes", "--database", database]) == 2
    assert words in capsys.readouterr().err


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 that nobody knows, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "netbox")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "netbox.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def https_netbox(certificate: Path) -> Iterator[FakeNetBox]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(FakeNetBox(hall()), context) as running:
        yield running


def test_a_certificate_that_nobody_signed_is_not_trusted(
    https_netbox: FakeNetBox, database: str, capsys: Capture
) -> None:
    assert import_from(https_netbox, database) == 1
    error = capsys.readouterr().err
    assert "its TLS certificate is not trusted" in error
    assert "--ca-file" in error
    assert https_netbox.requests == []


def test_a_ca_file_makes_it_trusted(https_netbox: FakeNetBox, database: str, certificate: Path) -> None:
    assert import_from(https_netbox, database, "--ca-file", str(certificate)) == 0


def test_insecure_is_possible_and_said(https_netbox: FakeNetBox, database: str, capsys: Capture) -> None:
    assert import_from(https_netbox, database, "--insecure") == 0
    assert "the TLS certificate is not checked" in capsys.readouterr().err


def test_a_ca_file_that_is_none_is_told(
    https_netbox: FakeNetBox, database: str, tmp_path: Path, capsys: Capture
) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate", encoding="utf-8")
    assert import_from(https_netbox, database, "--ca-file", str(wrong)) == 1
    assert "holds no certificate in PEM form" in capsys.readouterr().err
