"""Figures in their columns, and what a device says about them: flags, guards."""

from dataclasses import dataclass

from collectors.profiles.columns import Column
from collectors.simulator.families.cells import Cells, Live
from collectors.simulator.families.scales import recipe_for
from collectors.simulator.families.shape import SimPart
from collectors.snmp.client import Oid, SnmpType, SnmpValue
from collectors.snmp.decode import decode, rule_for
from collectors.snmp.tables import Row, instance_of
from powertui.domain.reading import MILLI, Quality

_YES = 1
_NO = frozenset({2})
"""A guard that only has this is a TruthValue: 1 is yes."""
_MOST_STATES = 99


@dataclass(frozen=True, slots=True)
class Told:
    """How a device shows a figure."""

    step: float
    """The smallest step of the figure on the wire."""
    is_own: bool
    """Whether the object says this figure: two quantities may have one object, and then one of them is not told."""


def put_figure(column: Column, row: Row, part: SimPart, cells: Cells) -> Told | None:
    """Put a figure, what says its scale, and the flag without which it does not count; None if there is no way."""
    instance = instance_of(column, row)
    recipe = recipe_for(column, row, instance, part, cells) if instance is not None else None
    if instance is None or recipe is None:
        return None
    oid, live = column.column + instance, Live(part, recipe)
    if live.at(cells.figures) is None:
        return None
    cells.put(oid, live, column.pattern)
    is_own = _says(oid, live, cells)
    if is_own and column.flag is not None:
        _set_bit(column.flag.column + instance, column.flag.bit, cells)
    return Told(recipe.lsb, is_own)


def put_guards(column: Column, row: Row, cells: Cells) -> None:
    """Say of a reading that it is one."""
    instance = instance_of(column, row)
    for guard in column.guards:
        good = _YES if guard.bad == _NO else next(one for one in range(_MOST_STATES) if one not in guard.bad)
        if instance is not None:
            cells.put(guard.column + instance, SnmpValue(SnmpType.INTEGER, good))


def _says(oid: Oid, live: Live, cells: Cells) -> bool:
    """Whether a reader finds the figure there."""
    recipe = live.recipe
    rule = rule_for(recipe.column, recipe.factor, fahrenheit=recipe.fahrenheit)
    read, quality = decode(rule, cells.value(oid))
    if quality is Quality.UNSUPPORTED:
        return True  # A figure that falls on one of the family's spellings of "not supported".
    figure = cells.figures.of(live.part, recipe.column.quantity)
    return abs(read - figure * MILLI) <= recipe.lsb * MILLI / 2 + 1


def _set_bit(oid: Oid, bit: int, cells: Cells) -> None:
    held = cells.value(oid)
    octets = bytearray(held.value if held is not None and isinstance(held.value, bytes) else b"")
    octets.extend(bytes(max(0, bit // 8 + 1 - len(octets))))
    octets[bit // 8] |= 0x80 >> bit % 8
    cells.held[oid] = SnmpValue(SnmpType.OCTETS, bytes(octets))
