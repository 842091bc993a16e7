"""Metric families, and how the quantities of measured parts are named in them: base units, as Prometheus asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np

from powertui.domain.columns.arrays import Floats
from powertui.domain.reading import OutletState, Quantity, SubjectKind

PREFIX = "powertui_"


class FamilyKind(Enum):
    """Value: OpenMetrics' word, and the suffix of its samples."""

    GAUGE = ("gauge", "")
    COUNTER = ("counter", "_total")
    INFO = ("info", "_info")

    def __init__(self, word: str, suffix: str) -> None:
        self.word = word
        self.suffix = suffix


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """Samples of one name. There is one object of each, which is therefore equal to itself alone."""

    name: str
    """Without the suffix of its kind."""
    help: str
    kind: FamilyKind = FamilyKind.GAUGE
    unit: str = ""
    """The end of the name, where the family has a unit."""

    @property
    def sample_name(self) -> str:
        """What a sample is called."""
        return self.name + self.kind.suffix


def gauge(stem: str, unit: str, help_text: str) -> Family:
    """A family of gauges: `powertui_`, stem, unit."""
    return Family(f"{PREFIX}{stem}_{unit}" if unit else PREFIX + stem, help_text, FamilyKind.GAUGE, unit)


Convert = Callable[[Floats], Floats]
"""From a quantity's own unit to the metric's; NaN: no sample."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What a quantity is called in metrics."""

    stem: str
    unit: str
    words: str
    convert: Convert | None = None
    kind: FamilyKind = FamilyKind.GAUGE


def _hundredth(percents: Floats) -> Floats:
    return percents / 100


def _from_milli(values: Floats) -> Floats:
    return values / 1000


def joules(kilowatt_hours: Floats) -> Floats:
    """1 kWh = 3.6 MJ; exact, since a meter's reading is kept in whole Wh."""
    return np.rint(kilowatt_hours * 1000) * 3600


_ON_BY_STATE: Mapping[OutletState, float] = {
    OutletState.ON: 1.0,
    OutletState.PENDING_OFF: 1.0,
    OutletState.OFF: 0.0,
    OutletState.PENDING_ON: 0.0,
    OutletState.REBOOTING: 0.0,
}


def _is_on(states: Floats) -> Floats:
    found: Floats = np.full(len(states), np.nan)
    for state, is_on in _ON_BY_STATE.items():
        found[states == state.value] = is_on
    return found


NAMINGS: Mapping[Quantity, Naming] = {
    Quantity.ACTIVE_POWER: Naming("active_power", "watts", "active power"),
    Quantity.APPARENT_POWER: Naming("apparent_power", "voltamperes", "apparent power"),
    Quantity.REACTIVE_POWER: Naming("reactive_power", "vars", "reactive power"),
    Quantity.PEAK_POWER: Naming("peak_power", "watts", "the device's own record of its greatest active power"),
    Quantity.CURRENT: Naming("current", "amperes", "current"),
    Quantity.NEUTRAL_CURRENT: Naming("neutral_current", "amperes", "current in the neutral conductor"),
    Quantity.RESIDUAL_CURRENT: Naming("residual_current", "amperes", "residual current", _from_milli),
    Quantity.VOLTAGE: Naming("voltage", "volts", "voltage, line to neutral where there is a neutral"),
    Quantity.VOLTAGE_LINE_TO_LINE: Naming("line_to_line_voltage", "volts", "voltage, line to line"),
    Quantity.POWER_FACTOR: Naming("power_factor", "ratio", "active over apparent power"),
    Quantity.FREQUENCY: Naming("frequency", "hertz", "frequency"),
    Quantity.ENERGY: Naming("energy", "joules", "active energy since the meter began", joules, FamilyKind.COUNTER),
    Quantity.ENERGY_RESETTABLE: Naming(
        "resettable_energy", "joules", "active energy since people set the meter back", joules, FamilyKind.COUNTER
    ),
    Quantity.LOAD_SHARE: Naming("load", "ratio", "load over rating, as the device computes it", _hundredth),
    Quantity.UNBALANCE: Naming("unbalance", "ratio", "unbalance of phases, as the device computes it", _hundredth),
    Quantity.TEMPERATURE: Naming("temperature", "celsius", "temperature"),
    Quantity.HUMIDITY: Naming("humidity", "ratio", "relative humidity", _hundredth),
    Quantity.STATE: Naming("on", "", "whether it is switched on", _is_on),
    Quantity.RATED_CURRENT: Naming("rated_current", "amperes", "rating, as the device states it"),
    Quantity.RATED_POWER: Naming("rated_power", "watts", "rating, as the device states it"),
    Quantity.RATED_APPARENT_POWER: Naming("rated_apparent_power", "voltamperes", "rating, as the device states it"),
    Quantity.OVERLOAD_CURRENT: Naming("overload_current", "amperes", "the device's own threshold of overload"),
    Quantity.NEAR_OVERLOAD_CURRENT: Naming("near_overload_current", "amperes", "the device's own threshold of warning"),
}
"""What is exposed; statuses, counts and thresholds in watts and shares are not."""

PART_WORDS: Mapping[SubjectKind, str] = {
    SubjectKind.UNIT: "inlet",
    SubjectKind.INPUT: "input",
    SubjectKind.PHASE: "phase",
    SubjectKind.LINE: "line",
    SubjectKind.BRANCH: "branch",
    SubjectKind.OUTLET: "outlet",
    SubjectKind.SENSOR: "sensor",
}
"""What parts of a PDU are called in names of metrics and labels."""


@dataclass(frozen=True, slots=True, eq=False)
class PartFamily:
    """A family of one quantity of one kind of part, and that which marks its estimates."""

    family: Family
    estimated: Family
    convert: Convert | None


def _part_family(kind: SubjectKind, naming: Naming) -> PartFamily:
    stem = f"{PART_WORDS[kind]}_{naming.stem}"
    name = f"{PREFIX}{stem}_{naming.unit}" if naming.unit else PREFIX + stem
    words = f"{naming.words[:1].upper()}{naming.words[1:]}"
    return PartFamily(
        Family(name, f"{words}, of a PDU's {PART_WORDS[kind]}.", naming.kind, naming.unit),
        estimated(stem),
        naming.convert,
    )


def modelled(stem: str) -> Family:
    """Stands beside a figure, with its labels, while that rests on the model's draw."""
    return Family(f"{PREFIX}{stem}_modelled", "1 beside a figure that is measured nowhere, but modelled; else absent.")


def estimated(stem: str) -> Family:
    """Stands beside a figure, with its labels, while that is computed or has parts missing."""
    return Family(f"{PREFIX}{stem}_estimated", "1 beside a figure that is computed or incomplete; else absent.")


PART_FAMILIES: Mapping[tuple[SubjectKind, Quantity], PartFamily] = {
    (kind, quantity): _part_family(kind, naming) for kind in PART_WORDS for quantity, naming in NAMINGS.items()
}
