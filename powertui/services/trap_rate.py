"""How much of what a device tells is kept, and how often it is polled for it. Pure: time is handed in."""

from dataclasses import dataclass, field

from powertui.domain.poll_target import PollTarget

BURST = 20
"""Notifications of a PDU that are kept however quickly they come."""

ONE_MORE_EVERY_S = 10.0
"""Beyond the burst."""

POLL_AGAIN_AFTER_S = 10.0
"""A PDU is not polled more often than this for what it tells; the last poll comes after the last notification."""

TELL_SHED_EVERY_S = 60.0


@dataclass(slots=True)
class _Speaker:
    """One PDU's account."""

    target: PollTarget
    room: float = float(BURST)
    filled_at_s: float = 0.0
    shed: int = 0
    shed_told_at_s: float = 0.0
    polled_at_s: float = float("-inf")
    wants_poll: bool = False


@dataclass(slots=True)
class TrapRate:
    """Keeps an account for each PDU that speaks. A moment's `now_s` is never before that of an earlier call."""

    _speakers: dict[int, _Speaker] = field(default_factory=dict)

    def admits(self, target: PollTarget, now_s: float) -> bool:
        """Whether one more notification of this PDU is kept; otherwise it counts as shed."""
        speaker = self._of(target, now_s)
        grown = (now_s - speaker.filled_at_s) / ONE_MORE_EVERY_S
        speaker.room = min(float(BURST), speaker.room + max(0.0, grown))
        speaker.filled_at_s = now_s
        if speaker.room < 1:
            speaker.shed += 1
            return False
        speaker.room -= 1
        return True

    def shed(self, target: PollTarget, count: int, now_s: float) -> None:
        """So many of this PDU's were thrown away before."""
        self._of(target, now_s).shed += count

    def want_poll(self, target: PollTarget, now_s: float) -> None:
        """This PDU told something: poll it as soon as may be."""
        self._of(target, now_s).wants_poll = True

    def due_polls(self, now_s: float) -> tuple[PollTarget, ...]:
        """Whom to poll now; they are not named again for POLL_AGAIN_AFTER_S."""
        due = []
        for speaker in self._speakers.values():
            if speaker.wants_poll and now_s - speaker.polled_at_s >= POLL_AGAIN_AFTER_S:
                speaker.wants_poll, speaker.polled_at_s = False, now_s
                due.append(speaker.target)
        return tuple(due)

    def due_counts(self, now_s: float) -> tuple[tuple[PollTarget, int], ...]:
        """How many of whom were not kept, a moment after the first and then once in TELL_SHED_EVERY_S."""
        due = []
        for speaker in self._speakers.values():
            if speaker.shed and now_s - speaker.shed_told_at_s >= TELL_SHED_EVERY_S:
                due.append((speaker.target, speaker.shed))
                speaker.shed, speaker.shed_told_at_s = 0, now_s
        return tuple(due)

    def forget(self, target_ids: set[int]) -> None:
        """Only these PDUs are left."""
        for gone in self._speakers.keys() - target_ids:
            del self._speakers[gone]

    def _of(self, target: PollTarget, now_s: float) -> _Speaker:
        speaker = self._speakers.get(target.id)
        if speaker is None:
            speaker = self._speakers[target.id] = _Speaker(target, filled_at_s=now_s)
        speaker.target = target
        return speaker
