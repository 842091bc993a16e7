"""A PDU's head says in one line that its readings contradict each other."""

from powertui.domain.contradiction import CheckWarning
from powertui.domain.measured import MeasuredTarget
from powertui.domain.reading import Quantity, SubjectKind
from powertui.presenters.pdu_detail import warning_lines
from powertui.presenters.text import Line, Tone, cells
from tests.measured import measured_target

SCALE = CheckWarning(SubjectKind.OUTLET, "1", Quantity.CURRENT, is_scale=True, text="the whole story")
UNUSED = CheckWarning(None, "", None, is_scale=False, text="an override that no column answers to")


def target(*warnings: CheckWarning) -> MeasuredTarget:
    return measured_target(1, warnings=warnings)


def text(lines: list[Line]) -> str:
    return "\n".join("".join(span.text for span in line) for line in lines)


def test_without_warnings_there_is_no_line() -> None:
    assert warning_lines(target()) == []


def test_the_worst_is_told_in_a_line_that_fits_and_the_others_are_counted() -> None:
    lines = warning_lines(target(UNUSED, SCALE))
    assert "▲ wrong scale? current_a of outlet 1 (+1), see powertui lint" in text(lines)
    assert len(lines) == 1
    assert cells(text(lines)) <= 78
    assert any(span.tone is Tone.WARN for span in lines[0])


def test_an_override_that_changes_nothing_is_a_note() -> None:
    assert "an override changes nothing, see powertui lint" in text(warning_lines(target(UNUSED)))
