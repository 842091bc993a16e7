"""All recordings of real devices, read through `powertui snmp read`, against what is known to be right.

The table of all families stands at the end of pytest's output.
"""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner

from collectors.profiles.loader import packaged_profiles
from powertui.cli.snmp import snmp
from tests.collectors.truths import SECTIONS, Document, compare, family_of, recordings, truth_of
from tests.shared_material import needs_shared

pytestmark = needs_shared

RecordProperty = Callable[[str, object], None]
NO_PROFILE = 4
"""The command's exit code."""
GENERIC = {profile.family for profile in packaged_profiles() if profile.detection.generic}
FAMILIES = {profile.family for profile in packaged_profiles()}


def read(port: int, *arguments: str) -> Document:
    document = try_to_read(port, *arguments)
    assert document is not None
    return document


def try_to_read(port: int, *arguments: str) -> Document | None:
    """What a device says; None if it is called unknown."""
    result = CliRunner().invoke(snmp, ["read", f"127.0.0.1:{port}", "--json", *arguments], catch_exceptions=False)
    if result.exit_code == NO_PROFILE and "no profile fits" in result.stderr:
        return None
    assert result.exit_code == 0, result.stderr
    document: Document = json.loads(result.stdout)
    return document


def assert_true_to(recording: str, document: Document) -> None:
    found = compare(recording, document)
    assert not found.wrong, "\n".join(found.wrong)
    assert found.is_complete, "\n".join(found.missing)


def documented() -> list[str]:
    return [recording for recording in recordings() if family_of(recording) is not None]


def undocumented() -> list[str]:
    return [recording for recording in recordings() if family_of(recording) is None]


@pytest.mark.parametrize("recording", documented())
def test_a_recorded_device_is_read_as_its_truth_says(
    recordings_port: int, recording: str, record_property: RecordProperty
) -> None:
    document = read(recordings_port, "--community", recording)
    found = compare(recording, document)
    record_property("recording", (family_of(recording), found.right, len(found.missing), len(found.wrong)))
    assert document["family"] == family_of(recording)
    assert_true_to(recording, document)


@pytest.mark.parametrize("recording", undocumented())
def test_a_device_of_no_documented_family_is_unknown_or_read_by_a_standards_tables(
    recordings_port: int, recording: str, record_property: RecordProperty
) -> None:
    document = try_to_read(recordings_port, "--community", recording)
    family = "unknown" if document is None else str(document["family"])
    found = compare(recording, document or {section: [] for section in SECTIONS})
    record_property("recording", (f"({family})", found.right, 0, len(found.wrong)))
    assert document is None or document["family"] in GENERIC
    assert not found.wrong, "\n".join(found.wrong)


def only_identified() -> list[str]:
    return [recording for recording in recordings() if truth_of(recording).get("detect_only")]


@pytest.mark.parametrize("recording", [name for name in only_identified() if family_of(name) in FAMILIES])
def test_a_device_that_tells_only_who_it_is_is_recognised_and_has_nothing_to_read(
    recordings_port: int, recording: str
) -> None:
    document = read(recordings_port, "--community", recording)
    assert document["family"] == family_of(recording)
    assert not any(document[section] for section in SECTIONS)
    result = CliRunner().invoke(snmp, ["read", f"127.0.0.1:{recordings_port}", "-c", recording], catch_exceptions=False)
    assert "there is nothing to read" in result.stdout


def without_parts() -> list[str]:
    return [
        recording
        for recording in recordings()
        if family_of(recording) in FAMILIES and not any(truth_of(recording)[section] for section in SECTIONS)
    ]


@pytest.mark.parametrize("recording", without_parts())
def test_no_part_is_invented_where_the_truth_has_none(recordings_port: int, recording: str) -> None:
    document = read(recordings_port, "--community", recording)
    assert not any(document[section] for section in SECTIONS)


def test_all_recordings_are_looked_at() -> None:
    assert len(documented()) + len(undocumented()) == len(recordings()) == 51
