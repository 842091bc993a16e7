"""Polls on disk: given back as they came, in order, bounded, and what is damaged is left out, not believed."""

from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.reading import PollFailure, PollOutcome, ReadingBatch
from powertui.domain.sharding import Claim
from powertui.services.spool import Spool, claim_spools
from powertui.services.spool_format import HEADER, Decoder, Encoder, NoRecord
from powertui.storage.history_layout import history_layout
from powertui.storage.reading_store import Attempt
from tests.plants import pdu_description

DESCRIPTION = pdu_description()
LAYOUTS = [history_layout(range(first, first + len(DESCRIPTION.subjects)), DESCRIPTION.subjects) for first in (1, 500)]
TIMES = st.floats(min_value=0, max_value=4e9)
RESULTS = st.one_of(
    st.builds(PollFailure, st.sampled_from(list(PollOutcome)), st.text(max_size=50)),
    st.builds(
        lambda at_s, values, uptime_s: ReadingBatch(at_s, array("q", values), bytes(len(values)), uptime_s),
        TIMES,
        st.lists(st.integers(min_value=-(2**63), max_value=2**63 - 1), max_size=20),
        st.none() | TIMES,
    ),
)
ATTEMPTS = st.builds(
    Attempt,
    target_id=st.integers(1, 2**31 - 1),
    slot_s=st.integers(0, 2**40),
    attempted_at_s=TIMES,
    latency_s=TIMES,
    result=RESULTS,
    rebooted_at_s=st.none() | TIMES,
    layout=st.sampled_from([None, *LAYOUTS]),
    claim=st.none() | st.builds(Claim, st.integers(1, 2**31 - 1), st.integers(0, 2**60)),
)


def poll(number: int) -> Attempt:
    batch = ReadingBatch(1e9 + number, array("q", range(number, number + 40)), bytes(40))
    return Attempt(number, number, 1e9, 0.1, batch, None, LAYOUTS[0], Claim(1, 2))


def facts(attempt: Attempt) -> tuple[object, ...]:
    layout = attempt.layout
    rest = (attempt.target_id, attempt.slot_s, attempt.attempted_at_s, attempt.result, attempt.claim)
    return (
        *rest,
        attempt.latency_s,
        attempt.rebooted_at_s,
        layout and (layout.subject_ids, layout.rows, layout.value_count),
    )


def drained(spool: Spool) -> list[int]:
    found: list[int] = []
    while attempts := spool.oldest():
        found += [attempt.target_id for attempt in attempts]
        spool.advance()
    return found


@given(st.lists(st.lists(ATTEMPTS, max_size=6), max_size=4))
def test_polls_come_back_as_they_were(groups: list[list[Attempt]]) -> None:
    encoder, decoder = Encoder(), Decoder()
    for group in groups:
        back = decoder.attempts(encoder.record(group)[HEADER.size :])
        assert [facts(attempt) for attempt in back] == [facts(attempt) for attempt in group]


@given(st.binary(max_size=200))
def test_what_is_no_record_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(NoRecord):
        Decoder().attempts(data)


def test_polls_come_back_in_the_order_in_which_they_were_kept_while_more_are_kept(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 1_000_000)
    spool.append([poll(1), poll(2)])
    assert [attempt.target_id for attempt in spool.oldest()] == [1, 2]
    spool.advance()
    spool.append([poll(3)])
    assert drained(spool) == [3]
    assert spool.is_empty
    spool.append([poll(4)])
    assert drained(spool) == [4]
    spool.close()


def test_what_was_not_stored_elsewhere_is_given_back_again(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 1_000_000)
    spool.append([poll(1)])
    assert [[attempt.target_id for attempt in spool.oldest()] for _ in range(3)] == [[1]] * 3
    spool.close()


def test_another_process_finds_what_one_has_kept(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 1_000_000)
    for number in range(1, 100):
        spool.append([poll(number)])
    spool.close()
    again = Spool(tmp_path, 1_000_000)
    assert again.polls == 99
    assert drained(again) == list(range(1, 100))
    again.close()


def test_a_full_spool_gives_up_the_oldest_and_counts_them(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 16_000)
    for number in range(1, 400):
        spool.append([poll(number)])
        assert spool.size_bytes <= 16_000
    assert spool.dropped > 0
    left = drained(spool)
    assert left == list(range(spool.dropped + 1, 400))
    spool.close()


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_record_that_was_cut_short_costs_itself_and_nothing_else(tmp_path: Path, cut: int) -> None:
    spool = Spool(tmp_path, 1_000_000)
    spool.append([poll(1)])
    spool.append([poll(2)])
    spool.close()
    (path,) = tmp_path.glob("*.polls")
    path.write_bytes(path.read_bytes()[:-cut])
    again = Spool(tmp_path, 1_000_000)
    again.append([poll(3)])
    assert drained(again) == [1, 3]
    again.close()


def test_a_record_that_has_rotted_is_not_believed(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 1_000_000)
    spool.append([poll(1)])
    spool.close()
    (path,) = tmp_path.glob("*.polls")
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    again = Spool(tmp_path, 1_000_000)
    assert drained(again) == []
    again.close()


def test_a_poller_takes_over_what_another_one_of_its_machine_has_left_behind_and_leaves_alone_who_lives(
    tmp_path: Path,
) -> None:
    (living,) = claim_spools(tmp_path, 1_000_000)
    living.append([poll(1)])
    (dead,) = claim_spools(tmp_path, 1_000_000)
    dead.append([poll(2)])
    dead.close()
    left, own = claim_spools(tmp_path, 1_000_000)
    assert drained(left) == [2]
    assert own.is_empty
    assert drained(living) == [1]
    for spool in (living, left, own):
        spool.close()
