"""What reaches the terminal or the pipe at the other end."""

import io
import subprocess
import sys
from contextlib import redirect_stdout

import pytest

from powertui.cli.output import can_show_signs, print_json, print_lines, wants_colour
from powertui.presenters.text import Span, Tone


class FakeTerminal(io.TextIOWrapper):
    """A stream that calls itself a terminal."""

    def __init__(self, encoding: str = "utf-8") -> None:
        self.raw_bytes = io.BytesIO()
        super().__init__(self.raw_bytes, encoding=encoding, write_through=True)

    def isatty(self) -> bool:
        return True

    @property
    def text(self) -> str:
        return self.raw_bytes.getvalue().decode(self.encoding)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> FakeTerminal:
    stream = FakeTerminal()
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    return stream


LINE = (Span("✖ crit", Tone.CRIT), Span("  A1-R01  "))


def test_a_terminal_gets_colour(terminal: FakeTerminal) -> None:
    with redirect_stdout(terminal):
        print_lines([LINE])
    assert terminal.text == "\x1b[35m\x1b[1m✖ crit\x1b[0m  A1-R01\n"


def test_no_color_is_heeded(terminal: FakeTerminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    with redirect_stdout(terminal):
        print_lines([LINE])
    assert terminal.text == "✖ crit  A1-R01\n"


def test_a_dumb_terminal_gets_no_colour(terminal: FakeTerminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_colour(terminal)


def test_a_pipe_gets_no_colour_and_no_spaces_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    print_lines([LINE, (), (Span("   "),)])
    assert capsys.readouterr().out == "✖ crit  A1-R01\n\n\n"


@pytest.mark.parametrize("encoding", ["ascii", "iso-8859-1", "cp437"])
def test_an_encoding_without_the_signs_gets_others_of_the_same_width(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = FakeTerminal(encoding)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not can_show_signs(stream)
    with redirect_stdout(stream):
        print_lines([(Span("├─ ✖ crit  –  −5  Zürich 東"),)])
        print_json({"unit": "°C"})
    umlaut = "?" if encoding == "ascii" else "ü"
    assert stream.text.splitlines()[0] == f"|- X crit  -  -5  Z{umlaut}rich ?"
    assert '"\\u00b0C"' in stream.text


def test_a_reader_that_goes_away_is_no_error() -> None:
    script = (
        "import sys; from tests.cli.conftest import FixedPlant; from tests.cli.plant import small_view;"
        "import powertui.bootstrap.plant as bootstrap; bootstrap.open_plant = FixedPlant(small_view()).open;"
        "from powertui.cli.main import run; import powertui.cli.feeds as feeds;"
        "feeds.feed_table = lambda *_: [small for small in feed_lines];"
        "sys.exit(run(['feeds']))"
    ).replace("feed_lines", "[()] * 200_000")
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        errors = process.stderr.read()
        code = process.wait(timeout=120)
    assert (code, errors) == (141, b"")
