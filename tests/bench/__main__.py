"""Benchmarks: `python -m tests.bench [NAME ...] [--json]`; without a name all of them, each with its bar.

A NAME is a figure (`v2c_vs_c`) or a group of figures that are measured in one run (`snmp`).
"""

import argparse
import importlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence

from tests.bench.measure import Measure

GROUPS: dict[str, tuple[str, ...]] = {
    "model": ("model_figures_s", "model_load_s"),
    "failover": ("failover_s",),
    "evaluation": ("evaluation_core",),
    "screens": ("key_to_paint_ms",),
    "metrics": ("metrics_scrape_s", "metrics_memory_mb"),
    "storage": (
        "history_bytes",
        "history_bytes_compacted",
        "history_day_ms",
        "rollup_13_months_ms",
        "drop_day_block_ms",
        "history_bytes_postgres",
        "history_bytes_compacted_postgres",
        "history_day_postgres_ms",
        "rollup_13_months_postgres_ms",
        "drop_day_block_postgres_ms",
    ),
    "upkeep": ("upkeep_lateness_ms", "upkeep_cpu_ratio"),
    "fleet": (
        "fleet_sqlite_core",
        "fleet_missed",
        "fleet_memory_mb",
        "fleet_lateness_ms",
        "fleet_postgres_core",
    ),
    "snmp": ("v2c_vs_pysnmp", "v2c_vs_c", "v2c_vs_exporter", "v3_vs_v2c", "v3_vs_pysnmp"),
}
"""Groups, and the figures of each; a group is the module of its name, with a `measure` that yields its figures."""


def main(arguments: Sequence[str]) -> int:
    """Measure what is asked for; 1 where a bar is not kept."""
    known = [*GROUPS, *(name for names in GROUPS.values() for name in names)]
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measures, and holds to bars.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}; all without one")
    parser.add_argument("--json", action="store_true", help="one JSON object at the end, nothing else on stdout")
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.names if name not in known]
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(known)}")
    found: list[Measure] = []
    for group, names in GROUPS.items():
        wanted = set(names) if not asked.names or group in asked.names else set(names) & set(asked.names)
        if wanted:
            for measure in _measured(group, sys.stderr.write if asked.json else sys.stdout.write):
                if measure.name in wanted:
                    found.append(measure)
                    if not asked.json:
                        sys.stdout.write(f"{measure.line()}\n")
                        sys.stdout.flush()
    if asked.json:
        sys.stdout.write(json.dumps({measure.name: measure.document() for measure in found}, indent=1) + "\n")
    return 0 if all(measure.holds for measure in found) else 1


def _measured(group: str, write: Callable[[str], object]) -> Iterator[Measure]:
    def say(line: str) -> None:
        write(f"{line}\n")

    module = importlib.import_module(f"tests.bench.{group}")
    yield from module.measure(say)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
