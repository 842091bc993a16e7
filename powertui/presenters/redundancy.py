"""What a feed would carry if its peer were lost, and the verdict on a rack: the words, signs and figures of both."""

from collections.abc import Iterable, Sequence

from powertui.domain.alerts import Alert, ObjectKind
from powertui.domain.plant import PlantView
from powertui.domain.redundancy.causes import Cause, CauseKind
from powertui.domain.redundancy.loads import LoadBasis
from powertui.domain.redundancy.singles import Loss, LossKind
from powertui.domain.redundancy.verdicts import FULL_PCT, WARN_PCT, Standing, Verdict
from powertui.presenters import cells, numbers
from powertui.presenters.conditions import Condition
from powertui.presenters.standings import AloneWhy, Standings
from powertui.presenters.text import Line, Span, Tone, line

ALONE_WORDS = {
    AloneWhy.NOT_KNOWN: numbers.NOTHING,
    AloneWhy.SINGLE: "single",
    AloneWhy.DARK: "dark",
    AloneWhy.NO_MORE: "no more",
}

VERDICT_CONDITIONS = {
    Verdict.HOLDS: Condition.FINE,
    Verdict.TIGHT: Condition.WARNING,
    Verdict.FAILS: Condition.CRITICAL,
    Verdict.SINGLE_FED: Condition.INFO,
    Verdict.UNKNOWN: Condition.NO_DATA,
}

VERDICT_RANKS = {
    Verdict.FAILS: 5.0,
    Verdict.TIGHT: 4.0,
    Verdict.UNKNOWN: 3.0,
    Verdict.SINGLE_FED: 2.0,
    Verdict.HOLDS: 1.0,
}
"""The greater, the sooner somebody should look."""

_CAUSE_KINDS = {
    LossKind.FEED: CauseKind.FEED,
    LossKind.PANEL: CauseKind.PANEL,
    LossKind.DEVICE: CauseKind.DEVICE,
}


def basis_mark(basis: LoadBasis) -> str:
    """~ where it is estimated, ◆ where it is modelled, nothing where it is measured."""
    return {LoadBasis.MEASURED: "", LoadBasis.ESTIMATED: "~"}.get(basis, "◆")


def condition_after(pct: float | None) -> Condition:
    """Of what would be carried after a loss."""
    if pct is None or pct <= WARN_PCT:
        return Condition.FINE
    return Condition.CRITICAL if pct > FULL_PCT * (1 + 1e-9) else Condition.WARNING


def peer_lost_pct(standings: Standings, feed_id: int) -> float | None:
    """The most that a feed, or a leg of it, carries after any single loss elsewhere, of what is permissible."""
    standing = standings.feeds.get(feed_id)
    return None if standing is None else standing.pct


def peer_lost_cell(standings: Standings, view: PlantView, feed_id: int) -> Line:
    """149 % ✖; ~ and ◆ say how far it is measured; in words where there is no figure."""
    standing = standings.feeds.get(feed_id)
    if standing is None:
        why = standings.alone_why(view.graph, feed_id)
        tone = Tone.WARN if why is AloneWhy.SINGLE else Tone.FAINT
        return (Span(ALONE_WORDS[why], tone),)
    condition = condition_after(standing.pct)
    text = Span(f"{basis_mark(standings.feed_bases[feed_id])}{numbers.percent(standing.pct)} ", condition.tone)
    return line(text, condition.mark)


def side_pct(standings: Standings, feed_ids: Iterable[int]) -> float | None:
    """What a side carries at most once the other is lost: its feed or leg that is nearest to its limit then."""
    known = [pct for feed_id in feed_ids if (pct := peer_lost_pct(standings, feed_id)) is not None]
    return max(known, default=None)


def side_basis(standings: Standings, feed_ids: Iterable[int]) -> LoadBasis:
    """How far that is measured."""
    found = [standings.feed_bases[feed_id] for feed_id in feed_ids if feed_id in standings.feed_bases]
    return max(found, default=LoadBasis.MEASURED)


def side_cell(standings: Standings, feed_ids: Sequence[int]) -> Line:
    """The same as a cell."""
    pct = side_pct(standings, feed_ids)
    if pct is None:
        return cells.NONE
    mark = basis_mark(side_basis(standings, feed_ids))
    return (Span(f"{mark}{numbers.percent(pct)}", condition_after(pct).tone),)


def verdict_cell(standings: Standings, rack_id: int) -> Line:
    """✖ fails 149 %."""
    standing = standings.racks.get(rack_id)
    if standing is None:
        return cells.NONE
    condition = VERDICT_CONDITIONS[standing.verdict]
    return line(condition.mark, Span(f" {verdict_words(standings, rack_id, standing)}", condition.tone))


