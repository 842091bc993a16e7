from dataclasses import replace

from powertui.domain.assumptions import Assumptions
from powertui.domain.honest_area import honest_view
from powertui.domain.plant import HistoryPoint
from powertui.domain.reading import PollOutcome, Quality, Quantity, Reading, missing
from powertui.presenters import cells
from powertui.presenters.alerts import alert_detail, alert_entries
from powertui.presenters.bars import load_bar
from powertui.presenters.charts import plot_of
from powertui.presenters.conditions import Condition
from powertui.presenters.cycle import cycle_line, cycle_object
from powertui.presenters.details import area_facts
from powertui.presenters.feeds import feed_entries
from powertui.presenters.overview import PLACE_COLUMNS, collector_lines, nearest_entries, place_entries
from powertui.presenters.picture import Picture
from powertui.presenters.racks import RACK_COLUMNS, rack_entries
from powertui.presenters.sides import side_loads
from powertui.presenters.sparks import buckets, spark
from powertui.presenters.table import Column, Entry, layout, matches, ordered
from powertui.presenters.text import Span, Tone, clip, fit, pad, spread, text_of
from powertui.presenters.text import cells as columns_of
from powertui.presenters.tree import PowerTree
from powertui.presenters.tree_lines import default_open, flatten, path_to
from powertui.presenters.tree_listing import branches, tree_record
from tests.tui.plants import NOW_S, hall_view


def picture() -> Picture:
    return Picture.of(hall_view())


def test_a_missing_value_is_a_dash_an_estimate_has_a_tilde_and_what_is_old_is_dim() -> None:
    shown = picture()
    fresh = Reading(Quantity.ACTIVE_POWER, 612.0, Quality.GOOD, NOW_S - 3)
    assert cells.value(shown, missing(Quantity.ACTIVE_POWER)) == (Span("–", Tone.FAINT),)
    assert cells.value(shown, replace(fresh, value=0.0)) == (Span("0"),)
    assert cells.value(shown, replace(fresh, quality=Quality.ESTIMATED)) == (Span("~612"),)
    assert cells.value(shown, replace(fresh, sampled_at_s=NOW_S - 60)) == (Span("612", Tone.DIM),)


def test_an_age_beyond_two_intervals_has_a_question_mark() -> None:
    shown = picture()
    assert text_of(cells.age(shown, NOW_S - 4)) == "4 s"
    assert text_of(cells.age(shown, NOW_S - 180)) == "3 m ?"
    assert text_of(cells.age(shown, None)) == "–"


def test_a_bar_reads_without_colour() -> None:
    assert text_of(load_bar(10, 50, 75, Tone.LOAD)) == "■■■■··◆·│·"
    assert text_of(load_bar(10, 120, None, Tone.CRIT)) == "■■■■■■■■│■"
    assert text_of(load_bar(10, None, None)) == "········│·"
    assert load_bar(3, 50, None) == ()


def test_text_is_measured_in_columns() -> None:
    assert columns_of("srv-データ") == 10
    assert clip("pdu-r01-a", 5) == "pdu-…"
    assert pad("データ", 8) == "データ  "
    assert text_of(fit((Span("L1 "), Span("27.1 A")), 6)) == "L1 27…"
    assert text_of(spread((Span("left"),), (Span("right"),), 11)) == "left  right"
    assert text_of(spread((Span("left"),), (Span("right"),), 6)) == "left  "


def test_gaps_in_a_history_stay_gaps() -> None:
    points = [HistoryPoint(float(at_s), None if 4 <= at_s < 6 else 100.0 + at_s, None, None) for at_s in range(10)]
    values = buckets(points, 5, 0, 10)
    assert values[2] is None
    assert text_of(spark(values))[2] == "░"
    assert text_of(spark([None, None])) == "░░"
    plot = plot_of(points, field="active_power_w", window_s=10, now_s=10, limit=None, model=None, count=5)
    assert plot is not None
    assert plot.is_gap(5.0)
    assert not plot.is_gap(1.0)
    assert plot.low <= 100
    assert plot.high >= 109
    assert plot_of(points, field="current_a", window_s=10, now_s=10, limit=None, model=None) is None


