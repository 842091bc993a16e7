"""Choices of the power model, with NetBox's own slugs as values (NetBox 4.6, dcim.choices)."""

from enum import Enum


class Supply(Enum):
    """A power feed's supply."""

    AC = "ac"
    DC = "dc"


class Phase(Enum):
    """A power feed's phase; for three-phase the feed's voltage is line-to-line."""

    SINGLE = "single-phase"
    THREE = "three-phase"


class FeedType(Enum):
    """NetBox's label for a feed's part in redundancy; NetBox computes nothing from it."""

    PRIMARY = "primary"
    REDUNDANT = "redundant"


class FeedStatus(Enum):
    """A power feed's status."""

    OFFLINE = "offline"
    ACTIVE = "active"
    PLANNED = "planned"
    FAILED = "failed"


class OutletStatus(Enum):
    """A power outlet's administrative status; not whether it is switched on."""

    ENABLED = "enabled"
    DISABLED = "disabled"
    FAULTY = "faulty"


class CableStatus(Enum):
    """A cable's status."""

    CONNECTED = "connected"
    PLANNED = "planned"
    DECOMMISSIONING = "decommissioning"


class FeedLeg(Enum):
    """The leg of a three-phase feed that an outlet hangs on."""

    A = "A"
    B = "B"
    C = "C"


class Side(Enum):
    """Which of two independent supplies a feed or panel belongs to."""

    A = "A"
    B = "B"


class TerminationKind(Enum):
    """What a power cable can end at; values are NetBox's object types without the app's name."""

    POWER_FEED = "power_feed"
    POWER_PORT = "power_port"
    POWER_OUTLET = "power_outlet"
