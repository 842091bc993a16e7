"""The demo's front: starts the two children that do the work, and shows what they do."""

import sys
from collections.abc import Callable
from time import sleep

from powertui.domain.plant import PlantView
from powertui.errors import SimulatorError
from powertui.services.child import ChildSpec
from powertui.services.demo_home import DemoHome, DemoOptions, child_environment, make_home, require_free_ports
from powertui.services.lazy_plant import LazyPlant
from powertui.services.ports import Clock, ProcessState, SystemClock
from powertui.services.processes import ChildProcesses
from powertui.services.scenarios import SavedScenarios

SCOPE = "demo plant"
LOOK_EVERY_S = 0.2


def run_demo(options: DemoOptions) -> None:
    """The demo behind the screens."""
    from powertui.tui.app import PowertuiApp

    _require_free_ports(options)
    home = make_home(options.keep)
    clock = SystemClock()
    try:
        PowertuiApp(
            LazyPlant(home.database_url, clock),
            _children(home, options, clock),
            clock,
            scope=SCOPE,
            scenarios=SavedScenarios(home.database_url),
        ).run()
    finally:
        home.remove()


def run_headless_demo(options: DemoOptions, cycles: int | None, report: Callable[[PlantView], None]) -> None:
    """The demo without screens: `report` gets the plant after each cycle; ends after `cycles`, if given."""
    _require_free_ports(options)
    home = make_home(options.keep)
    clock = SystemClock()
    plant = LazyPlant(home.database_url, clock)
    children = _children(home, options, clock)
    started_at_s = clock.now_s()
    try:
        children.start()
        reported = 0
        seen = 0
        while cycles is None or reported < cycles:
            for status in children.check():
                if status.state is ProcessState.FAILED or (reported == 0 and status.restarts > 1):
                    raise SimulatorError(f"the demo cannot run: {status.detail}")
            view = plant.refresh()
            # A kept database has cycles of earlier demos.
            if view is not None and view.poller.cycle_number != seen and _is_since(view, started_at_s):
                seen = view.poller.cycle_number
                reported += 1
                report(view)
            sleep(LOOK_EVERY_S)
    finally:
        plant.close()
        children.stop()
        home.remove()


def _is_since(view: PlantView, moment_s: float) -> bool:
    return view.poller.cycle_started_at_s is not None and view.poller.cycle_started_at_s >= moment_s


def _children(home: DemoHome, options: DemoOptions, clock: Clock) -> ChildProcesses:
    internal = (sys.executable, "-m", "powertui", "internal")
    environment = child_environment()
    stage = ("stage", "--directory", str(home.directory), "--base-port", str(options.base_port))
    poller = ("demo-poller", "--database", home.database_url, "--interval", str(options.interval_s))
    kept = ("--keep",) if home.is_kept else ()
    return ChildProcesses(
        (
            ChildSpec("simulator", (*internal, *stage, *kept), environment, home.log_file("simulator")),
            ChildSpec("poller", (*internal, *poller), environment, home.log_file("poller")),
        ),
        clock,
    )


def _require_free_ports(options: DemoOptions) -> None:
    """Say that a port is in use before a screen is up, not after."""
    if options.base_port:
        from collectors.simulator.plant import build_demo_plant

        require_free_ports(options.base_port, len(build_demo_plant().pdus))
