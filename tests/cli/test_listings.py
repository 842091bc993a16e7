"""The headless twins: what they print of a small plant, for people and for programs."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from tests.cli.conftest import CommandLine, FixedPlant
from tests.cli.plant import FRESH_S, LOOSE_PDU, small_view


def table_of(lines: list[str]) -> list[list[str]]:
    """A plain table's cells, cut where every line has a gap below its heading."""
    return [re.split(r"\s{2,}", line.strip()) for line in lines]


def json_of(powertui: CommandLine, *arguments: str) -> Any:
    outcome = powertui(*arguments, "--json")
    assert outcome.code == 0
    return json.loads(outcome.out)


@pytest.fixture(autouse=True)
def _plant(plant: FixedPlant) -> None:
    """Every test here reads the small plant."""


def test_feeds_show_measured_permissible_and_modelled(powertui: CommandLine) -> None:
    outcome = powertui("feeds")
    assert outcome.code == 0
    assert table_of(outcome.lines) == [
        [
            *("FEED", "PANEL", "RACK", "SIDE", "LOAD VA", "LIMIT VA", "USED %", "WORST LEG A"),
            *("PEER LOST", "MODEL W", "DIFF VA", "BASIS", "AGE", "STATE"),
        ],
        [
            *("A1-R01", "P-A1", "R01", "A", "13,896", "17,736", "78", "L1 27.1/25.6"),
            *("~116 % ✖", "500", "+13,396", "PDU inlet", "3 s", "✖ crit"),
        ],
        ["A1-R02", "P-A1", "R02", "A", "–", "2,944", "–", "–", "single", "1,500", "–", "not measured", "–"],
        [
            *("B1-R01", "P-B1", "R01", "B", "?640", "5,888", "?11", "–"),
            *("~21 %", "500", "+140", "PDU inlet", "4 m", "? stale"),
        ],
    ]


def test_columns_are_as_wide_as_what_is_in_them(powertui: CommandLine) -> None:
    heading, live, _, silent = powertui("feeds").lines
    assert heading.startswith("FEED    PANEL  RACK  SIDE  LOAD VA  LIMIT VA  USED %")
    assert live.startswith("A1-R01  P-A1   R01   A      13,896    17,736      78")
    assert silent.startswith("B1-R01  P-B1   R01   B        ?640     5,888     ?11")


def test_feeds_in_json_have_units_in_their_keys_and_null_for_what_is_missing(powertui: CommandLine) -> None:
    feeds = {feed["name"]: feed for feed in json_of(powertui, "feeds")}
    live = feeds["A1-R01"]
    assert {key: live[key] for key in ("panel", "rack", "side", "status", "phase", "voltage_v", "amperage_a")} == {
        "panel": "P-A1",
        "rack": "R01",
        "side": "A",
        "status": "active",
        "phase": "three-phase",
        "voltage_v": 400,
        "amperage_a": 32,
    }
    assert live["available_power_va"] == 17_736
    assert (live["measured_va"], live["measured_w"], live["used_pct"]) == (13_896, 13_510, 78.349)
    assert (live["modelled_allocated_w"], live["modelled_maximum_w"], live["difference_va"]) == (500, 800, 13_396)
    assert (live["basis"], live["quality"], live["age_s"], live["state"]) == ("PDU inlet", "good", 3, "crit")
    assert live["legs"][0] == {
        "leg": "L1",
        "current_a": 27.1,
        "limit_a": 25.6,
        "used_pct": 105.859,
        "voltage_v": 230,
        "measured_w": None,
        "measured_va": 6233,
        "power_factor": None,
        "modelled_allocated_w": 500,
        "quality": "good",
        "age_s": 3,
    }
    unread = feeds["A1-R02"]
    assert unread["measured_va"] is None
    assert unread["used_pct"] is None
    assert unread["difference_va"] is None
    assert unread["quality"] == "missing"
    assert unread["age_s"] is None
    assert feeds["B1-R01"]["quality"] == "stale"


def test_a_name_narrows_feeds_by_feed_panel_and_rack(powertui: CommandLine) -> None:
    assert [feed["name"] for feed in json_of(powertui, "feeds", "b1")] == ["B1-R01"]
    assert [feed["name"] for feed in json_of(powertui, "feeds", "P-A1")] == ["A1-R01", "A1-R02"]
    assert [feed["name"] for feed in json_of(powertui, "feeds", "r02")] == ["A1-R02"]


@pytest.mark.parametrize("command", ["feeds", "pdus", "alerts", "tree"])
def test_a_name_that_finds_nothing_is_an_empty_answer_and_a_word_on_stderr(powertui: CommandLine, command: str) -> None:
    outcome = powertui(command, "zzz", "--json")
    assert (outcome.code, json.loads(outcome.out)) == (0, [])
    assert "matches 'zzz'" in outcome.err


