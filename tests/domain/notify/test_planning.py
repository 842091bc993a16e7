"""Who is told what: routes, maintenance, causes, silences. The outbox is a small model that a plan is applied to."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.alerts import AlertEvent, ObjectKind, Severity, Transition
from powertui.domain.notify.notice import NotificationState, notification_key
from powertui.domain.notify.planning import Entry, ScopedRoute, ScopedWindow, Standing, plan
from powertui.domain.notify.releasing import Held, release
from powertui.domain.notify.routes import CHOSEN_TRANSITIONS, Route
from powertui.domain.notify.scopes import ALL, NOTHING, Coverage, Scope
from powertui.domain.notify.windows import MaintenanceWindow
from tests.alert_events import Life, alert_on
from tests.plants import NOW_S

T = Transition
WAITING, HELD, SENT, DROPPED = (
    NotificationState.WAITING,
    NotificationState.HELD,
    NotificationState.SENT,
    NotificationState.DROPPED,
)
MAIL = Route("mail")
FEED_ONE = Coverage(
    is_everything=False, roots=frozenset({(ObjectKind.FEED, 1)}), objects=frozenset({(ObjectKind.FEED, 1)})
)
WORK = MaintenanceWindow(3, Scope("feed:P-A1/A1", ObjectKind.FEED, 1), NOW_S - 10, NOW_S + 600, "swap", "eva", NOW_S)


@dataclass
class Box:
    """An outbox in memory."""

    routes: tuple[ScopedRoute, ...] = (ScopedRoute(MAIL, ALL),)
    windows: tuple[ScopedWindow, ...] = ()
    entries: list[Entry] = field(default_factory=list)
    attempts: dict[int, int] = field(default_factory=dict)
    now_s: float = NOW_S

    def take(self, *events: AlertEvent) -> list[Entry]:
        made = plan(events, self.routes, self.windows, self.standings(), self.now_s)
        for each in made.drops:
            self.entries[each.id] = replace(self.entries[each.id], state=DROPPED, reason=each.reason)
        for number in made.hasten:
            self.entries[number] = replace(self.entries[number], due_at_s=self.now_s, is_gathered=False)
        known = {entry.key for entry in self.entries}
        self.entries += [entry for entry in made.entries if entry.key not in known]
        return list(made.entries)

    def standings(self) -> list[Standing]:
        return [
            Standing(
                number,
                entry.notice.alert_id,
                entry.route,
                entry.notice.transition,
                entry.notice.severity,
                entry.state,
                self.attempts.get(number, 0),
                entry.notice.at_s,
            )
            for number, entry in enumerate(self.entries)
        ]

    def send_all(self) -> None:
        for number, entry in enumerate(self.entries):
            if entry.state is WAITING and entry.due_at_s <= self.now_s:
                self.entries[number] = replace(entry, state=SENT)
                self.attempts[number] = 1

    def end_maintenance(self) -> None:
        self.windows = ()
        held = [Held(n, each.route, each.notice) for n, each in enumerate(self.entries) if each.state is HELD]
        routes = {each.route.name: each.route for each in self.routes}
        releases, drops = release(held, (), routes, self.now_s)
        for each in releases:
            self.entries[each.id] = replace(self.entries[each.id], state=WAITING, due_at_s=each.due_at_s)
        for drop in drops:
            self.entries[drop.id] = replace(self.entries[drop.id], state=DROPPED, reason=drop.reason)

    def of_state(self, state: NotificationState) -> list[Transition]:
        return [entry.notice.transition for entry in self.entries if entry.state is state]


def test_an_alert_that_fires_and_clears_is_two_notifications_in_that_order() -> None:
    box, life = Box(), Life(alert_on(1))
    box.take(life.step(T.FIRED))
    box.send_all()
    box.take(life.step(T.CLEARED))
    assert [entry.notice.transition for entry in box.entries] == [T.FIRED, T.CLEARED]
    assert box.entries[1].notice.cleared_at_s == NOW_S


def test_the_same_event_planned_again_has_the_same_key_and_another_route_another_one() -> None:
    event = Life(alert_on(1)).step(T.FIRED)
    first, again = Box().take(event), Box().take(event)
    assert first == again
    assert notification_key(event, "mail") != notification_key(event, "pager")


def test_events_of_one_round_count_for_each_other() -> None:
    life = Life(alert_on(1))
    made = Box().take(life.step(T.FIRED), life.step(T.CLEARED))
    assert [entry.notice.transition for entry in made] == [T.FIRED, T.CLEARED]


def test_what_is_too_mild_for_a_route_is_not_told_until_it_has_become_worse() -> None:
    box = Box(routes=(ScopedRoute(replace(MAIL, min_severity=Severity.CRITICAL), ALL),))
    life = Life(alert_on(1))
    assert not box.take(life.step(T.FIRED))
    assert [entry.notice.transition for entry in box.take(life.escalated(Severity.CRITICAL))] == [T.ESCALATED]
    assert [entry.notice.transition for entry in box.take(life.step(T.CLEARED))] == [T.CLEARED]


def test_who_was_not_told_of_an_alert_is_not_told_its_end() -> None:
    box = Box(routes=(ScopedRoute(replace(MAIL, min_severity=Severity.CRITICAL), ALL),))
    life = Life(alert_on(1))
    box.take(life.step(T.FIRED))
    assert not box.take(life.step(T.ACKNOWLEDGED), life.step(T.CLEARED))


def test_only_what_is_in_a_routes_scope_comes_to_it() -> None:
    box = Box(routes=(ScopedRoute(MAIL, FEED_ONE), ScopedRoute(Route("none"), NOTHING)))
    made = box.take(Life(alert_on(1, object_id=1)).step(T.FIRED), Life(alert_on(2, object_id=2)).step(T.FIRED))
    assert [(entry.route, entry.notice.alert_id) for entry in made] == [("mail", 1)]


def test_a_route_gets_the_steps_that_it_asks_for() -> None:
    box = Box(routes=(ScopedRoute(replace(MAIL, transitions=frozenset({T.FIRED, T.ACKNOWLEDGED})), ALL),))
    life = Life(alert_on(1))
    box.take(life.step(T.FIRED), life.escalated(Severity.CRITICAL), life.step(T.ACKNOWLEDGED), life.step(T.CLEARED))
    assert [entry.notice.transition for entry in box.entries] == [T.FIRED, T.ACKNOWLEDGED]


# Causes and silences


def test_what_another_alert_explains_sends_nothing_of_its_own() -> None:
    box = Box()
    for number in range(400):
        life = Life(alert_on(number + 2, object_id=number))
        life.step(T.GROUPED)
        box.take(life.step(T.FIRED))
    box.take(Life(alert_on(1, ObjectKind.PANEL, severity=Severity.CRITICAL)).step(T.FIRED))
    assert [entry.notice.object_kind for entry in box.entries] == [ObjectKind.PANEL]


def test_what_was_not_sent_yet_is_dropped_when_another_alert_explains_it() -> None:
    box, life = Box(), Life(alert_on(1))
    box.take(life.step(T.FIRED))
    box.take(life.step(T.GROUPED), life.step(T.CLEARED))
    assert box.of_state(DROPPED) == [T.FIRED]
    assert len(box.entries) == 1


def test_who_was_told_before_the_cause_was_known_is_told_the_end() -> None:
    box, life = Box(), Life(alert_on(1))
    box.take(life.step(T.FIRED))
    box.send_all()
    box.take(life.step(T.GROUPED), life.step(T.CLEARED))
    assert [entry.notice.transition for entry in box.entries] == [T.FIRED, T.CLEARED]


def test_what_still_holds_when_its_cause_is_over_is_told_then_and_once() -> None:
    box, life = Box(), Life(alert_on(1))
    grouped = life.step(T.GROUPED)
    box.take(life.step(T.FIRED), grouped)
    assert not box.entries
    box.take(life.step(T.RELEASED))
    box.send_all()
    life.step(T.GROUPED)
    box.take(life.step(T.RELEASED))
    assert box.of_state(SENT) == [T.RELEASED]
    assert len(box.entries) == 1


def test_a_silenced_alert_is_told_when_the_silence_is_over_if_nobody_knows_it_or_it_is_worse() -> None:
    unknown, known = Box(), Box()
    silent, heard = Life(alert_on(1)), Life(alert_on(2))
    unknown.take(silent.step(T.FIRED), silent.step(T.SILENCED))
    assert unknown.of_state(DROPPED) == [T.FIRED]
    unknown.take(silent.step(T.UNSILENCED))
    assert unknown.of_state(WAITING) == [T.UNSILENCED]
    known.take(heard.step(T.FIRED))
    known.send_all()
    known.take(heard.step(T.SILENCED), heard.escalated(Severity.CRITICAL))
    assert len(known.entries) == 1
    known.take(heard.step(T.UNSILENCED))
    assert known.of_state(WAITING) == [T.UNSILENCED]


def test_a_silence_that_is_told_again_after_a_restart_takes_nothing_back_that_came_since() -> None:
    box, life = Box(), Life(alert_on(1))
    silenced = life.step(T.SILENCED, NOW_S - 60)
    box.take(silenced)
    box.take(life.step(T.UNSILENCED))
    box.take(silenced)
    assert box.of_state(WAITING) == [T.UNSILENCED]


# Maintenance


def test_maintenance_holds_back_and_says_why() -> None:
    box = Box(windows=(ScopedWindow(WORK, FEED_ONE),))
    made = box.take(Life(alert_on(1)).step(T.FIRED), Life(alert_on(2, object_id=2)).step(T.FIRED))
    assert [(entry.state, entry.reason) for entry in made] == [
        (HELD, "maintenance 3 on feed:P-A1/A1: swap"),
        (WAITING, ""),
    ]


def test_what_still_holds_at_the_end_of_maintenance_is_told_once_as_it_is_then() -> None:
    box = Box(windows=(ScopedWindow(WORK, FEED_ONE),))
    life = Life(alert_on(1))
    box.take(life.step(T.FIRED), life.escalated(Severity.CRITICAL))
    box.end_maintenance()
    assert box.of_state(WAITING) == [T.ESCALATED]
    assert box.of_state(DROPPED) == [T.FIRED]


def test_what_cleared_during_maintenance_is_never_told() -> None:
    box = Box(windows=(ScopedWindow(WORK, FEED_ONE),))
    life = Life(alert_on(1))
    box.take(life.step(T.FIRED))
    box.take(life.step(T.CLEARED))
    box.end_maintenance()
    assert box.of_state(DROPPED) == [T.FIRED]
    assert len(box.entries) == 1


def test_who_was_told_before_maintenance_is_told_the_end_in_the_middle_of_it() -> None:
    box, life = Box(), Life(alert_on(1))
    box.take(life.step(T.FIRED))
    box.send_all()
    box.windows = (ScopedWindow(WORK, FEED_ONE),)
    box.take(life.step(T.CLEARED))
    assert box.of_state(WAITING) == [T.CLEARED]


def test_what_a_second_window_covers_stays_held_when_the_first_is_over() -> None:
    life = Life(alert_on(1))
    box = Box(windows=(ScopedWindow(WORK, FEED_ONE),))
    made = box.take(life.step(T.FIRED))
    held = [Held(0, "mail", made[0].notice)]
    assert release(held, (ScopedWindow(WORK, ALL),), {"mail": MAIL}, NOW_S) == ((), ())
    assert release(held, (), {"other": MAIL}, NOW_S) == ((), ()), "of a route that another poller has"


# Delays


def test_something_urgent_takes_along_what_waits_of_the_same_alert() -> None:
    box = Box(routes=(ScopedRoute(replace(MAIL, digest_s=900.0), ALL),))
    life, other = Life(alert_on(1)), Life(alert_on(2, object_id=2))
    box.take(life.step(T.FIRED), other.step(T.FIRED))
    assert all(entry.due_at_s > NOW_S and entry.is_gathered for entry in box.entries)
    box.take(life.escalated(Severity.CRITICAL))
    due = {(entry.notice.alert_id, entry.notice.transition): entry.due_at_s <= NOW_S for entry in box.entries}
    assert due == {(1, T.FIRED): True, (2, T.FIRED): False, (1, T.ESCALATED): True}


STEPS = st.lists(st.sampled_from(("fire", "worse", "ack", "group", "release", "silence", "unsilence", "send", "end")))


@given(STEPS, st.sampled_from(Severity), st.booleans())
@pytest.mark.parametrize("transitions", [MAIL.transitions, frozenset(CHOSEN_TRANSITIONS)])
def test_whatever_happens_whoever_was_told_is_told_the_end_and_nobody_else(
    transitions: frozenset[Transition], steps: list[str], least: Severity, is_held: bool
) -> None:
    """A property: at the end, `cleared` went out exactly where something that tells of the alert did."""
    route = replace(MAIL, min_severity=least, transitions=transitions)
    windows = (ScopedWindow(WORK, FEED_ONE),) if is_held else ()
    box, life = Box(routes=(ScopedRoute(route, ALL),), windows=windows), Life(alert_on(1))
    box.take(life.step(T.FIRED))
    for step in steps:
        if step == "send":
            box.send_all()
        elif step == "end":
            box.end_maintenance()
        elif step == "worse":
            box.take(life.escalated(Severity.CRITICAL))
        elif step != "fire":
            names = {"ack": T.ACKNOWLEDGED, "group": T.GROUPED, "release": T.RELEASED, "silence": T.SILENCED}
            box.take(life.step(names.get(step, T.UNSILENCED)))
    box.take(life.step(T.CLEARED))
    box.end_maintenance()
    box.send_all()
    sent = box.of_state(SENT)
    raises = [each for each in sent if each in {T.FIRED, T.ESCALATED, T.RELEASED, T.UNSILENCED}]
    assert sent.count(T.CLEARED) == (1 if raises else 0)
    assert not sent or (sent[0] in {T.FIRED, T.ESCALATED, T.RELEASED, T.UNSILENCED} and sent[-1] is T.CLEARED)
    assert not box.of_state(HELD)
    assert not box.of_state(WAITING)
