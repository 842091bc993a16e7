"""The poller, as it runs, on fake PDUs: `python -m tests.bench.fleet_poller DATABASE_URL SECONDS CORE`.

They are the database's targets. Waits until each has been found out about and polled, then counts for so many seconds,
and prints a JSON object: CPU of its own process, memory, polls that were missed, how late they began; and what the
upkeep costs that runs beside it, as it does in real life, on the core of the PDUs.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection

from collectors.collector import SnmpCollector
from collectors.profiles.loader import load
from collectors.snmp.client import Credential, SnmpVersion
from collectors.snmp.engines.fast.client import FastClient
from powertui.bootstrap.engines import devices_at_once
from powertui.bootstrap.poller import patience_for
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import PollFailure, ReadingBatch
from powertui.domain.rules import RuleSettings
from powertui.services.evaluation import Evaluation, EvaluationResult
from powertui.services.polling import Polling
from powertui.services.ports import SystemClock
from powertui.services.turn_taking import TurnTaking
from powertui.storage.engine import open_database
from tests.bench.cores import FIRST_CORE, use_core
from tests.bench.fake_pdus import OIDS
from tests.bench.upkeep_beside import put_upkeep_on, upkeep_beside, upkeep_cpu_s, upkeep_mb

INTERVAL_S = 30.0
VALUES = len(OIDS)
PROFILE = Path(__file__).with_name("fleet.toml")
LONGEST_START_S = 1800.0
STARTED_AT_S = time.monotonic()


class NotJudged(Evaluation):
    """What the judging costs has a benchmark of its own."""

    def run(self, may_judge: Callable[[Connection], bool] | None = None) -> EvaluationResult | None:
        return None


class Counted(SnmpCollector):
    """A collector that notes when each PDU was read."""

    answered = failed = missed = 0

    def begin(self) -> None:
        """Count from now on."""
        self.answered = self.failed = self.missed = 0

    @cached_property
    def read_at_s(self) -> dict[int, float]:
        """When each was read last, by target."""
        return {}

    async def poll(self, target: PollTarget) -> ReadingBatch | PollFailure:
        result = await super().poll(target)
        if isinstance(result, PollFailure):
            self.failed += 1
            return result
        now_s = time.monotonic()
        self.answered += 1
        self.missed += intervals_left_out(now_s - self.read_at_s.get(target.id, now_s))
        self.read_at_s[target.id] = now_s
        return result

    def missed_by_now(self) -> int:
        """With those who are still waiting."""
        now_s = time.monotonic()
        return self.missed + sum(intervals_left_out(now_s - read_s) for read_s in self.read_at_s.values())


def intervals_left_out(gap_s: float) -> int:
    """How many polls are missing between two that are so far apart."""
    return max(0, round(gap_s / INTERVAL_S) - 1)


async def measured(database_url: str, seconds: float) -> dict[str, float]:
    clock = SystemClock()
    engine = open_database(database_url, create=False)
    client = FastClient()
    credentials = {"fleet": Credential(SnmpVersion.V2C, community="public")}
    collector = Counted(client, [load(PROFILE)], credentials, clock, patience_for(INTERVAL_S))
    evaluation = NotJudged(engine, clock, RuleSettings())
    polling = Polling(engine, collector, evaluation, clock, INTERVAL_S, devices_at_once(client))
    turns = TurnTaking(polling)
    running = asyncio.create_task(turns.run())
    ending = asyncio.create_task(_end_cycles(turns))
    serving = asyncio.create_task(_serve_requests(turns))
    try:
        with upkeep_beside(database_url):
            await _until_all_are_known(polling, running)
            known_s = time.monotonic() - STARTED_AT_S
            put_upkeep_on(FIRST_CORE)
            await asyncio.sleep(2 * INTERVAL_S)
            return {"start_s": known_s} | await _counted(collector, turns, client, seconds)
    finally:
        for task in (ending, serving, running):
            task.cancel()
        await asyncio.gather(ending, serving, running, return_exceptions=True)
        await collector.close()


async def _end_cycles(turns: TurnTaking) -> None:
    while True:
        await asyncio.sleep(INTERVAL_S)
        await turns.end_cycle()


async def _serve_requests(turns: TurnTaking) -> None:
    while True:
        await asyncio.sleep(1.0)
        await turns.serve_requests()


async def _until_all_are_known(polling: Polling, running: "asyncio.Task[None]") -> None:
    began_s = time.monotonic()
    while True:
        known = sum(watched.description is not None for watched in polling.watched.values())
        pdus = len(polling.watched)
        if pdus and known == pdus:
            return
        if running.done():
            running.result()
        if time.monotonic() - began_s > LONGEST_START_S:
            raise RuntimeError(f"only {known} of {pdus} PDUs were found out about in {LONGEST_START_S:.0f} s")
        await asyncio.sleep(1.0)


async def _counted(collector: Counted, turns: TurnTaking, client: FastClient, seconds: float) -> dict[str, float]:
    memory_before_mb, shed_before = _resident_mb(), turns.shed
    sent_before = _sent(client)
    turns.lateness_s.clear()
    collector.begin()
    cpu_before_s, upkeep_before_s, began_s = _cpu_s(), upkeep_cpu_s(), time.monotonic()
    await asyncio.sleep(seconds)
    took_s, cpu_s = time.monotonic() - began_s, _cpu_s() - cpu_before_s
    upkeep_s = upkeep_cpu_s() - upkeep_before_s
    late = sorted(turns.lateness_s)
    return {
        "core": cpu_s / took_s,
        "us_a_value": 1e6 * cpu_s / max(collector.answered * VALUES, 1),
        "polls": collector.answered,
        "failed": collector.failed,
        "missed": collector.missed_by_now(),
        "shed": turns.shed - shed_before,
        "memory_mb": _resident_mb(),
        "memory_growth_mb": _resident_mb() - memory_before_mb,
        "lateness_p99_ms": 1000 * late[int(0.99 * len(late))] if late else 0.0,
        "requests_a_poll": (_sent(client) - sent_before) / max(collector.answered, 1),
        "lateness_max_ms": 1000 * late[-1] if late else 0.0,
        "upkeep_core": upkeep_s / took_s,
        "upkeep_mb": upkeep_mb(),
        "seconds": took_s,
    }


def _sent(client: FastClient) -> int:
    return sum(each.sent for each in client.counters)


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    _, url, how_long_s, core = sys.argv
    use_core(int(core))
    sys.stdout.write(json.dumps(asyncio.run(measured(url, float(how_long_s)))))
