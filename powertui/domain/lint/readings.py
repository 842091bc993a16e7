"""Polled devices whose readings contradict each other."""

from collections.abc import Iterator, Mapping

from powertui.domain.contradiction import CheckWarning
from powertui.domain.lint.codes import LintCode
from powertui.domain.lint.finding import LintFinding, Subject
from powertui.domain.lint.polling import of_target


def reading_findings(subject: Subject, warnings: Mapping[int, tuple[CheckWarning, ...]]) -> Iterator[LintFinding]:
    """A finding for each warning of the targets that there are."""
    for target in subject.graph.topology.poll_targets:
        for warning in warnings.get(target.id, ()):
            code = LintCode.SCALE_CONTRADICTED if warning.is_scale else LintCode.READINGS_CONTRADICT
            yield of_target(subject, code, target, warning.text)
