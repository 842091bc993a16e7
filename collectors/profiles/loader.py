"""Reads profiles: TOML, checked by the schema, converted to the model. A mistake is one sentence with file and key."""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from enum import IntEnum
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from collectors.profiles import model, schema
from collectors.profiles.expand import expand
from collectors.profiles.templates import Template
from collectors.snmp.client import Oid
from powertui.domain.reading import LoadState, OutletState, Quantity, SubjectKind, Wiring
from powertui.errors import ProfileError

PACKAGED = Path(__file__).parent
_KEY = re.compile(r"^[a-z_0-9]+$")
_ENTERPRISES: Oid = (1, 3, 6, 1, 4, 1)
_WORDS: dict[Quantity, type[IntEnum]] = {
    Quantity.STATE: OutletState,
    Quantity.LOAD_STATE: LoadState,
    Quantity.STATUS: LoadState,
    Quantity.WIRING: Wiring,
}
_QUANTITIES = {quantity.key: quantity for quantity in Quantity}


@cache
def load_profiles() -> tuple[model.Profile, ...]:
    """All profiles of the package, in the order of their families."""
    return load_directory(PACKAGED)


def load_directory(directory: Path) -> tuple[model.Profile, ...]:
    """All profiles of a directory; two of one family are a mistake."""
    profiles: dict[str, model.Profile] = {}
    for path in sorted(directory.glob("*.toml")):
        profile = load(path)
        if profile.family in profiles:
            raise ProfileError(f"{path.name}: family {profile.family!r} has a profile already; give it another name")
        profiles[profile.family] = profile
    return tuple(profiles[family] for family in sorted(profiles))


