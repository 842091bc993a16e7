"""The frame's first line: is this live, how fresh, is anything wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from powertui.domain.alerts import Severity
from powertui.domain.plant import PlantView
from powertui.domain.reading import PollOutcome
from powertui.presenters import numbers, words
from powertui.presenters.picture import Picture
from powertui.presenters.text import Line, Span, Tone, join, line
from powertui.services.ports import ProcessState, ProcessStatus


class Liveness(Enum):
    """What the numbers on the screen are."""

    STARTING = "◌ STARTING"
    NO_DATA = "○ NO DATA"
    LIVE = "● LIVE"
    PAUSED = "‖ PAUSED"
    POLLER_DOWN = "! POLLER DOWN"
    POLLER_RESTARTED = "! POLLER RESTARTED"
    NO_DATABASE = "! NO DATABASE"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the first line is about."""

    scope: str
    now_s: float
    picture: Picture | None = None
    paused_at_s: float | None = None
    processes: tuple[ProcessStatus, ...] = ()
    trouble: str = ""
    """Why the plant could not be read; empty if it could."""
    down_at_revision: int | None = None
    """The newest reading's revision when the poller was last seen down; None once there is a newer reading."""

    def after(self, view: PlantView | None, processes: tuple[ProcessStatus, ...]) -> "Standing":
        """What a look at the processes and the plant changes; a poller that ended is remembered until it has read."""
        restarts = _restarts(processes) > _restarts(self.processes)
        standing = replace(self, processes=processes)
        if standing.poller_is_down or restarts:
            return replace(standing, down_at_revision=view.revision if view is not None else None)
        if view is not None and self.down_at_revision is not None and view.revision > self.down_at_revision:
            return replace(standing, down_at_revision=None)
        return standing

    @property
    def liveness(self) -> Liveness:
        """A dead poller or database is said before anything else."""
        if self.trouble:
            return Liveness.NO_DATABASE
        if self.picture is not None and self.poller_is_down:
            return Liveness.POLLER_DOWN
        if self.picture is not None and self.down_at_revision is not None:
            return Liveness.POLLER_RESTARTED
        if self.paused_at_s is not None:
            return Liveness.PAUSED
        if self.picture is None:
            return Liveness.STARTING
        has_data = any(target.sampled_at_s is not None for target in self.picture.view.targets.values())
        return Liveness.LIVE if has_data else Liveness.NO_DATA

    @property
    def poller_is_down(self) -> bool:
        """By its own process's end, or by its heartbeat; one that has never run yet is starting."""
        if any(status.name == "poller" and status.state is not ProcessState.RUNNING for status in self.processes):
            return True
        if self.picture is None:
            return False
        poller = self.picture.view.poller
        return not poller.is_alive and poller.heartbeat_age_s is not None


def header(standing: Standing, width: int) -> tuple[Line, Line]:
    """The first line's left and right part."""
    is_wide = width >= 100
    name = (Span(" powertui", Tone.ACCENT), Span(f"  {numbers.plain(standing.scope)}"))
    left = [name, state_words(standing, is_wide=is_wide)]
    if standing.liveness is not Liveness.PAUSED and standing.paused_at_s is not None:
        left.append(paused_words(standing))
    if standing.picture is not None:
        left.append(_pdu_words(standing.picture, is_wide=is_wide))
        left.append(_alert_words(standing.picture))
        if standing.picture.view.poller.is_judging_overdue and not standing.poller_is_down:
            left.append(judged_words(standing.picture.view, is_wide=is_wide))
    clock = words.clock_with_seconds(standing.now_s)
    gap = line("   " if is_wide else "  ")
    parts: list[Line] = []
    for part in left:
        if parts:
            parts.append(gap)
        parts.append(part)
    return line(*parts), (Span(f"{clock if is_wide else clock[:5]} ", Tone.DIM),)


def state_words(standing: Standing, *, is_wide: bool) -> Line:
    """The state's sign and word, and how long or how often."""
    state = standing.liveness
    if state is Liveness.LIVE and standing.picture is not None:
        interval_s = standing.picture.view.poller.interval_s
        return (Span(f"{state.value} {interval_s:.0f}s", Tone.INFO),)
    if state is Liveness.PAUSED:
        return paused_words(standing)
    if state is Liveness.POLLER_DOWN:
        next_step = ", not restarted" if _has_failed(standing.processes) else ", restarting"
        return (Span(f"{state.value}{next_step if is_wide or len(next_step) < 13 else ''}", Tone.CRIT),)
    if state is Liveness.POLLER_RESTARTED:
        return (Span(f"{state.value}{', no reading yet' if is_wide else ''}", Tone.CRIT),)
    if state is Liveness.NO_DATABASE:
        return (Span(state.value, Tone.CRIT),)
    return (Span(state.value, Tone.UNKNOWN),)


