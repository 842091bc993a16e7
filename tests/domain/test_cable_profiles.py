"""Which connector of a profile leads to which."""

from dataclasses import replace

import pytest

from powertui.domain.cable_profiles import CABLE_PROFILES, PROFILE_BY_SLUG, CableProfile
from powertui.domain.choices import TerminationKind
from powertui.domain.graph import PowerGraph
from powertui.domain.topology import Cable, Device, PowerOutlet, PowerPort, Site, Termination, Topology


@pytest.mark.parametrize("profile", CABLE_PROFILES, ids=lambda profile: profile.slug)
def test_what_leads_there_leads_back(profile: CableProfile) -> None:
    for connector in range(1, profile.a_connectors + 1):
        far = profile.far_connectors(connector, from_a=True)
        assert far
        assert all(connector in profile.far_connectors(other, from_a=False) for other in far)


@pytest.mark.parametrize(
    ("slug", "connector", "from_a", "far"),
    [
        ("single-1c4p", 1, True, (1,)),
        ("trunk-4c1p", 3, True, (3,)),
        ("trunk-2c4p-shuffle", 1, True, (1, 2)),
        ("trunk-4c4p-shuffle", 2, False, (1, 2, 3, 4)),
        ("breakout-1c4p-4c1p", 1, True, (1, 2, 3, 4)),
        ("breakout-1c4p-4c1p", 3, False, (1,)),
        ("breakout-2c4p-8c1p-shuffle", 2, True, (3, 4, 7, 8)),
        ("breakout-2c4p-8c1p-shuffle", 5, False, (1,)),
    ],
)
def test_connectors_lead_where_the_slug_says(slug: str, connector: int, far: tuple[int, ...], *, from_a: bool) -> None:
    assert PROFILE_BY_SLUG[slug].far_connectors(connector, from_a=from_a) == far


def _end(kind: TerminationKind, *ids: int) -> tuple[Termination, ...]:
    return tuple(Termination(kind, item_id) for item_id in ids)


PLANT = Topology(
    sites=(Site(1, "S", "s"),),
    devices=(Device(1, 1, "pdu", "pdu"), Device(2, 1, "srv", "server")),
    power_ports=(PowerPort(1, 2, "PSU1"), PowerPort(2, 2, "PSU2")),
    power_outlets=(PowerOutlet(1, 1, "1"), PowerOutlet(2, 1, "2")),
    cables=(Cable(1, _end(TerminationKind.POWER_OUTLET, 1, 2), _end(TerminationKind.POWER_PORT, 1, 2)),),
)


def test_a_profile_parts_the_peers_of_a_trunk() -> None:
    outlet = Termination(TerminationKind.POWER_OUTLET, 2)
    assert PowerGraph(PLANT).peers(outlet) == _end(TerminationKind.POWER_PORT, 1, 2)
    trunk = replace(PLANT, cables=(replace(PLANT.cables[0], profile="trunk-2c1p"),))
    assert PowerGraph(trunk).peers(outlet) == _end(TerminationKind.POWER_PORT, 2)
    half = replace(PLANT, cables=(replace(trunk.cables[0], b=_end(TerminationKind.POWER_PORT, 1)),))
    assert PowerGraph(half).peers(outlet) == ()
