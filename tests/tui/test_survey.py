"""What the model says by itself, on the screens: honest figures, failover, findings of lint."""

from dataclasses import replace

import pytest

from powertui.domain.assumptions import Assumptions
from powertui.domain.choices import Side
from powertui.domain.graph import PowerGraph
from powertui.domain.honest_area import honest_view
from powertui.domain.lint.finding import ObjectKind
from powertui.presenters.brief import node_brief
from powertui.presenters.details import feed_facts, node_detail
from powertui.presenters.picture import Picture
from powertui.presenters.racks import RACK_COLUMNS, rack_entries
from powertui.presenters.survey import EMPTY, Survey, survey
from powertui.presenters.survey_lines import finding_lines, honest_brief, honest_lines, lint_words, rack_finding
from powertui.presenters.text import text_of, width_of
from powertui.presenters.tree import PowerTree
from powertui.presenters.tree_lines import path_to
from powertui.tui import pump as pumping
from powertui.tui.app import PowertuiApp
from powertui.tui.pump import Pump
from tests.clocks import StillClock
from tests.tui.driving import press, screen_text, settled
from tests.tui.plants import HallSource, hall_topology, hall_view


def rated() -> Survey:
    """The first PDU's inlet states a rating alone, which NetBox takes for a load of 0 W allocated."""
    hall = hall_topology()
    ports = tuple(replace(port, maximum_draw_w=7360) if port.id == 1 else port for port in hall.power_ports)
    return survey(PowerGraph(replace(hall, power_ports=ports)), Assumptions(0.9))


def picture(shown: Survey | None = None) -> Picture:
    return Picture.of(hall_view(), survey=shown or survey(PowerGraph(hall_topology()), Assumptions()))


def test_a_feed_that_netbox_counts_otherwise_says_both_figures_why_and_what_is_assumed() -> None:
    shown = rated()
    honest_w = shown.feeds[1].draw.allocated_w
    lines = [text_of(item) for item in honest_lines(shown, 1)]
    assert honest_w > 0
    assert lines[0].split() == ["Honest", f"{honest_w:,.0f}", "W", "NetBox", "0", "W"]
    assert lines[1].strip() == "a rating is no load"
    assert lines[2].endswith("assumes power factor 0.9")
    (brief,) = honest_brief(shown, 1)
    assert text_of(brief) == f"honest {honest_w:,.0f} W   NetBox 0 W: a rating is no load"
    facts = "\n".join(text_of(item) for item in feed_facts(picture(shown), hall_view().feeds[1]))
    assert lines[0] in facts


def test_a_feed_that_netbox_counts_alike_says_nothing_more() -> None:
    shown = rated()
    assert honest_lines(shown, 2) == honest_brief(shown, 2) == []
    assert honest_lines(EMPTY, 1) == []


def test_until_loads_are_known_a_rack_says_what_the_model_has_each_side_carry_once_the_other_is_lost() -> None:
    shown = picture()
    row = rack_entries(shown)[0].record
    assert row is not None
    columns = {column.title: text_of(column.draw(row, 11)) for column in RACK_COLUMNS}
    sides = {side.side: side for side in honest_view(shown.view.graph).racks[row.area.id].sides}
    expected = {side: sides[side].failover_pct for side in Side}
    assert all(expected.values())
    assert columns["A w/o B"] == f"◆{expected[Side.A]:.0f} %"
    assert columns["B w/o A"] == f"◆{expected[Side.B]:.0f} %"


def test_a_rack_without_a_second_side_has_no_failover() -> None:
    hall = hall_topology()
    feeds = tuple(feed for feed in hall.power_feeds if feed.id != 2)
    cables = tuple(cable for cable in hall.cables if cable.id != 2)
    one_sided = survey(PowerGraph(replace(hall, power_feeds=feeds, cables=cables)), Assumptions())
    assert one_sided.failover_pct(1, Side.A) is None
    assert one_sided.failover_pct(99, Side.A) is None
    assert one_sided.failover_pct(2, Side.A) is not None


def test_the_detail_of_an_object_shows_its_findings_with_glyph_and_word() -> None:
    shown = picture()
    node = path_to(PowerTree(shown), "feed:90")[-1]
    (finding,) = shown.survey.about(ObjectKind.FEED, 90)
    sign = f"{finding.severity.glyph} {finding.severity.word}  {finding.what}"
    assert text_of(node_detail(shown, node, 44)[-1]) == sign
    assert text_of(node_brief(shown, node, 74)[-1]) == sign
    assert lint_words(shown.survey) == f"lint: 1 {finding.severity.glyph}"
    assert lint_words(EMPTY) == ""


def test_a_long_finding_is_wrapped_to_its_box() -> None:
    (finding,) = picture().survey.about(ObjectKind.FEED, 90)
    long = replace(finding, what="it has no rack, " * 10)
    lines = finding_lines((long,), 40)
    assert len(lines) > 3
    assert all(width_of(item) <= 40 for item in lines)


def test_a_rack_under_the_cursor_says_the_worst_that_was_found_about_it() -> None:
    shown = picture()
    (finding,) = shown.survey.about(ObjectKind.FEED, 90)
    found = replace(shown.survey, of_object={(ObjectKind.RACK, 1): (finding, finding)})
    rows = [entry.record for entry in rack_entries(replace(shown, survey=found)) if entry.record]
    sign = f"{finding.severity.glyph} {finding.severity.word}"
    assert text_of(rack_finding(rows[0])) == f"R01  {sign}  {finding.what}   and 1 more"
    assert rack_finding(rows[1]) == ()


def test_a_graph_is_surveyed_once(clock: StillClock, source: HallSource, monkeypatch: pytest.MonkeyPatch) -> None:
    surveyed: list[PowerGraph] = []

    def counted(graph: PowerGraph, assumptions: Assumptions) -> Survey:
        surveyed.append(graph)
        return survey(graph, assumptions)

    monkeypatch.setattr(pumping, "survey", counted)
    pump = Pump(source, None, clock, Assumptions(0.9))
    first, second = pump.turn(frozenset()), pump.turn(frozenset())
    assert len(surveyed) == 1
    assert first.survey is second.survey
    assert first.survey.assumptions == Assumptions(0.9)
    source.view = hall_view()
    pump.turn(frozenset())
    assert len(surveyed) == 2


def test_the_loads_are_shown_even_if_the_survey_fails(
    clock: StillClock, source: HallSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(graph: PowerGraph, assumptions: Assumptions) -> Survey:
        raise RecursionError

    monkeypatch.setattr(pumping, "survey", failing)
    turn = Pump(source, None, clock).turn(frozenset())
    assert turn.view is source.view
    assert turn.trouble == ""
    assert turn.survey == EMPTY


async def test_the_tree_says_how_many_findings_there_are(app: PowertuiApp) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "2")
        assert "lint: 1 ·   powertui lint lists them" in screen_text(pilot)
