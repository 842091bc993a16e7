"""From steps in alerts' lives to notifications: who is to be told, when, and what need not be told any longer.

Pure: the same events on the same standing give the same plan, with the same keys.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from powertui.domain.alerts import AlertEvent, AlertState, Severity, Transition
from powertui.domain.notify.notice import Notice, NotificationState, notice_of, notification_key
from powertui.domain.notify.routes import Route
from powertui.domain.notify.scopes import Coverage
from powertui.domain.notify.timing import due
from powertui.domain.notify.windows import MaintenanceWindow

RAISES = frozenset({Transition.FIRED, Transition.ESCALATED, Transition.RELEASED, Transition.UNSILENCED})
"""What tells that something is wrong; all else only speaks of it further."""


@dataclass(frozen=True, slots=True)
class ScopedRoute:
    """A route with what its scope has in it."""

    route: Route
    coverage: Coverage

    def takes(self, notice: Notice) -> bool:
        return self.coverage.has(notice.object_kind, notice.object_id, notice.places)


@dataclass(frozen=True, slots=True)
class ScopedWindow:
    """A maintenance window with what its scope has in it."""

    window: MaintenanceWindow
    coverage: Coverage

    def holds(self, notice: Notice) -> bool:
        return self.coverage.has(notice.object_kind, notice.object_id, notice.places)


@dataclass(frozen=True, slots=True)
class Standing:
    """A notification of before."""

    id: int
    alert_id: int
    route: str
    transition: Transition
    severity: Severity
    state: NotificationState
    attempts: int
    at_s: float
    """When it was planned."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A notification to be."""

    key: str
    route: str
    notice: Notice
    state: NotificationState
    due_at_s: float
    is_gathered: bool
    reason: str = ""
    """Why it is held, or dropped at once."""


@dataclass(frozen=True, slots=True)
class Drop:
    """A notification of before that nobody need get any longer."""

    id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to become of the outbox, in this order."""

    drops: tuple[Drop, ...] = ()
    hasten: tuple[int, ...] = ()
    """Notifications that wait for a digest or a morning, and are due now: something urgent about the same follows."""
    entries: tuple[Entry, ...] = ()


@dataclass(slots=True)
class _Line:
    """A notification as it is while the plan is made."""

    transition: Transition
    severity: Severity
    state: NotificationState
    at_s: float
    attempts: int = 0
    id: int | None = None
    entry: Entry | None = None
    reason: str = ""
    is_hastened: bool = False

    @property
    def is_raise(self) -> bool:
        return self.transition in RAISES

    @property
    def is_dropped(self) -> bool:
        return self.state is NotificationState.DROPPED

    @property
    def is_unheard(self) -> bool:
        """Nobody has got it, nor may somebody have got it."""
        return self.attempts == 0 and self.state in {NotificationState.WAITING, NotificationState.HELD}


@dataclass(slots=True)
class _Ledger:
    lines: dict[tuple[int, str], list[_Line]] = field(default_factory=lambda: defaultdict(list))
    order: list[_Line] = field(default_factory=list)

    def add(self, alert_id: int, route: str, line: _Line) -> None:
        self.lines[alert_id, route].append(line)
        self.order.append(line)


def plan(
    events: Iterable[AlertEvent],
    routes: Sequence[ScopedRoute],
    windows: Sequence[ScopedWindow],
    standings: Iterable[Standing],
    now_s: float,
) -> Plan:
    """What some events make of the outbox. `windows` are the active ones, `standings` all of the events' alerts."""
    ledger = _Ledger()
    for each in standings:
        line = _Line(each.transition, each.severity, each.state, each.at_s, each.attempts, id=each.id)
        ledger.add(each.alert_id, each.route, line)
    for event in events:
        notice = notice_of(event)
        for scoped in routes:
            lines = ledger.lines[notice.alert_id, scoped.route.name]
            _withdraw(event, lines)
            if _is_wanted(event, scoped, notice, lines):
                line = _line_of(event, scoped.route, notice, windows, now_s)
                if line.state is NotificationState.WAITING and scoped.route.is_urgent(notice.severity):
                    _hasten(lines)
                ledger.add(notice.alert_id, scoped.route.name, line)
    return _plan_of(ledger)


