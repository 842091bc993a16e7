"""What polled devices say against themselves, among the findings."""

from dataclasses import replace

from powertui.domain.contradiction import CheckWarning
from powertui.domain.graph import PowerGraph
from powertui.domain.lint.codes import LintCode
from powertui.domain.lint.run import lint
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import Quantity, SubjectKind
from powertui.domain.topology import Topology

TARGET = PollTarget(1, "pdu-a", "192.0.2.1", 161, "lab")
PLANT = replace(Topology(), poll_targets=(TARGET,))
SCALE = CheckWarning(SubjectKind.OUTLET, "1", Quantity.CURRENT, is_scale=True, text="outlet 1: a factor of 10")
NOTE = CheckWarning(None, "", None, is_scale=False, text="the override changes nothing")


def test_a_contradicted_scale_is_a_warning_and_all_else_a_note() -> None:
    found = lint(PowerGraph(PLANT), warnings={1: (NOTE, SCALE)})
    told = [(finding.code, finding.name, finding.what) for finding in found if finding.what in {SCALE.text, NOTE.text}]
    assert told == [
        (LintCode.SCALE_CONTRADICTED, "pdu-a", SCALE.text),
        (LintCode.READINGS_CONTRADICT, "pdu-a", NOTE.text),
    ]


def test_warnings_of_devices_that_are_polled_no_more_are_left_out() -> None:
    assert lint(PowerGraph(PLANT), warnings={7: (SCALE,)}) == lint(PowerGraph(PLANT))
