"""A Collector that answers what a test tells it to."""

from dataclasses import replace

from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import PollFailure, ReadingBatch, TargetDescription
from tests.clocks import StillClock
from tests.plants import pdu_description


class ScriptedCollector:
    """Answers each poll with what stands under the target's id; discovery succeeds unless told otherwise."""

    def __init__(self, clock: StillClock | None = None) -> None:
        self.clock = clock
        """With one, each answer is of the moment of its poll; without, of the moment that it says."""
        self.description = pdu_description()
        self.answers: dict[int, ReadingBatch | PollFailure] = {}
        self.discovered: list[int] = []
        self.polled: list[int] = []
        self.broken: dict[int, Exception] = {}
        """What is raised instead of an answer, once, by target."""
        self.resumed: list[int] = []
        self.resumes: TargetDescription | PollFailure | None = None
        """How it takes a target up again; None: it does not."""
        self.refusal: PollFailure | None = None
        """What discoveries end with instead."""

    async def discover(self, target: PollTarget) -> TargetDescription | PollFailure:
        self.discovered.append(target.id)
        self._break(target)
        return self.refusal or self.description

    async def resume(
        self, target: PollTarget, notes: bytes, noted_at_s: float
    ) -> TargetDescription | PollFailure | None:
        self.resumed.append(target.id)
        return self.resumes

    async def poll(self, target: PollTarget) -> ReadingBatch | PollFailure:
        self.polled.append(target.id)
        self._break(target)
        answer = self.answers[target.id]
        if self.clock is None or isinstance(answer, PollFailure):
            return answer
        return replace(answer, sampled_at_s=self.clock.now_s())

    def _break(self, target: PollTarget) -> None:
        if target.id in self.broken:
            raise self.broken.pop(target.id)

    async def close(self) -> None:
        pass
