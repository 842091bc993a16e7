"""Changes by hand: editing an object as text, removing it, plugging a cord. Each is a plan first, as an import is."""

from dataclasses import replace

from powertui.domain.choices import TerminationKind
from powertui.domain.merge_kinds import CABLED, KIND_OF, ModelKind, ModelObject
from powertui.domain.merge_removal import without
from powertui.domain.object_lookup import CABLE_ENDS, NotFound, find_object
from powertui.domain.topology import Cable, Device, PowerPanel, Termination
from powertui.domain.vocabulary import NETBOX_VOCABULARY, Vocabulary
from powertui.errors import ModelError, UsageError
from powertui.exchange.object_yaml.nodes import Mistake
from powertui.exchange.object_yaml.reader import read_object
from powertui.exchange.object_yaml.writer import write_object
from powertui.services.model_sync import CurrentModel, SyncPlan, plan_result

_KIND_OF_END = {kind: end for end, kind in CABLED.items()}


def object_called(model: CurrentModel, text: str) -> ModelObject:
    """The object that a text names. Raises UsageError where it is none, or more than one."""
    found = find_object(model.topology, text)
    if isinstance(found, NotFound):
        raise UsageError(found.sentence)
    return found


def document_of(model: CurrentModel, item: ModelObject) -> str:
    """An object as YAML to edit; a device with its parts, a rack with its devices and their cables."""
    return write_object(model.topology, item)


def plan_document(
    model: CurrentModel, item: ModelObject, text: str, *, vocabulary: Vocabulary = NETBOX_VOCABULARY
) -> SyncPlan | tuple[Mistake, ...]:
    """What an edited document changes; else what is wrong in it."""
    edited = read_object(text, model.topology, item)
    if isinstance(edited, tuple):
        return edited
    return plan_result(model, edited.result, edited.protections, vocabulary=vocabulary)


def plan_removal(model: CurrentModel, item: ModelObject, *, vocabulary: Vocabulary = NETBOX_VOCABULARY) -> SyncPlan:
    """Removing an object, with what NetBox would take along; refused where NetBox would refuse it.

    How a device or a panel is polled goes with it: who removes it by hand wants it to be asked no more. (Where a source
    knows it no longer, what was measured stays.)
    """
    doomed = {KIND_OF[type(item)]: {item.id}}
    if isinstance(item, Device | PowerPanel):
        doomed[ModelKind.POLL_TARGET] = {
            target.id
            for target in model.topology.poll_targets
            if (target.device_id if isinstance(item, Device) else target.power_panel_id) == item.id
        }
    removal = without(model.topology, doomed)
    return plan_result(model, removal.result, removal.protections, vocabulary=vocabulary)


def plan_cable(model: CurrentModel, a: str, b: str, *, vocabulary: Vocabulary = NETBOX_VOCABULARY) -> SyncPlan:
    """A cable between two named ends. Where it is there already, the plan is empty.

    Raises UsageError where an end is not to be found, ModelError where one of them has another cable.
    """
    ends = (_end_called(model, a), _end_called(model, b))
    _check_pair(ends, (a, b))
    first, second = sorted(ends, key=lambda end: end.kind is TerminationKind.POWER_PORT)
    topology = model.topology
    at_end = {end: cable for cable in topology.cables for end in (*cable.a, *cable.b)}
    for end, other, text in ((first, second, a), (second, first, b)):
        cable = at_end.get(end)
        if cable is not None and {end, other} <= {*cable.a, *cable.b}:
            return plan_result(model, topology)
        if cable is not None and cable.a and cable.b:
            raise ModelError(f"{text} has a cable already, cable:#{cable.id}: remove that one first")
    # A cord that hangs loose at one of the ends is the cord that is plugged now.
    loose = [at_end[end] for end in (first, second) if end in at_end]
    new_id = max((cable.id for cable in topology.cables), default=0) + 1
    plugged = replace(loose[0], a=(first,), b=(second,)) if loose else Cable(new_id, (first,), (second,))
    gone = {cable.id for cable in loose}
    cables = (*(cable for cable in topology.cables if cable.id not in gone), plugged)
    return plan_result(model, replace(topology, cables=cables), vocabulary=vocabulary)


def _end_called(model: CurrentModel, text: str) -> Termination:
    found = find_object(model.topology, text, CABLE_ENDS)
    if isinstance(found, NotFound):
        owner = find_object(model.topology, text, (ModelKind.DEVICE,))
        if isinstance(owner, Device):
            raise UsageError(f'"{text}" is a device: a cable ends at one of its ports or outlets, {owner.name}:NAME')
        raise UsageError(f"{found.sentence} (a cable ends at DEVICE:PORT, DEVICE:OUTLET or feed:PANEL/FEED)")
    return Termination(_KIND_OF_END[KIND_OF[type(found)]], found.id)


def _check_pair(ends: tuple[Termination, Termination], texts: tuple[str, str]) -> None:
    kinds = {end.kind for end in ends}
    if TerminationKind.POWER_PORT in kinds and len(kinds) == 2:
        return
    words = [CABLED[end.kind].value for end in ends]
    raise ModelError(
        f"{texts[0]} is a {words[0]} and {texts[1]} is a {words[1]}: a power cable goes from an outlet or a feed"
        " to a power port"
    )
