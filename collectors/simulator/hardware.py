"""What the simulated plant is made of: PDUs with their outlets, and the loads on their cords."""

from dataclasses import dataclass
from enum import Enum

from powertui.domain.choices import FeedLeg, Phase


class Family(Enum):
    """Which vendor's agent a PDU speaks; the value names the family as its profile does."""

    APC_RPDU2 = "apc-rpdu2"
    RARITAN_PDU2 = "raritan-pdu2"
    SENTRY4 = "sentry4"
    EATON_EPDU_G3 = "eaton-epdu-g3"
    VERTIV_V5 = "vertiv-v5"


class Connector(Enum):
    """An outlet's socket. Value: its name as printed; outlet and inlet slugs are NetBox's."""

    C13 = "C13"
    C19 = "C19"

    @property
    def rated_a(self) -> int:
        return 10 if self is Connector.C13 else 16

    @property
    def outlet_type(self) -> str:
        return "iec-60320-c13" if self is Connector.C13 else "iec-60320-c19"

    @property
    def inlet_type(self) -> str:
        """The plug that fits."""
        return "iec-60320-c14" if self is Connector.C13 else "iec-60320-c20"


@dataclass(frozen=True, slots=True)
class PduModel:
    """A PDU as its vendor's catalogue lists it."""

    family: Family
    name: str
    part: str
    firmware: str
    phase: Phase
    rated_a: int
    """Per line conductor."""
    branch_count: int
    """Internal breakers; 0 where the unit relies on the feed's."""
    c13_count: int
    c19_count: int
    metered_outlets: bool = True
    switched_outlets: bool = True

    @property
    def outlet_count(self) -> int:
        return self.c13_count + self.c19_count

    @property
    def legs(self) -> tuple[FeedLeg, ...]:
        return tuple(FeedLeg) if self.phase is Phase.THREE else (FeedLeg.A,)

    @property
    def branch_rated_a(self) -> int:
        """A branch breaker is for 16 A, or for the whole unit if that is less."""
        return min(16, self.rated_a)


@dataclass(frozen=True, slots=True)
class SimulatedOutlet:
    """One outlet of a simulated PDU."""

    id: int
    """Of the modelled power outlet."""
    number: int
    """From 1, as SNMP counts."""
    label: str
    """As printed on the unit."""
    name: str
    """As its user named it; empty for a free outlet."""
    leg: FeedLeg
    branch: int
    """From 1; 0 on a unit without branch breakers."""
    connector: Connector
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class SimulatedPdu:
    """A PDU that exists twice: in the model as a device, and as an agent that answers."""

    device_id: int
    name: str
    model: PduModel
    serial: str
    location: str
    feed_id: int
    credential: str
    """The name of a credential, as a poll target has it."""
    installed_before_s: float
    """How long before the start its meters were set to zero."""
    uptime_before_s: float
    """How long before the start its agent was booted."""
    outlets: tuple[SimulatedOutlet, ...]

    @property
    def branches(self) -> tuple[int, ...]:
        return tuple(range(1, self.model.branch_count + 1))

    def branch_leg(self, branch: int) -> FeedLeg:
        """The leg that feeds a branch."""
        return next(outlet.leg for outlet in self.outlets if outlet.branch == branch)


@dataclass(frozen=True, slots=True)
class Demand:
    """How much a device asks for over time. The amplitudes are parts of `mean_w`."""

    mean_w: float
    daily: float
    """Half the difference between afternoon and night."""
    restless: float
    """Amplitude of the minutes-long wandering."""
    step: float
    """Height of the occasional step: a job, a backup."""
    step_period_s: float
    step_length_s: float
    phase: float
    """Radians; keeps two devices of a kind from moving together."""


@dataclass(frozen=True, slots=True)
class Cord:
    """One of a load's connections. `share` is the part of the load that it carries while all cords live."""

    outlet_id: int
    share: float


@dataclass(frozen=True, slots=True)
class SimulatedLoad:
    """Something that draws power; `device_id` is None if the model does not know of it."""

    name: str
    device_id: int | None
    demand: Demand
    power_factor: float
    cords: tuple[Cord, ...]
