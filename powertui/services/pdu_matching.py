"""Linking what is polled with the model, with what a person decides: outlets of a PDU, circuits of a panel's meter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from powertui.domain.circuit_match import circuits_of, match_circuits
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import modelled_units
from powertui.domain.natural import natural_key
from powertui.domain.outlet_match import match_outlets
from powertui.domain.part_match import PartMatching, normal, number_of, printed
from powertui.domain.pdu_parts import LONGEST_KEY
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import SubjectDescription, SubjectKind, TargetDescription
from powertui.domain.renewed import renewed
from powertui.domain.reported import key_within_unit, reported_devices
from powertui.domain.topology import Device, PowerFeed, PowerOutlet, PowerPanel
from powertui.domain.vocabulary import NETBOX_VOCABULARY, Vocabulary
from powertui.errors import ModelError, UsageError
from powertui.services.model_sync import CurrentModel, SyncPlan, plan_result
from powertui.storage.target_store import load_subjects

Decisions = Mapping[int, int]
"""Places of reported parts, and the ids of the modelled ones that they are."""

Part = PowerOutlet | PowerFeed


@dataclass(frozen=True, slots=True)
class Question:
    """A device's outlets, or a panel's feeds, on both sides, and what is known of which is which."""

    owner: Device | PowerPanel
    reported: tuple[SubjectDescription, ...]
    modelled: tuple[Part, ...]
    matching: PartMatching

    @property
    def part_word(self) -> str:
        """What its modelled parts are called."""
        return "outlet" if isinstance(self.owner, Device) else "feed"

    @property
    def reported_word(self) -> str:
        """What its reported parts are called."""
        return "outlet" if isinstance(self.owner, Device) else "circuit"

    def part(self, part_id: int) -> Part:
        """A modelled part by its id."""
        return next(one for one in self.modelled if one.id == part_id)

    @property
    def open_places(self) -> tuple[int, ...]:
        """Reported parts that a person may say something about, while there is a modelled one free for them."""
        doubted = [match.reported for match in self.matching.matches if match.bears_name_of is not None]
        unsure = [one.reported for one in self.matching.ambiguous]
        left = self.matching.unmatched if self.matching.free_ids else ()
        return tuple(sorted({*doubted, *unsure, *left}))

    def candidates(self, place: int) -> tuple[Part, ...]:
        """What a reported part may be: what fits it best first, then all that are free."""
        ids = [one.modelled_id for one in self.matching.matches if one.reported == place]
        ids += [one.bears_name_of for one in self.matching.matches if one.reported == place and one.bears_name_of]
        ids += [part_id for one in self.matching.ambiguous if one.reported == place for part_id in one.modelled_ids]
        ids += self.matching.free_ids
        return tuple(self.part(part_id) for part_id in dict.fromkeys(ids))


def target_of(model: CurrentModel, owner: Device | PowerPanel) -> PollTarget:
    """Where a panel is polled, or a device or the head of its chain. Raises ModelError where it is not."""
    if isinstance(owner, PowerPanel):
        meter = next((one for one in model.topology.poll_targets if one.power_panel_id == owner.id), None)
        if meter is None:
            raise ModelError(f"{owner.name} has no meter that is polled: powertui pdu add HOST --panel {owner.name!r}")
        return meter
    device = owner
    head_id = device.polled_via_id or device.id
    target = next((one for one in model.topology.poll_targets if one.device_id == head_id), None)
    if target is None:
        raise ModelError(f"{device.name} is not polled: powertui pdu add HOST --name {device.name!r} says where it is")
    return target


def stored_description(connection: Connection, target: PollTarget) -> TargetDescription | None:
    """What the poller found out about a target; None where it has not been there yet."""
    rows = load_subjects(connection, [target.id])[target.id]
    return TargetDescription("", "", subjects=tuple(row.description for row in rows)) if rows else None


def question_of(model: CurrentModel, device: Device, description: TargetDescription) -> Question:
    """What is to be decided about a device. Raises ModelError where its PDU reports no outlets."""
    graph = PowerGraph(model.topology)
    units = modelled_units(graph, device.polled_via_id or device.id, reported_devices(description))
    mine = next((found for one, found in units if one.id == device.id), ())
    reported = tuple(part for unit in mine for part in unit.of_kind(SubjectKind.OUTLET))
    if not reported:
        raise ModelError(f"the PDU reports no outlets of {device.name}: there is nothing to match")
    modelled = tuple(sorted(graph.outlets_of_device(device.id), key=lambda outlet: natural_key(outlet.name)))
    return Question(device, reported, modelled, match_outlets(reported, modelled))


def panel_question(model: CurrentModel, panel: PowerPanel, description: TargetDescription) -> Question:
    """What is to be decided about a panel with a meter of its own. Raises ModelError where that reports no circuits."""
    reported = circuits_of(description.subjects)
    if not reported:
        raise ModelError(f"the meter reports no circuits of {panel.name}: there is nothing to match")
    feeds = tuple(PowerGraph(model.topology).feeds_of_panel(panel.id))
    return Question(panel, reported, feeds, match_circuits(reported, feeds))


def decisions_of(question: Question, takes: Sequence[str]) -> Decisions:
    """What `N=NAME` says, each: a reported part and a modelled one. Raises UsageError where that cannot be."""
    decided: dict[int, int] = {}
    for take in takes:
        said, equals, called = take.partition("=")
        if not equals:
            raise UsageError(
                f"--take {take!r} is not N=NAME: a reported {question.reported_word} and a {question.part_word}"
            )
        place = _one(
            said, {number: (printed(part), part.key, part.name) for number, part in enumerate(question.reported)}
        )
        outlet_id = part_called(question, called)
        if place is None:
            known = ", ".join(printed(part) for part in question.reported[:8])
            raise UsageError(
                f"there is no reported {question.reported_word} {said.strip()!r}, or several; there are {known}"
            )
        if outlet_id is None:
            known = ", ".join(outlet.name for outlet in question.modelled[:8])
            raise UsageError(
                f"{question.owner.name} has no {question.part_word} {called.strip()!r}, or several; there are {known}"
            )
        if decided.get(place, outlet_id) != outlet_id or (outlet_id in decided.values() and place not in decided):
            raise UsageError(f"--take {take}: one of the two is taken by another --take already")
        decided[place] = outlet_id
    return decided


def part_called(question: Question, text: str) -> int | None:
    """The one modelled part of a name, label or number; None where there is none, or more than one."""
    return _one(text, {one.id: (one.name, printed_at(one)) for one in question.modelled})


def printed_at(part: Part) -> str:
    """What stands at a modelled part."""
    return part.label if isinstance(part, PowerOutlet) else part.breaker_position


def decided(question: Question, decisions: Decisions) -> Question:
    """The question with a person's decisions as links: what follows from them for the others is seen anew."""
    key_of = {part_id: _key(question, place) for place, part_id in decisions.items()}
    keys = set(key_of.values())
    modelled = tuple(
        replace(one, reported_as=key_of.get(one.id, "" if one.reported_as in keys else one.reported_as))
        for one in question.modelled
    )
    feeds, outlets = _apart(modelled)
    matching = match_outlets(question.reported, outlets) if outlets else match_circuits(question.reported, feeds)
    return replace(question, modelled=modelled, matching=matching)


