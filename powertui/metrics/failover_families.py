"""The families of what would be if something failed: feeds and legs without their peer, verdicts on redundancy."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from powertui.domain.columns.arrays import Bytes, Flags, Rows
from powertui.domain.redundancy.loads import LoadBasis
from powertui.metrics.families import PREFIX, Family, FamilyKind, estimated, gauge, modelled
from powertui.metrics.labels import LabelSet
from powertui.metrics.samples import Block, marks

REDUNDANCY_AGE = gauge("redundancy_age", "seconds", "How long ago it was worked out what single losses would mean.")

FEED_AGE = gauge("feed_peer_lost_age", "seconds", "Age of that figure: of the feed's reading, or of the reckoning.")
FEED_LOST = Family(f"{PREFIX}feed_peer_lost", "What is lost in that case.", FamilyKind.INFO)
RACK_SINGLE = gauge("rack_single_fed_devices", "", "Devices of a rack with one cord, which its verdict leaves out.")


@dataclass(frozen=True, slots=True)
class Basis:
    """The marks of how a figure is known; without either it is measured."""

    estimated: Family
    modelled: Family

    def blocks(self, labels: Sequence[LabelSet], bases: Bytes, where: Flags | None = None) -> Iterator[Block]:
        """`bases` are codes of LoadBasis. What is neither measured nor modelled counts as modelled: as nothing."""
        is_told = np.ones(len(bases), dtype=np.bool_) if where is None else where
        yield Block(self.estimated, lambda: marks(labels, is_told & (bases == LoadBasis.ESTIMATED)))
        yield Block(self.modelled, lambda: marks(labels, is_told & (bases >= LoadBasis.MODELLED)))


def _basis(stem: str) -> Basis:
    return Basis(estimated(stem), modelled(stem))


@dataclass(frozen=True, slots=True)
class PeerLostFamilies:
    """A figure after the worst loss, its share of what is permissible, and how it is known."""

    power: Family
    share: Family
    basis: Basis


def _peer_lost(word: str) -> PeerLostFamilies:
    stem = f"{word}_peer_lost_apparent_power"
    return PeerLostFamilies(
        gauge(stem, "voltamperes", f"What a {word} would carry after the worst single loss elsewhere, as measured."),
        gauge(f"{word}_peer_lost_utilization", "ratio", f"The same over what the {word} may carry."),
        _basis(stem),
    )


FEED = _peer_lost("feed")
LEG = _peer_lost("leg")


@dataclass(frozen=True, slots=True)
class VerdictFamilies:
    """The verdict on a device or a rack, and the figure that it rests on."""

    verdict: Family
    share: Family
    basis: Basis
    common: Family


def _verdict(word: str) -> VerdictFamilies:
    stem = f"{word}_redundancy"
    return VerdictFamilies(
        gauge(stem, "", f"1 beside the verdict on a {word}: holds, tight, fails, single_fed or unknown."),
        gauge(
            f"{stem}_utilization", "ratio", f"The most that what stays of a {word}'s supply carries, over its limit."
        ),
        _basis(f"{stem}_utilization"),
        gauge(
            f"{word}_common_losses", "", f"Single losses that take all cords of a {word} at once; absent without any."
        ),
    )


RACK = _verdict("rack")
DEVICE = _verdict("device")


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a record whose objects are still there, and their labels."""

    rows: Rows
    labels: Sequence[LabelSet]

    @classmethod
    def of(cls, labels: Iterable[LabelSet | None]) -> "Found":
        """From the labels of each row; None: its object is gone, or it is not meant."""
        pairs = [(row, one) for row, one in enumerate(labels) if one is not None]
        return cls(np.array([row for row, _ in pairs], dtype=np.int64), [one for _, one in pairs])
