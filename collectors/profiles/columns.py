"""A profile's columns: where a quantity is read, and how what stands there becomes a number. All OIDs are absolute."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from collectors.profiles.templates import Template
from collectors.snmp.client import Oid
from powertui.domain.reading import Quantity


class Parse(Enum):
    """How a value becomes a number."""

    NUMBER = "number"
    TEXT = "text"
    """The number that a text begins with: `32A`; of a range (`200-240V`) the middle, as an estimate."""
    QUANTITY = "quantity"
    """A text that is a number and its unit, `0.061kW`: its prefix counts, and a unit of something else is no value."""
    DECIMAL = "decimal"
    """A text that is nothing but a number: `46.0`."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A cell of another table."""

    column: Oid
    index: Template


@dataclass(frozen=True, slots=True)
class Condition:
    """A cell of another table that must have one of some values."""

    cell: Lookup
    values: frozenset[str] = frozenset()
    at_least: int | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """A column beside the value that says whether the value is one."""

    column: Oid
    bad: frozenset[int]
    only_zero: bool
    """The device answers 0 for what it does not have, so only a 0 needs the question."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A bit of a BITS column that must be set."""

    column: Oid
    bit: int


@dataclass(frozen=True, slots=True)
class Percentage:
    """The value is a share, in percent, of another cell."""

    of: Lookup
    scale: Fraction
    """What that cell is multiplied by to be in the quantity's unit."""


@dataclass(frozen=True, slots=True)
class DeviceScale:
    """Columns in which the device itself says how a value is scaled; at the value's own index and suffix."""

    digits: Oid | None = None
    """The number of decimal digits: 3 is thousandths."""
    scale: Oid | None = None
    """-100 divides by 100, 100 multiplies."""
    exponent: Oid | None = None
    """A power of ten: -2 is hundredths."""
    si_scale: Oid | None = None
    """ENTITY-SENSOR-MIB's enumeration: 9 is units, 8 thousandths, 10 thousands."""
    unit: Oid | None = None
    """A unit's name or number, one of `units`."""
    units: Mapping[str, Fraction] | None = None
    percent_of: Percentage | None = None

    @property
    def columns(self) -> tuple[Oid, ...]:
        at = self.percent_of.of.column if self.percent_of is not None else None
        cells = (self.digits, self.scale, self.exponent, self.si_scale, self.unit, at)
        return tuple(cell for cell in cells if cell is not None)


@dataclass(frozen=True, slots=True)
class Counter:
    """How an energy counter behaves."""

    wraps_at: int | None = None
    """The raw value that it never reaches: the next is 0. None: as wide as its SNMP type."""
    resettable: bool = True
    """Whether a person may set it back."""


@dataclass(frozen=True, slots=True)
class Words:
    """An enumeration: our numbers for what the device says."""

    numbers: Mapping[int, int]
    texts: Mapping[str, int]
    """In small letters."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Where a quantity is read, and how. Several of one quantity are tried in order.

    Told from others by identity: a profile's columns live as long as the program, and rules are found by them.
    """

    quantity: Quantity
    column: Oid
    at: Template | None = None
    """Where in the column, if not at the row's own index; such a column makes no rows."""
    suffix: Oid = ()
    """Arcs behind the row's index: a sensor's type."""
    variable: str = ""
    """In a table of named variables: the rest of the variable's name, behind what names the row."""
    scale: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)
    """Raw x scale + offset is in the quantity's unit."""
    device_scale: DeviceScale | None = None
    fahrenheit: "Condition | bool" = False
    """Whether the device shows degrees Fahrenheit: always, or where a cell says so."""
    parse: Parse = Parse.NUMBER
    pattern: str = ""
    """A regular expression; its one group is what counts of the value's text."""
    decoder: str = ""
    """A function of `collectors.profiles.decoders` that the value goes through first."""
    words: Words | None = None
    magnitude: bool = False
    """The sign only says leading or lagging."""
    estimated: bool = False
    not_supported: frozenset[int] = frozenset()
    not_supported_texts: frozenset[str] = frozenset()
    not_supported_below: int | None = None
    guards: tuple[Guard, ...] = ()
    """In order: the first whose column the device has decides."""
    flag: Flag | None = None
    slow: bool = False
    counter: Counter | None = None
