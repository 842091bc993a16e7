"""What the commands about alerts need."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from powertui.config import Settings
from powertui.domain.alert_life.hands import Refusal
from powertui.domain.alerts import Alert, RecordedStep
from powertui.errors import UsageError
from powertui.services.alert_handling import acknowledge, end_silence, note_on, silence
from powertui.services.login import login_name
from powertui.storage.alert_store import load_alert
from powertui.storage.engine import open_database, reading
from powertui.storage.transition_store import load_steps, with_notes


def acknowledge_alerts(settings: Settings, alert_ids: tuple[int, ...], now_s: float) -> tuple[Alert, ...]:
    """Acknowledge some. Raises UsageError at the first that cannot be."""
    return _each(settings, alert_ids, lambda engine, number: acknowledge(engine, number, login_name(), now_s))


def silence_alerts(
    settings: Settings, alert_ids: tuple[int, ...], until_s: float, why: str, now_s: float
) -> tuple[Alert, ...]:
    """Silence some until a moment. Raises UsageError at the first that cannot be."""
    return _each(settings, alert_ids, lambda engine, number: silence(engine, number, until_s, why, login_name(), now_s))


def unsilence_alerts(settings: Settings, alert_ids: tuple[int, ...], now_s: float) -> tuple[Alert, ...]:
    """Let some speak again. Raises UsageError at the first that cannot."""
    return _each(settings, alert_ids, lambda engine, number: end_silence(engine, number, login_name(), now_s))


def note_alert(settings: Settings, alert_id: int, text: str, now_s: float) -> Alert:
    """Write a note beside an alert, open or not. Raises UsageError where there is none."""
    return _each(settings, (alert_id,), lambda engine, number: note_on(engine, number, text, login_name(), now_s))[0]


def read_alert(settings: Settings, alert_id: int) -> tuple[Alert, tuple[RecordedStep, ...]]:
    """An alert, open or not, with the steps of its life. Raises UsageError where there is none."""
    with _database(settings) as engine, reading(engine) as connection:
        alert = load_alert(connection, alert_id)
        if alert is None:
            raise _refused(alert_id, Refusal.UNKNOWN)
        return with_notes(connection, [alert])[0], load_steps(connection, [alert_id])


def _each(
    settings: Settings, alert_ids: tuple[int, ...], act: Callable[[Engine, int], Alert | Refusal]
) -> tuple[Alert, ...]:
    done = []
    with _database(settings) as engine:
        for alert_id in dict.fromkeys(alert_ids):
            found = act(engine, alert_id)
            if isinstance(found, Refusal):
                raise _refused(alert_id, found)
            done.append(found)
    return tuple(done)


@contextmanager
def _database(settings: Settings) -> Iterator[Engine]:
    engine = open_database(settings.database.url, create=False)
    try:
        yield engine
    finally:
        engine.dispose()


def _refused(alert_id: int, refusal: Refusal) -> UsageError:
    return UsageError(f"alert {alert_id} {refusal.value}; `powertui alerts` shows those that are open")
