"""Which leg a device's own words name: `L1`, `AA:L3-L1`, `Phase AB`, `2`, `L1-N`, `N`."""

import re
from functools import lru_cache

from powertui.domain.reading import Leg

_WORD = re.compile(r"^(?:phase|line)?\s*L?(?P<one>[1-3ABC])(?:\s*[-/]?\s*L?(?P<other>[1-3ABCN]))?(?:-BR\d+)?$", re.I)
_LETTER = {"1": "A", "2": "B", "3": "C"}
_PAIRS = {frozenset("AB"): Leg.AB, frozenset("BC"): Leg.BC, frozenset("CA"): Leg.CA}


@lru_cache(maxsize=1024)
def leg_of(text: str) -> Leg | None:
    """The leg that a label names, or None; what stands before a colon is the unit's or the cord's."""
    word = text.rpartition(":")[2].strip()
    if word.lower() in {"n", "neutral", "4"}:
        return Leg.NEUTRAL
    match = _WORD.match(word)
    if match is None:
        return None
    one, other = (_LETTER.get(part, part) for part in (match["one"].upper(), (match["other"] or "N").upper()))
    return Leg(one) if other == "N" else _PAIRS.get(frozenset((one, other)))
