"""How a reading of a device is shown."""

from array import array

from powertui.cli.snmp_report import as_json, as_lines
from powertui.domain.reading import (
    MISSING_RAW,
    Leg,
    LoadState,
    OutletState,
    Quality,
    Quantity,
    Reading,
    ReadingBatch,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
)
from powertui.presenters.text import text_of


def as_text(description: TargetDescription, batch: ReadingBatch) -> str:
    return "\n".join(map(text_of, as_lines(description, batch)))


DESCRIPTION = TargetDescription(
    family="acme",
    vendor="Acme",
    model="PDU-1",
    serial="S1",
    subjects=(
        SubjectDescription(
            SubjectKind.UNIT,
            "1",
            unit="1",
            index="1",
            name="evil\x1b[31m",
            quantities=(Quantity.ACTIVE_POWER, Quantity.ENERGY),
            facts=(Reading(Quantity.RATED_CURRENT, 16.0, Quality.GOOD),),
        ),
        SubjectDescription(
            SubjectKind.OUTLET,
            "A1",
            unit="1",
            index="0.1",
            leg=Leg.AB,
            branch="B1",
            quantities=(Quantity.ACTIVE_POWER, Quantity.STATE, Quantity.LOAD_STATE),
        ),
    ),
)
BATCH = ReadingBatch(
    1_700_000_000.0,
    array("q", [312_500, MISSING_RAW, 80_000, OutletState.PENDING_OFF * 1000, LoadState.HIGH_WARNING * 1000]),
    bytes([Quality.ESTIMATED, Quality.UNSUPPORTED, Quality.GOOD, Quality.GOOD, Quality.GOOD]),
)


def test_json_leaves_out_what_is_not_there_and_marks_estimates() -> None:
    document = as_json(DESCRIPTION, BATCH)
    assert document["units"] == [
        {"id": "1", "name": "evil\x1b[31m", "active_power_w": 312.5, "active_power_estimated": True, "rated_a": 16}
    ]


def test_json_has_words_for_states_and_power_w_for_all_but_units() -> None:
    assert as_json(DESCRIPTION, BATCH)["outlets"] == [
        {
            "id": "A1",
            "unit": "1",
            "index": "0.1",
            "branch": "B1",
            "leg": "A-B",
            "power_w": 80,
            "state": "pending_off",
            "load_state": "high_warning",
        }
    ]


def test_tables_show_a_dash_for_what_is_missing_and_a_tilde_before_estimates() -> None:
    text = as_text(DESCRIPTION, BATCH)
    assert "~312.5" in text
    assert "–" in text
    assert "pending off" in text


def test_a_device_cannot_write_to_the_terminal() -> None:
    text = as_text(DESCRIPTION, BATCH)
    assert all(letter.isprintable() or letter == "\n" for letter in text)


def test_columns_are_aligned() -> None:
    lines = as_text(DESCRIPTION, BATCH).splitlines()
    head, row = lines[4], lines[5]
    assert len(head) == len(row)


def test_a_device_without_data_is_said_to_be_recognised() -> None:
    text = as_text(TargetDescription("acme", "Acme"), ReadingBatch(0.0, array("q"), b""))
    assert "recognised" in text


def test_json_tells_parts_of_a_chain_by_their_unit_and_the_devices_own_id() -> None:
    outlet = SubjectDescription(SubjectKind.OUTLET, "2:7", unit="2", index="2.7", branch="2:B1")
    description = TargetDescription(family="acme", vendor="Acme", subjects=(outlet,))
    document = as_json(description, ReadingBatch(1_700_000_000.0, array("q"), b""))
    assert document["outlets"] == [{"id": "7", "unit": "2", "index": "2.7", "branch": "B1"}]
