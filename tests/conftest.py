"""What all rooms' tests share."""

import pytest

from tests.collectors.truths import table_of


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The recordings of real devices: for each family how many numbers were right, missing, wrong."""
    results = [
        value
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in report.user_properties
        if name == "recording"
    ]
    if results:
        terminalreporter.section("recordings of real devices: numbers that are right, missing, wrong")
        for line in table_of(results):
            terminalreporter.write_line(line)
