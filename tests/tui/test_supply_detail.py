"""A panel's meter, a UPS and a transfer switch on the PDU screen: in words, without a terminal."""

from dataclasses import replace

from powertui.domain.energy_record import EnergyRecord
from powertui.domain.graph import PowerGraph
from powertui.domain.reading import Quantity, SubjectKind
from powertui.presenters.details import source_words
from powertui.presenters.energy import inlet_energy, part_energy
from powertui.presenters.pdu_detail import branch_lines, head_lines
from powertui.presenters.pdu_listing import pdu_table
from powertui.presenters.pdus import pdu_entries
from powertui.presenters.picture import Picture
from powertui.presenters.records import feed_record, pdu_record
from powertui.presenters.text import Line
from tests.domain.test_inlet_parts import read, switch, two_sources
from tests.domain.test_inlet_parts import view_of as view_of_switch
from tests.domain.test_panel_meter import OLD_S, W_AND_VA, measured, meter, pdu, view_of
from tests.plants import NOW_S


def text(lines: list[Line]) -> str:
    return "\n".join("".join(span.text for span in one) for one in lines)


def test_a_panels_meter_shows_its_circuits_with_their_feeds_and_what_is_unmatched() -> None:
    one = meter(W_AND_VA)
    stray = measured(
        21, SubjectKind.BRANCH, {Quantity.CURRENT: 4.0}, replace(one.subjects[0].binding, power_feed_id=None), NOW_S
    )
    both = replace(one, subjects=(*one.subjects, stray))
    picture = Picture.of(view_of(both))
    head = text(head_lines(picture, picture.view.targets[2]))
    assert "P-A1   1 of 2 circuits are its feeds   ▲ 1 unmatched: powertui pdu match P-A1" in head
    circuits = text(branch_lines(picture, picture.view.targets[2], 36)).splitlines()
    assert circuits[0].split() == ["20", "A1-01", "1,900", "W"]
    assert circuits[1].split() == ["21", "no", "feed", "4.0", "A"]
    assert "panel P-A1" in text(pdu_table(picture, [both]))
    assert [entry.record.feed_names for entry in pdu_entries(picture) if entry.record is not None] == ["panel P-A1"]


def test_a_feed_says_whose_figures_it_has() -> None:
    fresh, stale = (Picture.of(view_of(pdu(), meter(W_AND_VA, at_s))) for at_s in (NOW_S, OLD_S))
    told = [dict(source_words(picture, picture.view.feeds[1]))["Source"] for picture in (fresh, stale)]
    assert text([told[0]]) == "pdu-2, panel meter"
    assert text([told[1]]) == "pdu-1, pdu-2, PDU inlet (panel meter stale)"
    record = feed_record(stale, stale.view.feeds[1])
    assert (record["source"], record["panel_meter"]) == ("PDU inlet (panel meter stale)", "pdu-2")


def test_a_transfer_switch_shows_its_sources_with_their_feeds_and_which_is_in_use() -> None:
    graph = PowerGraph(two_sources())
    picture = Picture.of(view_of_switch(graph, read(graph, *switch(2))))
    head = text(head_lines(picture, picture.view.targets[1])).splitlines()
    assert [" ".join(line.split()) for line in head[1:3]] == [
        "Source ○ standby A 230 V Inlet on A1-01",
        "Source ● in use B 231 V Inlet B on B1-01",
    ]
    record = pdu_record(picture, picture.view.targets[1])
    inputs = record["inputs"]
    assert isinstance(inputs, list)
    assert [one["power_port"] for one in inputs] == ["Inlet", "Inlet B"]


def test_lifetime_energy_says_since_when_how_old_and_what_the_counter_did() -> None:
    view = view_of(pdu())
    total = EnergyRecord(1_234_567.0, 99_900, NOW_S - 240, since_s=1_767_268_800.0, wraps=1, falls=2)
    picture = replace(Picture.of(view), energies={1: total})
    lines = text(inlet_energy(picture, view.targets[1])).splitlines()
    assert " ".join(lines[0].split()) == "Lifetime 1,235 kWh since 2026-01-01 counter 99.9 kWh 4 m old"
    assert lines[1].strip() == "its counter wrapped 1×, fell 2×"
    part = text(part_energy(picture, view.targets[1].subjects[0])).splitlines()
    assert [line.strip() for line in part[1:]] == ["since 2026-01-01", "wrapped 1×, fell 2×"]
    assert inlet_energy(Picture.of(view), view.targets[1]) == []
    assert part_energy(Picture.of(view), view.targets[1].subjects[0]) == []
