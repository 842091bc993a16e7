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

    FEED_OVER = ("feed-over-permissible", "measured draw against feed capacity")
    BRANCH_OVER = ("branch-over-permissible", "measured draw against the branch's breaker")
    INLET_OVER = ("inlet-over-permissible", "measured draw against the inlet's rating")
    PDU_OVER = ("pdu-over-permissible", "measured draw against the PDU's rating")
    RACK_OVER = ("rack-over-permissible", "measured draw against the rack's feeds together")
    PANEL_OVER = ("panel-over-permissible", "measured draw against the panel's feeds together")
    PEER_LOSS_OVERLOAD = ("peer-loss-overload", "would be overloaded if its peer were lost")
    CORD_DEAD = ("cord-dead", "redundancy lost: a cord carries nothing")
    IMBALANCE = ("phase-imbalance", "legs carry unequally")
    VOLTAGE_BAND = ("voltage-out-of-band", "voltage out of its band")
    FREQUENCY_BAND = ("frequency-out-of-band", "frequency out of its band")
    POWER_FACTOR_LOW = ("power-factor-low", "power factor is low")
    TEMPERATURE_BAND = ("temperature-out-of-band", "temperature out of its band")
    HUMIDITY_BAND = ("humidity-out-of-band", "humidity out of its band")
    DEVICE_OVERLOAD = ("device-overload", "the device itself reports an overload")
    OUTLET_OVER_MAXIMUM = ("outlet-over-maximum", "measured draw over the modelled maximum")
    UNMODELLED_LOAD = ("unmodelled-load", "load that the model does not know")
    OUTLET_MISMATCH = ("outlet-sum-mismatch", "outlets and inlet do not add up")
    OUTLET_SWITCHED = ("outlet-switched", "an outlet was switched")
    TELEMETRY_STALE = ("telemetry-stale", "readings are too old to judge by")
    PDU_SILENT = ("pdu-silent", "PDU does not answer")
    PDU_REBOOTED = ("pdu-rebooted", "PDU rebooted")
    PDU_REPLACED = ("pdu-replaced", "another device answers in the PDU's place")
    PDU_DARK = ("pdu-dark", "no voltage on the PDU's inlets")
    FEED_DARK = ("feed-dark", "all PDUs on the feed are gone")
    PANEL_DARK = ("panel-dark", "all PDUs behind the panel are gone")
    POLLER_BLIND = ("poller-blind", "no PDU answers")
    POLLER_OVERRUN = ("poller-overrun", "polling does not keep up")
    NOT_JUDGED = ("alerts-not-judged", "alerts are not being judged")

    def __init__(self, slug: str, words: str) -> None:
        self.slug = slug
        self.words = words


RULE_BY_SLUG = {rule.slug: rule for rule in RuleKind}


class ObjectKind(Enum):
    """What an alert can be about, and what it can lie in. Value: slug, as stored and as scopes say it."""

    SITE = "site"
    LOCATION = "location"
    RACK = "rack"
    PANEL = "panel"
    FEED = "feed"
    TARGET = "pdu"
    """A polled device; the id is the poll target's."""
    DEVICE = "device"
    INLET = "inlet"
    """A part that a polled device reports; the id is the subject's. So are the next three."""
    BRANCH = "branch"
    OUTLET = "outlet"
    SENSOR = "sensor"
    POLLER = "poller"
    """What polls and judges, all of it; the id is 0."""


@dataclass(frozen=True, slots=True)
class Place:
    """An object that an alert is about, lies in, or gets its power through."""

    kind: ObjectKind
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class AlertKey:
    """What makes two findings the same alert."""

    rule: RuleKind
    object_kind: ObjectKind
    object_id: int


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
    part: str = ""
    """Which part of the object is meant, the worst of them: a leg, a power port; empty: the object as a whole."""
    is_low: bool = False
    """The limit is a lower one: what is under it is bad."""
    kept_severity: Severity | None = None
    """The worst that the hysteresis band still supports, where that is worse than `severity`: an alert that is already
    that bad does not become milder yet."""
    sampled_at_s: float | None = None
    """When what it rests on was sampled; None where it rests on no sample: each round counts as one."""
    is_estimate: bool = False
    """Some of what it rests on is an estimate; the message says so."""
    advice: str = ""
    """What to do about it."""
    places: tuple[Place, ...] = ()
    """The object itself, what it gets its power through, and what it stands in: for scopes, and to find a cause."""


