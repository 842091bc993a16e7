"""Which circuit of a panel's own meter is which feed."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.choices import Phase
from powertui.domain.circuit_match import circuits_of, match_circuits, positions
from powertui.domain.part_match import Ambiguous, Basis, PartMatching
from powertui.domain.reading import Leg, SubjectDescription, SubjectKind
from powertui.domain.topology import PowerFeed
from tests.domain.accounting import assert_accounted_for


def said(key: str, *, label: str = "", name: str = "", leg: Leg | None = None) -> SubjectDescription:
    return SubjectDescription(SubjectKind.BRANCH, key, label=label, name=name, leg=leg)


def known(
    number: int, name: str, *, position: str = "", link: str = "", description: str = "", phase: Phase = Phase.SINGLE
) -> PowerFeed:
    return PowerFeed(number, 1, name, phase=phase, breaker_position=position, reported_as=link, description=description)


def pairs(matching: PartMatching) -> dict[int, tuple[int, Basis]]:
    return {one.reported: (one.modelled_id, one.basis) for one in matching.matches}


def test_a_link_beats_what_is_printed() -> None:
    found = match_circuits([said("1"), said("2")], [known(1, "a", position="1", link="2"), known(2, "b", link="1")])
    assert pairs(found) == {0: (2, Basis.LINK), 1: (1, Basis.LINK)}


def test_an_exact_label_beats_a_number_and_a_number_a_name() -> None:
    circuits = [said("x", label="CB 7"), said("y", label="CB 8", name="row 9"), said("z", name="row 5")]
    feeds = [known(1, "A1-01", position="cb7"), known(2, "A1-02", position="8"), known(3, "Row 5")]
    found = match_circuits(circuits, feeds)
    assert pairs(found) == {0: (1, Basis.LABEL), 1: (2, Basis.NUMBER), 2: (3, Basis.NAME)}


def test_the_number_of_a_feed_without_a_position_is_the_last_of_its_name() -> None:
    assert pairs(match_circuits([said("3")], [known(1, "PP1-F03"), known(2, "PP1-F04")])) == {0: (1, Basis.NUMBER)}


def test_the_poles_of_a_breaker_are_one_position_however_they_are_written() -> None:
    assert positions("1,3,5") == positions("CB 1/3/5") == positions("Q01 - 03 - 05") == ("1,3,5",)
    assert positions("main") == ()
    feed = known(1, "A", position="2/4/6", phase=Phase.THREE)
    assert pairs(match_circuits([said("x", label="CB 2,4,6")], [feed])) == {0: (1, Basis.NUMBER)}


def test_one_pole_is_never_taken_for_a_feed_of_three_phases() -> None:
    found = match_circuits([said("1", leg=Leg.A)], [known(1, "F", position="1", phase=Phase.THREE)])
    assert (found.matches, found.unmatched, found.free_ids) == ((), (0,), (1,))


def test_what_two_may_be_is_left_to_people() -> None:
    found = match_circuits([said("4")], [known(1, "A-04"), known(2, "B-04")])
    assert found.ambiguous == (Ambiguous(0, (1, 2), Basis.NUMBER),)


def test_a_circuit_with_another_feeds_name_is_told() -> None:
    (match,) = match_circuits([said("2", name="rack 7")], [known(1, "A-02"), known(2, "Rack 7")]).matches
    assert (match.modelled_id, match.bears_name_of) == (1, 2)


def test_an_only_unit_is_the_whole_panel_and_no_feed_unless_a_person_says_so() -> None:
    whole = SubjectDescription(SubjectKind.UNIT, "1")
    assert not match_circuits([whole], [known(1, "1", position="1")]).matches
    assert pairs(match_circuits([whole], [known(1, "main", link="1")])) == {0: (1, Basis.LINK)}


def test_branches_are_the_circuits_of_a_meter_else_its_units() -> None:
    unit, phase = SubjectDescription(SubjectKind.UNIT, "1"), SubjectDescription(SubjectKind.PHASE, "L1")
    assert circuits_of([unit, phase, said("1")]) == (said("1"),)
    assert circuits_of([unit, phase]) == (unit,)
    assert circuits_of([phase]) == ()


texts = st.sampled_from(["", "1", "2", "CB 1", "cb2", "1,3,5", "CB 1/3/5", "Feed 2", "A1-01", "db", "x"])
circuits = st.lists(
    st.builds(said, texts.filter(bool), label=texts, name=texts, leg=st.sampled_from([None, Leg.A])),
    max_size=6,
    unique_by=lambda part: part.key,
)
feeds = st.lists(
    st.builds(known, st.just(0), texts.filter(bool), position=texts, link=texts, phase=st.sampled_from([*Phase])),
    max_size=6,
    unique_by=lambda one: one.name,
).map(lambda found: [replace(one, id=number) for number, one in enumerate(found, start=10)])


@given(circuits, feeds)
def test_never_two_to_one_and_everything_is_accounted_for(
    reported: list[SubjectDescription], modelled: list[PowerFeed]
) -> None:
    found = match_circuits(reported, modelled)
    assert_accounted_for(found, len(reported), [one.id for one in modelled])


@given(circuits, feeds)
def test_a_leg_is_bound_to_a_three_phase_feed_by_a_link_alone(
    reported: list[SubjectDescription], modelled: list[PowerFeed]
) -> None:
    by_id = {feed.id: feed for feed in modelled}
    for match in match_circuits(reported, modelled).matches:
        is_pole = reported[match.reported].leg is not None and by_id[match.modelled_id].phase is Phase.THREE
        assert match.basis is Basis.LINK or not is_pole


@given(circuits, feeds, st.randoms(use_true_random=False))
def test_the_order_of_the_model_decides_nothing(
    reported: list[SubjectDescription], modelled: list[PowerFeed], order: Random
) -> None:
    shuffled = list(modelled)
    order.shuffle(shuffled)
    assert pairs(match_circuits(reported, modelled)) == pairs(match_circuits(reported, shuffled))
