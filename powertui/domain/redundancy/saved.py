"""A what-if that is kept under a name: what fails and what is added, by references to the model's objects."""

from collections.abc import Iterable
from dataclasses import dataclass

from powertui.domain.merge_kinds import KIND_OF, ModelKind
from powertui.domain.merge_names import ModelNames
from powertui.domain.object_lookup import NotFound, address, find_object
from powertui.domain.redundancy.causes import Cause, CauseKind
from powertui.domain.redundancy.scenario import FAILING, TAKING, worded
from powertui.domain.topology import Topology

LONGEST_NAME = 100

_KIND_OF_CAUSE = {
    CauseKind.PANEL: ModelKind.POWER_PANEL,
    CauseKind.FEED: ModelKind.POWER_FEED,
    CauseKind.DEVICE: ModelKind.DEVICE,
    CauseKind.OUTLET: ModelKind.POWER_OUTLET,
}
_CAUSE_OF_KIND = {kind: cause for cause, kind in _KIND_OF_CAUSE.items()}


@dataclass(frozen=True, slots=True)
class ObjectReference:
    """An object of the model; it may be renamed, or be gone."""

    kind: ModelKind
    id: int
    name: str
    """What it was called when the scenario was saved: `feed:A1-01`."""


@dataclass(frozen=True, slots=True)
class SavedLoad:
    """A load that is added."""

    to: ObjectReference
    load: str
    """As people write it: 4x1.2kW."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A question under a name."""

    name: str
    failing: tuple[ObjectReference, ...] = ()
    adding: tuple[SavedLoad, ...] = ()
    by: str = ""
    saved_at_s: float = 0.0


@dataclass(frozen=True, slots=True)
class ScenarioWords:
    """A scenario as it is asked today: each as --fail and --add have it."""

    failing: tuple[str, ...]
    adding: tuple[str, ...]


def saved_scenario(
    topology: Topology, name: str, failing: Iterable[str], adding: Iterable[str], by: str, now_s: float
) -> Scenario | NotFound:
    """What a person asks in words, by references; or the sentence of what is not found."""
    lost: list[ObjectReference] = []
    for text in failing:
        found = _reference(topology, text, FAILING)
        if isinstance(found, NotFound):
            return found
        lost.append(found)
    added: list[SavedLoad] = []
    for text in adding:
        where, _, load = text.rpartition("=")
        found = _reference(topology, where, TAKING)
        if isinstance(found, NotFound):
            return found
        added.append(SavedLoad(found, load.strip()))
    return Scenario(name, tuple(dict.fromkeys(lost)), tuple(added), by, now_s)


def words_of(topology: Topology, scenario: Scenario) -> ScenarioWords | NotFound:
    """A scenario in the words of today's model; or the sentence of what has gone from it."""
    names = ModelNames(topology)
    found: dict[ObjectReference, str] = {}
    for one in (*scenario.failing, *(load.to for load in scenario.adding)):
        item = names.get(one.kind, one.id)
        if item is None:
            return NotFound(
                f'scenario "{scenario.name}": {one.name} no longer exists in the model;'
                " ask without it, and save that under the name"
            )
        found[one] = address(item, names)
    return ScenarioWords(
        tuple(found[one] for one in scenario.failing),
        tuple(f"{found[load.to]}={load.load}" for load in scenario.adding),
    )


def references_of(topology: Topology, causes: Iterable[Cause]) -> tuple[ObjectReference, ...]:
    """Of what is chosen on a screen; what the model no longer has is left out."""
    names = ModelNames(topology)
    found = ((_KIND_OF_CAUSE[cause.kind], cause.id) for cause in causes)
    return tuple(
        ObjectReference(kind, object_id, address(item, names))
        for kind, object_id in found
        if (item := names.get(kind, object_id)) is not None
    )


def causes_of(scenario: Scenario) -> tuple[Cause, ...] | NotFound:
    """For a screen, where inlets and branches cannot be chosen."""
    for one in scenario.failing:
        if one.kind not in _CAUSE_OF_KIND:
            return NotFound(
                f'scenario "{scenario.name}": {one.name} cannot be chosen here; powertui what-if --scenario shows it'
            )
    return tuple(Cause(_CAUSE_OF_KIND[one.kind], one.id) for one in scenario.failing)


def _reference(topology: Topology, text: str, kinds: frozenset[ModelKind]) -> ObjectReference | NotFound:
    found = find_object(topology, worded(text), kinds)
    if isinstance(found, NotFound):
        return found
    return ObjectReference(KIND_OF[type(found)], found.id, address(found, ModelNames(topology)))
