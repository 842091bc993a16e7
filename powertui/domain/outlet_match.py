"""Which outlet that a PDU reports is which modelled one: by a link, its printed label, its number, its name."""

from collections.abc import Callable, Sequence

from powertui.domain.part_match import Basis, PartMatching, Rules, Texts, match_parts, normal, numbers, printed
from powertui.domain.reading import SubjectDescription
from powertui.domain.reported import key_within_unit
from powertui.domain.topology import PowerOutlet

_Step = tuple[Basis, Callable[[SubjectDescription], Texts], Callable[[PowerOutlet], Texts]]


def match_outlets(reported: Sequence[SubjectDescription], modelled: Sequence[PowerOutlet]) -> PartMatching:
    """Match one device's reported outlets with its modelled ones."""
    return match_parts(reported, modelled, _RULES)


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
        lambda part: numbers((printed(part),))[:1],
        lambda outlet: numbers((outlet.label, outlet.name))[:1],
    ),
    (
        Basis.NAME,
        lambda part: (normal(part.name),),
        lambda outlet: (normal(outlet.name), normal(outlet.label), normal(outlet.description)),
    ),
)

_RULES = Rules(_STEPS, lambda outlet: (normal(outlet.name), normal(outlet.label)))
