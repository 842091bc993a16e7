"""Alerts: something a person should know, from when it began to when it ended."""

from dataclasses import dataclass
from enum import Enum, IntEnum


class Severity(IntEnum):
    """How bad; the greater, the worse. `glyph` and `word` go together everywhere, colour is only a third channel."""

    INFO = 1
    WARNING = 2
    CRITICAL = 3

    @property
    def word(self) -> str:
        return {1: "info", 2: "warn", 3: "crit"}[self.value]

    @property
    def glyph(self) -> str:
        return {1: "·", 2: "▲", 3: "✖"}[self.value]


class RuleKind(Enum):
    """What an alert is about. Value: (slug, words for people)."""

    FEED_OVER_CAPACITY = ("feed-over-capacity", "measured draw over feed capacity")
    FEED_NEAR_CAPACITY = ("feed-near-capacity", "measured draw near feed capacity")
    PDU_SILENT = ("pdu-silent", "PDU does not answer")
    PDU_REBOOTED = ("pdu-rebooted", "PDU rebooted")
    CORD_DEAD = ("cord-dead", "dual-corded device lost a cord")

    def __init__(self, slug: str, words: str) -> None:
        self.slug = slug
        self.words = words


RULE_BY_SLUG = {rule.slug: rule for rule in RuleKind}


class ObjectKind(Enum):
    """What an alert can be about."""

    FEED = "feed"
    TARGET = "pdu"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class AlertKey:
    """What makes two findings the same alert."""

    rule: RuleKind
    object_kind: ObjectKind
    object_id: int
    part: str = ""
    """Which part of the object: a leg's name, `VA`, a power port's name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A condition that holds now, by a rule, on measured values."""

    key: AlertKey
    severity: Severity
    object_name: str
    limit_name: str
    """Which limit: `L1 current`, `available power`; empty where there is none."""
    limit_value: float | None
    measured_value: float | None
    unit: str
    message: str
    """One sentence for people: value, limit and where the limit comes from."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A finding with its history. Open while `cleared_at_s` is None."""

    id: int
    finding: Finding
    began_at_s: float
    seen_at_s: float
    peak_value: float | None
    """The worst measured value since it began."""
    cleared_at_s: float | None = None
    acknowledged_at_s: float | None = None

    @property
    def is_open(self) -> bool:
        return self.cleared_at_s is None
