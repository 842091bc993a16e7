"""How cords share, learnt from history with known answers."""

from random import Random

import pytest

from powertui.domain.assumptions import Assumptions
from powertui.domain.graph import PowerGraph
from powertui.domain.redundancy.before import loads_before
from powertui.domain.redundancy.compile import compiled
from powertui.domain.redundancy.loads import LoadBasis
from powertui.domain.redundancy.measurements import Measurements, Metered
from powertui.domain.redundancy.network import NodeSort
from powertui.domain.redundancy.sharing import SharingPattern, learnt_sharing
from tests.plants import two_sided_topology

WEEK = 7 * 96


def drawn(part: float, count: int = WEEK) -> dict[int, list[float | None]]:
    rnd = Random(1)
    watts = [rnd.uniform(200, 600) for _ in range(count)]
    noise = [rnd.uniform(-0.01, 0.01) for _ in range(count)]
    first: list[float | None] = [one * (part + off) for one, off in zip(watts, noise, strict=True)]
    second: list[float | None] = [one * (1 - part - off) for one, off in zip(watts, noise, strict=True)]
    return {3: first, 4: second}


@pytest.mark.parametrize(
    ("part", "pattern", "share"),
    [
        (0.5, SharingPattern.EVEN, 0.5),
        (0.52, SharingPattern.EVEN, 0.5),
        (0.7, SharingPattern.SHARES, 0.7),
        (0.99, SharingPattern.ACTIVE_STANDBY, 1.0),
    ],
)
def test_what_the_cords_did_for_a_week_is_what_they_do(part: float, pattern: SharingPattern, share: float) -> None:
    found = learnt_sharing(drawn(part))
    assert found.pattern is pattern
    assert found.shares[3] == pytest.approx(share, abs=0.01)
    assert sum(found.shares.values()) == pytest.approx(1)
    assert found.is_sure


def test_active_and_standby_that_changed_places_are_as_they_were_last() -> None:
    first = [300.0] * 400 + [0.5] * 200
    second = [0.0] * 400 + [310.0] * 200
    found = learnt_sharing({3: first, 4: second})
    assert found.pattern is SharingPattern.ACTIVE_STANDBY
    assert found.shares == {3: 0.0, 4: 1.0}


def test_an_hour_or_what_goes_to_and_fro_is_not_sure() -> None:
    assert not learnt_sharing(drawn(0.5, count=4)).is_sure
    rnd = Random(2)
    parts = [rnd.uniform(0.1, 0.9) for _ in range(WEEK)]
    assert not learnt_sharing({3: [300 * part for part in parts], 4: [300 * (1 - part) for part in parts]}).is_sure


def test_gaps_and_devices_that_are_off_say_nothing() -> None:
    assert learnt_sharing({3: [None] * 96, 4: [300.0] * 96}).pattern is SharingPattern.UNKNOWN
    assert learnt_sharing({3: [2.0] * 96, 4: [0.0] * 96}).pattern is SharingPattern.UNKNOWN
    assert learnt_sharing({3: [300.0] * 96}).pattern is SharingPattern.UNKNOWN
    gappy = drawn(0.7)
    gappy[3][::2] = [None] * len(gappy[3][::2])
    assert learnt_sharing(gappy).pattern is SharingPattern.SHARES


@pytest.mark.parametrize(
    ("shares", "other_va"),
    [({}, 300.0), ({3: 0.75, 4: 0.25}, 100.0), ({3: 1.0, 4: 0.0}, 0.0), ({3: 0.0, 4: 1.0}, 300.0)],
)
def test_a_cord_that_is_not_metered_carries_what_history_says_beside_its_peer(
    shares: dict[int, float], other_va: float
) -> None:
    network = compiled(PowerGraph(two_sided_topology()))
    # The server's first cord is metered; its second is not. A standby cord alone says nothing of the active one.
    measured = Measurements(outlets={1: Metered(300.0, 300.0)}, shares=shares)
    loads = loads_before(network, measured, Assumptions(1.0))
    cord = network.node_of[NodeSort.PORT][4]
    assert loads.total_va(cord) == pytest.approx(other_va)
    assert loads.bases[cord] is LoadBasis.ESTIMATED
