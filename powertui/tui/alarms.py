"""Which alerts have fired since the last look, so that the screens can say so wherever a person is."""

from collections.abc import Sequence
from dataclasses import dataclass

from powertui.domain.alerts import Alert, AlertState, Severity


@dataclass(frozen=True, slots=True)
class Telling:
    """How a person is told of an alert that fires."""

    toast: bool = True
    bell: bool = False
    """The terminal's own."""


class Alarms:
    """Remembers what was there."""

    def __init__(self) -> None:
        self._known: dict[int, Severity] | None = None

    def new_among(self, alerts: Sequence[Alert]) -> tuple[Alert, ...]:
        """Those that fire and did not, or have become worse, since the last call; of the first call's none.

        What is acknowledged or silenced is known, and what another alert explains is told with that one.
        """
        firing = [alert for alert in alerts if alert.state is AlertState.FIRING and alert.caused_by is None]
        known = self._known
        # What is only pending, or explained, is not known yet: it is new when it fires by itself.
        self._known = {alert.id: alert.finding.severity for alert in alerts if _is_known(alert)}
        if known is None:
            return ()
        return tuple(alert for alert in firing if alert.id not in known or alert.finding.severity > known[alert.id])


def _is_known(alert: Alert) -> bool:
    return alert.is_open and alert.state is not AlertState.PENDING and alert.caused_by is None
