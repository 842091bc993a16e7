"""Messages for tests of channels."""

from powertui.domain.alerts import ObjectKind, Place, Severity, Transition
from powertui.domain.notify.notice import notice_of
from powertui.domain.notify.sending import Message
from tests.alert_events import Life, alert_on

KEY = "0123456789abcdef0123456789abcdef"
PLACES = (
    Place(ObjectKind.SITE, 1, "AMS1"),
    Place(ObjectKind.RACK, 1, "R01"),
    Place(ObjectKind.PANEL, 1, "P-A1"),
    Place(ObjectKind.PANEL, 2, "P-B1"),
)
HOSTILE = 'x"]\\ \x1b[31mred\x1b[0m\n<b>&{{7*7}}\u202e 9 A \ud83d'


def message(*transitions: Transition, name: str = "A1-R01", text: str = "L1 carries 17.2 A of 16 A") -> Message:
    """A message of an alert's steps; without any, of its firing."""
    life = Life(alert_on(17, severity=Severity.CRITICAL, name=name, message=text, places=PLACES))
    notices = tuple(notice_of(life.step(transition)) for transition in transitions or (Transition.FIRED,))
    return Message(KEY, "on-call", notices)
