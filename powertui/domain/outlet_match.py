"""Which outlet that a PDU reports is which modelled one: by a link, its printed label, its number, its name.

Each step looks only at what the steps before it have left, and takes a pair only where both sides have one candidate.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from powertui.domain.reading import SubjectDescription
from powertui.domain.reported import key_within_unit
from powertui.domain.topology import PowerOutlet

MOST_DIGITS = 9
"""An outlet's number has fewer by far; what has more is no number of an outlet."""

REMEMBERED = 4096
"""Texts: thousands of PDUs call their outlets alike."""


class Basis(Enum):
    """Why two outlets are the same one, best first. Value: word for people."""

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
    """A reported outlet and the modelled one that it is."""

    reported: int
    """The reported outlet's place, from 0."""
    outlet_id: int
    basis: Basis
    bears_name_of: int | None = None
    """Another modelled outlet that has the name which the PDU's user gave this one: somebody is wrong."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A reported outlet that may be several modelled ones, or one that others may be too."""

    reported: int
    outlet_ids: tuple[int, ...]
    basis: Basis
    """The best step that found any."""


@dataclass(frozen=True, slots=True)
class OutletMatching:
    """What is which; each reported and each modelled outlet is in at most one match."""

    matches: tuple[Match, ...]
    """In the order of the reported outlets."""
    ambiguous: tuple[Ambiguous, ...]
    unmatched: tuple[int, ...]
    """Reported outlets for which there is nothing."""
    free_ids: tuple[int, ...]
    """Modelled outlets that nothing reported is, those that something ambiguous may be included."""


Texts = tuple[str, ...]
_Step = tuple[Basis, Callable[[SubjectDescription], Texts], Callable[[PowerOutlet], Texts]]


def match_outlets(reported: Sequence[SubjectDescription], modelled: Sequence[PowerOutlet]) -> OutletMatching:
    """Match one device's reported outlets with its modelled ones."""
    matched: dict[int, Match] = {}
    doubtful: dict[int, Ambiguous] = {}
    free = {outlet.id: outlet for outlet in modelled}
    for basis, said, known in _STEPS:
        if not free or len(matched) == len(reported):
            break
        texts = ((place, said(part)) for place, part in enumerate(reported) if place not in matched)
        left = {place: found for place, found in texts if any(found)}
        if not left:
            continue
        candidates = _candidates(left, {outlet.id: known(outlet) for outlet in free.values()})
        rivals = _reversed(candidates)
        for place, ids in candidates.items():
            if len(ids) == 1 and len(rivals[ids[0]]) == 1:
                matched[place] = Match(place, ids[0], basis, _bears_name_of(reported[place], modelled, ids[0], basis))
                free.pop(ids[0])
            else:
                doubtful.setdefault(place, Ambiguous(place, ids, basis))
    still = (_still(one, free) for one in doubtful.values() if one.reported not in matched)
    ambiguous = tuple(sorted((one for one in still if one.outlet_ids), key=lambda one: one.reported))
    open_places = {one.reported for one in ambiguous}
    return OutletMatching(
        tuple(matched[place] for place in sorted(matched)),
        ambiguous,
        tuple(place for place in range(len(reported)) if place not in matched and place not in open_places),
        tuple(outlet.id for outlet in modelled if outlet.id in free),
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
    """What stands at a reported outlet: its label, else the key that the PDU counts it by."""
    return part.label or key_within_unit(part)


def _numbers(texts: Iterable[str]) -> Texts:
    found = (number_of(text) for text in texts)
    return tuple(str(number) for number in found if number is not None)


def _link_of(outlet: PowerOutlet) -> Texts:
    return (outlet.reported_as,) if outlet.reported_as else ()


_PRINTED: tuple[Callable[[SubjectDescription], str], ...] = (
    lambda part: part.label,
    lambda part: part.key,
    # Only in a chain does it say anything else.
    lambda part: "" if (within := key_within_unit(part)) == part.key else within,
)
_WRITTEN: tuple[Callable[[PowerOutlet], str], ...] = (lambda outlet: outlet.label, lambda outlet: outlet.name)


def _label_step(said: Callable[[SubjectDescription], str], known: Callable[[PowerOutlet], str]) -> _Step:
    return Basis.LABEL, lambda part: (normal(said(part)),), lambda outlet: (normal(known(outlet)),)


_STEPS: tuple[_Step, ...] = (
    (Basis.LINK, lambda part: (key_within_unit(part),), _link_of),
    *(_label_step(said, known) for said in _PRINTED for known in _WRITTEN),
    # A name that ends with a number may be a server's: the number at the outlet is that of its label, if it has one.
    (
        Basis.NUMBER,
        lambda part: _numbers((printed(part),))[:1],
        lambda outlet: _numbers((outlet.label, outlet.name))[:1],
    ),
    (
        Basis.NAME,
        lambda part: (normal(part.name),),
        lambda outlet: (normal(outlet.name), normal(outlet.label), normal(outlet.description)),
    ),
)


def _candidates(said: dict[int, Texts], known: dict[int, Texts]) -> dict[int, tuple[int, ...]]:
    """For each place the modelled outlets that share a text with it; a place without any is left out."""
    by_text: dict[str, list[int]] = {}
    for outlet_id, texts in known.items():
        for text in dict.fromkeys(texts):
            if text:
                by_text.setdefault(text, []).append(outlet_id)
    found = {
        place: tuple(dict.fromkeys(outlet_id for text in texts for outlet_id in by_text.get(text, ())))
        for place, texts in said.items()
    }
    return {place: ids for place, ids in found.items() if ids}


def _reversed(candidates: dict[int, tuple[int, ...]]) -> dict[int, list[int]]:
    places: dict[int, list[int]] = {}
    for place, ids in candidates.items():
        for outlet_id in ids:
            places.setdefault(outlet_id, []).append(place)
    return places


def _still(one: Ambiguous, free: dict[int, PowerOutlet]) -> Ambiguous:
    """What a later step has not given to another."""
    return Ambiguous(one.reported, tuple(outlet_id for outlet_id in one.outlet_ids if outlet_id in free), one.basis)


def _bears_name_of(
    part: SubjectDescription, modelled: Sequence[PowerOutlet], outlet_id: int, basis: Basis
) -> int | None:
    """The one other outlet that is called as the PDU's user calls this one; only a number is that easily mistaken."""
    name = normal(part.name)
    if basis is not Basis.NUMBER or not name:
        return None
    named = [outlet.id for outlet in modelled if name in (normal(outlet.name), normal(outlet.label))]
    return named[0] if len(named) == 1 and named[0] != outlet_id else None
