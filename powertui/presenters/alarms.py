"""Alerts that have just fired, in the words of a toast."""

from collections.abc import Sequence
from dataclasses import dataclass

from powertui.domain.alerts import Alert, Severity
from powertui.presenters.numbers import plain

_MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Toast:
    """What is said on the screens, whichever one is open."""

    title: str
    text: str
    severity: Severity


def toast_of(fired: Sequence[Alert]) -> Toast:
    """A toast about some alerts: of one what it says, of several how many and the worst. There must be one at least."""
    worst = max(fired, key=lambda alert: alert.finding.severity)
    finding = worst.finding
    sign = f"{finding.severity.glyph} {plain(finding.object_name)}"
    title = sign if len(fired) == 1 else f"{len(fired)} new alerts, the worst: {sign}"
    return Toast(title, plain(finding.message)[:_MOST_LETTERS], finding.severity)