def test_pdus_show_what_they_carry_and_how_the_last_poll_went(powertui: CommandLine) -> None:
    rows = table_of(powertui("pdus").lines)
    assert rows[0][:4] == ["PDU", "RACK", "FEED", "MODEL"]
    assert rows[1] == ["pdu-loose", "–", "–", "–", "pdu-loose.example.net", "–", "–", "0", "never", "–"]
    assert rows[2] == [
        *("pdu-r01-a", "R01", "A1-R01", "Raritan PX3-5190R", "192.0.2.10"),
        *("13,510", "13,896", "2", "ok", "3 s"),
    ]
    assert rows[3][4:] == ["[2001:db8::11]:1161", "?610", "?640", "1", "timeout", "4 m", "▲ warn"]


def test_pdus_with_outlets_name_the_devices_plugged_in(powertui: CommandLine) -> None:
    lines = powertui("pdus", "r01-a", "--outlets").lines
    assert table_of(lines)[3] == [
        *("1", "A", "on", "2.71", "230", "612", "–", "–", "–", "srv-1 PSU1", "500", "+112"),
    ]
    assert table_of(lines)[4][:7] == ["2", "B", "off", "–", "–", "0", "–"]


def test_pdus_in_json_hold_all_their_parts(powertui: CommandLine) -> None:
    pdus = {pdu["name"]: pdu for pdu in json_of(powertui, "pdus")}
    live = pdus["pdu-r01-a"]
    assert (live["family"], live["serial"], live["firmware"]) == ("raritan-pdu2", "QAZ1", "4.1.0")
    assert (live["measured_w"], live["outcome"], live["latency_s"]) == (13_510, "ok", 0.012)
    assert live["sampled_at"] == "2026-11-22T11:12:02Z"
    assert [phase["current_a"] for phase in live["phases"]] == [27.1, 18.2, 15]
    outlet = live["outlets"][0]
    assert (outlet["state"], outlet["measured_w"], outlet["measured_va"]) == ("on", 612, None)
    assert (outlet["device"], outlet["power_port"], outlet["difference_w"]) == ("srv-1", "PSU1", 112)
    silent = pdus["pdu-r01-b"]
    assert (silent["outcome"], silent["failures"], silent["detail"]) == ("timeout", 40, "no answer within 2 s")
    never = pdus["pdu-loose"]
    assert (never["measured_w"], never["age_s"], never["sampled_at"], never["outlets"]) == (None, None, None, [])


def test_alerts_name_the_limit_its_value_and_the_measured_value(powertui: CommandLine) -> None:
    rows = table_of(powertui("alerts").lines)
    assert [row[1] for row in rows] == ["SEVERITY", "✖ crit", "▲ warn", "▲ warn"]
    assert rows[1][:3] == ["11", "✖ crit", "A1-R01 L1"]
    assert rows[1][4:8] == ["1 m 35 s", "firing", "L1 current", "25.6 A"]
    assert rows[1][8] == "27.1 A"
    assert "acked" in rows[2]
    assert "cleared" in rows[3]


def test_only_open_alerts_can_be_asked_for(powertui: CommandLine) -> None:
    assert [alert["open"] for alert in json_of(powertui, "alerts")] == [True, True, False]
    assert [alert["id"] for alert in json_of(powertui, "alerts", "--open")] == [11, 9]


def test_an_alert_in_json_has_its_whole_history(powertui: CommandLine) -> None:
    assert json_of(powertui, "alerts", "A1-R01") == [
        {
            "id": 11,
            "rule": "feed-over-permissible",
            "object_kind": "feed",
            "object": "A1-R01",
            "part": "L1",
            "severity": "crit",
            "limit": "L1 current",
            "limit_value": 25.6,
            "measured_value": 27.1,
            "peak_value": 27.4,
            "unit": "A",
            "message": "measured draw over feed capacity: L1 current 27.1 > 25.6 A (106 %; limit 32 A × 80 %)",
            "open": True,
            "state": "firing",
            "flapping": False,
            "estimated": False,
            "caused_by": None,
            "first_mover": None,
            "advice": None,
            "began_at": "2026-11-22T11:10:30Z",
            "fired_at": "2026-11-22T11:10:33Z",
            "seen_at": "2026-11-22T11:12:02Z",
            "cleared_at": None,
            "acknowledged_at": None,
            "acknowledged_by": None,
            "silenced_until": None,
            "silenced_why": None,
            "notes": [],
        }
    ]


def test_no_alerts_are_no_error(powertui: CommandLine, plant: FixedPlant) -> None:
    plant.view = replace(small_view(), alerts=())
    outcome = powertui("alerts")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "powertui: no alerts\n")


