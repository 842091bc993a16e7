"""Totals in columns are those that `energy.advance` gives, part by part and sample by sample, whatever comes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from powertui.domain.energy import EnergyCounter, EnergyEvent, EnergySample, EnergyTotal, advance, first
from powertui.domain.energy_columns import Bounds, EnergyColumns
from powertui.domain.reading import unscaled

COUNTERS = (
    EnergyCounter(step_wh=1, wraps_at_wh=2**32, most_power_w=100_000),
    EnergyCounter(step_wh=100, wraps_at_wh=9_999_900, most_power_w=4_000, is_resettable=False),
    EnergyCounter(step_wh=1000, wraps_at_wh=None, most_power_w=20_000),
)
Sample = tuple[float, list[int | None], list[int | None], bool]


@st.composite
def samples(draw: st.DrawFn) -> list[Sample]:
    """Of three parts: mostly counters that rise as they should, now and then anything else."""
    at_s, counters = draw(st.sampled_from((0.0, 1e9))), [draw(st.integers(0, 9_999_900)) for _ in COUNTERS]
    found: list[Sample] = []
    for _ in range(draw(st.integers(1, 25))):
        at_s += draw(st.sampled_from((30.0, 30.0, 30.0, 60.0, 1000.0, 86_400.0, 0.0, -30.0)))
        powers: list[int | None] = [draw(st.sampled_from((1_200_000, 1_500_000, 0, -5000, None))) for _ in COUNTERS]
        said: list[int | None] = []
        for part in range(len(COUNTERS)):
            step = draw(st.sampled_from(("rise", "rise", "rise", "stand", "jump", "fall", "none")))
            counters[part] += {"rise": draw(st.integers(0, 30)), "jump": 5_000_000}.get(step, 0)
            if step == "fall":
                counters[part] = draw(st.integers(0, 50))
            said.append(None if step == "none" else counters[part])
        found.append((at_s, said, powers, draw(st.integers(0, 20)) == 0))
    return found


@settings(max_examples=400, deadline=None)
@given(samples(), st.booleans())
def test_columns_hold_what_advance_gives(polls: list[Sample], has_serial: bool) -> None:
    known = {0: first(EnergySample(-600.0, 70, 100.0, "ZA1" if has_serial else ""))}
    columns, expected = EnergyColumns(Bounds(COUNTERS), "ZA1", known), dict(known)
    for at_s, counters_wh, powers_mw, is_rebooted in polls:
        noticed: dict[int, EnergyEvent | None] = {}
        for part, counter in enumerate(COUNTERS):
            sample = EnergySample(at_s, counters_wh[part], unscaled(powers_mw[part]), "ZA1", is_rebooted)
            before: EnergyTotal | None = expected.get(part)
            if before is None:
                expected[part] = first(sample)
                noticed[part] = None
                continue
            step = advance(before, sample, counter)
            expected[part] = step.total
            if step.event is not None or step.total.segment != before.segment:
                noticed[part] = step.event
        assert columns.add(at_s, counters_wh, powers_mw, is_rebooted=is_rebooted) == noticed
        assert dict(columns.totals()) == expected
