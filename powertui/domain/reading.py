"""What was measured: quantities, subjects, readings and the outcome of a poll.

A reading without a value is None with a quality that says why; it is never 0.
"""

from array import array
from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from powertui.domain.contradiction import CheckWarning
    from powertui.domain.energy import EnergyCounter

MILLI = 1000
"""Batches and the database hold round(value x 1000): mA, mV, mW, mVA, Wh, mHz; exact for every known PDU."""

MISSING_RAW = -(2**63)
"""In a batch, the place of a value that is not there."""


class Quantity(Enum):
    """What a number means. Value: (code in the database, key in JSON, unit symbol)."""

    CURRENT = (1, "current_a", "A")
    VOLTAGE = (2, "voltage_v", "V")
    ACTIVE_POWER = (3, "active_power_w", "W")
    APPARENT_POWER = (4, "apparent_power_va", "VA")
    POWER_FACTOR = (5, "power_factor", "")
    ENERGY = (6, "energy_kwh", "kWh")
    FREQUENCY = (7, "frequency_hz", "Hz")
    VOLTAGE_LINE_TO_LINE = (8, "voltage_ll_v", "V")
    REACTIVE_POWER = (9, "reactive_power_var", "var")
    LOAD_SHARE = (10, "load_pct", "%")
    UNBALANCE = (11, "unbalance_pct", "%")
    PEAK_POWER = (12, "peak_power_w", "W")
    TEMPERATURE = (13, "temperature_c", "°C")
    HUMIDITY = (14, "humidity_pct", "%")
    RESIDUAL_CURRENT = (15, "residual_current_ma", "mA")
    APPARENT_ENERGY = (16, "apparent_energy_kvah", "kVAh")
    NEUTRAL_CURRENT = (17, "neutral_current_a", "A")
    ENERGY_RESETTABLE = (18, "energy_resettable_kwh", "kWh")
    """A second counter that people set back, beside one that counts for life."""
    STATE = (30, "state", "")
    """An outlet's switch; the number is an OutletState."""
    LOAD_STATE = (31, "load_state", "")
    """The device's own judgement of the load; the number is a LoadState."""
    STATUS = (32, "status", "")
    """A breaker's or branch's own condition; the number is a LoadState."""
    WIRING = (33, "wiring", "")
    """The number is a Wiring."""
    SELECTED_SOURCE = (34, "selected_source", "")
    """Of a transfer switch: which of its sources feeds it, 1 or 2."""
    REDUNDANCY = (35, "redundancy", "")
    """Of a transfer switch: 1 if the other source could take over, 0 if not."""
    RATED_CURRENT = (50, "rated_a", "A")
    RATED_POWER = (51, "rated_power_w", "W")
    RATED_APPARENT_POWER = (52, "rated_power_va", "VA")
    NOMINAL_VOLTAGE = (53, "nominal_voltage_v", "V")
    LOW_LOAD_CURRENT = (60, "low_load_a", "A")
    NEAR_OVERLOAD_CURRENT = (61, "near_overload_a", "A")
    OVERLOAD_CURRENT = (62, "overload_a", "A")
    LOW_LOAD_POWER = (63, "low_load_w", "W")
    NEAR_OVERLOAD_POWER = (64, "near_overload_w", "W")
    OVERLOAD_POWER = (65, "overload_w", "W")
    LOW_LOAD_SHARE = (66, "low_load_pct_of_rated", "%")
    NEAR_OVERLOAD_SHARE = (67, "near_overload_pct_of_rated", "%")
    OVERLOAD_SHARE = (68, "overload_pct_of_rated", "%")
    OUTLET_COUNT = (80, "num_outlets", "")
    SWITCHED_OUTLET_COUNT = (81, "num_switched_outlets", "")
    METERED_OUTLET_COUNT = (82, "num_metered_outlets", "")
    PHASE_COUNT = (83, "num_phases", "")
    BANK_COUNT = (84, "num_banks", "")
    INLET_COUNT = (85, "num_inlets", "")
    BREAKER_COUNT = (86, "num_ocps", "")
    BANK = (87, "bank", "")
    CIRCUIT = (88, "circuit", "")

    # Members are single: their identity is as good a hash as that of their name, which Enum reckons in Python.
    __hash__ = object.__hash__

    def __init__(self, code: int, key: str, unit: str) -> None:
        self.code = code
        self.key = key
        self.unit = unit


