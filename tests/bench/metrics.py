"""What a scrape costs: a plant of 500 racks in SQLite whose PDUs all have new readings, as text and compressed.

In a process of its own, as `powertui metrics` sets itself up. 500 racks are 1,000 PDUs of 21 outlets. Seconds are of
the processor: `python -m tests.bench.metrics 5715` says the same of 240,000 outlets.
"""

import json
import resource
import subprocess
import sys
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time, time

from sqlalchemy import update

from powertui.bootstrap.metrics import spare_collector
from powertui.domain.measured import Binding
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import (
    Leg,
    PollOutcome,
    Quality,
    Quantity,
    Reading,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
    scaled,
)
from powertui.domain.topology import Topology
from powertui.metrics.compression import compressed
from powertui.metrics.exposition import TextFormat, exposition
from powertui.metrics.plant import PlantMetrics
from powertui.services.ports import SystemClock
from powertui.services.snapshots import SnapshotSource
from powertui.services.staging import stage_plant
from powertui.storage.engine import open_database, writing
from powertui.storage.reading_store import newest_revision
from powertui.storage.schema import latest
from powertui.storage.target_store import save_description
from tests.bench.big_plant import LOADS_OF_RACK, big_plant
from tests.bench.measure import Measure

RACKS = 500
ROUNDS = 5
BAR_S = 0.4
BAR_MB = 300.0
"""Of the whole process: the plant's view, the labels, and a scrape."""

_UNIT = (Quantity.ACTIVE_POWER, Quantity.APPARENT_POWER, Quantity.ENERGY, Quantity.POWER_FACTOR, Quantity.FREQUENCY)
_PHASE = (Quantity.CURRENT, Quantity.VOLTAGE, Quantity.ACTIVE_POWER, Quantity.APPARENT_POWER, Quantity.POWER_FACTOR)
_OUTLET = (
    Quantity.STATE,
    Quantity.CURRENT,
    Quantity.VOLTAGE,
    Quantity.ACTIVE_POWER,
    Quantity.APPARENT_POWER,
    Quantity.POWER_FACTOR,
    Quantity.ENERGY,
)


def measure(say: Callable[[str], object]) -> Iterator[Measure]:
    """The scrape of 500 racks, the process's memory behind it."""
    found = in_a_process(RACKS)
    for name, value in found.items():
        say(f"{name:<26}{value:>18,.2f}")
    yield Measure("metrics_scrape_s", found["scrape_s"], "s", BAR_S)
    yield Measure("metrics_memory_mb", found["memory_mb"], "MB", BAR_MB)


def in_a_process(racks: int) -> dict[str, float]:
    """The figures of one size."""
    command = (sys.executable, "-m", "tests.bench.metrics", str(racks))
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(result.stdout)
    return figures


def scrape(racks: int) -> dict[str, float]:
    """Scrape with every PDU read anew before each time; the best of them, since others may be using the machine."""
    spare_collector()
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'plant.db'}"
        targets = _stage(url, racks)
        live, metrics = SnapshotSource(open_database(url, create=False), SystemClock()), PlantMetrics()
        first_s = _scrape(live, metrics)[0]
        rounds = []
        for _ in range(ROUNDS):
            _poll_all(url, targets)
            rounds.append(_scrape(live, metrics))
        view = live.refresh()
        assert view is not None
        series = sum(1 for block in metrics.of(view).blocks() for _ in block.samples)
        live.close()
    scrape_s, octets = min(rounds)
    return {
        "outlets": 2.0 * racks * LOADS_OF_RACK,
        "series": series,
        "first_s": first_s,
        "scrape_s": scrape_s,
        "compressed_mb": octets / 1e6,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _scrape(live: SnapshotSource, metrics: PlantMetrics) -> tuple[float, int]:
    started_s = process_time()
    view = live.refresh()
    assert view is not None
    octets = sum(map(len, compressed(exposition(metrics.of(view).blocks(), TextFormat.OPENMETRICS))))
    return process_time() - started_s, octets


def _stage(url: str, racks: int) -> list[PollTarget]:
    topology: Topology = big_plant(racks)
    pdus = [device for device in topology.devices if device.role == "pdu"]
    targets = [
        PollTarget(number, device.name, "192.0.2.1", number, "bench", device_id=device.id)
        for number, device in enumerate(pdus, start=1)
    ]
    stage_plant(url, topology, targets, SystemClock())
    described = TargetDescription("bench", "Bench", "B-21", "1", "1.0", subjects=_subjects())
    outlets: dict[int, list[int]] = {}
    for outlet in topology.power_outlets:
        outlets.setdefault(outlet.device_id, []).append(outlet.id)
    inlets = {port.device_id: port.id for port in topology.power_ports}
    engine = open_database(url, create=False)
    with writing(engine) as connection:
        for target in targets:
            device_id = target.device_id or 0
            bindings = [Binding(power_port_id=inlets[device_id])] * 4
            bindings += [Binding(power_outlet_id=outlet_id) for outlet_id in outlets[device_id]]
            save_description(connection, target.id, described, bindings)
    engine.dispose()
    _poll_all(url, targets)
    return targets


def _subjects() -> tuple[SubjectDescription, ...]:
    rated = (Reading(Quantity.RATED_CURRENT, 32.0, Quality.GOOD),)
    return (
        SubjectDescription(SubjectKind.UNIT, "1", quantities=_UNIT, facts=rated),
        *(
            SubjectDescription(SubjectKind.PHASE, f"L{number}", leg=leg, quantities=_PHASE)
            for number, leg in enumerate((Leg.A, Leg.B, Leg.C), start=1)
        ),
        *(
            SubjectDescription(SubjectKind.OUTLET, str(number), label=str(number), quantities=_OUTLET)
            for number in range(1, LOADS_OF_RACK + 1)
        ),
    )


def _poll_all(url: str, targets: list[PollTarget]) -> None:
    """New readings of every PDU, each with its own, as fine as meters are: compression must find nothing for free."""
    engine = open_database(url, create=False)
    chance = Random(str(time()))
    with writing(engine) as connection:
        revision = newest_revision(connection)
        now_s = time()
        for number, target in enumerate(targets, start=1):
            raw = array("q", map(scaled, _readings(chance)))
            changes = {
                "revision": revision + number,
                "attempted_at_s": now_s,
                "sampled_at_s": now_s,
                "outcome": PollOutcome.OK,
                "latency_s": 0.03,
                "values": raw.tobytes(),
                "qualities": bytes(len(raw)),
            }
            connection.execute(update(latest).where(latest.c.target_id == target.id).values(**changes))
    engine.dispose()


def _readings(chance: Random) -> list[float]:
    """In W, VA, kWh, V and A, in the order of the subjects."""
    share = chance.random()
    voltage = 225 + chance.randrange(100) / 10
    legs: list[float] = []
    for _ in range(3):
        current = round(12 * share + chance.random(), 2)
        watts = round(0.95 * voltage * current)
        legs += [current, voltage, watts, round(voltage * current), 0.95]
    outlets: list[float] = []
    for _ in range(LOADS_OF_RACK):
        current = round(1.8 * share + chance.random() / 4, 2)
        factor = 0.9 + chance.randrange(10) / 100
        watts = round(factor * voltage * current)
        outlets += [1.0, current, voltage, watts, round(voltage * current), factor, chance.randrange(99_999) / 10]
    unit = [round(3 * 230 * 12 * share), round(3 * 242 * 12 * share), chance.randrange(999_999) / 10, 0.95, 50.0]
    return unit + legs + outlets


if __name__ == "__main__":
    sys.stdout.write(json.dumps(scrape(int(sys.argv[1]))))
