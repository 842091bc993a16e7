"""Measured devices, parts and a poller, as tests write them that care for a few of their fields only."""

from collections.abc import Mapping, Sequence

from powertui.domain.contradiction import CheckWarning
from powertui.domain.measured import Binding, MeasuredSubject, MeasuredTarget
from powertui.domain.plant import PollerHealth
from powertui.domain.reading import Leg, PollOutcome, Quality, Quantity, Reading, SubjectDescription, SubjectKind
from tests.plants import NOW_S

LIVING_POLLER = PollerHealth(
    is_alive=True,
    heartbeat_age_s=1.0,
    interval_s=30.0,
    cycle_number=1,
    cycle_started_at_s=NOW_S,
    cycle_took_s=1.0,
    polled=1,
    failed=0,
)


def measured_part(
    number: int,
    kind: SubjectKind,
    key: str,
    figures: Mapping[Quantity, float | None] | Mapping[Quantity, float],
    binding: Binding,
    *,
    leg: Leg | None = None,
    quality: Quality = Quality.GOOD,
    at_s: float = NOW_S,
) -> MeasuredSubject:
    """A part with these readings; None is a missing one."""
    return MeasuredSubject(
        number,
        SubjectDescription(kind, key, "1", leg=leg, quantities=tuple(figures)),
        tuple(
            Reading(quantity, value, Quality.MISSING if value is None else quality, at_s)
            for quantity, value in figures.items()
        ),
        binding,
    )


def measured_target(
    number: int,
    subjects: Sequence[MeasuredSubject] = (),
    *,
    name: str = "",
    device_id: int | None = None,
    power_panel_id: int | None = None,
    sampled_at_s: float | None = NOW_S,
    warnings: tuple[CheckWarning, ...] = (),
) -> MeasuredTarget:
    """A target whose newest poll brought readings of its parts."""
    return MeasuredTarget(
        id=number,
        name=name or f"pdu-{number}",
        host="192.0.2.1",
        port=161,
        device_id=device_id,
        outcome=PollOutcome.OK,
        detail="",
        attempted_at_s=sampled_at_s,
        sampled_at_s=sampled_at_s,
        latency_s=0.1,
        uptime_s=1000.0,
        family="test",
        vendor="Test",
        model="",
        serial="1",
        firmware="",
        subjects=tuple(subjects),
        warnings=warnings,
        power_panel_id=power_panel_id,
    )