def load(path: Path) -> model.Profile:
    """One profile, checked."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        raise ProfileError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path.name}: is not TOML: {error}") from error
    expanded = expand(data)
    if expanded.mistakes:
        raise ProfileError(f"{path.name}: {expanded.mistakes[0]}")
    try:
        checked = schema.ProfileFile.model_validate(expanded.data)
    except ValidationError as error:
        raise ProfileError(f"{path.name}: {_sentence(error)}") from None
    return _Converter(path.name, checked).profile()


def _sentence(error: ValidationError) -> str:
    """The first mistake, its key and what would be right."""
    first = error.errors(include_url=False)[0]
    # Of a value that may be of two kinds pydantic names the kind too, which is no key.
    location = [part for part in first["loc"] if isinstance(part, int) or _KEY.match(part)]
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")
    if first["type"] == "extra_forbidden":
        return f"{key}: there is no such key"
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "string_pattern_mismatch" and first["ctx"]["pattern"].startswith(r"^\.?\d"):
        message = "an OID is numbers with dots between: 318.1.1.26.4.3.1.5"
    return f"{key}: {message[0].lower()}{message[1:]}"


class _Converter:
    """One file on its way to the model."""

    def __init__(self, file_name: str, checked: schema.ProfileFile) -> None:
        self._file_name = file_name
        self._file = checked
        self._root: Oid = ()
        self._root = self._oid(checked.root)

    def profile(self) -> model.Profile:
        file = self._file
        return model.Profile(
            family=file.family,
            vendor=file.vendor,
            mib=file.mib,
            evidence=file.evidence,
            first_unit=file.first_unit,
            detection=model.Detection(
                self._oids(file.detect.sys_object_ids),
                self._oids(file.detect.shared_sys_object_ids),
                self._oids(file.detect.probe),
            ),
            identity=model.Identity(
                self._sources(file.identity.model),
                self._sources(file.identity.serial),
                self._sources(file.identity.firmware),
                self._sources(file.identity.name),
            ),
            tables=tuple(self._table(f"tables[{position}]", table) for position, table in enumerate(file.tables)),
        )

    def _wrong(self, key: str, problem: str) -> ProfileError:
        return ProfileError(f"{self._file_name}: {key}: {problem}")

    def _oid(self, dotted: str) -> Oid:
        if dotted.startswith("."):
            return self._root + tuple(map(int, dotted[1:].split(".")))
        arcs = tuple(map(int, dotted.split(".")))
        return arcs if arcs[:2] == (1, 3) else _ENTERPRISES + arcs

    def _maybe(self, dotted: str | None) -> Oid | None:
        return None if dotted is None else self._oid(dotted)

    def _oids(self, dotted: tuple[str, ...]) -> tuple[Oid, ...]:
        return tuple(map(self._oid, dotted))

    def _sources(self, sources: tuple[str | schema.SourceFile, ...]) -> tuple[model.Source, ...]:
        return tuple(
            model.Source(self._oid(source))
            if isinstance(source, str)
            else model.Source(self._oid(source.oid), source.pattern)
            for source in sources
        )

    def _table(self, key: str, table: schema.TableFile) -> model.Table:
        self._check_names(key, table)
        return model.Table(
            kind=SubjectKind(table.kind),
            role=table.role,
            index=table.index,
            parts=tuple(self._part(name, part) for name, part in table.parts.items()),
            id=Template(table.id),
            unit=Template(table.unit),
            label=_template(table.label),
            name=_template(table.name),
            leg=_template(table.leg),
            branch=_template(table.branch),
            alias=_template(table.alias),
            where={part: frozenset(values) for part, values in table.where.items()},
            where_not={part: frozenset(values) for part, values in table.where_not.items()},
            require=self._condition(table.require) if table.require else None,
            bound=model.Bound(
                model.Lookup(self._oid(table.bound.column), Template(table.bound.index)), table.bound.part
            )
            if table.bound
            else None,
            unused=model.Unused(
                self._quantity(f"{key}.unused.all_zero", table.unused.all_zero), self._condition(table.unused.when)
            )
            if table.unused
            else None,
            variables=model.Variables(self._oid(table.variables.name), table.variables.row)
            if table.variables
            else None,
            readings=tuple(
                self._column(f"{key}.readings[{position}]", table, column)
                for position, column in enumerate(table.readings)
            ),
            facts=tuple(
                self._column(f"{key}.facts[{position}]", table, column) for position, column in enumerate(table.facts)
            ),
        )

    def _check_names(self, key: str, table: schema.TableFile) -> None:
        """Templates and filters may name only parts that the table has."""
        known = list(dict.fromkeys(["row", *(part.partition(":")[0] for part in table.index)]))
        if table.variables is not None:
            known += re.compile(table.variables.row).groupindex
        for name, part in table.parts.items():
            for field in _fields(part.of, part.index, part.default):
                if field not in known:
                    raise self._wrong(f"{key}.parts.{name}", f"{{{field}}} is not one of {', '.join(known)}")
            known.append(name)
        texts = (table.id, table.unit, table.label, table.name, table.leg, table.branch, table.alias)
        indexes = [cell.index for cell in (table.require, table.bound) if cell is not None]
        indexes += [column.at for column in (*table.readings, *table.facts) if column.at is not None]
        filters = [*table.where, *table.where_not, *([table.bound.part] if table.bound else [])]
        for field in (*_fields(*texts, *indexes), *filters):
            if field not in known:
                raise self._wrong(key, f"{{{field}}} is not one of the table's parts: {', '.join(known)}")
        if not (table.readings or table.facts):
            raise self._wrong(key, "has neither readings nor facts; a table is there for what it brings")

    def _part(self, name: str, part: schema.PartFile) -> model.Part:
        return model.Part(
            name=name,
            column=self._maybe(part.column),
            of=_template(part.of),
            index=_template(part.index),
            map=part.map,
            tail=part.tail,
            default=_template(part.default),
        )

    def _condition(self, condition: schema.ConditionFile) -> model.Condition:
        cell = model.Lookup(self._oid(condition.column), Template(condition.index))
        return model.Condition(cell, frozenset(condition.values), condition.at_least)

    def _guards(self, guards: tuple[schema.GuardFile, ...]) -> tuple[model.Guard, ...]:
        return tuple(model.Guard(self._oid(guard.column), frozenset(guard.bad), guard.only_zero) for guard in guards)

    def _quantity(self, key: str, name: str) -> Quantity:
        if name not in _QUANTITIES:
            raise self._wrong(key, f"{name!r} is no quantity; known are {', '.join(_QUANTITIES)}")
        return _QUANTITIES[name]

    def _column(self, key: str, table: schema.TableFile, column: schema.ColumnFile) -> model.Column:
        file = self._file
        quantity = self._quantity(key, column.quantity)
        value, digits, scale_column = column.column, column.digits, column.scale_column
        guards = self._guards(column.guards)
        if column.sensor is not None:
            if table.sensors is None:
                raise self._wrong(key, "names a sensor, but the table has no [sensors] with their columns")
            value, digits = value or table.sensors.value, digits or table.sensors.digits
            guards = guards or (() if column.column else self._guards(table.sensors.guards))
        if column.variable is not None:
            if table.variables is None:
                raise self._wrong(key, "names a variable, but the table has no [variables] with their columns")
            value, scale_column = value or table.variables.value, scale_column or table.variables.scale
        if value is None:
            raise self._wrong(key, "needs a column, a sensor's type or a variable's name")
        if quantity in _WORDS and column.enum is None:
            raise self._wrong(key, f"{column.quantity} is an enumeration: name the one of [enums] it has")
        missing = file.not_supported if column.not_supported is None else column.not_supported
        return model.Column(
            quantity=quantity,
            column=self._oid(value),
            at=_template(column.at),
            suffix=() if column.sensor is None else (column.sensor,),
            variable=column.variable or "",
            scale=column.scale,
            digits=self._maybe(digits),
            scale_column=self._maybe(scale_column),
            parse=column.parse,
            words=self._words(key, quantity, column.enum),
            magnitude=column.magnitude,
            estimated=column.estimated,
            not_supported=frozenset(missing),
            not_supported_texts=frozenset(file.not_supported_texts),
            guards=guards,
            flag=model.Flag(self._oid(column.flag.column), column.flag.bit) if column.flag else None,
            slow=column.cadence == "slow" if column.cadence else quantity is Quantity.ENERGY,
        )

    def _words(self, key: str, quantity: Quantity, name: str | None) -> dict[int, int] | None:
        """The device's numbers and ours."""
        if name is None:
            return None
        if name not in self._file.enums:
            raise self._wrong(key, f"there is no [enums.{name}]; there are {', '.join(self._file.enums) or 'none'}")
        ours = _WORDS.get(quantity)
        if ours is None:
            raise self._wrong(key, f"{quantity.key} is a number and takes no enumeration")
        words: dict[int, int] = {}
        for number, word in self._file.enums[name].items():
            if word.upper() not in ours.__members__:
                known = ", ".join(member.lower() for member in ours.__members__)
                raise self._wrong(f"enums.{name}.{number}", f"{word!r} is not one of {known}")
            words[int(number)] = ours[word.upper()].value
        return words


def _template(text: str | None) -> Template | None:
    return None if text is None else Template(text)


def _fields(*texts: str | None) -> Iterator[str]:
    for text in texts:
        if text is not None:
            yield from Template(text).fields
