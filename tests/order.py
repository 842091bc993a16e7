"""In which order modules are begun: those that take long before the rest, so that no worker is left alone with one."""

from collections.abc import Iterable

import pytest

LONG = (
    "tests/integration/",
    "tests/services/test_energy_report.py",
    "tests/storage/test_upkeep.py",
    "tests/storage/test_upkeep_accidents.py",
    "tests/stories/",
    "tests/tui/",
    "tests/domain/redundancy/",
    "tests/collectors/snmp/test_usm_pairs.py",
    "tests/collectors/test_recorded_devices.py",
    "tests/domain/columns/",
    "tests/domain/validate/test_validate_oracle.py",
    "tests/test_import_hygiene.py",
    "tests/services/",
    "tests/metrics/",
)
"""By what the files' tests took, or what they wait for; the longest first."""


def long_first(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Tests of a module stay together and as they are."""

    def rank(item: pytest.Item) -> int:
        return next((place for place, begin in enumerate(LONG) if item.nodeid.startswith(begin)), len(LONG))

    return sorted(items, key=rank)