QUANTITY_BY_CODE = {quantity.code: quantity for quantity in Quantity}
QUANTITY_BY_KEY = {quantity.key: quantity for quantity in Quantity}


class OutletState(IntEnum):
    """An outlet's switch, as all families' enumerations are mapped to one."""

    OFF = 0
    ON = 1
    PENDING_OFF = 2
    PENDING_ON = 3
    REBOOTING = 4
    UNKNOWN = 9


class LoadState(IntEnum):
    """The device's own judgement of a load or breaker, as all families' enumerations are mapped to one."""

    NORMAL = 0
    LOW = 1
    NEAR_OVERLOAD = 2
    OVERLOAD = 3
    LOW_WARNING = 4
    LOW_CRITICAL = 5
    HIGH_WARNING = 6
    HIGH_CRITICAL = 7
    BREAKER_TRIPPED = 8
    FUSE_BLOWN = 9
    OFF = 10
    LOST = 11
    """The device itself has lost contact with this part: what it says of it is old."""
    FAULT = 12
    WARNING = 13
    """Above or below a warning's threshold; the device does not say which."""
    CRITICAL = 14
    UNKNOWN = 99


class Wiring(IntEnum):
    """How a three-phase unit's phases are wired."""

    WYE = 0
    DELTA = 1


class Quality(IntEnum):
    """How far a reading can be trusted; the greater, the less."""

    GOOD = 0
    ESTIMATED = 1
    """Computed, by the device or by us, from something other than a measurement of the quantity."""
    STALE = 2
    MISSING = 3
    UNSUPPORTED = 4
    IMPLAUSIBLE = 5
    """There is a value, and it is outside what the quantity can be (`domain.plausible`): shown, never judged by."""


class SubjectKind(Enum):
    """What part of a polled device a reading is about."""

    UNIT = "unit"
    """A unit, inlet or input cord: what the device draws in all."""
    INPUT = "input"
    """A source that a transfer switch or a UPS may draw from."""
    PHASE = "phase"
    LINE = "line"
    BRANCH = "branch"
    OUTLET = "outlet"
    SENSOR = "sensor"

    __hash__ = object.__hash__


class Leg(Enum):
    """Where in a three-phase system a subject sits; pairs are line-to-line."""

    A = "A"
    B = "B"
    C = "C"
    AB = "A-B"
    BC = "B-C"
    CA = "C-A"
    NEUTRAL = "N"

    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Reading:
    """One quantity of one subject at one moment. `value` is in the quantity's unit."""

    quantity: Quantity
    value: float | None
    quality: Quality
    sampled_at_s: float | None = None
    """Seconds since the epoch, of the sample itself; None if there never was one."""

    @property
    def believed(self) -> float | None:
        """The value, unless it is implausible."""
        return None if self.quality is Quality.IMPLAUSIBLE else self.value

    def age_s(self, now_s: float) -> float | None:
        """Age of the sample; None if there never was one."""
        return None if self.sampled_at_s is None else max(0.0, now_s - self.sampled_at_s)

    def as_of(self, now_s: float, stale_after_s: float) -> "Reading":
        """The same reading, judged now: STALE once older than `stale_after_s`."""
        age_s = self.age_s(now_s)
        if self.value is None or age_s is None or age_s <= stale_after_s:
            return self
        return replace(self, quality=max(self.quality, Quality.STALE))


def missing(quantity: Quantity) -> Reading:
    """A reading that is not there."""
    return Reading(quantity, None, Quality.MISSING)


