"""What the model's figures cost: the graph, every port's, feed's and rack's figure, and the same from an SQLite file.

Each size runs in a process of its own, so that none finds caches warm or the heap full. The best of five counts,
since others may be using the machine.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from powertui.domain.draw import power_draw, rack_utilization_pct
from powertui.domain.graph import PowerGraph
from powertui.domain.netbox_figures import feed_page
from powertui.domain.topology import Topology
from powertui.domain.validate import refusals
from tests.bench.big_plant import big_plant
from tests.bench.measure import Keep, Measure

RACKS = 500
SIZES = (1, 2, 4)
ROUNDS = 5
COLUMNS = ("first figures", "figures", "refusals", "from SQLite")


def measure(say: Callable[[str], object]) -> Iterator[Measure]:
    """The figures of the smallest size; all sizes are said on the way."""
    say(f"{'size':>5}{'ports':>9}" + "".join(f"{name + ' s':>17}" for name in COLUMNS))
    measured: list[dict[str, float]] = []
    for size in SIZES:
        found = _in_a_process(size * RACKS)
        measured.append(found)
        say(f"{size:>4}x{found['ports']:>9,.0f}" + "".join(f"{found[name]:>17.3f}" for name in COLUMNS))
    for size, found in zip(SIZES[1:], measured[1:], strict=True):
        ratios = "".join(f"{found[name] / measured[0][name]:>16.1f}x" for name in COLUMNS)
        say(f"{size:>4}x against 1x{ratios}")
    # The first figures, in a process that has just begun: with nothing warm.
    yield Measure("model_figures_s", measured[0]["first figures"], "s", 0.3, Keep.BELOW)
    yield Measure("model_load_s", measured[0]["from SQLite"], "s", 1.5, Keep.BELOW)


def all_figures(topology: Topology) -> None:
    """Every port's draw, every feed's page and every rack's utilisation."""
    graph = PowerGraph(topology)
    for port in topology.power_ports:
        power_draw(graph, port)
    for feed in topology.power_feeds:
        feed_page(graph, feed)
    for rack in topology.racks:
        rack_utilization_pct(graph, rack.id)


def measure_size(racks: int) -> dict[str, float]:
    """Seconds by what was done, on a plant of so many racks."""
    topology = big_plant(racks)
    # Before anything else runs: nothing is warm, and no one else's garbage is collected on its time.
    first_s = _seconds(lambda: all_figures(topology))
    figures_s = min(_seconds(lambda: all_figures(topology)) for _ in range(ROUNDS))
    refusals_s = min(_seconds(lambda: refusals(topology)) for _ in range(ROUNDS))
    with TemporaryDirectory() as folder:
        from_sqlite_s = _from_sqlite(topology, Path(folder) / "plant.db")
    return {
        "ports": len(topology.power_ports),
        "first figures": first_s,
        "figures": figures_s,
        "refusals": refusals_s,
        "from SQLite": from_sqlite_s,
    }


def _from_sqlite(topology: Topology, path: Path) -> float:
    from powertui.storage.engine import open_database, writing
    from powertui.storage.topology_store import load_topology, save_topology

    url = f"sqlite:///{path}"
    engine = open_database(url, create=True)
    with writing(engine) as connection:
        save_topology(connection, topology)
    engine.dispose()

    def read_and_compute() -> None:
        reader = open_database(url, create=False)
        with reader.connect() as connection:
            all_figures(load_topology(connection))
        reader.dispose()

    return min(_seconds(read_and_compute) for _ in range(ROUNDS))


def _seconds(work: Callable[[], object]) -> float:
    start_s = perf_counter()
    work()
    return perf_counter() - start_s


def _in_a_process(racks: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.model", str(racks)]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, float] = json.loads(output)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure_size(int(sys.argv[1]))))
