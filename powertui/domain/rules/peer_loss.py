"""What would be overloaded if its peer were lost: the verdicts of the failover analysis as an alert."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from powertui.domain.alerts import Finding, ObjectKind, Place, RuleKind
from powertui.domain.rules.gathering import Gathering, key_of
from powertui.domain.rules.spec import grade


@dataclass(frozen=True, slots=True)
class PeerLoss:
    """What a feed, leg, inlet, branch or rack would carry after the worst single loss elsewhere.

    One for each object that gets more by some loss; also where that is little, so that what was too much can be over.
    """

    kind: ObjectKind
    id: int
    name: str
    lost: str
    """What is lost in that case: `feed R14-B`, `panel PP-H1-B`."""
    after_va: float
    limit_va: float
    leg: str = ""
    """`L1`; empty: the object as a whole."""
    basis: str = ""
    """How far it is measured, in a word: `measured`, `estimated`, `modelled`."""
    is_known: bool = True
    """No: a figure that it needs is stale or missing; it raises nothing and clears nothing."""
    sampled_at_s: float | None = None
    assumptions: Sequence[str] = ()
    places: tuple[Place, ...] = ()
    """Empty: as of the feed or rack itself."""


def judge_peer_losses(gathering: Gathering, losses: Iterable[PeerLoss]) -> None:
    """Each object by the worst of what is told of it."""
    worst: dict[tuple[ObjectKind, int], PeerLoss] = {}
    for loss in losses:
        known = worst.get((loss.kind, loss.id))
        if known is None or _share_pct(loss) > _share_pct(known):
            worst[loss.kind, loss.id] = loss
    for loss in worst.values():
        _judge(gathering, loss)


def _judge(gathering: Gathering, loss: PeerLoss) -> None:
    key = key_of(RuleKind.PEER_LOSS_OVERLOAD, loss.kind, loss.id)

    def places() -> tuple[Place, ...]:
        if loss.places:
            return loss.places
        if loss.kind is ObjectKind.FEED:
            return gathering.where.of_feed(loss.id)
        return gathering.where.of_rack(loss.id) if loss.kind is ObjectKind.RACK else ()

    spec = gathering.spec(RuleKind.PEER_LOSS_OVERLOAD, places)
    if not spec.enabled:
        return
    if not loss.is_known:
        gathering.not_known(key)
        return
    graded = grade(_share_pct(loss), spec)
    if graded.severity is None:
        if graded.is_in_band:
            gathering.in_band(key)
        return
    at = f"{loss.leg} at " if loss.leg else ""
    basis = f", {loss.basis}" if loss.basis and loss.basis != "measured" else ""
    assumed = f"; assumed: {loss.assumptions[0]}" if loss.assumptions else ""
    gathering.found(
        Finding(
            key=key,
            severity=graded.severity,
            object_name=loss.name,
            part=loss.leg,
            limit_name=f"{loss.leg} after a loss".strip() if loss.leg else "after a loss",
            limit_value=loss.limit_va,
            measured_value=loss.after_va,
            unit="VA",
            message=(
                f"without {loss.lost} it would carry {at}{loss.after_va:,.0f} VA{basis}, {_share_pct(loss):.0f} %"
                f" of {loss.limit_va:,.0f} VA{assumed}"
            ),
            kept_severity=graded.kept,
            sampled_at_s=loss.sampled_at_s,
            is_estimate=loss.basis != "measured",
            advice=spec.advice,
            places=places(),
        )
    )


def _share_pct(loss: PeerLoss) -> float:
    return 100 * loss.after_va / loss.limit_va if loss.limit_va > 0 else 0.0
