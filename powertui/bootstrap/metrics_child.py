"""`powertui metrics` beside the poller, where configured: in a process of its own, so that a scrape delays no poll."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from platformdirs import user_log_path

from powertui.config import Settings
from powertui.services.ports import ProcessState, Supervisor, SystemClock
from powertui.services.processes import ChildProcesses, ChildSpec

LOOK_EVERY_S = 1.0


@contextmanager
def metrics_beside(settings: Settings) -> Iterator[None]:
    """Keeps it while the body runs, if [metrics] beside_poller says so; it ends with this process, in any case."""
    if not settings.metrics.beside_poller:
        yield
        return
    children = ChildProcesses((metrics_child(settings),), SystemClock())
    stop = Event()
    watch = Thread(target=_keep, args=(children, stop), name="metrics", daemon=True)
    children.start()
    watch.start()
    try:
        yield
    finally:
        stop.set()
        watch.join()
        children.stop()


def metrics_child(settings: Settings) -> ChildSpec:
    """How it is started: it serves, and pushes where a receiver is configured."""
    configured = ("--config", str(settings.source)) if settings.source else ()
    push = ("--push",) if settings.metrics.remote_write.url else ()
    # The URL may hold a password: other users of the machine see arguments, but not the environment.
    environment = {**os.environ, "POWERTUI_DATABASE": settings.database.url}
    log_file = user_log_path("powertui", appauthor=False, ensure_exists=True) / "metrics.log"
    command = (sys.executable, "-m", "powertui", *configured, "metrics", *push, "--lifeline")
    return ChildSpec("metrics", command, environment, log_file)


def _keep(children: Supervisor, stop: Event) -> None:
    told = ""
    while not stop.wait(LOOK_EVERY_S):
        for status in children.check():
            if status.state is ProcessState.FAILED and status.detail != told:
                told = status.detail
                sys.stderr.write(f"powertui: {told}\n")
