"""Which of two independent supplies a panel or feed belongs to: as stated, else as names and neighbours suggest."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from powertui.domain.choices import Side
from powertui.domain.graph import PowerGraph
from powertui.domain.topology import PowerFeed, PowerPanel


class Basis(Enum):
    """Where a side comes from. Value: words for people."""

    STATED = "stated"
    NAME = "its name"
    PANEL = "its panel"
    TWIN = "its name, and a panel named alike for the other side"
    FEEDS = "the names of its feeds"
    NEIGHBOURS = "the other side's feeds on its racks"
    UNKNOWN = "unknown"


class Confidence(Enum):
    """How far to believe a side."""

    CERTAIN = "certain"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SideGuess:
    """A side, and how it is known."""

    side: Side | None
    basis: Basis
    confidence: Confidence
    doubt: str = ""
    """What speaks against it, for people; empty: nothing."""


UNKNOWN = SideGuess(None, Basis.UNKNOWN, Confidence.NONE)


@dataclass(frozen=True, slots=True)
class Sides:
    """The sides of all panels and feeds."""

    panels: Mapping[int, SideGuess]
    feeds: Mapping[int, SideGuess]

    def of_panel(self, panel_id: int) -> Side | None:
        return self.panels.get(panel_id, UNKNOWN).side

    def of_feed(self, feed_id: int) -> Side | None:
        return self.feeds.get(feed_id, UNKNOWN).side


@dataclass(frozen=True, slots=True)
class NamedSide:
    """What a name says about a side."""

    side: Side | None
    is_doubtful: bool = False


_PLACES = re.compile(
    r"\b(?:hall|room|row|aisle|building|bldg|house|floor|zone|pod|cage|suite|rack|section|leg|phase)[\s_-]*[a-z0-9]+\b",
    re.IGNORECASE,
)
"""Where a letter names a place and not a side: Hall A, Row B."""

_BESIDE_A_WORD = re.compile(
    r"(?:side|feed|panel|ups|bus|busbar|path|supply|pdu|source|grid)[\s_./-]*([ab])(?![a-z])"
    r"|(?<![a-z0-9])([ab])[\s_./-]*(?:side|feed|panel|ups|bus|busbar|path|supply|pdu|source|grid)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?<![A-Za-z0-9])([ABab])(?![A-Za-z0-9])")
_BESIDE_DIGITS = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{0,3}?\d+([AB])(?![A-Za-z0-9])|(?<![A-Za-z0-9])([AB])\d+")
_AMPERES = re.compile(r"(?<![A-Za-z0-9])(?:6|10|13|15|16|20|25|30|32|40|50|60|63|80|100|125|160|200|250|400|630)\s?A\b")
_BREAKER = re.compile(r"(?<![A-Za-z0-9])B(?:6|10|13|16|20|25|32|40|50|63)\b")
"""16A may be sixteen amperes, B16 a breaker's curve: neither says a side for sure."""


def side_in_name(name: str) -> NamedSide:
    """What a name says: "feed A", "P-A1", "1A", "R01-B"; None where it says nothing or both."""
    rest = _PLACES.sub(" ", name)
    clear = _BREAKER.sub(" ", _AMPERES.sub(" ", rest))
    for patterns in ((_BESIDE_A_WORD, _ALONE), (_BESIDE_DIGITS,)):
        for text, is_doubtful in ((clear, False), (rest, True)):
            found = (match for pattern in patterns for match in pattern.finditer(text))
            letters = {letter.upper() for match in found for letter in match.groups() if letter}
            if len(letters) > 1:
                return NamedSide(None, is_doubtful=True)
            if letters:
                return NamedSide(Side(letters.pop()), is_doubtful)
    return NamedSide(None)


def sides_of(graph: PowerGraph) -> Sides:
    """The side of every panel and feed.

    A stated side is taken as it is. A panel goes by its name, the more surely if the site has a twin named alike for
    the other side; without a telling name by its feeds' names where they agree, else it is opposite to what else feeds
    its racks. A feed goes by its panel, without one by its own name.
    """
    panels = {panel.id: _panel_guess(panel, graph) for panel in graph.panels.values()}
    _add_neighbours(graph, panels)
    return Sides(panels, {feed.id: _feed_guess(feed, panels[feed.power_panel_id]) for feed in graph.feeds.values()})


