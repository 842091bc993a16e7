"""`powertui pdu add` reads with the scales that the configuration sets."""

from pathlib import Path

import pytest

from powertui.bootstrap.device import Tries, named_access
from powertui.bootstrap.overrides import configured_overrides
from powertui.bootstrap.pdus import Agent, read_agent
from powertui.config import read_settings
from powertui.domain.reading import SubjectKind
from powertui.services.pdu_adding import PduRead
from tests.collectors.pdu_lab import Lab
from tests.shared_material import needs_shared

pytestmark = needs_shared

OVERRIDE = '\n[[override]]\ntarget = "mine-*"\ncolumn = "unit rated_a"\nscale = {}\n'


@pytest.fixture
def lab(tmp_path: Path, recordings_port: int, monkeypatch: pytest.MonkeyPatch) -> Lab:
    return Lab(tmp_path, recordings_port, monkeypatch)


def test_a_scale_that_the_configuration_sets_for_the_devices_name_holds_when_it_is_added(lab: Lab) -> None:
    lab.knows("simdata_apc-8641")
    config = lab.folder / "config.toml"
    config.write_text(config.read_text() + OVERRIDE.format(3))
    settings = read_settings(config)
    access = named_access(settings, "simdata_apc-8641", Tries())
    agent = Agent("127.0.0.1", lab.port, "simdata_apc-8641", name="mine-1")
    plain, overridden = (read_agent(agent, access, scales) for scales in ((), configured_overrides(settings)))
    assert isinstance(plain, PduRead)
    assert isinstance(overridden, PduRead)
    differing = {
        (kind.kind, fact.quantity.key)
        for kind, other in zip(plain.description.subjects, overridden.description.subjects, strict=True)
        for fact, changed in zip(kind.facts, other.facts, strict=True)
        if fact.value != changed.value
    }
    assert differing == {(SubjectKind.UNIT, "rated_a")}


def test_the_rating_of_an_added_device_is_the_overridden_one(lab: Lab) -> None:
    lab.knows("simdata_apc-8641")
    assert lab.add("simdata_apc-8641", "--name", "other", "--yes") == 0
    before = lab.model().devices[0].rated_current_a
    (lab.folder / "plant.db").unlink()
    config = lab.folder / "config.toml"
    text = OVERRIDE.replace("unit rated_a", "phase rated_a").format(2)
    config.write_text(config.read_text() + OVERRIDE.format(2) + text)
    assert lab.add("simdata_apc-8641", "--name", "mine-1", "--yes") == 0
    assert before
    assert lab.model().devices[0].rated_current_a != before
