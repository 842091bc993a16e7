"""What the screens ask about redundancy: answered beside the event loop, not oftener than it may cost, and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pytest

from powertui.domain.assumptions import Assumptions
from powertui.domain.choices import Side
from powertui.domain.plant import HistoryPoint, PlantView
from powertui.domain.redundancy.causes import Cause, CauseKind, dead_causes
from powertui.domain.redundancy.loads import LoadBasis
from powertui.domain.redundancy.network import NodeSort
from powertui.domain.redundancy.picture import picture_of_view
from powertui.domain.redundancy.siblings import basis_after
from powertui.domain.redundancy.singles import Loss, LossKind, single_losses
from powertui.domain.redundancy.verdicts import Standing, Verdict
from powertui.presenters.overview import redundancy_summary
from powertui.presenters.picture import Picture
from powertui.presenters.racks import rack_entries
from powertui.presenters.redundancy import (
    common_cell,
    device_words,
    peer_lost_cell,
    standing_key,
    verdict_cell,
    verdict_words,
    why_words,
)
from powertui.presenters.redundancy_records import verdict_record
from powertui.presenters.standings import NO_STANDINGS, Standings, standings_of
from powertui.presenters.text import text_of
from powertui.services.peer_losses import RedundancySettings
from powertui.tui import failover
from powertui.tui.failover import Asked, FailoverDesk, Question
from powertui.tui.pump import Pump
from tests.clocks import StillClock
from tests.tui.plants import NOW_S, HallSource, hall_view

STANDINGS = Asked(standings=True)
PANEL_B1 = Cause(CauseKind.PANEL, 2)


def fed_by(name: str, view: PlantView) -> int:
    return next(load.feed.id for load in view.feeds.values() if load.feed.name == name)


def standings(view: PlantView) -> Standings:
    known = picture_of_view(view, Assumptions())
    singles = single_losses(known.network, known.loads, known.limits)
    return standings_of(singles, view.now_s, is_measured=known.has_readings)


def test_standings_come_a_turn_after_the_plant_and_are_kept(source: HallSource, clock: StillClock) -> None:
    pump = Pump(source, None, clock)
    assert not pump.turn(frozenset(), STANDINGS).failover.standings.is_known
    found = pump.turn(frozenset(), STANDINGS).failover.standings
    assert found.is_known
    assert pump.turn(frozenset()).failover.standings is found


def test_nobody_asks_and_nothing_is_reckoned(source: HallSource, clock: StillClock) -> None:
    pump = Pump(source, None, clock)
    for _ in range(3):
        assert pump.turn(frozenset()).failover.standings is NO_STANDINGS


def test_a_new_reading_is_not_reckoned_before_the_last_has_rested(monkeypatch: pytest.MonkeyPatch) -> None:
    spent = iter([0.0, 1.0, 1.0, 2.0, 2.0, 3.0])
    monkeypatch.setattr(failover, "thread_time", lambda: next(spent))
    desk, view = FailoverDesk(RedundancySettings()), hall_view()
    desk.answer(view, STANDINGS, NOW_S)
    first = desk.answer(view, STANDINGS, NOW_S).standings
    newer = replace(view, now_s=NOW_S + 5, feeds=dict(view.feeds))
    assert desk.answer(newer, STANDINGS, NOW_S + 19).standings is first
    assert desk.answer(newer, STANDINGS, NOW_S + 21).standings.at_s == NOW_S + 5
    other_model = hall_view(NOW_S + 6)
    assert desk.answer(other_model, STANDINGS, NOW_S + 22).standings.at_s == NOW_S + 6


def test_newer_loads_give_the_same_as_from_scratch() -> None:
    desk, view = FailoverDesk(RedundancySettings()), hall_view()
    for _ in range(2):
        desk.answer(view, STANDINGS, NOW_S)
    halved = {
        number: replace(target, subjects=target.subjects if number % 2 else ())
        for number, target in view.targets.items()
    }
    newer = replace(view, targets=halved, feeds=dict(view.feeds), now_s=NOW_S + 5)
    found = desk.answer(newer, STANDINGS, NOW_S + 900).standings
    whole = standings(newer)
    assert {key: one.pct for key, one in found.feeds.items()} == pytest.approx(
        {key: one.pct for key, one in whole.feeds.items()}
    )


def test_an_answer_says_which_question_it_is_to() -> None:
    desk, view = FailoverDesk(RedundancySettings()), hall_view()
    one, other = Question((PANEL_B1,)), Question((Cause(CauseKind.FEED, 1),))
    first = desk.answer(view, Asked(question=one), NOW_S)
    assert (first.question, first.page.failed if first.page else ()) == (one, ("panel:P-B1",))
    assert desk.answer(view, Asked(question=one), NOW_S).page is first.page
    second = desk.answer(view, Asked(question=other), NOW_S)
    assert (second.question, second.page.failed if second.page else ()) == (other, ("feed:A1-01",))


@pytest.mark.parametrize("kind", CauseKind)
def test_what_the_model_no_longer_has_is_a_sentence(kind: CauseKind) -> None:
    desk = FailoverDesk(RedundancySettings())
    found = desk.answer(hall_view(), Asked(question=Question((Cause(kind, 99_999),))), NOW_S)
    assert found.page is None
    assert found.problem == "the model has no power way through what is chosen"


def test_the_loads_are_shown_whatever_goes_wrong(
    source: HallSource, clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(failover, "loads_before", failing)
    turn = Pump(source, None, clock).turn(frozenset(), Asked(question=Question((PANEL_B1,))))
    assert turn.view is source.view
    assert turn.trouble == ""
    assert turn.failover.problem == "this could not be reckoned: RecursionError"


def test_a_key_is_a_cause_and_a_cause_a_key() -> None:
    for kind in CauseKind:
        assert Cause.of_key(Cause(kind, 7).key) == Cause(kind, 7)
    for nonsense in ("", "feed", "feed:", "feed:x", "rack:3", "feed:-1"):
        assert Cause.of_key(nonsense) is None


def test_all_that_hangs_on_a_lost_panel_is_dead_and_nothing_else() -> None:
    known = picture_of_view(hall_view(), Assumptions())
    singles = single_losses(known.network, known.loads, known.limits)
    dead = set(dead_causes(known.network, singles.outcomes[Loss(LossKind.PANEL, 2)].dead))
    feeds = {Cause(CauseKind.FEED, number) for number in (2, 4, 6, 8)}
    assert dead == {PANEL_B1, *feeds, *(Cause(CauseKind.DEVICE, cause.id) for cause in feeds)}


def test_a_figure_is_as_uncertain_as_what_would_move_to_it() -> None:
    view = hall_view()
    known = picture_of_view(view, Assumptions())
    bases = basis_after(known.network, known.loads)
    nodes = known.network.node_of[NodeSort.FEED]
    # pdu-r04-b is stale: what would come from it to A1-04, itself metered, is an estimate.
    assert known.loads.bases[nodes[fed_by("A1-04", view)]] is LoadBasis.MEASURED
    assert bases[nodes[fed_by("A1-04", view)]] is LoadBasis.ESTIMATED
    assert bases[nodes[fed_by("A1-03", view)]] is LoadBasis.MEASURED


def test_a_feed_without_a_figure_says_why() -> None:
    view = hall_view()
    found = standings(view)
    planned = fed_by("A1-90", view)
    assert text_of(peer_lost_cell(found, view, planned)) == "dark"
    assert text_of(peer_lost_cell(NO_STANDINGS, view, planned)) == "–"
    alone = replace(found, feeds={}, dark_feeds=frozenset())
    assert text_of(peer_lost_cell(alone, view, planned)) == "single"
    assert text_of(peer_lost_cell(alone, view, fed_by("A1-01", view))) == "no more"


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing(Verdict.FAILS, 149.4), "fails 149 %"),
        (Standing(Verdict.TIGHT, 93.0), "tight 93 %"),
        (Standing(Verdict.HOLDS, 61.0), "2N holds 61 %"),
        (Standing(Verdict.SINGLE_FED, single_fed=3), "single-fed"),
        (Standing(Verdict.UNKNOWN, 40.0), "unknown"),
        (Standing(Verdict.FAILS, dark_by=Loss(LossKind.PANEL, 1)), "fails, dark"),
        (Standing(Verdict.FAILS, 130.0, dark_by=Loss(LossKind.PANEL, 1), opens_breakers=True), "fails 130 %"),
    ],
)
def test_a_verdict_in_words(standing: Standing, words: str) -> None:
    assert verdict_words(NO_STANDINGS, 1, standing) == words


def test_a_verdict_says_by_which_loss_and_where() -> None:
    view = hall_view()
    found = standings(view)
    hot, next_to_it = found.racks[3], found.racks[8]
    assert why_words(found, hot).endswith("-03 opens breakers that take all cords")
    assert next_to_it.loss is not None
    loss, part = found.loss_name(next_to_it.loss), found.parts[next_to_it.node or 0]
    assert why_words(found, next_to_it) == f"without {loss} {part} L{next_to_it.leg} carries 123 %"
    assert standing_key(hot).startswith("feed:")
    assert standing_key(None) == standing_key(Standing(Verdict.SINGLE_FED)) == ""


def test_what_all_sides_hang_on_is_said_beside_the_verdict_and_never_instead_of_it() -> None:
    ups, main = Loss(LossKind.DEVICE, 77), Loss(LossKind.PANEL, 1)
    below = Standing(Verdict.HOLDS, 71.0, common=(ups, main))
    known = replace(
        NO_STANDINGS,
        racks={1: below, 2: Standing(Verdict.HOLDS, 60.0)},
        devices={5: below},
        names={ups: "UPS-1", main: "panel MAIN"},
    )
    assert text_of(verdict_cell(known, 1)) == "  2N holds 71 %"
    assert text_of(common_cell(known, 1)) == "UPS-1 +1"
    assert text_of(common_cell(known, 2)) == ""
    assert "common upstream: UPS-1 and 1 more above" in why_words(known, below)
    # Where the sides hold it comes first, else behind what makes the verdict.
    held = Standing(Verdict.HOLDS, 71.0, main, 4, common=(ups,))
    named = replace(known, parts={4: "feed A1"})
    assert why_words(named, held) == "common upstream: UPS-1; without panel MAIN feed A1 carries 71 %"
    assert why_words(named, replace(held, verdict=Verdict.FAILS)).endswith("carries 71 %; common upstream: UPS-1")
    assert device_words(known, 5) == "2N holds 71 %; common upstream: UPS-1 and 1 more above"
    assert device_words(known, 6) == ""
    record = verdict_record(known, 1)
    assert record is not None
    assert (record["verdict"], record["goes_dark"]) == ("2N holds", False)
    assert record["common_upstream"] == ["UPS-1", "panel MAIN"]
    assert redundancy_summary(replace(Picture.of(hall_view()), standings=known)) == "2 2N holds · 1 below one source"


def test_each_side_of_a_rack_carries_both_once_the_other_is_lost() -> None:
    view = hall_view()
    row = rack_entries(replace(Picture.of(view), standings=standings(view)))[0].record
    assert row is not None
    sides = {side.side: side for side in row.sides}
    both_va = sum(sides[side].apparent_power.value or 0.0 for side in Side)
    standing = row.picture.standings.feeds[sides[Side.A].feeds[0].feed.id]
    legs = [leg.apparent_power.value or 0.0 for side in Side for leg in sides[side].feeds[0].legs]
    # Of three legs the worst is what counts, against its own limit and not a third of the total's.
    assert standing.after_va <= both_va
    assert standing.after_va == pytest.approx(max(legs[leg] + legs[leg + 3] for leg in range(3)), rel=0.01)


def test_a_cord_that_is_no_longer_metered_carries_what_its_last_week_says(source: HallSource) -> None:
    desk, view = FailoverDesk(RedundancySettings(), StandbyB(source)), hall_view()
    asked = Asked(question=Question((Cause(CauseKind.FEED, fed_by("A1-04", view)),)))
    page = desk.answer(view, asked, NOW_S).page
    assert page is not None
    before = {row.name: row.whole.before_va for row in page.rows}
    # pdu-r04-b is silent; all week its cords carried next to nothing.
    assert before["feed:B1-04"] < 0.2 * before["feed:A1-04"]


def test_the_past_is_read_once_while_the_same_outlets_are_metered(source: HallSource) -> None:
    past = StandbyB(source)
    desk, view = FailoverDesk(RedundancySettings(), past), hall_view()
    for second in range(30):
        newer = replace(view, now_s=NOW_S + second)
        desk.answer(newer, Asked(question=Question((PANEL_B1,))), newer.now_s)
    assert past.asked == 1


@dataclass
class StandbyB:
    """A past in which of two cords that at pdu-r04-b stood by."""

    source: HallSource
    asked: int = 0

    def histories(self, subject_ids: Sequence[int], window_s: float) -> Mapping[int, tuple[HistoryPoint, ...]]:
        self.asked += 1
        return {
            subject_id: tuple(
                HistoryPoint(point.at_s, 5.0 if subject_id // 1000 == 8 else 400.0, None, None) for point in points
            )
            for subject_id, points in self.source.histories(subject_ids, window_s).items()
        }
