"""Writes to a database in small transactions until its input ends, and prints the longest one in s."""

import select
import sys
import time

from powertui.storage import schema
from powertui.storage.engine import open_database, writing

EVERY_S = 0.01


def main(url: str) -> None:
    """Say that it is ready, write, say how long the longest transaction took."""
    engine = open_database(url, create=False)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    number, longest_s = 0, 0.0
    while not select.select([sys.stdin], [], [], EVERY_S)[0]:
        number += 1
        began_s = time.perf_counter()
        with writing(engine) as connection:
            row = {"slot_s": number, "number": number, "interval_s": 30.0, "started_at_s": 0.0, "took_s": 0.0}
            connection.execute(schema.cycle.insert().values(**row, polled=0, failed=0, value_count=0))
        if number > 1:
            # The first one opens the connection.
            longest_s = max(longest_s, time.perf_counter() - began_s)
    sys.stdout.write(f"{longest_s}\n")
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1])
