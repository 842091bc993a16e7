"""Which reported outlet is which modelled one."""

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.outlet_match import match_outlets
from powertui.domain.part_match import Ambiguous, Basis, PartMatching
from powertui.domain.reading import SubjectDescription, SubjectKind
from powertui.domain.topology import PowerOutlet
from tests.domain.accounting import assert_accounted_for


def said(key: str, *, label: str = "", name: str = "", unit: str = "") -> SubjectDescription:
    return SubjectDescription(SubjectKind.OUTLET, key, unit=unit, label=label, name=name)


def known(number: int, name: str, *, label: str = "", link: str = "", description: str = "") -> PowerOutlet:
    return PowerOutlet(number, 1, name, label=label, reported_as=link, description=description)


def pairs(matching: PartMatching) -> dict[int, tuple[int, Basis]]:
    return {one.reported: (one.modelled_id, one.basis) for one in matching.matches}


def test_a_link_beats_a_label() -> None:
    found = match_outlets([said("1"), said("2")], [known(1, "1", link="2"), known(2, "2", link="1")])
    assert pairs(found) == {0: (2, Basis.LINK), 1: (1, Basis.LINK)}


def test_a_label_beats_a_number_and_a_number_a_name() -> None:
    reported = [said("A1", name="db"), said("A2", name="web")]
    found = match_outlets(reported, [known(1, "outlet 2", label="A1"), known(2, "Socket 2"), known(3, "web")])
    assert pairs(found) == {0: (1, Basis.LABEL), 1: (2, Basis.NUMBER)}
    assert found.matches[1].bears_name_of == 3
    assert found.free_ids == (3,)


def test_a_name_is_taken_where_label_and_number_say_nothing() -> None:
    found = match_outlets([said("x", name="db  One")], [known(1, "left"), known(2, "right", description="DB one")])
    assert pairs(found) == {0: (2, Basis.NAME)}


def test_what_two_may_be_is_left_to_people() -> None:
    found = match_outlets([said("1"), said("2")], [known(1, "A1"), known(2, "B1"), known(3, "Outlet 2")])
    assert pairs(found) == {1: (3, Basis.NUMBER)}
    assert found.ambiguous == (Ambiguous(0, (1, 2), Basis.NUMBER),)
    assert found.free_ids == (1, 2)


def test_two_that_are_printed_alike_are_both_left_to_people() -> None:
    found = match_outlets([said("x", label="A"), said("y", label="a")], [known(1, "A")])
    assert not found.matches
    assert [one.reported for one in found.ambiguous] == [0, 1]


def test_in_a_chain_the_key_within_the_unit_counts() -> None:
    assert pairs(match_outlets([said("2:7", unit="2")], [known(1, "7")])) == {0: (1, Basis.LABEL)}


def test_what_the_model_lacks_is_left_over() -> None:
    found = match_outlets([said("1"), said("9")], [known(1, "1"), known(2, "2")])
    assert (found.unmatched, found.free_ids) == ((1,), (2,))


texts = st.sampled_from(["", "1", "2", "A1", "A2", "a1", "Outlet 1", "Outlet 2", "db", "web 1", "B 2", "x"])
reported_outlets = st.lists(
    st.builds(said, texts.filter(bool), label=texts, name=texts, unit=st.sampled_from(["", "2"])),
    max_size=6,
    unique_by=lambda part: part.key,
)
modelled_outlets = st.lists(
    st.builds(known, st.just(0), texts.filter(bool), label=texts, link=texts),
    max_size=6,
    unique_by=lambda one: one.name,
).map(lambda found: [replace(one, id=number) for number, one in enumerate(found, start=10)])


@given(reported_outlets, modelled_outlets)
def test_never_two_to_one_and_everything_is_accounted_for(
    reported: list[SubjectDescription], modelled: list[PowerOutlet]
) -> None:
    found = match_outlets(reported, modelled)
    assert_accounted_for(found, len(reported), [one.id for one in modelled])
    assert all(set(one.modelled_ids) <= set(found.free_ids) for one in found.ambiguous)


@given(reported_outlets, modelled_outlets, st.randoms(use_true_random=False))
def test_the_order_of_the_model_decides_nothing(
    reported: list[SubjectDescription], modelled: list[PowerOutlet], order: Random
) -> None:
    shuffled = list(modelled)
    order.shuffle(shuffled)
    assert pairs(match_outlets(reported, modelled)) == pairs(match_outlets(reported, shuffled))


@given(reported_outlets, modelled_outlets, st.integers(0, 5), st.sampled_from(["1", "Q 7", "rear"]))
def test_an_exact_label_that_only_one_pair_has_always_decides(
    reported: list[SubjectDescription], modelled: list[PowerOutlet], place: int, label: str
) -> None:
    unlinked = [replace(one, reported_as="") for one in modelled]
    if place >= min(len(reported), len(unlinked)):
        return
    others = {*(part.label for part in reported), *(one.label for one in unlinked), *(one.name for one in unlinked)}
    if label in others or label.casefold().replace(" ", "") in {text.casefold().replace(" ", "") for text in others}:
        return
    parts = [replace(part, label=label) if n == place else part for n, part in enumerate(reported)]
    unlinked = [replace(one, label=label) if n == place else one for n, one in enumerate(unlinked)]
    assert pairs(match_outlets(parts, unlinked))[place] == (unlinked[place].id, Basis.LABEL)