def paused_words(standing: Standing) -> Line:
    """How long the screen has been held still; nothing if it is not."""
    if standing.paused_at_s is None:
        return ()
    held_s = standing.now_s - standing.paused_at_s
    return (Span(f"{Liveness.PAUSED.value} {words.stopwatch(held_s)}", Tone.WARN),)


def starting_lines(standing: Standing) -> list[Line]:
    """What there is to say before there is a plant."""
    if standing.trouble:
        return [line(Span("✖ crit  ", Tone.CRIT), numbers.plain(standing.trouble)), (), _quit_line()]
    lines = [line(Span("◌ ", Tone.INFO), "starting: making the plant…"), ()]
    for status in standing.processes:
        tone = Tone.DIM if status.state is ProcessState.RUNNING else Tone.WARN
        detail = f": {numbers.plain(status.detail)}" if status.detail else ""
        lines.append(line(Span(f"{status.name:<10} ", Tone.DIM), Span(f"{status.state.value}{detail}", tone)))
    if not standing.processes:
        lines.append(line(Span("waiting for the first readings", Tone.DIM)))
    return [*lines, (), _quit_line()]


def trouble_words(processes: Sequence[ProcessStatus]) -> Line:
    """One sentence for each process that does not run."""
    return join(
        "   ",
        [
            line(Span(f"! {status.name} {status.state.value}: {numbers.plain(status.detail)}", Tone.CRIT))
            for status in processes
            if status.state is not ProcessState.RUNNING
        ],
    )


@dataclass(frozen=True, slots=True)
class PduCounts:
    """Polled devices by how their newest readings are."""

    count: int
    fresh: int
    stale: int
    down: int
    """Never answered, or silent beyond doubt."""


def pdu_counts(picture: Picture) -> PduCounts:
    fresh = stale = down = 0
    for target in picture.view.targets.values():
        if target.sampled_at_s is not None and not picture.is_silent(target):
            fresh += 1
        elif target.outcome in {PollOutcome.OK, PollOutcome.NEVER} or target.failures < 2:
            stale += 1
        else:
            down += 1
    return PduCounts(fresh + stale + down, fresh, stale, down)


def _pdu_words(picture: Picture, *, is_wide: bool) -> Line:
    counts = pdu_counts(picture)
    if not is_wide:
        tone = Tone.PLAIN if counts.fresh == counts.count else Tone.UNKNOWN
        return (Span(f"{counts.fresh}/{counts.count} fresh", tone),)
    return (
        Span(f"{counts.count} PDU  "),
        Span(f"{counts.fresh} fresh  ", Tone.DIM),
        Span(f"{counts.stale} stale  ", Tone.UNKNOWN if counts.stale else Tone.DIM),
        Span(f"{counts.down} down", Tone.WARN if counts.down else Tone.DIM),
    )


def _alert_words(picture: Picture) -> Line:
    spans: list[Span] = []
    for severity, tone in ((Severity.CRITICAL, Tone.CRIT), (Severity.WARNING, Tone.WARN), (Severity.INFO, Tone.INFO)):
        count = sum(
            alert.is_open and alert.caused_by is None and alert.finding.severity is severity
            for alert in picture.view.alerts
        )
        if count or severity is not Severity.INFO:
            spans.append(Span(f"{severity.glyph} {count}  ", tone if count else Tone.DIM))
    return tuple(spans)


def judged_words(view: PlantView, *, is_wide: bool) -> Line:
    """That the alerts are as they were a while ago."""
    what = "alerts judged" if is_wide else "judged"
    return (Span(f"! {what} {numbers.age(view.poller.judged_age_s)} ago", Tone.CRIT),)


def _restarts(processes: Sequence[ProcessStatus]) -> int:
    return sum(status.restarts for status in processes if status.name == "poller")


def _has_failed(processes: Sequence[ProcessStatus]) -> bool:
    return any(status.state is ProcessState.FAILED for status in processes)


def _quit_line() -> Line:
    return (Span("q quits", Tone.DIM),)