def _withdraw(event: AlertEvent, lines: Sequence[_Line]) -> None:
    """What nobody has heard of yet, and nobody need hear of now."""
    transition, alert = event.transition, event.alert
    if transition is Transition.CLEARED:
        for line in lines:
            if line.state is NotificationState.HELD:
                line.state, line.reason = NotificationState.DROPPED, "it cleared before the maintenance was over"
    elif transition is Transition.GROUPED or alert.state is AlertState.SILENCED:
        why = "another alert explains it" if transition is Transition.GROUPED else "it was silenced"
        # After a restart a person's step may be told again: what has come since it stays.
        unheard = [line for line in lines if line.is_unheard and line.at_s <= event.at_s]
        heard = any(line.is_raise and not line.is_unheard and not line.is_dropped for line in lines)
        for line in unheard:
            # What only speaks of it further makes no sense to somebody who never hears of it.
            if line.is_raise or not heard:
                line.state, line.reason = NotificationState.DROPPED, why


def _is_wanted(event: AlertEvent, scoped: ScopedRoute, notice: Notice, lines: Sequence[_Line]) -> bool:
    route, transition = scoped.route, event.transition
    told = [line for line in lines if line.is_raise and not line.is_dropped]
    if transition not in RAISES:
        # Whoever was told of an alert is told its end, whatever holds by then; nobody else is.
        heard = any(line.state is not NotificationState.HELD for line in told)
        return heard and transition in route.transitions
    if event.is_grouped or event.alert.state in {AlertState.SILENCED, AlertState.CLEARED}:
        return False
    if notice.severity < route.min_severity or not scoped.takes(notice):
        return False
    if not told:
        return Transition.FIRED in route.transitions or transition in route.transitions
    # As bad as it was known to be already: released, or no longer silenced, is no news.
    return Transition.ESCALATED in route.transitions and notice.severity > max(line.severity for line in told)


def _line_of(event: AlertEvent, route: Route, notice: Notice, windows: Sequence[ScopedWindow], now_s: float) -> _Line:
    is_raise = event.transition in RAISES
    holding = next((each.window for each in windows if each.holds(notice)), None) if is_raise else None
    state = NotificationState.WAITING if holding is None else NotificationState.HELD
    when = due(route, notice.severity, now_s)
    reason = holding.words if holding is not None else ""
    entry = Entry(notification_key(event, route.name), route.name, notice, state, when.at_s, when.is_gathered, reason)
    return _Line(event.transition, notice.severity, state, event.at_s, entry=entry, reason=reason)


def _hasten(lines: Iterable[_Line]) -> None:
    for line in lines:
        if line.state is NotificationState.WAITING and line.attempts == 0:
            line.is_hastened = True


def _plan_of(ledger: _Ledger) -> Plan:
    drops: list[Drop] = []
    hasten: list[int] = []
    entries: list[Entry] = []
    for line in ledger.order:
        if line.id is not None:
            if line.is_dropped and line.reason:
                drops.append(Drop(line.id, line.reason))
            elif line.is_hastened:
                hasten.append(line.id)
        elif line.entry is not None:
            entries.append(_entry_of(line, line.entry))
    return Plan(tuple(drops), tuple(hasten), tuple(entries))


def _entry_of(line: _Line, entry: Entry) -> Entry:
    """As planned, with what later events of the same round have made of it."""
    if line.state is entry.state and not line.is_hastened:
        return entry
    due_at_s = entry.notice.at_s if line.is_hastened else entry.due_at_s
    return Entry(
        entry.key,
        entry.route,
        entry.notice,
        line.state,
        due_at_s,
        entry.is_gathered and not line.is_hastened,
        line.reason,
    )
