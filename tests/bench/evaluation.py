"""What evaluation costs: 10,000 PDUs with 240,000 outlets, all of which read something else in each 30 s cycle.

A real SQLite file, written as a poller does; evaluation runs in a process of its own, as beside a poller, and its CPU
time is counted: reading what is new, rolling it up, judging it by the built-in rules, following what would happen if
something failed (by its own budget: not in each cycle of so big a plant), writing the alerts.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import mean
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from sqlalchemy import Engine, insert

from powertui.domain.graph import PowerGraph
from powertui.domain.measured import Binding, bind
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import PollFailure, PollOutcome, ReadingBatch, SubjectDescription, TargetDescription
from powertui.domain.topology import Topology
from powertui.storage import schema
from powertui.storage.cycle_store import CycleRow, save_cycle
from powertui.storage.engine import open_database, writing
from powertui.storage.latest_store import Attempt, save_latest
from powertui.storage.topology_store import note_change, save_topology
from tests.bench.big_plant import big_plant
from tests.bench.living_loads import OUTLETS, LivingLoads, described_parts
from tests.bench.measure import Measure
from tests.clocks import StillClock

RACKS = 5_000
CYCLES = 9
INTERVAL_S = 30.0
BEGAN_S = 1_790_000_000.0
AT_ONCE = 1_000
SILENT_EVERY = 200
"""One PDU in so many does not answer."""


def measure(say: Callable[[str], object]) -> Iterator[Measure]:
    """The CPU of evaluation over that of one core, in an ordinary cycle; what the first one takes is said."""
    found = measure_plant(RACKS, CYCLES, say)
    cpu_s = [one["cpu_s"] for one in found[1:]]
    note = (
        f"{max(cpu_s):.2f} s in the worst of {len(cpu_s)}; the first, with the model, {found[0]['cpu_s']:.0f} s;"
        f" {found[-1]['memory_mb']:.0f} MB"
    )
    yield Measure("evaluation_core", mean(cpu_s) / INTERVAL_S, "core", 0.20, note=note)


def measure_plant(racks: int, cycles: int, say: Callable[[str], object]) -> list[dict[str, float]]:
    """The figures of each cycle, the first one included, of a plant of so many racks."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'plant.db'}"
        began_s = perf_counter()
        engine = open_database(url, create=True)
        targets = stage(engine, big_plant(racks, OUTLETS))
        say(f"{targets:,} PDUs with {targets * OUTLETS:,} outlets staged in {perf_counter() - began_s:.0f} s")
        loads = LivingLoads(racks)
        command = [sys.executable, "-m", "tests.bench.evaluation", url]
        found: list[dict[str, float]] = []
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
            if child.stdin is None or child.stdout is None:
                raise AssertionError("both are pipes")
            for number in range(cycles + 1):
                now_s = BEGAN_S + INTERVAL_S * number
                poll_all(engine, loads, number, now_s)
                child.stdin.write(f"{now_s}\n")
                child.stdin.flush()
                found.append(json.loads(child.stdout.readline()))
                say(
                    f"cycle {number}: {found[-1]['cpu_s']:6.2f} s of CPU, {found[-1]['judged']:,.0f} PDUs judged one by"
                    f" one, {found[-1]['fired']:,.0f} alerts fired, {found[-1]['memory_mb']:,.0f} MB"
                )
            child.stdin.close()
        engine.dispose()
        return found


def evaluate(url: str, moments: Iterator[str]) -> Iterator[dict[str, float]]:
    """In the child: a round for each moment that is told."""
    from powertui.domain.rules import RuleSettings
    from powertui.services.evaluation import Evaluation
    from powertui.services.peer_losses import PeerLosses

    clock = StillClock()
    engine = open_database(url, create=False)
    evaluation = Evaluation(engine, clock, RuleSettings(), peer_losses=PeerLosses())
    for moment in moments:
        clock.seconds = float(moment)
        began_s = process_time()
        result = evaluation.run()
        if result is None:
            raise AssertionError("there is a plant")
        yield {
            "cpu_s": process_time() - began_s,
            "judged": len(result.view.outlets_of_target),
            "fired": result.opened,
            "memory_mb": getrusage(RUSAGE_SELF).ru_maxrss / 1024,
        }


def stage(engine: Engine, topology: Topology) -> int:
    """Store a plant whose PDUs are polled; how many there are."""
    pdus = [device for device in topology.devices if device.role == "pdu"]
    targets = [
        PollTarget(number, device.name, "127.0.0.1", 161, "bench", device_id=device.id)
        for number, device in enumerate(pdus, start=1)
    ]
    parts = described_parts()
    description = TargetDescription("bench", "Bench", subjects=parts)
    graph = PowerGraph(topology)
    with writing(engine) as connection:
        save_topology(connection, replace(topology, poll_targets=tuple(targets)))
        note_change(connection, at_s=BEGAN_S, source="bench", summary="a plant")
    for start in range(0, len(targets), AT_ONCE):
        rows = [
            _row(target.id, position, part, binding)
            for target, device in zip(targets[start : start + AT_ONCE], pdus[start : start + AT_ONCE], strict=True)
            for position, (part, binding) in enumerate(zip(parts, bind(graph, device.id, description), strict=True))
        ]
        with writing(engine) as connection:
            connection.execute(insert(schema.subject), rows)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE latest SET description_revision = 1, family = 'bench', vendor = 'Bench'")
    return len(targets)


def _row(target_id: int, position: int, part: SubjectDescription, binding: Binding) -> dict[str, object]:
    return {
        "target_id": target_id,
        "position": position,
        "kind": part.kind,
        "key": part.key,
        "unit": part.unit,
        "snmp_index": part.index,
        "label": part.label,
        "name": part.name,
        "leg": part.leg,
        "branch": part.branch,
        "quantities": ",".join(str(quantity.code) for quantity in part.quantities),
        "facts": ",".join(f"{fact.quantity.code}:{round(1000 * (fact.value or 0))}" for fact in part.facts),
        "power_port_id": binding.power_port_id,
        "power_outlet_id": binding.power_outlet_id,
        "power_feed_id": None,
    }


def poll_all(engine: Engine, loads: LivingLoads, number: int, now_s: float) -> None:
    """A cycle's readings of all PDUs."""
    batches = enumerate(loads.batches(now_s - 2.0), start=1)
    count = 0
    while chunk := list(islice(batches, AT_ONCE)):
        count += len(chunk)
        with writing(engine) as connection:
            save_latest(
                connection,
                [
                    Attempt(target_id, int(now_s), now_s - 2.0, 0.01, _result(target_id, batch), None, None)
                    for target_id, batch in chunk
                ],
            )
    with writing(engine) as connection:
        save_cycle(connection, CycleRow(int(now_s), number + 1, INTERVAL_S, now_s - INTERVAL_S, 20.0, count, 0, count))


def _result(target_id: int, batch: ReadingBatch) -> ReadingBatch | PollFailure:
    return PollFailure(PollOutcome.TIMEOUT, "no answer") if target_id % SILENT_EVERY == 0 else batch


def main(arguments: Sequence[str]) -> None:
    for found in evaluate(arguments[0], iter(sys.stdin)):
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