def plan_links(model: CurrentModel, question: Question, *, vocabulary: Vocabulary = NETBOX_VOCABULARY) -> SyncPlan:
    """All that is sure becomes a link, so that later changes of names part nobody."""
    sure = {
        match.modelled_id: _key(question, match.reported)
        for match in question.matching.matches
        if match.bears_name_of is None
    }
    linked = tuple(replace(one, reported_as=sure.get(one.id, one.reported_as)) for one in question.modelled)
    feeds, outlets = _apart(linked)
    topology = model.topology
    result = replace(
        topology,
        power_outlets=renewed(topology.power_outlets, *outlets),
        power_feeds=renewed(topology.power_feeds, *feeds),
    )
    return plan_result(model, result, vocabulary=vocabulary)


def _key(question: Question, place: int) -> str:
    """What a link says: of a panel's meter the whole key, for it is not divided into devices."""
    part = question.reported[place]
    return (key_within_unit(part) if isinstance(question.owner, Device) else part.key)[:LONGEST_KEY]


def _apart(modelled: Sequence[Part]) -> tuple[tuple[PowerFeed, ...], tuple[PowerOutlet, ...]]:
    return (
        tuple(one for one in modelled if isinstance(one, PowerFeed)),
        tuple(one for one in modelled if isinstance(one, PowerOutlet)),
    )


def _one(text: str, texts: Mapping[int, tuple[str, ...]]) -> int | None:
    """The one that has a text; else the one whose texts end with its number."""
    wanted = normal(text)
    found = [number for number, known in texts.items() if wanted and wanted in map(normal, known)]
    if not found and text.strip().isdecimal():
        found = [number for number, known in texts.items() if number_of(text) == number_of(known[0])]
    return found[0] if len(found) == 1 else None