def test_the_tree_goes_from_sites_to_pdus_and_drops_nothing(powertui: CommandLine) -> None:
    names = [re.split(r"\s{2,}", line.lstrip("│├└─ "))[0] for line in powertui("tree").lines]
    assert names == [
        *("NAME", "ams1", "Hall 1", "panel P-A1", "feed A1-R01", "pdu-r01-a", "feed A1-R02", "crac-1"),
        *("panel P-B1", "feed B1-R01", "pdu-r01-b", "not on any feed", "pdu-loose"),
    ]


def test_the_tree_narrows_to_what_matches_with_all_above_and_below(powertui: CommandLine) -> None:
    (site,) = json_of(powertui, "tree", "B1-R01")
    (hall,) = site["children"]
    (panel,) = hall["children"]
    (feed,) = panel["children"]
    assert (panel["name"], feed["name"], feed["kind"]) == ("P-B1", "B1-R01", "feed")
    assert [pdu["name"] for pdu in feed["children"]] == ["pdu-r01-b"]


def test_the_tree_in_json_sets_sides_apart_and_says_its_coverage(powertui: CommandLine) -> None:
    site, unplaced = json_of(powertui, "tree")
    assert (site["kind"], site["name"], site["measured_w"]) == ("site", "ams1", 14_120)
    assert site["coverage"] == {"fresh": 1, "measured": 1, "estimated": 0, "stale": 1, "missing": 1}
    assert site["unmeasured_allocated_w"] == 1_500, "of the feed that nobody measures; in no sum"
    assert [side["side"] for side in site["sides"]] == ["A", "B"]
    assert "available_power_va" not in site
    assert [pdu["name"] for pdu in unplaced["children"]] == ["pdu-loose"]


def test_no_figure_that_is_missing_is_ever_a_zero(powertui: CommandLine) -> None:
    for command in ("feeds", "pdus", "tree"):
        for record in _objects(json_of(powertui, command)):
            if record.get("quality") == "missing":
                figures = [record.get(key) for key in ("measured_w", "measured_va", "current_a", "used_pct")]
                assert 0 not in figures


def _objects(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(found for item in value.values() for found in _objects(item))]
    if isinstance(value, list):
        return [found for item in value for found in _objects(item)]
    return []


def test_the_age_of_the_data_is_told_when_no_poller_runs(powertui: CommandLine, plant: FixedPlant) -> None:
    assert powertui("feeds").err == ""
    plant.view = replace(small_view(is_polled=False), now_s=FRESH_S + 7_200)
    assert powertui("feeds").err == "powertui: no poller runs on this database, its last cycle began 2 h ago\n"
    health = replace(plant.view.poller, cycle_started_at_s=None)
    plant.view = replace(plant.view, poller=health)
    assert "none ever did" in powertui("feeds", "--json").err


def test_polls_that_were_left_out_are_told_beside_the_pdus(powertui: CommandLine, plant: FixedPlant) -> None:
    view = small_view()
    assert powertui("pdus").err == ""
    plant.view = replace(view, poller=replace(view.poller, shed=1_200))
    expected = "powertui: 1,200 polls left out in the last interval: `powertui events` says why\n"
    assert powertui("pdus").err == powertui("pdus", "--json").err == expected


def test_a_plant_that_is_not_there_yet_is_one_sentence(powertui: CommandLine, plant: FixedPlant) -> None:
    plant.view = None
    outcome = powertui("feeds", "--database", "/srv/empty.db")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("powertui: sqlite:////srv/empty.db holds no plant yet")


def test_the_databases_name_comes_from_the_nearest_option(powertui: CommandLine, plant: FixedPlant) -> None:
    powertui("--database", "/srv/outer.db", "feeds")
    powertui("--database", "/srv/outer.db", "feeds", "--database", "/srv/inner.db")
    powertui("feeds", "--database", "postgresql://db/x")
    assert plant.opened == ["sqlite:////srv/outer.db", "sqlite:////srv/inner.db", "postgresql://db/x"]


def test_names_cannot_move_the_cursor(powertui: CommandLine, plant: FixedPlant) -> None:
    view = small_view()
    plant.view = replace(view, targets={**view.targets, 3: replace(LOOSE_PDU, name="evil\x1b[2Jname\n")})
    assert "evil·[2Jname·" in powertui("pdus").out


def test_that_alerts_are_not_judged_is_told_with_their_age(powertui: CommandLine, plant: FixedPlant) -> None:
    view = small_view()
    plant.view = replace(view, poller=replace(view.poller, judged_age_s=240.0))
    told = "powertui: alerts judged 4 m ago, since then none is raised or cleared\n"
    assert [powertui(command).err for command in ("alerts", "feeds")] == [told, told]
