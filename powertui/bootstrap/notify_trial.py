"""A test through the configured routes, from the process that asks for it: no database, no outbox."""

import time
import uuid
from dataclasses import dataclass

from powertui.bootstrap.notify import configured_channels
from powertui.config import Settings
from powertui.domain.alerts import ObjectKind, Severity, Transition
from powertui.domain.notify.notice import Notice
from powertui.domain.notify.sending import Message
from powertui.errors import UsageError
from powertui.services.delivering import send_once
from powertui.services.ports import SystemClock
from powertui.services.receipts import Receipt, Verdict


@dataclass(frozen=True, slots=True)
class RouteTrial:
    """What became of a test."""

    route: str
    key: str
    """The test's id, which its receiver gets too."""
    receipt: Receipt
    took_s: float

    @property
    def is_accepted(self) -> bool:
        return self.receipt.verdict is Verdict.ACCEPTED


def try_routes(settings: Settings, name: str) -> tuple[RouteTrial, ...]:
    """Send a test through each route, or through the one of a name. Raises UsageError where there is none."""
    clock = SystemClock()
    channels = configured_channels(settings, clock)
    known = ", ".join(channels) or "none"
    if name and name not in channels:
        raise UsageError(f"there is no route {name!r}; configured are: {known}")
    if not channels:
        raise UsageError("no routes are configured: [[notify.route]], see docs/notifications.md")
    results = []
    for route, channel in channels.items():
        if name in {"", route}:
            began_s = time.perf_counter()
            message = _message(route, clock.now_s())
            receipt = send_once(channel, message)
            results.append(RouteTrial(route, message.key, receipt, time.perf_counter() - began_s))
    return tuple(results)


def _message(route: str, now_s: float) -> Message:
    notice = Notice(
        alert_id=0,
        fingerprint="0" * 16,
        rule="notification-test",
        rule_words="a test of this route",
        object_kind=ObjectKind.POLLER,
        object_id=0,
        object_name="powertui",
        severity=Severity.INFO,
        transition=Transition.FIRED,
        at_s=now_s,
        began_at_s=now_s,
        cleared_at_s=None,
        message="This is a test of the route, sent by hand. Nothing is wrong.",
    )
    return Message(uuid.uuid4().hex, route, (notice,), is_test=True)
