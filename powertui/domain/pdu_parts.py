"""From what a PDU reports of itself to its modelled parts: inlets, outlets and branches, filled in or made.

What the model says already stays: only what is empty is filled in, so that a second reading changes nothing. Where the
model has parts that cannot be told apart from the reported ones, none are made beside them: a person decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from powertui.domain.choices import FeedLeg
from powertui.domain.natural import natural_key
from powertui.domain.outlet_match import match_outlets
from powertui.domain.part_match import PartMatching, normal, printed
from powertui.domain.reading import Leg, Quantity, SubjectDescription, SubjectKind
from powertui.domain.reported import ReportedDevice, key_within_unit
from powertui.domain.topology import PduBranch, PowerOutlet, PowerPort

FEED_LEGS: Mapping[Leg, FeedLeg] = {Leg.A: FeedLeg.A, Leg.B: FeedLeg.B, Leg.C: FeedLeg.C}
LINE_PAIRS = frozenset({Leg.AB, Leg.BC, Leg.CA})
LONGEST_NAME = 64
LONGEST_TEXT = 200
LONGEST_KEY = 100


@dataclass(frozen=True, slots=True)
class Parts:
    """A device's parts."""

    ports: tuple[PowerPort, ...] = ()
    outlets: tuple[PowerOutlet, ...] = ()
    branches: tuple[PduBranch, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstIds:
    """From where new parts are numbered."""

    port: int
    outlet: int
    branch: int


@dataclass(frozen=True, slots=True)
class Filled:
    """A device's parts as they should be, and what was left to people."""

    parts: Parts
    left_outlets: int = 0
    """Reported outlets that are in no modelled one and were not made either."""
    left_branches: int = 0


def filled(device_id: int, unit: ReportedDevice, known: Parts, ids: FirstIds) -> Filled:
    """A device's parts with all that its PDU reports."""
    ports = _ports(device_id, unit, known.ports, ids.port)
    reported = unit.of_kind(SubjectKind.OUTLET)
    matching = match_outlets(reported, known.outlets)
    outlets, id_of = _outlets(device_id, unit, known.outlets, ports, matching, ids.outlet)
    branches = _branches(device_id, unit, known.branches, id_of, ids.branch)
    parts = Parts(ports, outlets, branches or known.branches)
    left_branches = len(unit.of_kind(SubjectKind.BRANCH)) if branches is None else 0
    return Filled(parts, len(reported) - len(id_of), left_branches)


def rated_current_a(unit: ReportedDevice) -> float | None:
    """What a PDU may carry per leg, in A: the rating of its one inlet, else of its phases where they have the same."""
    inlet = _facts(unit.inlets, Quantity.RATED_CURRENT) if len(unit.inlets) == 1 else ()
    phases = _facts(
        (part for part in unit.parts if part.kind in {SubjectKind.PHASE, SubjectKind.LINE} and part.leg != Leg.NEUTRAL),
        Quantity.RATED_CURRENT,
    )
    ratings = set(inlet or phases)
    return ratings.pop() if len(ratings) == 1 else None


def plain(text: str, most: int = LONGEST_NAME) -> str:
    """A device's text as a name: on one line, without signs that no screen shows, and as long as names may be."""
    return "".join(letter if letter.isprintable() else " " for letter in " ".join(text.split()))[:most].strip()


def _facts(subjects: Iterable[SubjectDescription], quantity: Quantity) -> tuple[float, ...]:
    found = (fact.value for subject in subjects for fact in subject.facts if fact.quantity is quantity)
    return tuple(value for value in found if value)


def _ports(device_id: int, unit: ReportedDevice, known: tuple[PowerPort, ...], first_id: int) -> tuple[PowerPort, ...]:
    """As many as there are cords; a PDU that reports none has one all the same."""
    names = _inlet_names(unit)
    if known:
        # They are bound in the order of their names: a further one must not come between them.
        names = [f"{max((port.name for port in known), key=natural_key)} {number + 1}" for number in range(len(names))]
    new = (PowerPort(first_id + place, device_id, plain(name)) for place, name in enumerate(names[len(known) :]))
    return (*known, *new)


def _inlet_names(unit: ReportedDevice) -> list[str]:
    if len(unit.inlets) < 2:
        label = plain(unit.inlets[0].label) if unit.inlets else ""
        return [label or "Inlet"]
    names = [plain(inlet.label) or f"Inlet {plain(key_within_unit(inlet))}" for inlet in unit.inlets]
    is_in_order = sorted(names, key=natural_key) == names and len(set(names)) == len(names)
    return names if is_in_order else [f"Inlet {number}" for number in range(1, len(names) + 1)]


def _outlets(
    device_id: int,
    unit: ReportedDevice,
    known: Sequence[PowerOutlet],
    ports: Sequence[PowerPort],
    matching: PartMatching,
    first_id: int,
) -> tuple[tuple[PowerOutlet, ...], dict[str, int]]:
    """The outlets, and the modelled one of each reported one by its key."""
    reported = unit.of_kind(SubjectKind.OUTLET)
    by_id = {outlet.id: outlet for outlet in known}
    id_of: dict[str, int] = {}
    for match in matching.matches:
        if match.bears_name_of is None:
            part = reported[match.reported]
            by_id[match.modelled_id] = _informed(by_id[match.modelled_id], part, _port_of(unit, part, ports))
            id_of[part.key] = match.modelled_id
    made = [reported[place] for place in matching.unmatched] if not matching.free_ids else []
    names = _names(made, {outlet.name for outlet in known})
    for place, (part, name) in enumerate(zip(made, names, strict=True)):
        fresh = PowerOutlet(first_id + place, device_id, name)
        by_id[fresh.id] = _informed(fresh, part, _port_of(unit, part, ports))
        id_of[part.key] = fresh.id
    return tuple(by_id.values()), id_of


def _informed(outlet: PowerOutlet, part: SubjectDescription, port_id: int | None) -> PowerOutlet:
    """An outlet with what is reported of it, where nothing else is known."""
    pair = part.leg if part.leg in LINE_PAIRS else None
    leg = FEED_LEGS.get(part.leg) if part.leg is not None else None
    is_without_leg = outlet.feed_leg is None and outlet.line_pair is None
    return replace(
        outlet,
        reported_as=outlet.reported_as or link_to(key_within_unit(part)),
        power_port_id=port_id if outlet.power_port_id is None else outlet.power_port_id,
        feed_leg=leg if is_without_leg else outlet.feed_leg,
        line_pair=pair if is_without_leg else outlet.line_pair,
        description=outlet.description or _own_name(part, outlet.name),
    )


def link_to(key: str) -> str:
    """A part's key as an object of the model keeps it; none for a key that no text may hold."""
    return key[:LONGEST_KEY] if key.isprintable() else ""


def _own_name(part: SubjectDescription, outlet_name: str) -> str:
    """What the PDU's user calls an outlet, where that says more than its number."""
    name = plain(part.name, LONGEST_TEXT)
    said = {normal(f"{word}{text}") for word in ("", "outlet", "outlet-") for text in (outlet_name, part.key)}
    return "" if normal(name) in said else name


def _port_of(unit: ReportedDevice, part: SubjectDescription, ports: Sequence[PowerPort]) -> int | None:
    number = unit.inlet_of(part)
    branch = next((one for one in unit.of_kind(SubjectKind.BRANCH) if part.branch and one.key == part.branch), None)
    if number is None and branch is not None:
        number = unit.inlet_of(branch)
    if number is None:
        return ports[0].id if len(ports) == 1 else None
    return ports[number].id if number < len(ports) else None


def _names(parts: Sequence[SubjectDescription], taken: set[str]) -> list[str]:
    """Printed labels, if they are names; else what the PDU counts by. No two alike, and none that is taken."""
    names = [plain(printed(part)) for part in parts]
    if not all(names) or len(set(names)) < len(names) or taken & set(names):
        names = [plain(key_within_unit(part)) for part in parts]
    used = set(taken)
    unique = []
    for number, name in enumerate(names, start=1):
        chosen = name or str(number)
        while chosen in used:
            chosen = f"{chosen[: LONGEST_NAME - 2]} +"[:LONGEST_NAME] if len(chosen) < LONGEST_NAME else f"#{number}"
        used.add(chosen)
        unique.append(chosen)
    return unique


def _branches(
    device_id: int, unit: ReportedDevice, known: Sequence[PduBranch], outlet_of: Mapping[str, int], first_id: int
) -> tuple[PduBranch, ...] | None:
    """The branches; None where the model's own cannot be told which of the reported ones they are."""
    reported = unit.of_kind(SubjectKind.BRANCH)
    by_name = {normal(branch.name): branch for branch in known}
    owner = {outlet_id: branch.id for branch in known for outlet_id in branch.outlet_ids}
    found: list[PduBranch] = []
    new: list[SubjectDescription] = []
    for part in reported:
        texts = (printed(part), part.key, key_within_unit(part))
        same = next((by_name[normal(text)] for text in texts if normal(text) in by_name), None)
        if same is None or same in found:
            new.append(part)
        else:
            found.append(_with_outlets(same, part, unit, outlet_of, owner))
    found_ids = {branch.id for branch in found}
    if new and any(branch.id not in found_ids for branch in known):
        return None
    names = _names(new, {branch.name for branch in known})
    for place, (part, name) in enumerate(zip(new, names, strict=True)):
        found.append(_with_outlets(PduBranch(first_id + place, device_id, name), part, unit, outlet_of, owner))
    others = (branch for branch in known if branch.id not in found_ids)
    return (*found, *others)


def _with_outlets(
    branch: PduBranch,
    part: SubjectDescription,
    unit: ReportedDevice,
    outlet_of: Mapping[str, int],
    owner: dict[int, int],
) -> PduBranch:
    ratings = _facts((part,), Quantity.RATED_CURRENT)
    behind = (outlet_of.get(one.key) for one in unit.of_kind(SubjectKind.OUTLET) if one.branch == part.key)
    more = tuple(outlet_id for outlet_id in behind if outlet_id is not None and outlet_id not in owner)
    owner.update(dict.fromkeys(more, branch.id))
    return replace(
        branch,
        rated_current_a=branch.rated_current_a or (ratings[0] if ratings else None),
        leg=branch.leg or (part.leg if part.leg is not Leg.NEUTRAL else None),
        outlet_ids=(*branch.outlet_ids, *more),
    )