def test_a_feed_is_as_bad_as_its_worst_alert_leg_or_silence() -> None:
    rows = {entry.key: entry.record for entry in feed_entries(picture()) if entry.record}
    conditions = {key: row.condition for key, row in rows.items()}
    assert conditions["feed:5"] is Condition.CRITICAL
    assert conditions["feed:8"] is Condition.STALE
    assert conditions["feed:13"] is Condition.NO_DATA
    assert conditions["feed:1"] is Condition.FINE
    assert conditions["feed:90"] is Condition.FINE


def test_each_side_of_a_rack_stands_against_its_own_limit() -> None:
    shown = picture()
    row = rack_entries(shown)[2].record
    assert row is not None
    a, b = side_loads(shown, row.area.feed_ids)
    assert (a.name, b.name) == ("A", "B")
    assert a.limit_va == b.limit_va == 8868
    assert a.used_pct is not None
    assert round(a.used_pct) == 85
    drawn = [text_of(column.draw(row, column.width)).strip() for column in RACK_COLUMNS if column.key.endswith("_va")]
    assert drawn == ["7,543 / 8,868", "6,605 / 8,868"]


def test_a_rack_with_a_silent_side_is_not_compared_with_its_whole_model() -> None:
    row = rack_entries(picture())[6].record
    assert row is not None
    assert row.delta_pct is None


def test_the_overview_puts_the_worst_leg_first_and_both_sides_of_each_hall() -> None:
    shown = picture()
    first = nearest_entries(shown)[0].record
    assert first is not None
    assert first.load.feed.name == "A1-03"
    places = [entry.record for entry in place_entries(shown) if entry.record]
    assert [(place.title, place.side.name) for place in places] == [
        ("Hall 1", "A"),
        ("", "B"),
        ("Hall 2", "A"),
        ("", "B"),
    ]


def test_the_collector_says_how_many_polls_were_left_out() -> None:
    view = hall_view()
    assert "left out" not in " ".join(map(text_of, collector_lines(Picture.of(view))))
    busy = replace(view, poller=replace(view.poller, shed=1_234))
    assert "Polled  14, 2 failed, 1,234 left out" in map(text_of, collector_lines(Picture.of(busy)))


def test_the_collector_says_how_far_a_start_has_come() -> None:
    view = hall_view()
    assert "So far" not in " ".join(map(text_of, collector_lines(Picture.of(view))))
    unknown, *_ = view.targets.values()
    starting = replace(view, targets={**view.targets, unknown.id: replace(unknown, outcome=PollOutcome.NEVER)})
    count = len(view.targets)
    assert f"So far  {count - 1} of {count} PDUs asked" in map(text_of, collector_lines(Picture.of(starting)))


def test_the_tree_opens_to_the_feeds_and_makes_the_rest_when_asked() -> None:
    tree = PowerTree(picture())
    entries = flatten(tree, default_open(tree))
    assert [entry.key for entry in entries[:4]] == ["site:1", "location:1", "panel:1", "feed:1"]
    assert not any(entry.key.startswith("pdu:") for entry in entries)
    opened = flatten(tree, default_open(tree) | {"feed:1", "pdu:1"})
    outlets = [entry for entry in opened if entry.key.startswith("outlet:1:")]
    assert len(outlets) == 12
    assert outlets[0].depth == 5
    assert [node.name for node in path_to(tree, "pdu:1")] == ["ams1", "Hall 1", "P-A1", "A1-01", "pdu-r01-a"]


def test_a_filtered_tree_shows_what_matches_and_all_above_it() -> None:
    tree = PowerTree(picture())
    keys = [entry.key for entry in flatten(tree, frozenset(), "srv-r05-03")]
    assert keys[:2] == ["site:1", "location:2"]
    assert "pdu:9" in keys
    assert "feed:1" not in keys


