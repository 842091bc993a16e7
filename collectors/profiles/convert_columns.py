"""The columns of a profile's tables, on their way from the schema to the model."""

import re
from enum import IntEnum

from collectors.profiles import columns, schema
from collectors.profiles.decoders import DECODERS
from collectors.profiles.expand import Mistake, Path
from collectors.profiles.templates import Template
from collectors.snmp.client import Oid
from powertui.domain.reading import QUANTITY_BY_KEY, LoadState, OutletState, Quantity, Wiring

_ENTERPRISES: Oid = (1, 3, 6, 1, 4, 1)
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_WORDS: dict[Quantity, type[IntEnum]] = {
    Quantity.STATE: OutletState,
    Quantity.LOAD_STATE: LoadState,
    Quantity.STATUS: LoadState,
    Quantity.WIRING: Wiring,
}
_ENERGIES = frozenset({Quantity.ENERGY, Quantity.ENERGY_RESETTABLE, Quantity.APPARENT_ENERGY})

_SIGNED = frozenset({Quantity.POWER_FACTOR, Quantity.REACTIVE_POWER, Quantity.TEMPERATURE, *_WORDS})
"""Where a minus means something: leading, frost, or a word."""


class ColumnConverter:
    """OIDs, cells and columns of one file."""

    def __init__(self, checked: schema.ProfileFile) -> None:
        self._file = checked
        self._root: Oid = ()
        self._root = self._oid(checked.root)
        self.mistakes: list[Mistake] = []

    def _wrong(self, path: Path, sentence: str) -> None:
        mistake = Mistake(path, sentence)
        if mistake not in self.mistakes:
            self.mistakes.append(mistake)

    def _oid(self, dotted: str) -> Oid:
        if dotted.startswith("."):
            return self._root + tuple(map(int, dotted[1:].split(".")))
        arcs = tuple(map(int, dotted.split(".")))
        return arcs if arcs[:2] == (1, 3) else _ENTERPRISES + arcs

    def _maybe(self, dotted: str | None) -> Oid | None:
        return None if dotted is None else self._oid(dotted)

    def _oids(self, dotted: tuple[str, ...]) -> tuple[Oid, ...]:
        return tuple(map(self._oid, dotted))

    def _condition(self, condition: schema.ConditionFile) -> columns.Condition:
        cell = columns.Lookup(self._oid(condition.column), Template(condition.index))
        return columns.Condition(cell, frozenset(condition.values), condition.at_least)

    def _guards(self, guards: tuple[schema.GuardFile, ...]) -> tuple[columns.Guard, ...]:
        return tuple(columns.Guard(self._oid(guard.column), frozenset(guard.bad), guard.only_zero) for guard in guards)

    def _quantity(self, path: Path, name: str) -> Quantity:
        if name not in QUANTITY_BY_KEY:
            self._wrong(path, f"{name!r} is no quantity; known are {', '.join(QUANTITY_BY_KEY)}")
        return QUANTITY_BY_KEY.get(name, Quantity.CURRENT)

    def _column(self, path: Path, table: schema.TableFile, column: schema.ColumnFile) -> columns.Column:
        file = self._file
        quantity = self._quantity(path, column.quantity)
        value, guards = column.column, self._guards(column.guards)
        if column.sensor is not None:
            if table.sensors is None:
                self._wrong(path, "names a sensor, but the table has no [sensors] with their columns")
            else:
                guards = guards or (() if column.column else self._guards(table.sensors.guards))
                value = value or table.sensors.value
        if column.variable is not None:
            if table.variables is None:
                self._wrong(path, "names a variable, but the table has no [variables] with their columns")
            else:
                value = value or table.variables.value
        if value is None and column.sensor is None and column.variable is None:
            self._wrong(path, "needs a column, a sensor's type or a variable's name")
        if quantity in _WORDS and column.enum is None:
            self._wrong(path, f"{column.quantity} is an enumeration: name the one of [enums] it has")
        if column.decoder and column.decoder not in DECODERS:
            self._wrong(path, f"there is no decoder {column.decoder!r}; there are {', '.join(DECODERS) or 'none'}")
        missing = file.not_supported if column.not_supported is None else column.not_supported
        fahrenheit = column.fahrenheit
        return columns.Column(
            quantity=quantity,
            column=() if value is None else self._oid(value),
            at=None if column.at is None else Template(column.at),
            suffix=() if column.sensor is None else (column.sensor,),
            variable=column.variable or "",
            scale=column.scale,
            offset=column.offset,
            device_scale=self._device_scale(path, table, column),
            fahrenheit=fahrenheit if isinstance(fahrenheit, bool) else self._condition(fahrenheit),
            parse=column.parse,
            pattern=column.pattern,
            decoder=column.decoder,
            words=self._words(path, quantity, column.enum),
            magnitude=column.magnitude,
            estimated=column.estimated,
            not_supported=frozenset(missing),
            not_supported_texts=frozenset(text.strip().lower() for text in file.not_supported_texts),
            not_supported_below=self._floor(quantity, column),
            guards=guards,
            flag=columns.Flag(self._oid(column.flag.column), column.flag.bit) if column.flag else None,
            slow=column.cadence == "slow" if column.cadence else quantity in _ENERGIES,
            counter=self._counter(path, quantity, column),
        )

    def _device_scale(
        self, path: Path, table: schema.TableFile, column: schema.ColumnFile
    ) -> columns.DeviceScale | None:
        """The columns that say the scale: the reading's own, else those of its table of sensors or variables."""
        digits, scale, exponent = column.digits, column.scale_column, column.exponent_column
        if column.sensor is not None and table.sensors is not None:
            digits, exponent = digits or table.sensors.digits, exponent or table.sensors.exponent
        if column.variable is not None and table.variables is not None:
            scale = scale or table.variables.scale
        if bool(column.unit_column) != bool(column.units):
            self._wrong(path, 'unit_column and units go together: units = { "W" = 1, "kW" = 1000 }')
        made = columns.DeviceScale(
            digits=self._maybe(digits),
            scale=self._maybe(scale),
            exponent=self._maybe(exponent),
            si_scale=self._maybe(column.si_scale_column),
            unit=self._maybe(column.unit_column),
            units=dict(column.units) or None,
            percent_of=columns.Percentage(
                columns.Lookup(self._oid(column.percent_of.column), Template(column.percent_of.index)),
                column.percent_of.scale,
            )
            if column.percent_of
            else None,
        )
        return made if made.columns else None

    def _floor(self, quantity: Quantity, column: schema.ColumnFile) -> int | None:
        """The family's floor, but not of what may well be negative."""
        if column.not_supported_below is not None:
            return column.not_supported_below
        return None if quantity in _SIGNED else self._file.not_supported_below

    def _counter(self, path: Path, quantity: Quantity, column: schema.ColumnFile) -> columns.Counter | None:
        if quantity in _ENERGIES:
            # What says nothing of it may be set back: most can, and a fall is then no surprise.
            return columns.Counter(column.wraps_at, column.resettable is not False)
        if column.wraps_at is not None or column.resettable is not None:
            self._wrong(path, f"{quantity.key} is no energy: wraps_at and resettable say nothing of it")
        return None

    def _words(self, path: Path, quantity: Quantity, name: str | None) -> columns.Words | None:
        """What the device says and our numbers; for a quantity without words of its own, numbers for numbers."""
        if name is None:
            return None
        if name not in self._file.enums:
            self._wrong(path, f"there is no [enums.{name}]; there are {', '.join(self._file.enums) or 'none'}")
            return None
        ours = _WORDS.get(quantity)
        numbers: dict[int, int] = {}
        texts: dict[str, int] = {}
        for said, word in self._file.enums[name].items():
            our_number = self._our_number(("enums", name, said), ours, word)
            if _WHOLE.fullmatch(said):
                numbers[int(said)] = our_number
            texts[said.strip().lower()] = our_number
        return columns.Words(numbers, texts)

    def _our_number(self, path: Path, ours: type[IntEnum] | None, word: str) -> int:
        if ours is None:
            if not _WHOLE.fullmatch(word):
                self._wrong(path, f"{word!r} is not a number, and the quantity that it is used for has no words")
                return 0
            return int(word)
        if word.upper() not in ours.__members__:
            self._wrong(path, f"{word!r} is not one of {', '.join(member.lower() for member in ours.__members__)}")
            return 0
        return ours[word.upper()].value
