"""Which part that a device reports is which modelled one: the engine; what speaks for a pair is each user's own.

Each step looks only at what the steps before it have left, and takes a pair only where both sides have one candidate.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from powertui.domain.reading import SubjectDescription
from powertui.domain.reported import key_within_unit

MOST_DIGITS = 9
"""An outlet's or breaker's number has fewer by far; what has more is none."""

REMEMBERED = 4096
"""Texts: thousands of PDUs call their parts alike."""


class Basis(Enum):
    """Why two parts are the same one, best first. Value: word for people."""

    LINK = "linked"
    """A person said so before."""
    LABEL = "label"
    """What is printed at the one is the other's label or name."""
    NUMBER = "number"
    """The last number in what is printed at the one is the other's."""
    NAME = "name"
    """What its user calls the one is the other's name, label or description."""


@dataclass(frozen=True, slots=True)
class Match:
    """A reported part and the modelled one that it is."""

    reported: int
    """The reported part's place, from 0."""
    modelled_id: int
    basis: Basis
    bears_name_of: int | None = None
    """Another modelled part that has the name which the device's user gave this one: somebody is wrong."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A reported part that may be several modelled ones, or one that others may be too."""

    reported: int
    modelled_ids: tuple[int, ...]
    basis: Basis
    """The best step that found any."""


@dataclass(frozen=True, slots=True)
class PartMatching:
    """What is which; each reported and each modelled part is in at most one match."""

    matches: tuple[Match, ...]
    """In the order of the reported parts."""
    ambiguous: tuple[Ambiguous, ...]
    unmatched: tuple[int, ...]
    """Reported parts for which there is nothing."""
    free_ids: tuple[int, ...]
    """Modelled parts that nothing reported is, those that something ambiguous may be included."""


class Modelled(Protocol):
    """A part of the model: an outlet, a feed."""

    @property
    def id(self) -> int: ...


ModelledT = TypeVar("ModelledT", bound=Modelled)
Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules(Generic[ModelledT]):
    """What speaks for a pair."""

    steps: tuple[tuple[Basis, Callable[[SubjectDescription], Texts], Callable[[ModelledT], Texts]], ...]
    """Best first: what the one side and what the other says; a text in common makes them candidates."""
    names: Callable[[ModelledT], Texts]
    """What a modelled part is called, to find the one that bears the name of another."""
    may_be: Callable[[SubjectDescription, ModelledT], bool] = lambda _part, _modelled: True
    """What cannot be a pair, whatever is said, apart from a link."""


def match_parts(
    reported: Sequence[SubjectDescription], modelled: Sequence[ModelledT], rules: Rules[ModelledT]
) -> PartMatching:
    """Match reported parts with modelled ones."""
    matched: dict[int, Match] = {}
    doubtful: dict[int, Ambiguous] = {}
    free = {one.id: one for one in modelled}
    for basis, said, known in rules.steps:
        if not free or len(matched) == len(reported):
            break
        texts = ((place, said(part)) for place, part in enumerate(reported) if place not in matched)
        left = {place: found for place, found in texts if any(found)}
        if not left:
            continue
        candidates = _candidates(left, {one.id: known(one) for one in free.values()})
        if basis is not Basis.LINK:
            candidates = _possible(candidates, reported, free, rules.may_be)
        rivals = _reversed(candidates)
        for place, ids in candidates.items():
            if len(ids) == 1 and len(rivals[ids[0]]) == 1:
                matched[place] = Match(
                    place, ids[0], basis, _bears_name_of(reported[place], modelled, ids[0], basis, rules.names)
                )
                free.pop(ids[0])
            else:
                doubtful.setdefault(place, Ambiguous(place, ids, basis))
    still = (_still(one, free) for one in doubtful.values() if one.reported not in matched)
    ambiguous = tuple(sorted((one for one in still if one.modelled_ids), key=lambda one: one.reported))
    open_places = {one.reported for one in ambiguous}
    return PartMatching(
        tuple(matched[place] for place in sorted(matched)),
        ambiguous,
        tuple(place for place in range(len(reported)) if place not in matched and place not in open_places),
        tuple(one.id for one in modelled if one.id in free),
    )


@lru_cache(maxsize=REMEMBERED)
def normal(text: str) -> str:
    """A text without what people write in one way or another: spaces and capitals."""
    return "".join(text.split()).casefold()


@lru_cache(maxsize=REMEMBERED)
def number_of(text: str) -> int | None:
    """The number that a text ends with."""
    digits = ""
    for character in reversed(text.strip()):
        if not (character.isascii() and character.isdecimal()):
            break
        digits = character + digits
    return int(digits) if 0 < len(digits) <= MOST_DIGITS else None


def printed(part: SubjectDescription) -> str:
    """What stands at a reported part: its label, else the key that the device counts it by."""
    return part.label or key_within_unit(part)


def numbers(texts: Iterable[str]) -> Texts:
    """The numbers that texts end with."""
    found = (number_of(text) for text in texts)
    return tuple(str(number) for number in found if number is not None)


def _candidates(said: dict[int, Texts], known: dict[int, Texts]) -> dict[int, tuple[int, ...]]:
    """For each place the modelled outlets that share a text with it; a place without any is left out."""
    by_text: dict[str, list[int]] = {}
    for modelled_id, texts in known.items():
        for text in dict.fromkeys(texts):
            if text:
                by_text.setdefault(text, []).append(modelled_id)
    found = {
        place: tuple(dict.fromkeys(modelled_id for text in texts for modelled_id in by_text.get(text, ())))
        for place, texts in said.items()
    }
    return {place: ids for place, ids in found.items() if ids}


def _reversed(candidates: dict[int, tuple[int, ...]]) -> dict[int, list[int]]:
    places: dict[int, list[int]] = {}
    for place, ids in candidates.items():
        for modelled_id in ids:
            places.setdefault(modelled_id, []).append(place)
    return places


def _still(one: Ambiguous, free: Mapping[int, Modelled]) -> Ambiguous:
    """What a later step has not given to another."""
    return Ambiguous(
        one.reported, tuple(modelled_id for modelled_id in one.modelled_ids if modelled_id in free), one.basis
    )


def _possible(
    candidates: dict[int, tuple[int, ...]],
    reported: Sequence[SubjectDescription],
    free: Mapping[int, ModelledT],
    may_be: Callable[[SubjectDescription, ModelledT], bool],
) -> dict[int, tuple[int, ...]]:
    left = {
        place: tuple(number for number in ids if may_be(reported[place], free[number]))
        for place, ids in candidates.items()
    }
    return {place: ids for place, ids in left.items() if ids}


def _bears_name_of(
    part: SubjectDescription,
    modelled: Sequence[ModelledT],
    modelled_id: int,
    basis: Basis,
    names: Callable[[ModelledT], Texts],
) -> int | None:
    """The one other part that is called as the device's user calls this one; only a number is that easily mistaken."""
    name = normal(part.name)
    if basis is not Basis.NUMBER or not name:
        return None
    named = [one.id for one in modelled if name in names(one)]
    return named[0] if len(named) == 1 and named[0] != modelled_id else None
