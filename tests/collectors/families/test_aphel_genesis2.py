"""Aphel Genesis II: texts in tenths of an ampere, one scalar for each outlet."""

from tests.collectors.devices import read
from tests.collectors.families.walks import columns, facts, system


def test_an_outlets_number_is_in_the_oid_and_its_current_a_text_in_tenths() -> None:
    identity = {"17373.3.1.1.0": "Genesis II", "17373.3.1.2.0": "2.07"}
    device = read(system("17373.3") | identity | columns("17373.3.2", {"1": {"0": "8"}, "2": {"0": "103"}}))
    description = device.description
    assert (description.family, description.model, description.firmware) == ("aphel-genesis2", "Genesis II", "2.07")
    assert facts(device) == {"outlet 1": {"current_a": 0.8}, "outlet 2": {"current_a": 10.3}}