def _panel_guess(panel: PowerPanel, graph: PowerGraph) -> SideGuess:
    if panel.side is not None:
        return SideGuess(panel.side, Basis.STATED, Confidence.CERTAIN)
    named = side_in_name(panel.name)
    if named.side is None:
        return _guess_by_feeds(panel, graph, "its name says A and B" if named.is_doubtful else "")
    if named.is_doubtful:
        return SideGuess(
            named.side, Basis.NAME, Confidence.DOUBTFUL, "the letter in its name may be amperes or a breaker's curve"
        )
    twins = _twin_names(panel.name, named.side)
    if any(other.site_id == panel.site_id and other.name in twins for other in graph.panels.values()):
        return SideGuess(named.side, Basis.TWIN, Confidence.LIKELY)
    return SideGuess(named.side, Basis.NAME, Confidence.LIKELY)


def _guess_by_feeds(panel: PowerPanel, graph: PowerGraph, doubt: str) -> SideGuess:
    """Where the names of all its feeds say one side; one feed alone is no strong witness."""
    named = [side_in_name(feed.name) for feed in graph.feeds_of_panel(panel.id)]
    sides = {name.side for name in named}
    if len(sides) != 1 or None in sides or any(name.is_doubtful for name in named):
        return SideGuess(None, Basis.UNKNOWN, Confidence.NONE, doubt)
    confidence = Confidence.LIKELY if len(named) > 1 and not doubt else Confidence.DOUBTFUL
    return SideGuess(named[0].side, Basis.FEEDS, confidence, doubt)


def _twin_names(name: str, side: Side) -> frozenset[str]:
    """The name with one of its side's letters made the other's."""
    letter, other = (("A", "B"), ("B", "A"))[side is Side.B]
    names: set[str] = set()
    for position, character in enumerate(name):
        if character.upper() == letter:
            names.add(name[:position] + (other if character.isupper() else other.lower()) + name[position + 1 :])
    return frozenset(names)


def _add_neighbours(graph: PowerGraph, panels: dict[int, SideGuess]) -> None:
    """Panels without a side, from racks that they feed together with a panel that has one; until nothing changes."""
    unknown = {panel_id for panel_id, guess in panels.items() if guess.side is None}
    is_changing = bool(unknown)
    while is_changing:
        is_changing = False
        for panel_id in sorted(unknown):
            others = _sides_beside(graph, panel_id, panels)
            if len(others) == 1:
                side = Side.B if others == {Side.A} else Side.A
                panels[panel_id] = SideGuess(side, Basis.NEIGHBOURS, Confidence.DOUBTFUL, panels[panel_id].doubt)
                unknown.discard(panel_id)
                is_changing = True
            elif len(others) > 1:
                doubt = "its racks are fed from both sides already"
                panels[panel_id] = SideGuess(None, Basis.UNKNOWN, Confidence.NONE, doubt)


def _sides_beside(graph: PowerGraph, panel_id: int, panels: Mapping[int, SideGuess]) -> set[Side]:
    rack_ids = {feed.rack_id for feed in graph.feeds_of_panel(panel_id) if feed.rack_id is not None}
    found: set[Side] = set()
    for rack_id in rack_ids:
        for feed in graph.feeds_of_rack(rack_id):
            side = feed.side or panels[feed.power_panel_id].side
            if feed.power_panel_id != panel_id and side is not None:
                found.add(side)
    return found


def _feed_guess(feed: PowerFeed, panel: SideGuess) -> SideGuess:
    if feed.side is not None:
        return SideGuess(feed.side, Basis.STATED, Confidence.CERTAIN)
    named = side_in_name(feed.name)
    if panel.side is None:
        if named.side is None:
            return SideGuess(None, Basis.UNKNOWN, Confidence.NONE, panel.doubt)
        return SideGuess(named.side, Basis.NAME, Confidence.DOUBTFUL, "only its name says so, its panel has no side")
    doubt = panel.doubt
    if panel.basis is not Basis.STATED and named.side not in {None, panel.side} and not named.is_doubtful:
        doubt = f"its name says {named.side.value if named.side else ''}, its panel {panel.side.value}"
        return SideGuess(panel.side, Basis.PANEL, Confidence.DOUBTFUL, doubt)
    confidence = Confidence.CERTAIN if panel.basis is Basis.STATED else panel.confidence
    return SideGuess(panel.side, Basis.PANEL, confidence, doubt)