def verdict_words(standings: Standings, rack_id: int, standing: Standing) -> str:
    """In words with the figure: fails 149 %; fails, dark; 2N holds ~61 %."""
    if standing.dark_by is not None and not standing.opens_breakers:
        return f"{standing.verdict.value}, dark"
    if standing.worst_pct is None or standing.verdict in {Verdict.SINGLE_FED, Verdict.UNKNOWN}:
        return standing.verdict.value
    mark = basis_mark(standings.rack_bases.get(rack_id, LoadBasis.MEASURED))
    return f"{standing.verdict.value} {mark}{numbers.percent(standing.worst_pct)}"


def verdict_sort(standing: Standing | None) -> tuple[float, float] | None:
    """The worst last."""
    return None if standing is None else (VERDICT_RANKS[standing.verdict], standing.worst_pct or 0.0)


def why_words(standings: Standings, standing: Standing) -> str:
    """What makes a verdict: without panel P-A2 feed B2-14 L1 carries 149 %; 3 devices are single-fed."""
    parts: list[str] = []
    if standing.dark_by is not None:
        how = "opens breakers that take all cords" if standing.opens_breakers else "takes all cords of a device"
        parts.append(f"losing {standings.loss_name(standing.dark_by)} {how}")
    elif standing.worst_pct is not None and standing.node is not None:
        leg = f" L{standing.leg}" if standing.leg else ""
        part = standings.parts.get(standing.node, "")
        parts.append(
            f"without {standings.loss_name(standing.loss)} {part}{leg} carries {numbers.percent(standing.worst_pct)}"
        )
    elif standing.verdict is Verdict.UNKNOWN:
        parts.append("a load is neither measured nor modelled, or no limit is known")
    if standing.common:
        # Where the sides hold, it is what there is to tell.
        at = 0 if standing.verdict is Verdict.HOLDS else len(parts)
        parts.insert(at, common_words(standings, standing))
    if standing.single_fed:
        parts.append(f"{standing.single_fed} single-fed")
    return numbers.plain("; ".join(parts))


def common_words(standings: Standings, standing: Standing) -> str:
    """What the sides have in common (common upstream: UPS-1 and 2 more above); empty where that is nothing."""
    nearest, *others = standings.common_names(standing) or ("",)
    more = f" and {len(others)} more above" if others else ""
    return numbers.plain(f"common upstream: {nearest}{more}") if nearest else ""


def common_cell(standings: Standings, rack_id: int) -> Line:
    """The nearest part that all sides of a rack hang on: a single point of failure above what its verdict is about."""
    standing = standings.racks.get(rack_id)
    names = standings.common_names(standing) if standing is not None else ()
    if not names:
        return ()
    more = f" +{len(names) - 1}" if len(names) > 1 else ""
    return (Span(numbers.plain(f"{names[0]}{more}"), Tone.WARN),)


def device_words(standings: Standings, device_id: int) -> str:
    """The verdict on a device, with what its sides have in common: 2N holds 71 %; common upstream: UPS-1."""
    standing = standings.devices.get(device_id)
    if standing is None:
        return ""
    said = standing.verdict.value
    if standing.dark_by is not None and not standing.opens_breakers:
        said = f"{said}, dark without {standings.loss_name(standing.dark_by)}"
    elif standing.worst_pct is not None and standing.verdict not in {Verdict.SINGLE_FED, Verdict.UNKNOWN}:
        said = f"{said} {numbers.percent(standing.worst_pct)}"
    shares = "" if standing.dark_by is not None and not standing.opens_breakers else common_words(standings, standing)
    return numbers.plain("; ".join(part for part in (said, shares) if part))


def loss_key(loss: Loss) -> str:
    """The key of the what-if about a loss."""
    return Cause(_CAUSE_KINDS[loss.kind], loss.id).key


def standing_key(standing: Standing | None) -> str:
    """The key of the what-if that shows why; empty where no loss is to blame."""
    loss = None if standing is None else standing.dark_by or standing.loss
    return "" if loss is None else loss_key(loss)


def alert_key(view: PlantView, alert: Alert) -> str:
    """The key of the what-if about what an alert is about; empty for what cannot fail."""
    key = alert.finding.key
    if key.object_kind is ObjectKind.FEED:
        return Cause(CauseKind.FEED, key.object_id).key
    if key.object_kind is ObjectKind.PANEL:
        return Cause(CauseKind.PANEL, key.object_id).key
    if key.object_kind is ObjectKind.DEVICE:
        return Cause(CauseKind.DEVICE, key.object_id).key
    target = view.targets.get(key.object_id) if key.object_kind is ObjectKind.TARGET else None
    device_id = target.device_id if target is not None else None
    return "" if device_id is None else Cause(CauseKind.DEVICE, device_id).key
