"""The processes that a poller keeps beside it: whatever computes for long would make its polls late.

To add one: a function that runs it until its parent is gone (as `upkeep.run_upkeep`), a command of `powertui internal`
that calls it, and `role(settings, NAME)` in the list here. What it says on stderr is in the poller's log.
"""

from dataclasses import replace

from platformdirs import user_log_path

from powertui.bootstrap.roles import own_child, role
from powertui.config import Settings
from powertui.domain.plant import overdue_after_s
from powertui.services.child import ChildSpec


def poller_children(settings: Settings) -> tuple[ChildSpec, ...]:
    """Those that a poller has with these settings."""
    metrics = (metrics_child(settings),) if settings.metrics.beside_poller else ()
    deliver = (role(settings, "deliver"),) if settings.notify.route else ()
    return (role(settings, "upkeep"), *deliver, *metrics)


def evaluation_child(settings: Settings) -> ChildSpec:
    """What judges the plant: a poller that does it itself has none. One that hangs is killed, and started again."""
    return replace(role(settings, "evaluate"), silent_for_s=overdue_after_s(settings.poller.interval_s))


def metrics_child(settings: Settings) -> ChildSpec:
    """`powertui metrics`: it serves, and pushes where a receiver is configured. It has a log of its own."""
    push = ("--push",) if settings.metrics.remote_write.url else ()
    log_file = user_log_path("powertui", appauthor=False, ensure_exists=True) / "metrics.log"
    return own_child(settings, "metrics", "metrics", *push, "--lifeline", log_file=log_file)
