"""Columns in few bytes: whatever goes in comes out."""

from itertools import accumulate, zip_longest

from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.history import DAY_S, GAUGES, QUARTER_S, QUARTERS_OF_A_DAY
from powertui.domain.history_figures import BucketFigures, GaugeFigures, bucket_figures, energy_rise, gauge_figures
from powertui.domain.reading import Quantity
from powertui.storage.packing import pack_block, pack_numbers, unpack_block, unpack_numbers
from powertui.storage.rollup_packing import pack_gauges, pack_quarters, series_of, unpack_days, unpack_gauges

NUMBERS = st.one_of(
    st.integers(-(2**63), 2**63 - 1), st.integers(-5, 5).map(lambda value: value * 1000), st.sampled_from((0, 230_000))
)
GAUGE = st.lists(st.integers(-(2**33), 2**33), min_size=1, max_size=9).map(gauge_figures)
FIGURES = st.builds(
    BucketFigures,
    st.integers(1, 1000),
    st.none() | st.integers(0, 2**40),
    st.none(),
    st.tuples(*[st.none() | GAUGE] * len(GAUGES)),
)


@given(st.lists(NUMBERS))
def test_numbers_survive(values: list[int]) -> None:
    assert list(unpack_numbers(pack_numbers(values), len(values))) == values


@given(
    st.integers(1, 50).flatmap(
        lambda length: st.dictionaries(
            st.integers(0, 255), st.lists(st.none() | NUMBERS, min_size=length, max_size=length), min_size=1, max_size=6
        )
    )
)
def test_a_block_gives_back_each_column_with_its_gaps(columns: dict[int, list[int | None]]) -> None:
    packed = pack_block(columns)
    assert unpack_block(packed) == columns
    for code, column in columns.items():
        assert unpack_block(packed, (code, 999)) == {code: column}


def test_a_meter_that_counts_evenly_takes_no_room_at_all() -> None:
    assert len(pack_numbers(range(1_790_000_000, 1_790_086_400, 30))) == len(pack_numbers([7, 7])) == 25


@given(st.tuples(*[st.none() | GAUGE] * len(GAUGES)))
def test_the_gauges_of_one_stretch_survive(gauges: tuple[GaugeFigures | None, ...]) -> None:
    assert unpack_gauges(pack_gauges(gauges)) == gauges


@given(
    st.dictionaries(
        st.integers(20_000, 20_010),
        st.dictionaries(st.integers(0, QUARTERS_OF_A_DAY - 1), FIGURES, min_size=1),
        max_size=4,
    ),
    st.lists(st.sampled_from(GAUGES), min_size=1, unique=True),
)
def test_days_of_quarters_are_one_series(days: dict[int, dict[int, BucketFigures]], quantities: list[Quantity]) -> None:
    blocks = [(day, pack_quarters(days[day])) for day in sorted(days)]
    plain = [
        (day * DAY_S + number * QUARTER_S, days[day][number]) for day in sorted(days) for number in sorted(days[day])
    ]
    assert unpack_days(blocks, quantities) == series_of(plain, quantities)


def test_the_95th_percentile_is_a_sample_that_there_was() -> None:
    assert gauge_figures(list(range(1, 101))) == GaugeFigures(1, 50, 100, 95)
    assert gauge_figures(list(range(1, 31))) == GaugeFigures(1, 16, 30, 29)
    assert gauge_figures([5]) == GaugeFigures(5, 5, 5, 5)
    assert gauge_figures([None, None]) is None


def test_energy_is_what_the_counter_rose_by_and_a_reset_counts_nothing() -> None:
    assert energy_rise([100, 150, 400], None) == 300
    assert energy_rise([100, 150, 400], 40) == 360
    assert energy_rise([100, 150, 10, 30], None) == 70
    assert energy_rise([], 40) is None


@given(
    st.lists(st.integers(0, 50), min_size=2, max_size=40),
    st.lists(st.integers(0, 50), min_size=2, max_size=40),
    st.integers(0, 10_000),
)
def test_two_runs_of_a_clock_that_was_set_back_count_no_energy_twice(
    first: list[int], second: list[int], between: int
) -> None:
    """Their readings stand side by side, in the order of slots; the counter itself never fell."""
    rising = list(accumulate([*first, between, *second], initial=1000))
    once, again = rising[: len(first) + 1], rising[len(first) + 1 :]
    mixed = [reading for pair in zip_longest(once, again) for reading in pair if reading is not None]
    highest = mixed.index(rising[-1])
    assert energy_rise(mixed[: highest + 1], None) == rising[-1] - rising[0]


def test_coverage_is_the_share_of_the_samples_that_the_interval_promises() -> None:
    columns = {Quantity.ACTIVE_POWER: [1000, None, 3000]}
    figures = bucket_figures(columns, 3, QUARTER_S, 30, None)
    assert (figures.coverage_permille, figures.energy_wh, figures.energy_end_wh) == (100, None, None)
    assert bucket_figures(columns, 40, QUARTER_S, 30, None).coverage_permille == 1000
