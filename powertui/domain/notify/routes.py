"""Routes: who is told of which alerts, and when not."""

from dataclasses import dataclass, field
from datetime import time, tzinfo

from powertui.domain.alerts import Severity, Transition

EVERYTHING = "everything"
"""The scope that takes whatever there is."""

USUAL_TRANSITIONS = frozenset({Transition.FIRED, Transition.ESCALATED, Transition.CLEARED})

CHOSEN_TRANSITIONS = (
    Transition.FIRED,
    Transition.ESCALATED,
    Transition.EASED,
    Transition.FLAPPING,
    Transition.ACKNOWLEDGED,
    Transition.SILENCED,
    Transition.CLEARED,
)
"""What a route may ask for. What is released or no longer silenced comes to it as if it fired then."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A span of each day in which nobody is to be disturbed; it may go over midnight."""

    begins: time
    ends: time
    """The first moment that is not quiet. The same as `begins`: the whole day is quiet, until that moment."""
    zone: tzinfo | None = None
    """None: the machine's own."""


@dataclass(frozen=True, slots=True)
class Route:
    """Which alerts go to one receiver. How they get there is the channel's affair; no secret is in here."""

    name: str
    """Stored with each notification, and what people call it."""
    scope: str = EVERYTHING
    """As the configuration has it: `site:AMS1`, `panel:P-A1`, `rack:R14`."""
    min_severity: Severity = Severity.WARNING
    transitions: frozenset[Transition] = field(default=USUAL_TRANSITIONS)
    digest_s: float = 0.0
    """What is not urgent is gathered, and sent together at whole multiples of this; 0: each by itself, at once."""
    quiet_hours: QuietHours | None = None
    urgent_from: Severity | None = Severity.CRITICAL
    """From here on neither quiet hours nor a digest delay anything; None: nothing is that urgent."""

    def is_urgent(self, severity: Severity) -> bool:
        return self.urgent_from is not None and severity >= self.urgent_from
