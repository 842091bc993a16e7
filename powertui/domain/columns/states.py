"""What is known of polled devices beside their values: how the newest poll ended, who they say they are."""

from dataclasses import dataclass

import numpy as np

from powertui.domain.columns.arrays import Flags, Floats, Rows
from powertui.domain.reading import PollOutcome

_ANSWERED = frozenset({PollOutcome.OK, PollOutcome.NEVER})


@dataclass(frozen=True, slots=True)
class TargetState:
    """Of one device, as of its newest attempt."""

    outcome: PollOutcome = PollOutcome.NEVER
    detail: str = ""
    failures: int = 0
    attempted_at_s: float | None = None
    latency_s: float | None = None
    uptime_s: float | None = None
    rebooted_at_s: float | None = None
    family: str = ""
    vendor: str = ""
    model: str = ""
    serial: str = ""
    firmware: str = ""
    host: str = ""
    port: int = 0


NEVER = TargetState()


class TargetStates:
    """Of all devices, by their rows."""

    def __init__(self, count: int) -> None:
        self._states: list[TargetState] = [NEVER] * count
        self.failures: Rows = np.zeros(count, dtype=np.int64)
        """Of those whose newest poll did not succeed."""
        self.rebooted_at_s: Floats = np.full(count, np.nan)

    def __getitem__(self, row: int) -> TargetState:
        return self._states[row]

    def listed(self) -> tuple[TargetState, ...]:
        """All of them as they are now."""
        return tuple(self._states)

    def put(self, row: int, state: TargetState) -> None:
        self._states[row] = state
        self.failures[row] = 0 if state.outcome in _ANSWERED else max(1, state.failures)
        self.rebooted_at_s[row] = np.nan if state.rebooted_at_s is None else state.rebooted_at_s

    @property
    def has_answered(self) -> Flags:
        """The newest poll brought readings, or there was none yet."""
        found: Flags = self.failures == 0
        return found
