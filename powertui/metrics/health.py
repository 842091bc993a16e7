"""Whether readings come at all: of PDUs and of the poller, as samples."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from powertui.domain.columns.arrays import Floats
from powertui.domain.columns.snapshot import PlantSnapshot
from powertui.domain.columns.states import TargetState
from powertui.domain.reading import PollOutcome, Quality
from powertui.metrics.families import PREFIX, Family, FamilyKind, gauge
from powertui.metrics.labels import NO_LABELS, LabelSet, label_set
from powertui.metrics.layout import Layout
from powertui.metrics.samples import Block, Samples, block_of, known

PDU = Family(f"{PREFIX}pdu", "What a PDU is.", FamilyKind.INFO)
PDU_UP = gauge("pdu_up", "", "Whether the last attempt to read a PDU succeeded; absent before the first.")
PDU_AGE = gauge("pdu_reading_age", "seconds", "Age of a PDU's newest readings.")
PDU_AT = gauge("pdu_reading_timestamp", "seconds", "When a PDU's newest readings were taken.")
PDU_TOOK = gauge("pdu_poll_duration", "seconds", "How long the last attempt to read a PDU took.")
PDU_FAILURES = gauge("pdu_poll_failures", "", "Attempts that failed since the last that succeeded.")
PDU_UPTIME = gauge("pdu_uptime", "seconds", "How long a PDU's agent runs, by its newest readings.")
PDU_READINGS = gauge("pdu_readings", "", "How many of a PDU's readings are of which quality.")

POLLER_UP = gauge("poller_up", "", "Whether a poller is at work on this database.")
POLLER_AGE = gauge("poller_heartbeat_age", "seconds", "How long ago the poller last showed a sign of life.")
POLLER_INTERVAL = gauge("poller_interval", "seconds", "From one reading of a PDU to the next.")
POLLER_CYCLES = Family(f"{PREFIX}poller_cycles", "Rounds of polls that were completed.", FamilyKind.COUNTER)
POLLER_TOOK = gauge("poller_cycle_duration", "seconds", "How long the last round took.")
POLLER_POLLED = gauge("poller_cycle_polled", "", "PDUs read in the last round.")
POLLER_FAILED = gauge("poller_cycle_failed", "", "PDUs that could not be read in the last round.")
POLLER_SHED = gauge("poller_cycle_shed", "", "Polls left out of the last round, since those before were under way.")

_Identity = tuple[str, ...]


class Pdus:
    """What is known of polled devices beside their readings."""

    def __init__(self) -> None:
        self._info: dict[int, tuple[_Identity, LabelSet]] = {}

    def blocks(self, snapshot: PlantSnapshot, layout: Layout) -> Iterator[Block]:
        """All of them, as of the snapshot."""
        states, moments = snapshot.states, snapshot.judged.target_moments
        labels = [one.labels for one in layout.targets]

        def each(family: Family, say: Callable[[TargetState], float | None]) -> Block:
            return Block(family, lambda: _said(labels, [say(state) for state in states]))

        yield each(PDU_UP, lambda state: None if _is_never(state) else float(state.outcome is PollOutcome.OK))
        yield each(PDU_FAILURES, lambda state: None if _is_never(state) else state.failures)
        yield each(PDU_TOOK, lambda state: state.latency_s)
        yield Block(PDU_AGE, lambda: known(labels, np.maximum(snapshot.now_s - moments, 0.0)))
        yield Block(PDU_AT, lambda: known(labels, moments))
        yield each(PDU_UPTIME, lambda state: state.uptime_s if state.outcome is PollOutcome.OK else None)
        yield Block(PDU, lambda: self._identities(states, layout))
        yield Block(PDU_READINGS, lambda: _qualities(snapshot, layout))

    def _identities(self, states: Sequence[TargetState], layout: Layout) -> Samples:
        found: list[LabelSet] = []
        for target_id, labels, state in zip(layout.target_ids, layout.targets, states, strict=True):
            if not state.family:
                continue
            address = f"{state.host}:{state.port}"
            identity = (labels.labels.decode(), address, state.family, *_named(state).values())
            known_as = self._info.get(target_id)
            if known_as is None or known_as[0] != identity:
                info = label_set(labels.own | {"address": address, "family": state.family} | _named(state))
                known_as = self._info[target_id] = identity, info
            found.append(known_as[1])
        return Samples(found, [1.0] * len(found))


def _named(state: TargetState) -> dict[str, str]:
    return {"vendor": state.vendor, "model": state.model, "serial": state.serial, "firmware": state.firmware}


def _is_never(state: TargetState) -> bool:
    return state.outcome is PollOutcome.NEVER


def _said(labels: Sequence[LabelSet], values: Sequence[float | None]) -> Samples:
    found: Floats = np.array(values, dtype=np.float64)
    return known(labels, found)


def _qualities(snapshot: PlantSnapshot, layout: Layout) -> Samples:
    counts = snapshot.judged.quality_counts()
    labels = [one.qualities[quality] for one in layout.targets for quality in Quality]
    return Samples(labels, counts.astype(np.float64).ravel().tolist())


def poller_blocks(snapshot: PlantSnapshot) -> Iterator[Block]:
    """The process that polls."""
    poller = snapshot.poller
    yield _one(POLLER_UP, float(poller.is_alive))
    yield _one(POLLER_INTERVAL, poller.interval_s)
    if poller.heartbeat_age_s is not None:
        yield _one(POLLER_AGE, poller.heartbeat_age_s)
    if poller.cycle_started_at_s is not None:
        yield _one(POLLER_CYCLES, poller.cycle_number)
        yield _one(POLLER_POLLED, poller.polled)
        yield _one(POLLER_FAILED, poller.failed)
        yield _one(POLLER_SHED, poller.shed)
    if poller.cycle_took_s is not None:
        yield _one(POLLER_TOOK, poller.cycle_took_s)


def _one(family: Family, value: float) -> Block:
    return block_of(family, [(NO_LABELS, value)])
