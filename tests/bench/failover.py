"""What redundancy on live load costs: compile the network, take the loads, follow every single loss; and again.

Loads are metered at every outlet. Each size runs in a process of its own; the best of five counts, since others may be
using the machine.
"""

import gc
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from time import perf_counter

from powertui.domain.assumptions import Assumptions
from powertui.domain.graph import PowerGraph
from powertui.domain.redundancy.before import loads_before
from powertui.domain.redundancy.compile import compiled
from powertui.domain.redundancy.limits import limits_of
from powertui.domain.redundancy.measurements import Measurements, Metered
from powertui.domain.redundancy.singles import Singles, single_losses
from powertui.domain.topology import Topology
from tests.bench.big_plant import LOADS_OF_RACK, big_plant
from tests.bench.measure import Keep, Measure

RACKS = 500
MOST_OUTLETS = 240_000
ROUNDS = 5
COLUMNS = ("network", "loads", "losses", "all", "again")


def measure(say: Callable[[str], object]) -> Iterator[Measure]:
    """The figure of 500 racks; that of 240,000 outlets is said on the way."""
    say(f"{'outlets':>9}{'losses':>9}" + "".join(f"{name + ' s':>12}" for name in COLUMNS))
    measured: list[dict[str, float]] = []
    for racks, rounds in ((RACKS, ROUNDS), (MOST_OUTLETS // (2 * LOADS_OF_RACK), 1)):
        found = _in_a_process(racks, rounds)
        measured.append(found)
        say(f"{found['outlets']:>9,.0f}{found['followed']:>9,.0f}" + "".join(f"{found[one]:>12.3f}" for one in COLUMNS))
    yield Measure("failover_s", measured[0]["all"], "s", 1.0, Keep.AT_MOST)


def measured_at(topology: Topology, moved_every: int = 0) -> Measurements:
    """Loads at every outlet; every so many of them moved by half."""
    return Measurements(
        outlets={
            outlet.id: Metered(va=va, w=0.95 * va)
            for outlet in topology.power_outlets
            for va in ((90.0 + outlet.id % 17) * (1.5 if moved_every and outlet.id % moved_every == 0 else 1.0),)
        }
    )


def from_scratch(topology: Topology, measured: Measurements, took: dict[str, float]) -> Singles:
    """Everything, from the model on; how long each step took goes to `took`."""
    start_s = perf_counter()
    network = compiled(PowerGraph(topology))
    limits = limits_of(network)
    compiled_s = perf_counter()
    loads = loads_before(network, measured, Assumptions())
    loaded_s = perf_counter()
    singles = single_losses(network, loads, limits)
    end_s = perf_counter()
    took["network"], took["loads"] = compiled_s - start_s, loaded_s - compiled_s
    took["losses"], took["all"] = end_s - loaded_s, end_s - start_s
    return singles


def measure_size(racks: int, rounds: int) -> dict[str, float]:
    """Seconds by what was done, on a plant of so many racks."""
    topology = big_plant(racks)
    measured, moved = measured_at(topology), measured_at(topology, moved_every=1000)
    # The plant itself is not what is measured, nor is the collector's walk over it.
    gc.collect()
    gc.freeze()
    best: dict[str, float] = {}
    for _ in range(rounds):
        took: dict[str, float] = {}
        singles = from_scratch(topology, measured, took)
        start_s = perf_counter()
        singles.again(loads_before(singles.network, moved, Assumptions()))
        took["again"] = perf_counter() - start_s
        if not best or took["all"] < best["all"]:
            best = took
    best["outlets"], best["followed"] = len(topology.power_outlets), len(singles.outcomes)
    return best


def _in_a_process(racks: int, rounds: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.failover", str(racks), str(rounds)]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, float] = json.loads(output)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure_size(int(sys.argv[1]), int(sys.argv[2]))))
