"""The processes that a front end starts and keeps: started once, restarted when they end, ended with it."""

from collections.abc import Sequence

from powertui.services.child import WHILE_WATCHED, Child, ChildSpec
from powertui.services.ports import Clock, ProcessState, ProcessStatus

SHOW_RESTART_FOR_S = 15.0
"""How long a restart is worth saying."""


class ChildProcesses:
    """A Supervisor of real processes."""

    def __init__(self, specs: Sequence[ChildSpec], clock: Clock) -> None:
        self._children = tuple(Child(spec, clock, WHILE_WATCHED) for spec in specs)

    def start(self) -> None:
        """Start all. Returns at once."""
        for child in self._children:
            child.start()

    def check(self) -> tuple[ProcessStatus, ...]:
        """Look at each; start again what has ended."""
        for child in self._children:
            child.check()
        return tuple(_status(child) for child in self._children)

    def stop(self) -> None:
        """End all, the last started first, and wait for it."""
        end_all(self._children)


def end_all(children: Sequence[Child]) -> None:
    """Tell all to end, the last started first, and wait for it, two seconds for each at most."""
    for child in reversed(children):
        child.hang_up()
    for child in reversed(children):
        child.wait()


def _status(child: Child) -> ProcessStatus:
    return ProcessStatus(child.spec.name, child.state, _detail(child), child.restarts)


def _detail(child: Child) -> str:
    name, ended = child.spec.name, child.how_it_ended
    if child.state is ProcessState.RUNNING:
        since_s = child.runs_for_s()
        is_worth_saying = bool(child.restarts) and since_s < SHOW_RESTART_FOR_S
        return f"the {name} {ended} and was started again {since_s:.0f} s ago" if is_worth_saying else ""
    if child.state is ProcessState.RESTARTING:
        return f"the {name} {ended}, starting it again" if ended else f"starting the {name}"
    times = f"{child.rule.give_up_after} times in a minute"
    where = f": see {child.spec.log_file}" if child.spec.log_file is not None else ""
    return f"the {name} {ended}, {times}{where}"
