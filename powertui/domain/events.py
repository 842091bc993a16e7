"""Events: what happened at one moment, told once. A condition that lasts is an alert; a value is a reading."""

from dataclasses import dataclass
from enum import Enum


class EventKind(Enum):
    """What kind of thing happened. Value: slug, as stored and exchanged."""

    TRAP = "trap"
    """A device told something unasked: an SNMP trap or inform."""
    TRAPS_SHED = "traps-shed"
    """A device sent more than are kept; the detail says how many were not."""
    REBOOT = "reboot"
    """A device's uptime fell: it restarted."""
    REPLACED = "replaced"
    """Another serial number answers under the same address."""
    ENERGY = "energy"
    """An energy counter fell, jumped, or differs from the power: the detail says which and how."""
    OVERRUN = "overrun"
    """More was to be polled or judged than an interval has room for: the detail has the numbers."""
    MODEL_SYNC = "model-sync"
    """The model's scheduled import from NetBox: the name says how it ended, the detail what changed, or why nothing."""
    NOTIFY = "notify"
    """A notification could not be delivered and is not tried any longer: the name says of which route."""


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the event log. Texts are safe to print: no control characters, bounded length."""

    at_s: float
    """When it happened (reboot), or when we heard of it (trap)."""
    kind: EventKind
    target_id: int | None
    """The poll target; None where it is not clear which of several at one address."""
    target_name: str
    """Its name then: it outlives the target."""
    source: str = ""
    """The address that told it; empty where polling found it out."""
    oid: str = ""
    """The trap's OID, dotted."""
    name: str = ""
    """What people call it: coldStart, PowerNet-MIB 318.0.268."""
    detail: str = ""
    """Varbinds, or a sentence."""


@dataclass(frozen=True, slots=True)
class EventRetention:
    """How much of the log is kept; whichever is less."""

    keep_days: float = 30.0
    most_rows: int = 100_000
