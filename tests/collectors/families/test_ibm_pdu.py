"""Vectors from what is known of IBM-PDU-MIB."""

from powertui.domain.reading import SubjectKind
from tests.collectors.devices import read
from tests.collectors.families.walks import columns, facts, system

ROOT = "2.6.223"


def test_outlets_are_thousandths_and_a_column_of_two_meanings_is_not_read() -> None:
    cells = columns(
        ROOT,
        {
            "8.2.2.1.2": {"1": "AIX 7"},
            "8.2.2.1.6": {"1": 231400},
            "8.2.2.1.7": {"1": 1250},
            "8.2.2.1.8": {"1": 10000},
            "8.2.2.1.13": {"1": 1},
            "8.3.1": {"0": 3},
        },
    )
    device = read(system(ROOT, "IBM DPI") | cells)
    assert device.description.family == "ibm-pdu"
    assert facts(device) == {
        "unit 1": {"num_phases": 3.0},
        "outlet 1": {"current_a": 1.25, "voltage_v": 231.4, "rated_a": 10.0, "apparent_power_va": 289.25},
    }
    assert device.subject(SubjectKind.OUTLET, "1").name == "AIX 7"
