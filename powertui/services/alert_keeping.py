"""Alerts on record are kept within bounds, however long a poller runs."""

from sqlalchemy import Engine

from powertui.storage.alert_trimming import has_old_alerts, trim_alerts
from powertui.storage.engine import writing

KEEP_S = 400 * 86_400.0
"""As long as the quarters of an hour: an alert of this week last year can be looked at beside its load."""

MOST_ALERTS = 100_000
"""That are over; of more the longest over go first."""


def keep_alerts(engine: Engine, now_s: float, most: int = MOST_ALERTS) -> None:
    """Remove what is too old or too much. Takes the write lock only where there is something to remove."""
    with engine.connect() as connection:
        if not has_old_alerts(connection, now_s - KEEP_S, most):
            return
    with writing(engine) as connection:
        trim_alerts(connection, now_s - KEEP_S, most)
