"""The outbox on real databases: at least once, in order, under one key, whatever fails and whoever is killed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import Engine, func, select

from powertui.domain.alerts import AlertEvent, ObjectKind, Severity, Transition
from powertui.domain.events import EventKind
from powertui.domain.graph import PowerGraph
from powertui.domain.notify.log import DeliveryOutcome
from powertui.domain.notify.notice import NotificationState, notice_of
from powertui.domain.notify.routes import Route
from powertui.domain.notify.scopes import Scope
from powertui.domain.notify.sending import Message
from powertui.domain.notify.windows import MaintenanceWindow
from powertui.services.delivering import CLAIM_S, ORPHANED_AFTER_S, Channel, Delivering, Patience
from powertui.services.notifying import Notifying
from powertui.services.receipts import Receipt, Verdict
from powertui.storage import schema
from powertui.storage.delivery_store import KEEP_DAYS, load_records, trim_deliveries
from powertui.storage.engine import open_database, writing
from powertui.storage.event_store import load_events
from powertui.storage.maintenance_store import add_window, end_window, load_windows
from powertui.storage.notice_text import notice_from_text, notice_text
from powertui.storage.outbox_store import claim_next, count_by_state, due_routes, free_claims
from tests.alert_events import Life, alert_on
from tests.clocks import StillClock
from tests.plants import NOW_S, two_sided_topology, two_targets

T = Transition
OK, AWAY, NEVER = (
    Receipt(Verdict.ACCEPTED),
    Receipt(Verdict.AGAIN, "the webhook answers 503"),
    Receipt(Verdict.REFUSED, "the webhook answers 400"),
)
GRAPH = PowerGraph(replace(two_sided_topology(), poll_targets=two_targets()))
MAIL = Route("mail")


class Killed(BaseException):
    """As SIGKILL: nothing after it happens."""


@dataclass
class Receiver:
    """A channel that does as it is told, and keeps what it gets."""

    answers: list[Receipt | BaseException] = field(default_factory=list)
    got: list[Message] = field(default_factory=list)
    before: Callable[[], None] = lambda: None

    def send(self, message: Message) -> Receipt:
        self.before()
        self.got.append(message)
        answer = self.answers.pop(0) if self.answers else OK
        if isinstance(answer, BaseException):
            raise answer
        return answer

    @property
    def steps(self) -> list[list[tuple[int, Transition]]]:
        return [[(notice.alert_id, notice.transition) for notice in message.notices] for message in self.got]


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url, create=True)
    yield engine
    engine.dispose()


@dataclass
class Rig:
    """Routes on a database, and their receivers."""

    engine: Engine
    routes: tuple[Route, ...] = (MAIL,)
    clock: StillClock = field(default_factory=StillClock)
    receivers: dict[str, Receiver] = field(default_factory=dict)
    patience: Patience = field(default_factory=Patience)

    def __post_init__(self) -> None:
        self.receivers = {route.name: Receiver() for route in self.routes}
        self.notifying = Notifying(self.routes)

    @property
    def mail(self) -> Receiver:
        return self.receivers["mail"]

    def take(self, *events: AlertEvent) -> None:
        with writing(self.engine) as connection:
            self.notifying.take(connection, events, GRAPH, self.clock.now_s())

    def sender(self, name: str = "one") -> Delivering:
        channels: dict[str, Channel] = dict(self.receivers)
        return Delivering(self.engine, channels, self.clock, name, self.patience)

    def send(self, name: str = "one") -> None:
        sender = self.sender(name)
        for route in sender.due():
            sender.work_off(route)

    def counts(self) -> dict[tuple[str, NotificationState], int]:
        with self.engine.connect() as connection:
            return count_by_state(connection)

    def outcomes(self) -> list[DeliveryOutcome]:
        with self.engine.connect() as connection:
            return [record.outcome for record in load_records(connection)]


def test_a_notice_comes_back_from_its_text_as_it_was() -> None:
    notice = notice_of(Life(alert_on(7, message='hostile \x1b[31m "], } \u202e \ud83d')).step(T.CLEARED))
    assert notice_from_text(notice_text(notice)) == notice


def test_what_fires_is_sent_once_and_the_log_says_so(database: Engine) -> None:
    rig = Rig(database)
    rig.take(Life(alert_on(1)).step(T.FIRED))
    rig.send()
    rig.send()
    assert rig.mail.steps == [[(1, T.FIRED)]]
    assert rig.outcomes() == [DeliveryOutcome.SENT]


def test_names_that_no_database_takes_are_delivered_all_the_same(database: Engine) -> None:
    rig = Rig(database)
    rig.mail.answers = [NEVER]
    hostile = "a\x00b\ud83d\x1b[31m"
    rig.take(Life(alert_on(1, name=hostile, message=hostile)).step(T.FIRED))
    rig.send()
    assert rig.mail.got[0].notices[0].object_name == hostile
    with database.connect() as connection:
        assert load_records(connection)[0].subject.startswith("warn fired: a·b··[31m: ")


def test_the_same_round_twice_is_one_notification(database: Engine) -> None:
    rig = Rig(database)
    event = Life(alert_on(1)).step(T.FIRED)
    rig.take(event)
    other = Rig(database)
    with writing(database) as connection:
        connection.execute(schema.notification.update().values(alert_id=0))
    # As of a round that began before the first was stored: it does not know of the row, the constraint does.
    other.take(event)
    assert rig.counts() == {("mail", NotificationState.WAITING): 1}


def test_nothing_of_a_round_that_is_rolled_back_is_sent(database: Engine) -> None:
    rig = Rig(database)
    with pytest.raises(Killed), writing(database) as connection:
        rig.notifying.take(connection, [Life(alert_on(1)).step(T.FIRED)], GRAPH, NOW_S)
        raise Killed
    rig.send()
    assert not rig.mail.got


def test_a_receiver_that_fails_twice_gets_it_at_the_third_attempt_under_the_same_key(database: Engine) -> None:
    rig = Rig(database)
    rig.mail.answers = [AWAY, AWAY]
    life = Life(alert_on(1))
    rig.take(life.step(T.FIRED))
    rig.take(life.step(T.CLEARED))
    at_s: list[float] = []
    rig.mail.before = lambda: at_s.append(rig.clock.now_s())
    while len(rig.mail.got) < 4 and rig.clock.now_s() < NOW_S + 60:
        rig.send()
        rig.clock.advance(1)
    assert rig.mail.steps == [[(1, T.FIRED)]] * 3 + [[(1, T.CLEARED)]], "the end waits for the beginning"
    assert len({message.key for message in rig.mail.got}) == 2
    assert 5 <= at_s[1] - at_s[0] <= 7
    assert 10 <= at_s[2] - at_s[1] <= 13.5
    assert at_s[3] == at_s[2]
    assert rig.outcomes() == [DeliveryOutcome.FAILED] * 2 + [DeliveryOutcome.SENT] * 2


def test_a_kill_between_claim_and_send_leads_to_the_same_message_again(database: Engine) -> None:
    rig = Rig(database)
    rig.take(Life(alert_on(1)).step(T.FIRED))
    rig.mail.answers = [Killed()]
    with pytest.raises(Killed):
        rig.sender().work_off("mail")
    assert rig.counts() == {("mail", NotificationState.SENDING): 1}
    rig.send("two")
    assert len(rig.mail.got) == 1, "it is still claimed"
    rig.clock.advance(CLAIM_S)
    rig.send("two")
    assert rig.mail.steps == [[(1, T.FIRED)]] * 2
    assert len({message.key for message in rig.mail.got}) == 1
    assert rig.counts() == {("mail", NotificationState.SENT): 1}


def test_a_sender_that_begins_on_an_sqlite_takes_over_at_once(database: Engine) -> None:
    rig = Rig(database)
    rig.take(Life(alert_on(1)).step(T.FIRED))
    with writing(database) as connection:
        assert claim_next(connection, "mail", "gone", NOW_S, CLAIM_S) is not None
    sender = rig.sender("two")
    sender.begin()
    is_sqlite = database.dialect.name == "sqlite"
    assert sender.due() == (("mail",) if is_sqlite else ()), "on a PostgreSQL the other one may be alive"


def test_of_two_senders_one_sends(database: Engine) -> None:
    rig = Rig(database)
    rig.take(Life(alert_on(1)).step(T.FIRED))
    rig.mail.before = lambda: (rig.sender("two").work_off("mail"), None)[1]
    rig.sender("one").work_off("mail")
    assert len(rig.mail.got) == 1


def test_senders_at_the_same_time_share_the_work_and_send_nothing_twice(database: Engine) -> None:
    rig = Rig(database)
    lives = [Life(alert_on(number, object_id=number)) for number in range(1, 16)]
    rig.take(*(life.step(T.FIRED) for life in lives))
    rig.take(*(life.step(T.CLEARED) for life in lives))

    def work(name: str) -> None:
        for _ in range(200):
            rig.sender(name).work_off("mail")
            if rig.counts() == {("mail", NotificationState.SENT): 30}:
                return

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, ("one", "two", "three", "four")))
    keys = [message.key for message in rig.mail.got]
    assert len(keys) == len(set(keys)) == 30
    for number in range(1, 16):
        of_alert = [step for (step,) in rig.mail.steps if step[0] == number]
        assert of_alert == [(number, T.FIRED), (number, T.CLEARED)]


def test_a_sender_that_was_too_slow_does_not_undo_what_another_has_done(database: Engine) -> None:
    rig = Rig(database)
    rig.take(Life(alert_on(1)).step(T.FIRED))

    def sleep_through_it() -> None:
        rig.mail.before = lambda: None
        rig.clock.advance(CLAIM_S)
        rig.sender("two").work_off("mail")

    rig.mail.before = sleep_through_it
    rig.mail.answers = [OK, AWAY]
    rig.sender("one").work_off("mail")
    assert rig.counts() == {("mail", NotificationState.SENT): 1}


def test_what_is_refused_for_good_is_given_up_at_once_and_the_rest_goes_on(database: Engine) -> None:
    rig = Rig(database)
    rig.mail.answers = [NEVER]
    rig.take(Life(alert_on(1)).step(T.FIRED), Life(alert_on(2)).step(T.FIRED))
    rig.send()
    assert rig.outcomes() == [DeliveryOutcome.GIVEN_UP, DeliveryOutcome.SENT]
    with database.connect() as connection:
        events = [event for event in load_events(connection) if event.kind is EventKind.NOTIFY]
    assert [event.name for event in events] == ["given up: mail"]
    assert events[0].detail.endswith("the webhook answers 400")


def test_what_fails_for_too_long_is_given_up_and_said(database: Engine) -> None:
    rig = Rig(database, patience=Patience(3600))
    rig.mail.answers = [AWAY] * 100
    rig.take(Life(alert_on(1)).step(T.FIRED))
    began_s = rig.clock.now_s()
    while rig.counts() == {("mail", NotificationState.WAITING): 1}:
        rig.send()
        rig.clock.advance(10)
    assert 3600 <= rig.clock.now_s() - began_s <= 3600 + 800
    assert rig.outcomes()[-1] is DeliveryOutcome.GIVEN_UP


def test_an_accident_in_a_library_is_an_attempt_that_failed_and_says_no_secret(database: Engine) -> None:
    rig = Rig(database)
    rig.mail.answers = [ValueError("https://user:hunter2@example.net")]
    rig.take(Life(alert_on(1)).step(T.FIRED))
    rig.send()
    with database.connect() as connection:
        record = load_records(connection)[0]
    assert (record.outcome, record.detail) == (DeliveryOutcome.FAILED, "sending failed with ValueError")


def test_a_receiver_that_is_away_holds_up_no_other(database: Engine) -> None:
    rig = Rig(database, routes=(MAIL, Route("pager")))
    rig.mail.answers = [AWAY] * 5
    rig.take(Life(alert_on(1)).step(T.FIRED), Life(alert_on(2)).step(T.FIRED))
    rig.send()
    assert rig.receivers["pager"].steps == [[(1, T.FIRED)], [(2, T.FIRED)]]


def test_a_digest_is_one_message_and_again_the_same_one(database: Engine) -> None:
    rig = Rig(database, routes=(replace(MAIL, digest_s=900.0),))
    lives = [Life(alert_on(number, object_id=number)) for number in (1, 2, 3)]
    rig.take(*(life.step(T.FIRED) for life in lives))
    rig.send()
    assert not rig.mail.got
    rig.clock.advance(900)
    rig.mail.answers = [AWAY]
    rig.send()
    # What has come meanwhile goes with the next one.
    rig.take(lives[0].step(T.CLEARED))
    rig.clock.advance(60)
    rig.send()
    first, again = rig.mail.got
    assert (first.key, first.notices) == (again.key, again.notices)
    assert rig.mail.steps[0] == [(1, T.FIRED), (2, T.FIRED), (3, T.FIRED)]
    rig.clock.advance(900)
    rig.send()
    assert rig.mail.steps[2:] == [[(1, T.CLEARED)]]


def test_what_maintenance_held_is_sent_when_it_is_over_and_only_what_still_holds(database: Engine) -> None:
    rig = Rig(database)
    window = MaintenanceWindow(
        0, Scope("panel:P-A1", ObjectKind.PANEL, 1), NOW_S, NOW_S + 600, "swap a breaker", "eva", NOW_S
    )
    with writing(database) as connection:
        number = add_window(connection, window)
    lasting, passing, elsewhere = Life(alert_on(1)), Life(alert_on(2)), Life(alert_on(3, object_id=2))
    rig.take(*(life.step(T.FIRED) for life in (lasting, passing, elsewhere)))
    rig.take(passing.step(T.CLEARED))
    rig.send()
    assert rig.mail.steps == [[(3, T.FIRED)]]
    rig.clock.advance(599)
    rig.take()
    rig.send()
    assert len(rig.mail.got) == 1
    with writing(database) as connection:
        end_window(connection, number, rig.clock.now_s())
    rig.take()
    rig.send()
    assert rig.mail.steps[1:] == [[(1, T.FIRED)]]
    with database.connect() as connection:
        told = [(record.outcome.value, record.detail) for record in load_records(connection)]
    assert told[:3] == [
        ("held", f"maintenance {number} on panel:P-A1: swap a breaker"),
        ("held", f"maintenance {number} on panel:P-A1: swap a breaker"),
        ("dropped", "it cleared before the maintenance was over"),
    ]
    assert ("released", f"it still holds after maintenance {number} on panel:P-A1: swap a breaker") in told


def test_windows_come_back_as_they_were_made(database: Engine) -> None:
    window = MaintenanceWindow(0, Scope(), NOW_S + 10, NOW_S + 20, "all of it", "eva", NOW_S)
    with writing(database) as connection:
        number = add_window(connection, window)
    with database.connect() as connection:
        assert load_windows(connection) == (replace(window, id=number),)
        assert load_windows(connection, over_after_s=NOW_S + 20) == ()


def test_what_is_due_for_a_route_that_nobody_has_is_given_up_after_an_hour_and_said(database: Engine) -> None:
    rig = Rig(database, routes=(MAIL, Route("old")))
    rig.take(Life(alert_on(1)).step(T.FIRED))
    del rig.receivers["old"]
    rig.send()
    rig.clock.advance(ORPHANED_AFTER_S - 1)
    rig.send()
    assert rig.counts()["old", NotificationState.WAITING] == 1
    rig.clock.advance(2)
    rig.send()
    assert rig.counts()["old", NotificationState.GIVEN_UP] == 1


def test_a_scope_that_names_nothing_takes_nothing_and_the_log_says_so_once(
    database: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    rig = Rig(database, routes=(replace(MAIL, scope="rack:R99"),))
    for number in (1, 2):
        rig.take(Life(alert_on(number)).step(T.FIRED))
        rig.notifying._graph = None
    assert not rig.counts()
    told = [message for message in caplog.messages if "R99" in message]
    assert len(told) == 1
    assert told[0].startswith("route 'mail' takes nothing: there is no rack")


def test_without_routes_nothing_is_stored(database: Engine) -> None:
    rig = Rig(database, routes=())
    rig.take(Life(alert_on(1)).step(T.FIRED))
    with database.connect() as connection:
        assert connection.execute(select(func.count()).select_from(schema.notification)).scalar() == 0


def test_what_is_done_with_is_removed_after_its_time_and_nothing_else(database: Engine) -> None:
    rig = Rig(database)
    rig.take(Life(alert_on(1)).step(T.FIRED))
    rig.send()
    rig.mail.answers = [AWAY]
    rig.take(Life(alert_on(2)).step(T.FIRED))
    rig.send()
    with writing(database) as connection:
        trim_deliveries(connection, NOW_S + (KEEP_DAYS + 1) * 86_400)
    assert rig.counts() == {("mail", NotificationState.WAITING): 1}
    assert not rig.outcomes()


def test_an_urgent_word_on_an_alert_in_a_digest_goes_at_once_after_the_earlier_one(database: Engine) -> None:
    rig = Rig(database, routes=(replace(MAIL, digest_s=900.0),))
    life = Life(alert_on(1))
    rig.take(life.step(T.FIRED), Life(alert_on(2)).step(T.FIRED))
    rig.take(life.escalated(Severity.CRITICAL))
    rig.send()
    assert rig.mail.steps == [[(1, T.FIRED)], [(1, T.ESCALATED)]]


def test_claims_are_only_on_what_is_due_and_free_claims_counts_them(database: Engine) -> None:
    rig = Rig(database)
    rig.take(Life(alert_on(1)).step(T.FIRED))
    with writing(database) as connection:
        assert due_routes(connection, NOW_S - 1) == ()
        assert claim_next(connection, "mail", "one", NOW_S, CLAIM_S) is not None
        assert claim_next(connection, "mail", "two", NOW_S, CLAIM_S) is None
        assert free_claims(connection, NOW_S) == 1
