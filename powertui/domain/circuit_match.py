"""Which circuit of a panel's own meter is which of the panel's feeds.

By a link, by what is printed at the breaker, by its numbers, by name. One circuit is one feed: what fits several, or
what several fit, is left to people.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from powertui.domain.choices import Phase
from powertui.domain.part_match import (
    MOST_DIGITS,
    REMEMBERED,
    Basis,
    PartMatching,
    Rules,
    Texts,
    match_parts,
    normal,
    number_of,
    printed,
)
from powertui.domain.reading import SubjectDescription, SubjectKind
from powertui.domain.reported import key_within_unit
from powertui.domain.topology import PowerFeed

_POSITION = re.compile(rf"(?<!\d)\d{{1,{MOST_DIGITS}}}(?:\s*[,/+&-]\s*\d{{1,{MOST_DIGITS}}})*\s*$", re.ASCII)
_Step = tuple[Basis, Callable[[SubjectDescription], Texts], Callable[[PowerFeed], Texts]]


def circuits_of(subjects: Sequence[SubjectDescription]) -> tuple[SubjectDescription, ...]:
    """What of a panel's meter may be a feed: its branches, else its outlets, else its units."""
    for kind in (SubjectKind.BRANCH, SubjectKind.OUTLET, SubjectKind.UNIT):
        found = tuple(subject for subject in subjects if subject.kind is kind)
        if found:
            return found
    return ()


def match_circuits(circuits: Sequence[SubjectDescription], feeds: Sequence[PowerFeed]) -> PartMatching:
    """Match a meter's circuits with its panel's feeds.

    An only unit is the panel as a whole: it is a feed only where a person says so.
    """
    return match_parts(circuits, feeds, _WHOLE if is_whole_panel(circuits) else _RULES)


def is_whole_panel(circuits: Sequence[SubjectDescription]) -> bool:
    """Whether a meter tells no circuits apart, and measures only what the panel carries in all."""
    return len(circuits) == 1 and circuits[0].kind is SubjectKind.UNIT


@lru_cache(maxsize=REMEMBERED)
def positions(text: str) -> Texts:
    """The breaker's place that a text ends with: `3`, or `1,3,5` of one with several poles, however written."""
    found = _POSITION.search(text)
    return (",".join(str(int(digits)) for digits in re.findall(r"\d+", found[0], re.ASCII)),) if found else ()


def _may_be(circuit: SubjectDescription, feed: PowerFeed) -> bool:
    """One pole is not a feed that has three."""
    return circuit.leg is None or feed.phase is not Phase.THREE


def _numbers_of(feed: PowerFeed) -> Texts:
    """Of its breaker, else of its name, where `A1-01` means the first feed of A1."""
    if feed.breaker_position:
        return positions(feed.breaker_position)
    number = number_of(feed.name)
    return () if number is None else (str(number),)


def _link_step() -> _Step:
    return Basis.LINK, lambda part: (part.key,), lambda feed: (feed.reported_as,) if feed.reported_as else ()


def _label_step(said: Callable[[SubjectDescription], str], known: Callable[[PowerFeed], str]) -> _Step:
    return Basis.LABEL, lambda part: (normal(said(part)),), lambda feed: (normal(known(feed)),)


_PRINTED: tuple[Callable[[SubjectDescription], str], ...] = (
    lambda part: part.label,
    lambda part: part.key,
    lambda part: "" if (within := key_within_unit(part)) == part.key else within,
)
_WRITTEN: tuple[Callable[[PowerFeed], str], ...] = (lambda feed: feed.breaker_position, lambda feed: feed.name)
_STEPS: tuple[_Step, ...] = (
    _link_step(),
    *(_label_step(said, known) for said in _PRINTED for known in _WRITTEN),
    (Basis.NUMBER, lambda part: positions(printed(part)), _numbers_of),
    (Basis.NAME, lambda part: (normal(part.name),), lambda feed: (normal(feed.name), normal(feed.description))),
)


def _names(feed: PowerFeed) -> Texts:
    return (normal(feed.name),)


_RULES = Rules(_STEPS, _names, _may_be)
_WHOLE = Rules((_link_step(),), _names)
