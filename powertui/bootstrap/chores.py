"""What is done beside polling, and how often."""

from dataclasses import dataclass, field

from sqlalchemy import Engine

from powertui.bootstrap.netbox_schedule import LOOK_EVERY_S, ScheduledSync, scheduled_sync
from powertui.bootstrap.notices import configured_notices
from powertui.config import Settings
from powertui.domain.events import EventRetention
from powertui.domain.history import HistoryRetention
from powertui.domain.rules import RuleSettings
from powertui.services.alert_keeping import keep_alerts
from powertui.services.coarse import CoarseJob
from powertui.services.event_keeping import keep_within
from powertui.services.judging_watch import LOOK_EVERY_S as WATCH_EVERY_S
from powertui.services.judging_watch import JudgingWatch
from powertui.services.notifying import AlertSink
from powertui.services.upkeep import Upkeep
from powertui.storage.sole import Duty

_MINUTE_S, _HOUR_S = 60.0, 3600.0


@dataclass(frozen=True, slots=True)
class Chores:
    """What the configuration says of them."""

    history: HistoryRetention = field(default_factory=HistoryRetention)
    events: EventRetention = field(default_factory=EventRetention)
    sync: ScheduledSync | None = None
    """Of the model with NetBox; None: never by itself."""
    rules: RuleSettings = field(default_factory=RuleSettings)
    interval_s: float = 30.0
    """Of the polls, until a poller says its own."""
    notices: AlertSink | None = None
    """Who is told of alerts; None: nobody."""

    def jobs(self, engine: Engine) -> tuple[CoarseJob, ...]:
        """All of them, on a database. What takes long begins when the first polls are done with."""
        upkeep = Upkeep(engine, self.history)
        watch = JudgingWatch(engine, self.rules, self.interval_s, self.notices)
        jobs = (
            CoarseJob(Duty.ROLLUP, "roll up the readings", _MINUTE_S, 30.0, upkeep.run_rollup),
            CoarseJob(Duty.COMPACTION, "pack the days that are over", _HOUR_S, 5 * _MINUTE_S, upkeep.run_compaction),
            CoarseJob(Duty.RETENTION, "remove old readings", _HOUR_S, 15 * _MINUTE_S, upkeep.run_retention),
            CoarseJob(
                Duty.EVENTS,
                "trim events and alerts",
                _MINUTE_S,
                5.0,
                lambda now_s: self._trim(engine, now_s),
            ),
            CoarseJob(Duty.JUDGING_WATCH, "see that alerts are judged", WATCH_EVERY_S, 15.0, watch.look),
        )
        sync = self.sync
        if sync is None:
            return jobs
        name = "import the model from NetBox"
        return (
            *jobs,
            CoarseJob(Duty.MODEL_SYNC, name, LOOK_EVERY_S, 10.0, lambda now_s: sync.work(engine, now_s)),
        )

    def _trim(self, engine: Engine, now_s: float) -> None:
        keep_within(engine, self.events, now_s)
        keep_alerts(engine, now_s)


def configured_chores(settings: Settings) -> Chores:
    """As the configuration has them."""
    events = EventRetention(settings.events.keep_days, settings.events.most_rows)
    return Chores(
        settings.history.retention(),
        events,
        scheduled_sync(settings),
        settings.rules.settings(),
        settings.poller.interval_s,
        configured_notices(settings) if settings.notify.route else None,
    )
