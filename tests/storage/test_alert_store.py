"""Alerts on record: there and back, one open for a condition, those of older versions."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from powertui.domain.alert_life.machine import LifeChanges
from powertui.domain.alerts import (
    Alert,
    AlertEvent,
    AlertKey,
    Finding,
    FirstMover,
    ObjectKind,
    Place,
    Progress,
    RuleKind,
    Severity,
    Transition,
)
from powertui.services.alert_keeping import KEEP_S, keep_alerts
from powertui.storage.alert_store import load_alert, load_alerts, save_changes
from powertui.storage.engine import open_database, reading, writing
from powertui.storage.transition_store import load_steps
from tests.old_databases import migrate_to

PANEL_KEY = AlertKey(RuleKind.PANEL_DARK, ObjectKind.PANEL, 1)
FEED_KEY = AlertKey(RuleKind.FEED_OVER, ObjectKind.FEED, 1)


def alert(key: AlertKey, **changes: object) -> Alert:
    finding = Finding(
        key=key,
        severity=Severity.CRITICAL,
        object_name='A1-01 "x"\n',
        part="L1",
        limit_name="L1 current",
        limit_value=12.8,
        measured_value=13.2,
        unit="A",
        message="over",
        is_low=True,
        sampled_at_s=99.0,
        is_estimate=True,
        advice="Move load.",
        places=(Place(ObjectKind.FEED, 1, 'A1-01 "x"'), Place(ObjectKind.PANEL, 1, "Ä")),
    )
    base = Alert(0, finding, 90.0, 100.0, 13.4, fired_at_s=95.0, progress=Progress(3, 1, 98.0, 2, 97.0, 99.0))
    return replace(base, **changes)  # type: ignore[arg-type]


def save(engine: Engine, changes: LifeChanges) -> tuple[AlertEvent, ...]:
    with writing(engine) as connection:
        return save_changes(connection, changes)


def test_an_alert_comes_back_as_it_was(database_url: str) -> None:
    engine = open_database(database_url, create=True)
    whole = alert(
        FEED_KEY,
        acknowledged_at_s=96.0,
        acknowledged_by="mk",
        silenced_until_s=200.0,
        silenced_why="swap",
        first_mover=FirstMover("srv", 80.0, 1.0, 2.5),
        raises=2,
        is_flapping=True,
    )
    (event,) = save(engine, LifeChanges(opened=(whole,), events=(AlertEvent(whole, Transition.FIRED, 95.0),)))
    with reading(engine) as connection:
        (again,) = load_alerts(connection, cleared_since_s=None)
    assert again == replace(whole, id=event.alert.id)
    engine.dispose()


def test_what_is_pending_is_seen_only_by_who_asks_for_it_and_leaves_no_trace(database_url: str) -> None:
    engine = open_database(database_url, create=True)
    save(engine, LifeChanges(opened=(alert(FEED_KEY, fired_at_s=None),)))
    with writing(engine) as connection:
        assert load_alerts(connection, cleared_since_s=0) == ()
        (pending,) = load_alerts(connection, cleared_since_s=None, pending=True)
    save(engine, LifeChanges(dropped=(pending,)))
    with reading(engine) as connection:
        assert load_alert(connection, pending.id) is None
    engine.dispose()


def test_a_condition_that_another_evaluation_has_opened_is_left_to_it(database_url: str) -> None:
    engine = open_database(database_url, create=True)
    one = alert(FEED_KEY)
    changes = LifeChanges(opened=(one,), events=(AlertEvent(one, Transition.FIRED, 95.0),))
    assert len(save(engine, changes)) == 1
    assert save(engine, changes) == ()
    with reading(engine) as connection:
        assert len(load_alerts(connection, cleared_since_s=None)) == 1
    engine.dispose()


def test_a_cause_is_known_by_its_row_whether_it_is_older_or_as_new(database_url: str) -> None:
    engine = open_database(database_url, create=True)
    panel, feed = alert(PANEL_KEY), alert(FEED_KEY, caused_by=PANEL_KEY)
    save(engine, LifeChanges(opened=(feed, panel)))
    later = alert(AlertKey(RuleKind.CORD_DEAD, ObjectKind.DEVICE, 7), caused_by=PANEL_KEY)
    save(engine, LifeChanges(opened=(later,)))
    with reading(engine) as connection:
        by_key = {one.finding.key: one for one in load_alerts(connection, cleared_since_s=None)}
    assert {by_key[FEED_KEY].caused_by_id, by_key[later.finding.key].caused_by_id} == {by_key[PANEL_KEY].id}
    assert by_key[FEED_KEY].caused_by == PANEL_KEY
    engine.dispose()


def test_the_ids_of_steps_are_never_given_twice(database_url: str) -> None:
    engine = open_database(database_url, create=True)
    one = alert(FEED_KEY)
    (first,) = save(engine, LifeChanges(opened=(one,), events=(AlertEvent(one, Transition.FIRED, 95.0),)))
    with writing(engine) as connection:
        connection.execute(text("DELETE FROM alert_transition"))
    cleared = replace(first.alert, cleared_at_s=120.0)
    (second,) = save(engine, LifeChanges(changed=(cleared,), events=(AlertEvent(cleared, Transition.CLEARED, 120.0),)))
    assert second.id > first.id
    engine.dispose()


def test_what_is_long_over_goes_with_its_steps_and_what_is_open_stays(database_url: str) -> None:
    engine = open_database(database_url, create=True)
    for number in range(1, 7):
        key = AlertKey(RuleKind.CORD_DEAD, ObjectKind.DEVICE, number)
        one = alert(key, cleared_at_s=None if number == 6 else 1000.0 * number)
        save(engine, LifeChanges(opened=(one,), events=(AlertEvent(one, Transition.FIRED, 95.0),)))

    def left() -> list[int]:
        with reading(engine) as connection:
            alerts = load_alerts(connection, cleared_since_s=0)
            steps = load_steps(connection, [one.id for one in alerts])
            assert connection.execute(text("SELECT count(*) FROM alert_transition")).scalar() == len(steps)
        return sorted(one.finding.key.object_id for one in alerts)

    keep_alerts(engine, now_s=2500.0)
    assert left() == [1, 2, 3, 4, 5, 6]
    keep_alerts(engine, now_s=KEEP_S + 2500)
    assert left() == [3, 4, 5, 6]
    keep_alerts(engine, now_s=2500.0, most=1)
    assert left() == [5, 6]
    engine.dispose()


def test_alerts_of_an_older_version_are_closed_under_their_new_names(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        migrate_to(connection, "0011")
        for number, (rule, part) in enumerate(
            (("feed-over-capacity", "VA"), ("feed-over-capacity", "L1"), ("feed-near-capacity", "L2")), start=1
        ):
            connection.execute(
                text(
                    "INSERT INTO alert VALUES"
                    " (:id, :rule, 'feed', 1, :part, 3, 'A', 'x', 1, 2, 2, 'A', 'm', 10, 20, NULL, NULL)"
                ),
                {"id": number, "rule": rule, "part": part},
            )
    engine.dispose()
    engine = open_database(url, create=False)
    with reading(engine) as connection:
        alerts = load_alerts(connection, cleared_since_s=0)
    assert {(one.finding.key, one.cleared_at_s, one.fired_at_s) for one in alerts} == {(FEED_KEY, 20.0, 10.0)}
    assert len(alerts) == 3
    engine.dispose()
