"""The processes that a poller keeps beside it: whatever computes for long would make its polls late.

To add one: a function that runs it until its parent is gone (as `upkeep.run_upkeep`), a command of `powertui internal`
that calls it, and `role(settings, NAME)` in the list here. What it says on stderr is in the poller's log.
"""

from dataclasses import replace

from powertui.bootstrap.logs import log_of
from powertui.bootstrap.roles import own_child, role
from powertui.config import Settings
from powertui.domain.plant import overdue_after_s
from powertui.services.child import ChildSpec
from powertui.services.judging_watch import LOOK_EVERY_S

TELL_BEFORE_S = 2 * LOOK_EVERY_S
"""What hangs is mended only after whoever watches has said that nothing judges: it is not to pass unnoticed."""


def poller_children(settings: Settings) -> tuple[ChildSpec, ...]:
    """Those that a poller has with these settings."""
    metrics = (metrics_child(settings),) if settings.metrics.beside_poller else ()
    deliver = (role(settings, "deliver"),) if settings.notify.route else ()
    return (role(settings, "upkeep"), *deliver, *metrics)


def evaluation_child(settings: Settings) -> ChildSpec:
    """What judges the plant: a poller that does it itself has none. One that hangs is killed, and started again."""
    silent_for_s = overdue_after_s(settings.poller.interval_s) + TELL_BEFORE_S
    return replace(role(settings, "evaluate"), name="evaluation", silent_for_s=silent_for_s)


def metrics_child(settings: Settings) -> ChildSpec:
    """`powertui metrics`: it serves, and pushes where a receiver is configured. It has a log of its own."""
    push = ("--push",) if settings.metrics.remote_write.url else ()
    return own_child(settings, "metrics", "metrics", *push, "--lifeline", log_file=log_of("metrics"))
