"""What a device says of its values' scales: cells beside a value, chosen so that the value is fine enough."""

from collections.abc import Mapping
from fractions import Fraction

from collectors.profiles.columns import Column, Condition, DeviceScale
from collectors.simulator.families.cells import Cells
from collectors.simulator.families.figures import rated_a
from collectors.simulator.families.recipes import Recipe, decimals_of
from collectors.simulator.families.shape import SimPart
from collectors.snmp.client import Oid, SnmpType, SnmpValue
from collectors.snmp.scales import device_factor
from collectors.snmp.tables import Row, index_from
from powertui.domain.reading import Quantity

_DIGITS: Mapping[Quantity, int] = {
    Quantity.CURRENT: 3,
    Quantity.VOLTAGE: 1,
    Quantity.VOLTAGE_LINE_TO_LINE: 1,
    Quantity.ACTIVE_POWER: 0,
    Quantity.APPARENT_POWER: 0,
    Quantity.REACTIVE_POWER: 0,
    Quantity.PEAK_POWER: 0,
    Quantity.ENERGY: 0,
    Quantity.ENERGY_RESETTABLE: 0,
    Quantity.APPARENT_ENERGY: 0,
    Quantity.POWER_FACTOR: 2,
    Quantity.RESIDUAL_CURRENT: 3,
}
_USUAL_DIGITS = 1
_FINEST_KWH = Fraction(1, 1000)
_ENERGIES = frozenset({Quantity.ENERGY, Quantity.ENERGY_RESETTABLE, Quantity.APPARENT_ENERGY})
_SI_UNITS = 9


def recipe_for(column: Column, row: Row, instance: Oid, part: SimPart, cells: Cells) -> Recipe | None:
    """How the column's figures are written, with the cells put in place that say so."""
    fahrenheit = _is_fahrenheit(column, row, cells)
    scale = column.device_scale
    if scale is None or column.words is not None:
        return Recipe(column, fahrenheit=fahrenheit, decimals=decimals_of(column))
    whole = _put_scales(column, scale, row, instance, part, cells)
    walked = cells.walked()
    factor = device_factor(scale, lambda cell: walked.cell(cell, instance), whole)
    return None if factor is None else Recipe(column, factor, fahrenheit, decimals_of(column))


def _put_scales(
    column: Column, scale: DeviceScale, row: Row, instance: Oid, part: SimPart, cells: Cells
) -> SnmpValue | None:
    """Put what the device says of the scale; returns what a percentage is of."""
    digits = _digits(column)
    for cell, number in (
        (scale.digits, digits),
        (scale.exponent, -digits),
        (scale.scale, -(10**digits) if digits > 0 else 10**-digits),
        (scale.si_scale, _SI_UNITS),
    ):
        if cell is not None:
            cells.put(cell + instance, SnmpValue(SnmpType.INTEGER, number))
    if scale.unit is not None and scale.units:
        usual = next((said for said, factor in scale.units.items() if factor == 1), next(iter(scale.units)))
        cells.put(scale.unit + instance, _said(usual))
    if scale.percent_of is None:
        return None
    at = index_from(scale.percent_of.of.index, row.parts)
    if at is None:
        return None
    whole = scale.percent_of.of.column + at
    cells.put(whole, SnmpValue(SnmpType.INTEGER, round(rated_a(part) / scale.percent_of.scale)))
    return cells.value(whole)


def _digits(column: Column) -> int:
    """Digits behind the point of the raw value; what the profile's own scale takes away counts."""
    if column.quantity in _ENERGIES:
        digits, scale = 0, column.scale
        while scale > _FINEST_KWH:
            digits, scale = digits + 1, scale / 10
        return digits
    return _DIGITS.get(column.quantity, _USUAL_DIGITS)


def _is_fahrenheit(column: Column, row: Row, cells: Cells) -> bool:
    """Whether the device shows degrees Fahrenheit; where it could be asked, it shows Celsius."""
    asked = column.fahrenheit
    if not isinstance(asked, Condition):
        return asked
    at = index_from(asked.cell.index, row.parts)
    if at is None:
        return False
    other = next(number for number in range(len(asked.values) + 1) if str(number) not in asked.values)
    cells.put(asked.cell.column + at, SnmpValue(SnmpType.INTEGER, other))
    told = cells.walked().look_up(asked.cell, row.parts)
    return told is not None and cells.walked().holds(asked, row.parts)


def _said(text: str) -> SnmpValue:
    if text.removeprefix("-").isdecimal():
        return SnmpValue(SnmpType.INTEGER, int(text))
    return SnmpValue(SnmpType.OCTETS, text.encode())
