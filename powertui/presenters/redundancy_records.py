"""Redundancy of feeds and racks as JSON objects."""

from powertui.domain.graph import PowerGraph
from powertui.presenters.records import Json, rounded
from powertui.presenters.redundancy import ALONE_WORDS
from powertui.presenters.standings import Standings
from powertui.presenters.what_if_report import LEGS


def peer_lost_record(standings: Standings, graph: PowerGraph, feed_id: int) -> Json:
    """What a feed would carry after the worst single loss elsewhere; without a figure, why."""
    standing = standings.feeds.get(feed_id)
    if standing is None:
        return {"pct": None, "why": ALONE_WORDS[standings.alone_why(graph, feed_id)]}
    return {
        "pct": rounded(standing.pct),
        "leg": LEGS[standing.leg] or None,
        "after_va": rounded(standing.after_va),
        "limit_va": rounded(standing.limit_va),
        "lost": standings.loss_name(standing.loss),
        "basis": standings.feed_bases[feed_id].word,
    }


def verdict_record(standings: Standings, rack_id: int) -> Json | None:
    """Whether a rack survives any single loss; None where no device in it has a cord."""
    standing = standings.racks.get(rack_id)
    if standing is None:
        return None
    basis = standings.rack_bases.get(rack_id)
    return {
        "verdict": standing.verdict.value,
        "worst_pct": rounded(standing.worst_pct),
        "part": standings.parts.get(standing.node) if standing.node is not None else None,
        "leg": LEGS[standing.leg] or None,
        "lost": standings.loss_name(standing.dark_by or standing.loss) or None,
        "goes_dark": standing.dark_by is not None,
        "common_upstream": list(standings.common_names(standing)),
        "single_fed": standing.single_fed,
        "basis": basis.word if basis is not None else None,
    }
