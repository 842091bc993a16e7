"""What the parts of a row may be, so that it becomes one certain part of the device. Candidates: `rows` tries them."""

from collections.abc import Iterator
from dataclasses import dataclass

from collectors.profiles.legs import leg_of
from collectors.profiles.model import Part, Profile, Table
from collectors.profiles.templates import Template
from collectors.simulator.families.fields import fields_for
from collectors.simulator.families.shape import LINES, PAIRS, Shape, SimPart, Wires
from collectors.simulator.families.texts import some_text, text_with
from collectors.snmp.client import Oid, SnmpType, SnmpValue
from powertui.domain.reading import Leg, SubjectKind

_LEG_TEXTS = {
    Leg.A: ("1", "L1", "A"),
    Leg.B: ("2", "L2", "B"),
    Leg.C: ("3", "L3", "C"),
    Leg.AB: ("L1-L2", "AB"),
    Leg.BC: ("L2-L3", "BC"),
    Leg.CA: ("L3-L1", "CA"),
    Leg.NEUTRAL: ("N",),
}
_FURTHER = 40
"""How many places further on a row may stand, where others are in its way."""
_FIRST = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row should become."""

    part: SimPart
    branch_alias: str = ""
    """How the branch that feeds it is referred to; empty if it hangs on none, or nobody knows."""


class Places:
    """Candidates for one table's rows."""

    def __init__(self, profile: Profile, table: Table, shape: Shape) -> None:
        self._table = table
        self._shape = shape
        self._parts = {part.name: part for part in table.parts}
        self._first_unit = int(profile.first_unit) if profile.first_unit.isdecimal() else _FIRST
        own = {column.column for column in (*table.readings, *table.facts)}
        columns = {column.column for each in profile.tables for column in each.readings if column.at is None}
        self.measured_elsewhere = columns - own
        """Columns with figures of other tables' rows."""
        self._of_unit = self._feeding(table.unit)
        self._of_leg = self._feeding(table.leg)
        self._of_name = set(table.name.fields) if table.name else set()
        self._of_id = self._feeding(table.id) | self._feeding(table.label) | self._feeding(table.alias)

    def indexes(self, wanted: Wanted) -> Iterator[dict[str, str]]:
        """The index's parts by name, the likeliest first; one of them varies."""
        words = [(word, form) for word, _, form in (name.partition(":") for name in self._table.index)]
        fixed: dict[str, tuple[str, ...]] = {word: self._fixed(word, form, wanted) for word, form in words}
        free = [word for word, _ in words if not fixed[word]]
        by_leg = [word for word in free if word in self._of_leg]
        varies = free[:1] if wanted.part.kind is SubjectKind.INPUT else by_leg[-1:] or free[-1:]
        choices = {word: fixed[word] or ((str(_FIRST),) if word not in varies else ()) for word, _ in words}
        for number in self._numbers(varies[0], wanted) if varies else ("",):
            yield from _combinations({word: texts or (number,) for word, texts in choices.items()})

    def groups(self, names: tuple[str, ...], wanted: Wanted) -> Iterator[dict[str, str]]:
        """The named groups of a variable's name; those that are words are as the pattern has them."""
        choices: dict[str, tuple[str, ...]] = {}
        for name in names:
            if name in self._of_leg:
                choices[name] = _LEG_TEXTS.get(wanted.part.leg or Leg.A, ())
            elif self._numbered(name):
                choices[name] = (str(wanted.part.number),)
        yield from _combinations(choices)

    def contents(self, part: Part, wanted: Wanted, parts: dict[str, str]) -> Iterator[SnmpValue]:
        """What a part's cell may hold, the likeliest first."""
        if part.hex or part.octets:
            number = wanted.part.in_all
            octets = bytes((list(SubjectKind).index(wanted.part.kind) + 1, number // 256, number % 256))
            yield SnmpValue(SnmpType.OCTETS, octets.ljust(part.octets or 6, b"\x01"))
            return
        for text in dict.fromkeys(self._texts(part, wanted, parts)):
            said = text_with(part.pattern, text) if part.pattern else text
            if part.tail and said is not None and said.replace(".", "").isdecimal():
                yield SnmpValue(SnmpType.OID, (1, 3, 6, 1, 4, 1, *map(int, said.split("."))))
            elif said is not None:
                yield _value(said)
        if part.pattern and not text_with(part.pattern, "1"):
            yield _value(some_text(part.pattern))

    def _texts(self, part: Part, wanted: Wanted, parts: dict[str, str]) -> Iterator[str]:
        name, device = part.name, wanted.part
        if name in self._table.where and not part.map:
            yield from sorted(self._table.where[name])
            return
        units = self._unit_fields(wanted)
        if name in units:
            yield units[name]
            return
        if part.map:
            keys = list(part.map)
            yield from keys if self._shape.wires is Wires.SINGLE else reversed(keys)
            return
        referred = self._branch_fields(wanted)
        if name in referred:
            yield referred[name]
            return
        if name in self._of_name:
            yield device.name
            return
        usual = _composed(part, parts)
        if usual and name in self._of_id:
            yield usual
        if name in self._of_leg and device.leg is not None:
            texts = _LEG_TEXTS[device.leg]
            if f"L{{{name}}}" in self._table.id.text:
                texts = tuple(text for text in texts if text.isdecimal())  # It is a phase's number, not its label.
            yield from (*texts, *(f"{chr(ord('A') + device.unit - 1)}A:{text}" for text in texts))
        if name in self._of_id:
            yield from (str(device.number), str(device.in_all))
        yield from ("1", "2", "3", "0")

    def _feeding(self, template: Template | None) -> set[str]:
        """The parts that a template rests on, whether it names them itself or they only stand behind others."""
        found: set[str] = set()
        waiting = list(template.fields) if template is not None else []
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            part = self._parts.get(name)
            if part is not None:
                for other in (part.of, part.index, part.default):
                    waiting += other.fields if other is not None else ()
        return found

    def _numbered(self, name: str) -> bool:
        """Whether a named group is a number: rows of names that have none are told apart by words."""
        assert self._table.variables is not None  # noqa: S101 - groups are of tables of variables
        return text_numbers(self._table.variables.row, name)

    def _fixed(self, word: str, form: str, wanted: Wanted) -> tuple[str, ...]:
        """What an index's part can only be, if it does not vary."""
        if word in self._table.where:
            return tuple(sorted(self._table.where[word]))
        if word.startswith("zero"):
            return ("0",)
        for known in (self._unit_fields(wanted), self._branch_fields(wanted)):
            if word in known:
                return (known[word],)
        if form in {"text", "mac"}:
            return (_mac(wanted.part.unit),)
        if wanted.part.kind is SubjectKind.UNIT:
            direct = self._unit_fields(wanted)
            is_behind = word in self._of_unit and not any(name in direct for name, _, _ in self._words())
            return (str(wanted.part.unit),) if is_behind else ()
        return ()

    def _words(self) -> Iterator[tuple[str, str, str]]:
        return (name.partition(":") for name in self._table.index)

    def _numbers(self, word: str, wanted: Wanted) -> Iterator[str]:
        """Numbers for the index's part that varies."""
        part = wanted.part
        has_unit = any(name in self._of_unit for name, _, _ in self._words())
        has_branch = any(name in self._branch_fields(wanted) for name, _, _ in self._words())
        if part.kind is SubjectKind.UNIT:
            first = 1 if has_unit else part.unit
        elif has_branch and part.kind is SubjectKind.OUTLET:
            first = part.place
        else:
            first = part.number if has_unit else part.in_all
        hint = self._hint(word, part.leg)
        if hint:
            yield hint
        templates = [self._table.id, self._table.label, *(each.default for each in self._table.parts)]
        written = " ".join(template.text for template in templates if template is not None)
        first -= (f"{{{word}+1}}" in written) - (f"{{{word}-1}}" in written)
        if word in self._of_leg:
            yield from map(str, dict.fromkeys((first, *range(9))))
        else:
            yield from map(str, range(first, first + _FURTHER))

    def _hint(self, word: str, leg: Leg | None) -> str:
        """What the index's part is where a map of the profile makes the leg of it; a pair stands where a line would."""
        line = LINES[PAIRS.index(leg)] if leg in PAIRS else leg
        for part in self._table.parts:
            if part.name not in self._of_leg or part.map is None or part.of is None:
                continue
            for key, text in part.map.items():
                found = fields_for(part.of, key) if leg_of(text) is line and line is not None else None
                if found is not None and word in found:
                    return found[word]
        return ""

    def _unit_fields(self, wanted: Wanted) -> dict[str, str]:
        """The parts that the unit's template names, and what they are for the wanted unit."""
        fields = self._table.unit.fields
        if not fields:
            return {}
        forms = {name: form for name, _, form in self._words()}
        if forms.get(fields[0]) in {"text", "mac"}:
            return {fields[0]: _mac(wanted.part.unit)}
        number = str(self._first_unit + wanted.part.unit - 1)
        if len(fields) == 1:
            return fields_for(self._table.unit, number) or {fields[0]: number}
        return {name: str(_FIRST) for name in fields} | {fields[0]: number}

    def _branch_fields(self, wanted: Wanted) -> dict[str, str]:
        """The parts that the reference to a branch names, and what they are for the wanted one."""
        if self._table.branch is None or not wanted.branch_alias:
            return {}
        return fields_for(self._table.branch, wanted.branch_alias) or {}


def _composed(part: Part, parts: dict[str, str]) -> str | None:
    """What a part that is a label usually says: its default, where that is more than a number."""
    default = part.default
    if default is None or not default.fields or default.text == f"{{{default.fields[0]}}}":
        return None
    return default.fill(parts)


def text_numbers(row: str, group: str) -> bool:
    """Whether a named group of a regular expression takes numbers."""
    return f"(?P<{group}>\\d" in row


def index_of(names: tuple[str, ...], parts: dict[str, str]) -> Oid:
    """The arcs of an index's parts."""
    arcs: list[int] = []
    for name in names:
        word, _, form = name.partition(":")
        text = parts[word]
        if form == "text":
            arcs += [len(text), *map(ord, text)]
        elif form == "mac":
            arcs += bytes.fromhex(text)
        elif form.isdecimal():
            arcs += [0] * (int(form) - 1) + [int(text)]
        else:
            arcs += map(int, text.split("."))
    return tuple(arcs)


def _mac(unit: int) -> str:
    return f"0E5349{unit:06X}"


def _value(text: str) -> SnmpValue:
    """Numbers as numbers: an agent's columns are seldom texts where they count."""
    if text.removeprefix("-").isdecimal() and len(text) < len(str(2**31)):
        return SnmpValue(SnmpType.INTEGER, int(text))
    return SnmpValue(SnmpType.OCTETS, text.encode())


def _combinations(choices: dict[str, tuple[str, ...]]) -> Iterator[dict[str, str]]:
    made: list[dict[str, str]] = [{}]
    for word, texts in choices.items():
        made = [{**before, word: text} for before in made for text in texts]
    yield from made
