"""Benchmarks by name: `python -m tests.bench model`."""

import sys

from tests.bench.model import run as model

BENCHMARKS = {"model": model}


def main(arguments: list[str]) -> int:
    """Run one benchmark; prints what there is without one."""
    found = BENCHMARKS.get(arguments[0]) if arguments else None
    if found is None:
        sys.stderr.write(f"python -m tests.bench {{{','.join(BENCHMARKS)}}}\n")
        return 2
    for line in found():
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
