"""Cables of a plan: those written out, and cords by rule, which take the next free outlet that fits."""

from collections import defaultdict
from collections.abc import Sequence

from powertui.domain.choices import CableStatus, TerminationKind
from powertui.domain.lint.connectors import fit_of
from powertui.domain.merge_kinds import ModelKind
from powertui.domain.natural import natural_key
from powertui.domain.topology import Cable, PowerOutlet, PowerPort, Termination
from powertui.exchange.plan_file.draft import CableRow, Cord, Draft
from powertui.exchange.plan_file.language import plain, split
from powertui.exchange.problems import Place, quoted
from powertui.exchange.yaml_fields import Fields
from powertui.exchange.yaml_nodes import Node, Scalar, Table
from powertui.exchange.yaml_nodes import Sequence as YamlSequence

BETWEEN = " -- "
"""Between the two ends of a cable that is one text."""

WORDS = {
    "feed": (TerminationKind.POWER_FEED, ModelKind.POWER_FEED),
    "port": (TerminationKind.POWER_PORT, ModelKind.POWER_PORT),
    "outlet": (TerminationKind.POWER_OUTLET, ModelKind.POWER_OUTLET),
}


def read_cables(plan: Fields, draft: Draft) -> None:
    """`- outlet PDU/1 -- port SERVER/PSU1`, or the same with keys: a, b, status, length and so on."""
    for node in plan.items("cables"):
        if isinstance(node, Table):
            fields = draft.fields(node)
            row = CableRow(fields, _end(fields, "a", draft), _end(fields, "b", draft))
            draft.cables.append(row)
        elif isinstance(node, Scalar) and len(ends := split(node.text, BETWEEN)) == 2:
            fields = draft.fields(Table(node.line, {}))
            draft.cables.append(CableRow(fields, (ends[0].strip(),), (ends[1].strip(),)))
        else:
            draft.problems.add(
                Place(draft.file, node.line),
                "a cable is such as: outlet PDU/1 -- port SERVER/PSU1, or has keys a and b",
            )


def _end(fields: Fields, key: str, draft: Draft) -> tuple[str, ...]:
    node: Node | None = fields.node(key)
    nodes = node.items if isinstance(node, YamlSequence) else (node,) if node is not None else ()
    found = []
    for item in nodes:
        if isinstance(item, Scalar):
            found.append(item.text)
        else:
            draft.problems.add(Place(draft.file, item.line), f"{key} must be such as outlet PDU/1, or a list of such")
    return tuple(found)


def make_cables(draft: Draft) -> None:
    """All cables, once everything that they end at is known."""
    for row in draft.cables:
        _make_cable(row, draft)
    taken = {end for cable in draft.objects[ModelKind.CABLE] for end in (*cable.a, *cable.b)}
    _make_cords(draft, taken)


def _make_cable(row: CableRow, draft: Draft) -> None:
    fields = row.fields
    number = draft.next_id(ModelKind.CABLE)
    cable = Cable(
        number,
        _terminations(row.a, fields.place("a"), draft),
        _terminations(row.b, fields.place("b"), draft),
        fields.choice("status", CableStatus.CONNECTED),
        fields.text("label"),
        fields.text("type"),
        fields.text("profile"),
        fields.text("color"),
        fields.number("length"),
        fields.text("length_unit"),
        _tenant(fields, draft),
        fields.text("description"),
        fields.whole("netbox_id"),
        fields.text("bundle"),
    )
    fields.finish("a cable")
    draft.objects[ModelKind.CABLE].append(cable)


def _tenant(fields: Fields, draft: Draft) -> int | None:
    text = fields.raw("tenant")
    return draft.one(ModelKind.TENANT, text, "", fields.place("tenant")) if text else None


def _terminations(ends: Sequence[str], place: Place, draft: Draft) -> tuple[Termination, ...]:
    found: list[Termination] = []
    for end in ends:
        word, _, reference = end.strip().partition(" ")
        if word not in WORDS:
            draft.problems.add(
                place, f"the end {quoted(end)} of a cable must begin with feed, outlet or port: outlet PDU/1"
            )
            continue
        termination, kind = WORDS[word]
        number = draft.one(kind, reference.strip(), "", place)
        if number is not None:
            found.append(Termination(termination, number))
    return tuple(found)


def _make_cords(draft: Draft, taken: set[Termination]) -> None:
    ports: dict[int, list[PowerPort]] = defaultdict(list)
    outlets: dict[int, list[PowerOutlet]] = defaultdict(list)
    for port in draft.objects[ModelKind.POWER_PORT]:
        ports[port.device_id].append(port)
    for outlet in sorted(draft.objects[ModelKind.POWER_OUTLET], key=lambda item: natural_key(item.name)):
        outlets[outlet.device_id].append(outlet)
    for cord in sorted(draft.cords, key=lambda cord: not _is_exact(cord)):
        free = [
            port
            for port in ports[cord.device_id]
            if Termination(TerminationKind.POWER_PORT, port.id) not in taken
            and (not cord.port or port.name == plain(cord.port))
        ]
        name = draft.objects[ModelKind.DEVICE][cord.device_id - 1].name
        if not free:
            wanted = f"power port {quoted(plain(cord.port))}" if cord.port else "power port left for this cord"
            draft.problems.add(cord.place, f"{quoted(name)} has no free {wanted}")
            continue
        source = _source(cord, free[0], outlets, taken, draft)
        if source is None:
            continue
        end = Termination(TerminationKind.POWER_PORT, free[0].id)
        taken |= {source, end}
        draft.objects[ModelKind.CABLE].append(Cable(draft.next_id(ModelKind.CABLE), (source,), (end,)))


def _is_exact(cord: Cord) -> bool:
    """Cords to a named outlet come first: a rule must not take it away."""
    return cord.is_feed or len(split(cord.source, "/")) > 1


def _source(
    cord: Cord, port: PowerPort, outlets: dict[int, list[PowerOutlet]], taken: set[Termination], draft: Draft
) -> Termination | None:
    if cord.is_feed:
        number = draft.one(ModelKind.POWER_FEED, cord.source, cord.site, cord.place)
        return (
            None
            if number is None
            else _unless_taken(Termination(TerminationKind.POWER_FEED, number), cord, taken, draft)
        )
    exact = draft.names.find(ModelKind.POWER_OUTLET, cord.source, cord.site)
    if len(exact) == 1:
        return _unless_taken(Termination(TerminationKind.POWER_OUTLET, exact[0]), cord, taken, draft)
    device_id = draft.one(ModelKind.DEVICE, cord.source, cord.site, cord.place)
    if device_id is None:
        return None
    for outlet in outlets[device_id]:
        end = Termination(TerminationKind.POWER_OUTLET, outlet.id)
        if end not in taken and fit_of(port.type, outlet.type).does:
            return end
    kind = f" that fits {port.type}" if port.type else ""
    draft.problems.add(cord.place, f"{quoted(plain(cord.source))} has no free outlet{kind} for {quoted(port.name)}")
    return None


def _unless_taken(end: Termination, cord: Cord, taken: set[Termination], draft: Draft) -> Termination | None:
    if end not in taken:
        return end
    draft.problems.add(cord.place, f"{quoted(plain(cord.source))} has a cable already")
    return None