class PollOutcome(Enum):
    """How an attempt to read a device ended. Value: slug."""

    NEVER = "never"
    """Not polled yet."""
    OK = "ok"
    TIMEOUT = "timeout"
    """No answer: down, unreachable, or a wrong community (an agent stays silent then)."""
    UNREACHABLE = "unreachable"
    """The network said so (ICMP), or the host name has no address."""
    REFUSED = "refused"
    """The agent answered that these credentials may not read it."""
    NO_PROFILE = "no-profile"
    """It answered, and no profile fits."""
    BAD_ANSWER = "bad-answer"
    """It answered what cannot be decoded."""


@dataclass(frozen=True, slots=True)
class SubjectDescription:
    """One part of a device, as discovered."""

    kind: SubjectKind
    key: str
    """Stable within its target and kind: `1`, `L1`, `AA:L1-L2`, `A1`."""
    unit: str = ""
    """Which unit of a chain, or which input cord, it belongs to."""
    index: str = ""
    """Its SNMP index, dotted."""
    label: str = ""
    """As printed on the device."""
    name: str = ""
    """As named by its user."""
    leg: Leg | None = None
    branch: str = ""
    """The key of the branch that feeds it, where the device says."""
    quantities: tuple[Quantity, ...] = ()
    """Polled each cycle, in the order in which a batch holds them."""
    facts: tuple[Reading, ...] = ()
    """Read on discovery: ratings, thresholds, counts. Without the moment, so that what says the same is equal."""
    counter: "EnergyCounter | None" = None
    """How its energy counter behaves; known to whoever discovered it, not kept in the database."""


@dataclass(frozen=True, slots=True)
class TargetDescription:
    """What discovery found out about a device."""

    family: str
    vendor: str
    model: str = ""
    serial: str = ""
    firmware: str = ""
    name: str = ""
    subjects: tuple[SubjectDescription, ...] = ()
    note: str = ""
    """What whoever reads such a device should know, in one sentence; not kept in the database."""
    warnings: "tuple[CheckWarning, ...]" = ()
    """Where its readings contradict each other."""
    plan: int = 0
    """Another one as soon as other values are polled, or decoded in another way; holds within one process."""
    notes: bytes = field(default=b"", compare=False, repr=False)
    """The collector's own, from which it begins again without a discovery (`Collector.resume`); opaque to all others.
    Kept in the database with the rest."""

    @property
    def channel_count(self) -> int:
        """How many values a batch of this device holds."""
        return sum(len(subject.quantities) for subject in self.subjects)


@dataclass(frozen=True, slots=True)
class ReadingBatch:
    """A device's readings of one poll, in columns.

    `values` and `qualities` run over the description's subjects and, within each, its quantities.
    """

    sampled_at_s: float
    values: "array[int]"
    """Type 'q': round(value x 1000), or MISSING_RAW. States and counts are scaled alike."""
    qualities: bytes
    """One Quality each."""
    uptime_s: float | None = None
    """The agent's sysUpTime: a fall is a reboot."""

    def readings(self, description: TargetDescription) -> dict[tuple[SubjectKind, str], tuple[Reading, ...]]:
        """Unpacked: the readings of each subject, in the order of its quantities."""
        unpacked: dict[tuple[SubjectKind, str], tuple[Reading, ...]] = {}
        position = 0
        for subject in description.subjects:
            end = position + len(subject.quantities)
            unpacked[subject.kind, subject.key] = tuple(
                Reading(
                    quantity,
                    None if raw == MISSING_RAW else raw / MILLI,
                    Quality(quality),
                    self.sampled_at_s,
                )
                for quantity, raw, quality in zip(
                    subject.quantities, self.values[position:end], self.qualities[position:end], strict=True
                )
            )
            position = end
        return unpacked


@dataclass(frozen=True, slots=True)
class PollFailure:
    """A poll or a discovery that brought no readings, and the sentence that explains it."""

    outcome: PollOutcome
    detail: str


def scaled(value: float | None) -> int:
    """A value as batches and the database hold it."""
    return MISSING_RAW if value is None else round(value * MILLI)


def unscaled(raw: int | None) -> float | None:
    """The reverse of `scaled`; a database's NULL is a missing value too."""
    return None if raw is None or raw == MISSING_RAW else raw / MILLI
