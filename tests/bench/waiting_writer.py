"""Stores one device's polls in small transactions until its input ends, and prints the longest one in s."""

import select
import sys
import time
from array import array

from powertui.domain.reading import ReadingBatch
from powertui.storage.engine import open_database, writing
from powertui.storage.history_layout import history_layout
from powertui.storage.latest_store import Attempt
from powertui.storage.reading_store import save_attempts
from powertui.storage.target_store import load_subjects

EVERY_S = 0.01
TARGET_ID = 1


def main(url: str, first_slot_s: int) -> None:
    """Say that it is ready, write, say how long the longest transaction took."""
    engine = open_database(url, create=False)
    with writing(engine) as connection:
        subjects = load_subjects(connection, [TARGET_ID])[TARGET_ID]
    layout = history_layout([each.id for each in subjects], [each.description for each in subjects])
    values = array("q", [1000] * layout.value_count)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    number, longest_s = 0, 0.0
    while not select.select([sys.stdin], [], [], EVERY_S)[0]:
        number += 1
        slot_s = first_slot_s + number
        batch = ReadingBatch(float(slot_s), values, bytes(len(values)))
        began_s = time.perf_counter()
        with writing(engine) as connection:
            save_attempts(connection, [Attempt(TARGET_ID, slot_s, float(slot_s), 0.1, batch, None, layout)])
        if number > 1:
            # The first one opens the connection.
            longest_s = max(longest_s, time.perf_counter() - began_s)
    sys.stdout.write(f"{longest_s}\n")
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
