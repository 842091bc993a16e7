"""Raritan's sensors: PDU2-MIB gives each quantity of each part a row of properties and a row of measurement.

A value is an integer to be divided by 10 to the power of its DecimalDigits; where a sensor is not available the value
column still answers 0.
"""

from dataclasses import dataclass
from enum import IntEnum

from collectors.simulator.electricity import PduState
from collectors.simulator.mib import MibBuilder, Reader


class SensorType(IntEnum):
    """SensorTypeEnumeration."""

    RMS_CURRENT = 1
    UNBALANCED_CURRENT = 3
    RMS_VOLTAGE = 4
    ACTIVE_POWER = 5
    APPARENT_POWER = 6
    POWER_FACTOR = 7
    ACTIVE_ENERGY = 8
    ON_OFF = 14
    TRIP = 15
    FREQUENCY = 23
    RMS_VOLTAGE_LN = 25


class _State(IntEnum):
    """SensorStateEnumeration."""

    UNAVAILABLE = -1
    CLOSED = 1
    NORMAL = 4
    ABOVE_UPPER_WARNING = 5
    ABOVE_UPPER_CRITICAL = 6
    ON = 7
    OFF = 8


_NO_UNIT, _VOLT, _AMPERE, _WATT, _VOLT_AMPERE, _WATT_HOUR, _HERTZ, _PERCENT = -1, 1, 2, 3, 4, 5, 8, 9

_UNIT_AND_DIGITS = {
    SensorType.RMS_CURRENT: (_AMPERE, 3),
    SensorType.UNBALANCED_CURRENT: (_PERCENT, 0),
    SensorType.RMS_VOLTAGE: (_VOLT, 0),
    SensorType.ACTIVE_POWER: (_WATT, 0),
    SensorType.APPARENT_POWER: (_VOLT_AMPERE, 0),
    SensorType.POWER_FACTOR: (_NO_UNIT, 2),
    SensorType.ACTIVE_ENERGY: (_WATT_HOUR, 0),
    SensorType.ON_OFF: (_NO_UNIT, 0),
    SensorType.TRIP: (_NO_UNIT, 0),
    SensorType.FREQUENCY: (_HERTZ, 1),
    SensorType.RMS_VOLTAGE_LN: (_VOLT, 0),
}

_TRUE, _FALSE = 1, 2
_UPPER_THRESHOLDS = b"\x30"
"""BITS upperWarning(2) and upperCritical(3)."""
_WARNING, _CRITICAL = 0.65, 0.8
"""Raritan's defaults, as parts of the rated current."""


@dataclass(frozen=True, slots=True)
class SensorTables:
    """Where a kind of part has its sensors: the entry of the configuration and the entry of the measurements."""

    configuration: str
    measurements: str


@dataclass(frozen=True, slots=True)
class Sensor:
    """One quantity of one part. `read` is in the quantity's unit; None means it is a state without a number."""

    type: SensorType
    read: Reader | None = None
    rated: float | None = None
    """Has upper thresholds, by what the part may carry."""
    available: Reader | None = None
    """Says 0 while the sensor is not available; None means always."""
    is_on: bool = True


def add_sensor(mib: MibBuilder, tables: SensorTables, part: str, sensor: Sensor) -> None:
    """`part` is the index up to the sensor's type."""
    index = f"{part}.{sensor.type.value}"
    unit, digits = _UNIT_AND_DIGITS[sensor.type]
    scale = 10**digits
    warning, critical = (round(part_of * (sensor.rated or 0) * scale) for part_of in (_WARNING, _CRITICAL))
    configuration = tables.configuration
    mib.integer(f"{configuration}.4.{index}", _TRUE)
    mib.integer(f"{configuration}.6.{index}", unit)
    mib.gauge(f"{configuration}.7.{index}", digits)
    for column in (21, 22):
        mib.gauge(f"{configuration}.{column}.{index}", 0)
    mib.gauge(f"{configuration}.23.{index}", critical)
    mib.gauge(f"{configuration}.24.{index}", warning)
    mib.text(f"{configuration}.25.{index}", _UPPER_THRESHOLDS if sensor.rated else b"\x00")
    measurements = tables.measurements
    available = sensor.available
    mib.integer(
        f"{measurements}.2.{index}",
        _TRUE if available is None else lambda state: _TRUE if available(state) else _FALSE,
    )
    mib.integer(f"{measurements}.3.{index}", _state_reader(sensor))
    read = sensor.read
    value: int | Reader = 0 if read is None else _scaled(read, scale, available)
    mib.gauge(f"{measurements}.4.{index}", value)
    mib.integer(f"{measurements}.6.{index}", 0 if sensor.type is SensorType.ACTIVE_ENERGY else value)


def _scaled(read: Reader, scale: int, available: Reader | None) -> Reader:
    return lambda state: read(state) * scale if available is None or available(state) else 0


def _state_reader(sensor: Sensor) -> int | Reader:
    if sensor.type is SensorType.ON_OFF:
        return _State.ON if sensor.is_on else _State.OFF
    if sensor.type is SensorType.TRIP:
        return _State.CLOSED
    read, rated, available = sensor.read, sensor.rated, sensor.available

    def judged(state: PduState) -> int:
        if available is not None and not available(state):
            return _State.UNAVAILABLE
        if read is None or rated is None or read(state) < _WARNING * rated:
            return _State.NORMAL
        return _State.ABOVE_UPPER_CRITICAL if read(state) >= _CRITICAL * rated else _State.ABOVE_UPPER_WARNING

    return judged