def test_alerts_are_open_first_then_cleared_each_with_its_figures() -> None:
    shown = picture()
    entries = alert_entries(shown)
    titles = [text_of(entry.section) for entry in entries if entry.record is None]
    assert titles == ["Open 12", "Cleared within the last day 1"]
    row = entries[1].record
    assert row is not None
    text = "\n".join(text_of(item) for item in alert_detail(row, 100))
    assert "✖ crit" in text
    assert "L1 current 13.2 A is over 12.8 A (16 A × 80 %, 103 %)" in text
    assert "srv-r03-07 PSU1 on pdu-r03-a outlet 7: +586 W at" in text
    assert "Move load to another leg or feed" in text
    assert "for 4 m 30 s" in text


def test_filter_words_must_all_be_there_and_negated_ones_not() -> None:
    assert matches("srv-gpu01 L1", "GPU l1")
    assert not matches("srv-gpu01 L1", "gpu !l1")
    assert matches("srv-gpu01", "!")
    assert matches("anything", "")


def test_columns_that_matter_least_go_first_and_go_together() -> None:
    wide: list[Column[str]] = [
        Column("a", "A", 10, lambda text, _: (Span(text),)),
        Column("b", "B", 10, lambda text, _: (Span(text),), priority=2),
        Column("c", "C", 10, lambda text, _: (Span(text),), priority=2),
        Column("d", "D", 10, lambda text, _: (Span(text),), priority=1, grows=True),
    ]
    assert [column.key for column, _ in layout(wide, 60, 2)] == ["a", "b", "c", "d"]
    assert [(column.key, width) for column, width in layout(wide, 40, 2)] == [("a", 10), ("d", 28)]
    assert [column.key for column, _ in layout(wide, 5, 2)] == ["a"]


def test_what_has_no_value_sorts_last_either_way() -> None:
    entries = [Entry(name, name) for name in ("b", "-", "a")]

    def value(name: str) -> str | None:
        return None if name == "-" else name

    assert [entry.key for entry in ordered(entries, value, descending=False)] == ["a", "b", "-"]
    assert [entry.key for entry in ordered(entries, value, descending=True)] == ["b", "a", "-"]


def test_a_place_with_a_silent_feed_carries_at_least_what_the_others_tell() -> None:
    shown = picture()
    (hall,) = [area for area in shown.view.locations.values() if area.feed_ids][:1]
    assert (hall.coverage.stale, hall.coverage.missing) != (0, 0)
    assert hall.apparent.known.value is not None
    assert hall.apparent.total.value is not None
    assert hall.apparent.known.value < hall.apparent.total.value
    rows = [entry.record for entry in place_entries(shown) if entry.record]
    drawn = {
        (row.side.name, column.key): text_of(column.draw(row, 12)).strip()
        for row in rows
        for column in PLACE_COLUMNS
        if row.place_key == f"location:{hall.id}"
    }
    assert any(text.startswith("≥") for (_, key), text in drawn.items() if key == "va")
    assert any(text.startswith("≥") for (_, key), text in drawn.items() if key == "used")
    said = "\n".join(text_of(line) for line in area_facts(shown, hall, 60))
    assert "≥" in said
    assert "at least" in said
    assert f"{hall.coverage.stale} stale" in said


def test_json_of_a_place_has_the_lower_bound_beside_the_sum_with_old_values() -> None:
    shown = picture()
    (site, *_) = branches(shown, with_outlets=False)
    record = tree_record(shown, site, honest_view(shown.view.graph, Assumptions()))
    assert record["quality"] == "stale"
    assert isinstance(record["at_least_va"], float)
    assert isinstance(record["measured_va"], float)
    assert record["at_least_va"] < record["measured_va"]
    assert cycle_object(shown.view)["at_least_va"] == record["at_least_va"]
    assert cycle_object(shown.view)["coverage"] == record["coverage"]
    assert "feeds measured" in cycle_line(shown.view)
