"""A poll's program: what it asks for, and that its short way of decoding says what the long one says."""

from array import array
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from collectors.profiles.columns import Column, Words
from collectors.snmp.client import Oid, Raw
from collectors.snmp.decode import decode_raw, rule_for
from collectors.snmp.describe import Channel, GuardedBy
from collectors.snmp.plan import SYS_UP_TIME, doubtful, program, run
from powertui.domain.reading import MISSING_RAW, Quality, Quantity

RAWS: st.SearchStrategy[Raw] = (
    st.none() | st.integers(-(2**64), 2**64) | st.sampled_from([-1, 0]) | st.binary(max_size=5) | st.just((1, 3))
)
MORE: list[dict[str, object]] = [
    {},
    {"magnitude": True},
    {"estimated": True},
    {"words": Words({1: 5}, {"x": 5})},
    {"offset": Fraction(1)},
]


def column(scale: str, more: dict[str, object]) -> Column:
    words = {"scale": Fraction(scale), "not_supported": frozenset({-1}), **more}
    return Column(Quantity.CURRENT, (1, 3), **words)  # type: ignore[arg-type]  # test's own keywords


COLUMNS = [column(scale, more) for scale in ("0.1", "0.001", "1", "10", "1/360") for more in MORE]


def channel(*arcs: int, column: Column = COLUMNS[0], **more: object) -> Channel:
    return Channel((1, 3, *arcs), rule_for(column), **more)  # type: ignore[arg-type]  # test's own keywords


@given(st.lists(RAWS, min_size=len(COLUMNS), max_size=len(COLUMNS)))
def test_the_short_way_says_what_the_long_one_says(raws: list[Raw]) -> None:
    channels = [channel(number, column=column) for number, column in enumerate(COLUMNS)]
    values, qualities = array("q", [7] * len(channels)), bytearray(len(channels))
    run(program(channels, with_slow=True), [None, *raws], values, qualities)
    expected = [decode_raw(one.rule, raw) for one, raw in zip(channels, raws, strict=True)]
    assert list(zip(values, map(Quality, qualities), strict=True)) == expected


def test_an_object_is_asked_for_once_and_the_clock_first() -> None:
    prog = program([channel(1), channel(2), channel(1)], with_slow=True)
    assert prog.oids == (SYS_UP_TIME, (1, 3, 1), (1, 3, 2))


def test_what_is_slow_keeps_its_value_between_its_turns() -> None:
    channels = [channel(1), channel(2, slow=True)]
    prog = program(channels, with_slow=False)
    values, qualities = array("q", [1, 2]), bytearray(2)
    assert prog.oids == (SYS_UP_TIME, (1, 3, 1))
    run(prog, [None, 5], values, qualities)
    assert list(values) == [500, 2]


def test_a_guard_is_asked_beside_the_value_or_only_of_zeros() -> None:
    beside: Oid = (1, 3, 9)
    always = GuardedBy(beside, frozenset({2}), only_zero=False)
    of_zero = GuardedBy((1, 3, 8), frozenset({2}), only_zero=True)
    prog = program([channel(1, guard=always), channel(2, guard=of_zero)], with_slow=True)
    assert prog.oids == (SYS_UP_TIME, (1, 3, 1), beside, (1, 3, 2))
    values, qualities = array("q", [0, 0]), bytearray(2)
    run(prog, [None, 5, 2, 0], values, qualities)
    assert (values[0], qualities[0]) == (MISSING_RAW, Quality.MISSING)
    assert doubtful(prog, values) == {1: of_zero}
