"""Who a device is: what discovery asks, in which order, how politely; and what it says of one that nothing fits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from collectors.discovery import Discovery, Found
from collectors.patience import Patience
from collectors.profiles.loader import load
from collectors.profiles.model import Profile
from collectors.snmp.client import Agent, Oid, PollPlan, PreparedPoll, WalkAnswer
from powertui.domain.reading import PollFailure, PollOutcome
from tests.collectors.devices import CREDENTIALS, SYS_DESCR, SYS_OBJECT_ID, TARGET, ObjectsClient, Raw, oid, value

AGENT = Agent("192.0.2.1", 161, CREDENTIALS["lab"])
HEAD = """
family = "FAMILY"
vendor = "Acme"
mib = "ACME-MIB"
evidence = "mib"
root = "99999"
[identity]
model = [{ column = ".5", pattern = '^(\\w+)' }]
vendor = [".6.0"]
[[tables]]
kind = "outlet"
id = "{row}"
readings = [{ quantity = "current_a", column = ".2" }]
"""


@dataclass(slots=True)
class ListeningClient(ObjectsClient):
    """Also notes how it is asked."""

    plans: list[PollPlan] = field(default_factory=list)
    manners: list[PollPlan | None] = field(default_factory=list)

    def prepare(self, agent: Agent, plan: PollPlan) -> PreparedPoll:
        self.plans.append(plan)
        return ObjectsClient.prepare(self, agent, plan)

    async def walk(
        self, agent: Agent, columns: Sequence[Oid], deadline_s: float, manners: PollPlan | None = None
    ) -> tuple[WalkAnswer, ...]:
        self.manners.append(manners)
        return await ObjectsClient.walk(self, agent, columns, deadline_s, manners)


def client_of(objects: dict[str, Raw]) -> ListeningClient:
    return ListeningClient({oid(name): value(raw) for name, raw in objects.items()})


@pytest.fixture
def profile(tmp_path: Path) -> "MakeProfile":
    return MakeProfile(tmp_path)


class MakeProfile:
    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def __call__(self, family: str, *lines: str) -> Profile:
        path = self.directory / f"{family}.toml"
        path.write_text(HEAD.replace("FAMILY", family) + "\n".join(lines))
        return load(path)


async def find(client: ListeningClient, *profiles: Profile) -> Found | PollFailure:
    return await Discovery(client, profiles, Patience()).find(AGENT, TARGET)


async def test_a_row_of_a_column_recognises_a_device_whose_indexes_nobody_knows(profile: MakeProfile) -> None:
    bus = profile("bus", "[detect]", 'probe_columns = [".2"]')
    found = await find(client_of({SYS_OBJECT_ID: oid("8072"), "99999.2.210.1": 5}), bus)
    assert isinstance(found, Found)
    assert found.profile.family == "bus"


async def test_columns_are_not_looked_into_where_an_instance_has_told_already(profile: MakeProfile) -> None:
    one = profile("one", "[detect]", 'sys_object_ids = ["99999"]', 'probe = [".1.0"]')
    other = profile("other", "[detect]", 'shared_sys_object_ids = ["99999"]', 'probe_columns = [".7"]')
    client = client_of({SYS_OBJECT_ID: oid("99999"), "99999.1.0": 1, "99999.2.1": 5})
    found = await find(client, other, one)
    assert isinstance(found, Found)
    assert found.profile is one
    assert oid("99999.7") not in client.walked


async def test_where_the_fitting_ones_are_not_confirmed_all_others_are_asked(profile: MakeProfile) -> None:
    shared = profile("shared", "[detect]", 'shared_sys_object_ids = ["8072"]', 'probe = [".8.0"]')
    standard = profile("standard", "[detect]", "generic = true", 'probe = [".1.0"]')
    family = profile("family", "[detect]", 'sys_object_ids = ["99999"]', 'probe = [".1.0"]')
    client = client_of({SYS_OBJECT_ID: oid("8072.3.2.10"), "99999.1.0": 1, "99999.2.1": 5})
    found = await find(client, standard, shared, family)
    assert isinstance(found, Found)
    assert found.profile is family
    found = await find(client, standard, shared)
    assert isinstance(found, Found)
    assert found.profile is standard


async def test_identity_may_stand_in_a_columns_first_row_that_says_something(profile: MakeProfile) -> None:
    bus = profile("bus", "[detect]", 'probe_columns = [".2"]')
    objects: dict[str, Raw] = {"99999.2.1": 5, "99999.6.0": "Conteg"}
    names: dict[str, Raw] = {"99999.5.9": "", "99999.5.10": "DPM27 (rev 2)", "99999.5.11": "other"}
    found = await find(client_of(objects | names), bus)
    assert isinstance(found, Found)
    assert (found.model, found.vendor) == ("DPM27", "Conteg")


async def test_the_profiles_vendor_is_the_devices_where_it_says_none(profile: MakeProfile) -> None:
    found = await find(client_of({"99999.2.1": 5}), profile("bus", "[detect]", 'probe_columns = [".2"]'))
    assert isinstance(found, Found)
    assert found.vendor == "Acme"


async def test_a_weak_agent_is_asked_as_its_profile_says(profile: MakeProfile) -> None:
    talk = ("[talk]", "max_varbinds = 4", "bulk = false", "one_column = true", "timeout_s = 7")
    weak = profile("weak", "[detect]", 'sys_object_ids = ["99999"]', *talk)
    client = client_of({SYS_OBJECT_ID: oid("99999"), "99999.2.1": 5})
    assert isinstance(await find(client, weak), Found)
    for plan in (client.plans[-1], client.manners[-1]):
        assert plan is not None
        assert (plan.max_varbinds, plan.timeout_s, plan.bulk, plan.one_column) == (4, 7.0, False, True)


async def test_an_unknown_device_is_told_with_what_it_showed_and_how_to_report_it(profile: MakeProfile) -> None:
    family = profile("family", "[detect]", 'probe = [".1.0"]')
    objects: dict[str, Raw] = {
        SYS_OBJECT_ID: oid("4242.1"),
        SYS_DESCR: "Mystery\nbox " + "x" * 300,
        "1.3.6.1.2.1.2.1.0": 2,
        "1.3.6.1.2.1.47.1.1.1.1.5.1": 3,
    }
    failure = await find(client_of(objects), family)
    assert isinstance(failure, PollFailure)
    assert failure.outcome is PollOutcome.NO_PROFILE
    assert "sysObjectID 1.3.6.1.4.1.4242.1" in failure.detail
    assert "sysDescr 'Mystery box xxx" in failure.detail
    assert "known tables: IF-MIB, ENTITY-MIB" in failure.detail
    assert "docs/add-a-pdu.md" in failure.detail
    assert "\n" not in failure.detail
    assert len(failure.detail) < 400


async def test_a_device_that_only_says_who_it_is_is_found_without_parts(profile: MakeProfile) -> None:
    own = profile("own", "[detect]", 'sys_object_ids = ["99999"]', 'probe = [".1.0"]')
    found = await find(client_of({SYS_OBJECT_ID: oid("99999.3")}), own)
    assert isinstance(found, Found)
    assert not any(found.walked.columns.values())
