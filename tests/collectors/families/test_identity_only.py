"""Families of which nothing but their sysObjectID is documented."""

import pytest

from tests.collectors.devices import read
from tests.collectors.families.walks import facts, system


@pytest.mark.parametrize(
    ("sys_object_id", "sys_descr", "family"),
    [("705.2", "MGE Switched PDU", "mge-pdu"), ("534.7.1", "nLogic", "eaton-nlogic")],
)
def test_a_device_is_recognised_and_nothing_is_read(sys_object_id: str, sys_descr: str, family: str) -> None:
    device = read(system(sys_object_id, sys_descr))
    assert device.description.family == family
    assert facts(device) == {}


@pytest.mark.parametrize(
    ("sys_object_id", "sys_descr"),
    [("705.1", "Eaton ATS 230V 16A"), ("534.1", "PW9130"), ("28507.4", "Auto Transfer Switch"), ("850", "PowerAlert")],
)
def test_a_neighbour_in_the_same_enterprise_is_not_of_the_family(sys_object_id: str, sys_descr: str) -> None:
    with pytest.raises(AssertionError, match="no profile fits"):
        read(system(sys_object_id, sys_descr))
