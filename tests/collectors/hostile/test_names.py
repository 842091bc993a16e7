"""What a device calls itself and its outlets reaches database, command line and screens, and does nothing there."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, redirect_stdout
from dataclasses import fields
from pathlib import Path

import pytest
from textual.pilot import Pilot

from powertui.cli.main import run
from powertui.domain.reading import PollOutcome
from powertui.tui.app import PowertuiApp
from tests.collectors.devices import Raw
from tests.collectors.hostile.agents import HostileAgent
from tests.collectors.hostile.lab import assert_one_sentence, mib_of, pdu_objects
from tests.collectors.hostile.liars import TEXTS
from tests.collectors.hostile.test_cycle import Hall, hall_of
from tests.tui.driving import press, screen_text, settled

WIDE, NARROW = (120, 36), (80, 24)
MARKUP = "[bold red on white]MARKUP[/][/nothing]["
HOSTILE: Mapping[str, Raw] = {
    "21239.5.2.1.8.0": f"{MARKUP}\x1b[2J\x1b]0;owned\x07\x9b31m",
    "21239.5.2.1.10.0": b"\xff\xfe\x00serial\x7f\r\n",
    "21239.5.2.1.2.0": b"v" * 60_000,
    "21239.5.2.1.3.0": "\u202egnp.exe\u2066\u200b\u200f\ufeff",
    "21239.5.2.3.1.1.4.1": f"unit\x1b[31m{MARKUP}",
    **{f"21239.5.2.3.5.1.3.{outlet}": text[:60_000] for outlet, text in enumerate(TEXTS, start=1)},
    **{f"21239.5.2.3.6.1.3.{outlet}": f"{MARKUP}\x1b[3{outlet}m" for outlet in (3, 5)},
    **{f"21239.5.2.3.2.1.2.{phase}": b"Phase \x1b[31mA\x00" + bytes((phase,)) for phase in (1, 2, 3)},
}


@asynccontextmanager
async def hall_with_a_boaster(path: Path) -> AsyncIterator[Hall]:
    """A PDU that is hostile in its words only, polled once into a database."""
    agents = {"boaster": HostileAgent(mib_of({**pdu_objects(len(TEXTS)), **HOSTILE}))}
    async with hall_of("fast", agents, path) as hall:
        for _ in range(2):
            await hall.cycle()
        assert hall.outcomes() == {"boaster": PollOutcome.OK}
        yield hall


def printed(*arguments: str) -> tuple[int, str]:
    said = io.StringIO()
    with redirect_stdout(said):
        code = run(arguments)
    return code, said.getvalue()


def assert_harmless(text: str) -> None:
    """Only what can be seen, and ends of lines."""
    for line in text.split("\n"):
        assert line.isprintable(), ascii(line)


async def test_the_database_has_no_letter_that_cannot_be_seen(tmp_path: Path) -> None:
    async with hall_with_a_boaster(tmp_path) as hall:
        view = hall.live.refresh()
        assert view is not None
        target = view.targets[1]
        words = [target.model, target.serial, target.firmware, target.vendor]
        for subject in target.subjects:
            told = subject.description
            words += [value for field in fields(told) if isinstance(value := getattr(told, field.name), str)]
    assert "MARKUP" in target.model
    for word in words:
        assert_one_sentence(word or "-")


async def test_the_command_line_prints_markup_as_it_is_and_no_control_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    async with hall_with_a_boaster(tmp_path) as hall:
        url = f"sqlite:///{tmp_path / 'plant.db'}"
        said = {}
        for command in ("pdus", "pdus --outlets", "pdus --json", "tree", "alerts", "events"):
            code, said[command] = await asyncio.to_thread(printed, *command.split(), "--database", url)
            assert code == 0
        address = f"127.0.0.1:{hall.agents['boaster'].port}"
        for options in ("", "--raw", "--json"):
            read = ("snmp", "read", address, "-c", "public", *options.split())
            code, said[f"read {options}"] = await asyncio.to_thread(printed, *read)
            assert code == 0
            assert "MARKUP" in said[f"read {options}"]
    for text in said.values():
        assert_harmless(text)
    assert "[bold red on white]MARKUP[/]" in said["pdus --outlets"]
    assert len(json.loads(said["pdus --json"])) == 1
    assert json.loads(said["read --json"])


@pytest.mark.parametrize("size", [WIDE, pytest.param(NARROW, marks=pytest.mark.slow)])
async def test_the_screens_show_a_devices_words_and_obey_none(tmp_path: Path, size: tuple[int, int]) -> None:
    async with hall_with_a_boaster(tmp_path) as hall:
        app = PowertuiApp(hall.live, None, hall.clock, "boaster's plant")
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            shown = await each_screen(pilot)
    assert any("[bold red on white]M" in text for text in shown)
    for text in shown:
        assert_harmless(text)


async def each_screen(pilot: Pilot[None]) -> list[str]:
    """Places, PDUs and history, and the PDU's own screen, down to its last outlet."""
    shown = []
    for key in "1258":
        await press(pilot, key)
        shown.append(screen_text(pilot))
    await press(pilot, "5", "enter")
    shown.append(screen_text(pilot))
    for _ in range(3):
        await press(pilot, "pagedown")
        shown.append(screen_text(pilot))
    return shown