class AlertState(Enum):
    """Where an alert is in its life. Value: slug."""

    PENDING = "pending"
    """The condition holds, not yet for as long as the rule asks. Nobody is told."""
    FIRING = "firing"
    ACKNOWLEDGED = "acknowledged"
    """Somebody has seen it; it stays open."""
    SILENCED = "silenced"
    """Nobody is to be told of it until a moment."""
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an open alert has come: what a restart must not forget. Counts are of samples."""

    held: int = 0
    """How often the condition was seen to hold before it fired, without a break."""
    worse: int = 0
    """How often it was seen worse than the alert's severity, without a break."""
    worse_since_s: float | None = None
    calm: int = 0
    """How often it was seen not to hold, or to be milder than the alert says, without a break."""
    calm_since_s: float | None = None
    counted_at_s: float | None = None
    """The sample that was counted last: no sample counts twice."""


@dataclass(frozen=True, slots=True)
class FirstMover:
    """What moved first: the outlet whose step made the difference, or the last sign of what went silent."""

    name: str
    """`srv-gpu03 PSU1 on pdu-r14-a outlet 3`, or a sentence's beginning that the moment ends: `last answered`."""
    at_s: float
    before: float | None = None
    after: float | None = None
    """Both None where it is no step."""
    unit: str = "W"

    def words(self, moment: str) -> str:
        """A sentence, with the moment as the reader's clock says it."""
        if self.before is None or self.after is None:
            return f"{self.name} {moment}"
        step = f"{self.after - self.before:+,.0f} {self.unit}".replace("-", "\N{MINUS SIGN}")
        span = f"{self.before:,.0f} to {self.after:,.0f} {self.unit}"
        return f"{self.name}: {step} at {moment} ({span})"


@dataclass(frozen=True, slots=True)
class AlertNote:
    """What a person wrote beside an alert."""

    at_s: float
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A finding with its history. Open while `cleared_at_s` is None."""

    id: int
    """0 until it is stored."""
    finding: Finding
    """The newest; its severity is the alert's, which only falls after it has been milder for a while."""
    began_at_s: float
    """When the condition was first seen to hold."""
    seen_at_s: float
    """When it was last seen to hold."""
    peak_value: float | None
    """The worst measured value since it began."""
    cleared_at_s: float | None = None
    acknowledged_at_s: float | None = None
    acknowledged_by: str = ""
    fired_at_s: float | None = None
    """When it had held for as long as its rule asks; None: it is pending."""
    silenced_until_s: float | None = None
    silenced_why: str = ""
    caused_by: AlertKey | None = None
    """The alert that explains this one: people are told of that one only."""
    caused_by_id: int | None = None
    """The id of that alert, once both are stored."""
    first_mover: FirstMover | None = None
    """None where nothing stands out."""
    raises: int = 1
    """How often in a row it has been raised, each soon after it had cleared."""
    is_flapping: bool = False
    """It came and went too often: it stays open until it has been quiet for a good while."""
    progress: Progress = Progress()
    notes: tuple[AlertNote, ...] = ()
    """Oldest first; only of alerts that are to be shown."""

    @property
    def is_open(self) -> bool:
        return self.cleared_at_s is None

    @property
    def state(self) -> AlertState:
        if self.cleared_at_s is not None:
            return AlertState.CLEARED
        if self.fired_at_s is None:
            return AlertState.PENDING
        if self.silenced_until_s is not None:
            return AlertState.SILENCED
        return AlertState.FIRING if self.acknowledged_at_s is None else AlertState.ACKNOWLEDGED


class Transition(Enum):
    """A step in an alert's life. Value: slug, as stored."""

    FIRED = "fired"
    """It has held for as long as its rule asks."""
    ESCALATED = "escalated"
    """It has become worse."""
    EASED = "eased"
    """It has become milder, and still holds."""
    FLAPPING = "flapping"
    """It has come and gone too often; from now on it stays open until it has been quiet."""
    GROUPED = "grouped"
    """Another alert was found to explain it."""
    RELEASED = "released"
    """What explained it is over, and it still holds: it now speaks for itself, as if it had just fired."""
    ACKNOWLEDGED = "acknowledged"
    SILENCED = "silenced"
    UNSILENCED = "unsilenced"
    """The silence is over, by time or by a person, and it still holds."""
    NOTED = "noted"
    """A person wrote something beside it, whether it is over or not; it is as it was."""
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """One step in an alert's life, with the alert as it is after it."""

    alert: Alert
    transition: Transition
    at_s: float
    id: int = 0
    """Of its row in the history (`alert_transition`), unique for ever; 0 until it is stored."""
    by: str = ""
    """Who did it; empty: evaluation."""
    detail: str = ""
    """What else there is to say: why it was silenced, from which severity it came."""

    @property
    def is_grouped(self) -> bool:
        """Another alert explains this one: nobody is told of it by itself."""
        return self.alert.caused_by is not None


@dataclass(frozen=True, slots=True)
class RecordedStep:
    """A step as it is on record."""

    id: int
    alert_id: int
    transition: Transition
    at_s: float
    severity: Severity
    by: str
    detail: str
