"""Between two passes over the whole plant, what hangs together with a feed that moved is worked out at once."""

from array import array
from collections.abc import Mapping

import pytest

from powertui.domain.assemble import assemble_view
from powertui.domain.columns.described import DescribedTarget, Part
from powertui.domain.columns.plant import PlantColumns
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import bind
from powertui.domain.plant import PlantView, PollerHealth
from powertui.domain.reading import Quantity, SubjectDescription, SubjectKind, TargetDescription, scaled
from powertui.domain.rules.peer_loss import PeerLoss
from powertui.services import peer_losses
from powertui.services.column_plant import Look
from powertui.services.peer_losses import PeerLosses
from tests.bench.big_plant import big_plant
from tests.plants import NOW_S

RACKS, LOADS = 6, 3
BEAT_S = 30.0
STALE_AFTER_S = 75.0
OUTLETS = TargetDescription(
    "t",
    "T",
    subjects=tuple(
        SubjectDescription(SubjectKind.OUTLET, str(number + 1), "1", quantities=(Quantity.APPARENT_POWER,))
        for number in range(LOADS)
    ),
)


class Racks:
    """A plant of a few racks, of which each PDU reads what it is told to; time passes from look to look."""

    def __init__(self) -> None:
        topology = big_plant(RACKS, LOADS)
        self.graph = PowerGraph(topology)
        self.pdus = [device for device in topology.devices if device.role == "pdu"]
        self.columns = PlantColumns(
            self.graph,
            [
                DescribedTarget(
                    device.id,
                    device.name,
                    device.id,
                    None,
                    [
                        Part(100 * device.id + place, part, binding)
                        for place, (part, binding) in enumerate(
                            zip(OUTLETS.subjects, bind(self.graph, device.id, OUTLETS), strict=True)
                        )
                    ],
                )
                for device in self.pdus
            ],
        )
        self.now_s = NOW_S
        self.each_va = [[800.0] * LOADS for _ in self.pdus]

    def look(self) -> Look:
        self.now_s += BEAT_S
        for device, figures in zip(self.pdus, self.each_va, strict=True):
            values = array("q", [scaled(one) for one in figures]).tobytes()
            self.columns.take(device.id, self.now_s, values, bytes(LOADS))
        loads = self.columns.roll_up(self.columns.judged(self.now_s, STALE_AFTER_S), self.now_s)
        return Look(self._view(), {}, self.columns, loads)

    def _view(self) -> PlantView:
        poller = PollerHealth(True, 1.0, BEAT_S, 1, self.now_s, 1.0, 1, 0)
        return assemble_view(
            graph=self.graph, targets=(), alerts=(), poller=poller, now_s=self.now_s, revision=1, model_revision=1
        )


def by_feed(found: object) -> Mapping[int, PeerLoss]:
    assert isinstance(found, tuple)
    return {one.id: one for one in found}


@pytest.fixture
def racks() -> Racks:
    return Racks()


@pytest.fixture
def losses(racks: Racks, monkeypatch: pytest.MonkeyPatch) -> PeerLosses:
    """Its whole pass is done, and the next one far away."""
    monkeypatch.setattr(peer_losses, "MOST_OF_A_CORE", 1e-9)
    made = PeerLosses()
    made(racks.look())
    # Of each rack two feeds and two PDUs; and the panels.
    assert made.evaluated == 4 * RACKS + len(racks.graph.panels)
    return made


def exact(racks: Racks) -> Mapping[int, PeerLoss]:
    racks.now_s -= BEAT_S
    return by_feed(PeerLosses()(racks.look()))


def test_where_nothing_moves_beyond_the_dead_band_nothing_is_worked_out(racks: Racks, losses: PeerLosses) -> None:
    before = losses(racks.look())
    assert losses.evaluated == 0
    racks.each_va[0] = [801.0] * LOADS
    after = losses(racks.look())
    assert losses.evaluated == 0
    assert [one.after_va for one in after] == [one.after_va for one in before]
    # Rules count samples.
    assert all(one.sampled_at_s == racks.now_s for one in after)


def test_a_rack_whose_load_moved_is_worked_out_at_the_next_beat_and_no_other(racks: Racks, losses: PeerLosses) -> None:
    racks.each_va[2] = [1600.0, 800.0, 800.0]
    found = by_feed(losses(racks.look()))
    assert losses.evaluated == 4 + 2, "its feeds and PDUs, and of two panels what it has on them"
    assert found == exact(racks)
    losses(racks.look())
    assert losses.evaluated == 0


def test_what_moves_back_is_as_it_was(racks: Racks, losses: PeerLosses) -> None:
    before = by_feed(losses(racks.look()))
    racks.each_va[2][0] = 1600.0
    assert {one.after_va for one in by_feed(losses(racks.look())).values()} != {one.after_va for one in before.values()}
    racks.each_va[2][0] = 800.0
    after = by_feed(losses(racks.look()))
    assert {feed_id: one.after_va for feed_id, one in after.items()} == pytest.approx(
        {feed_id: one.after_va for feed_id, one in before.items()}
    )


def test_of_much_that_moved_what_moved_furthest_comes_first_and_the_rest_at_the_next_beats(
    racks: Racks, losses: PeerLosses, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A rack has two PDUs with an inlet each, and cords and outlets for each load.
    monkeypatch.setattr(peer_losses, "MOST_PARTS_AT_A_BEAT", 2 * (2 + 4 * LOADS))
    for rack in range(RACKS):
        racks.each_va[2 * rack] = [900.0 + 50.0 * rack] * LOADS
    expected = exact(racks)
    worked_out: list[int] = []
    right: list[set[int]] = []
    for _ in range(4):
        found = by_feed(losses(racks.look()))
        worked_out.append(losses.evaluated)
        right.append({one.id for one in found.values() if one.after_va == pytest.approx(expected[one.id].after_va)})
    assert worked_out == [4 * 2 + 2, 4 * 2 + 2, 4 * 2 + 2, 0]
    of_rack = [{feed.id for feed in racks.graph.feeds_of_rack(number + 1)} for number in range(RACKS)]
    assert right[0] == of_rack[5] | of_rack[4]
    assert right[2] == set().union(*of_rack)
