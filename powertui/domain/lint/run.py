"""All findings of a model, worst first."""

from collections.abc import Mapping

from powertui.domain.assumptions import Assumptions
from powertui.domain.contradiction import CheckWarning
from powertui.domain.graph import PowerGraph
from powertui.domain.honest_area import HonestView, honest_view
from powertui.domain.lint.cabling import cabling_findings
from powertui.domain.lint.electrical import electrical_findings
from powertui.domain.lint.finding import LintFinding, Subject
from powertui.domain.lint.loads import load_findings
from powertui.domain.lint.places import place_findings
from powertui.domain.lint.polling import polling_findings
from powertui.domain.lint.ratings import rating_findings
from powertui.domain.lint.readings import reading_findings
from powertui.domain.lint.redundancy import redundancy_findings
from powertui.domain.natural import natural_key

FAMILIES = (
    cabling_findings,
    redundancy_findings,
    electrical_findings,
    load_findings,
    rating_findings,
    place_findings,
    polling_findings,
)


def lint(
    graph: PowerGraph,
    assumptions: Assumptions | None = None,
    honest: HonestView | None = None,
    warnings: Mapping[int, tuple[CheckWarning, ...]] | None = None,
) -> tuple[LintFinding, ...]:
    """What is wrong, doubtful or surprising: worst first, then by code, place and name.

    `honest`: the honest figures where they are known already; else they are computed. `warnings`: what the check of
    polled devices' first readings found, by poll target.
    """
    subject = Subject(graph, honest or honest_view(graph, assumptions))
    findings = (finding for family in FAMILIES for finding in family(subject))
    return tuple(sorted((*findings, *reading_findings(subject, warnings or {})), key=_order))


def _order(finding: LintFinding) -> tuple[object, ...]:
    place = tuple(natural_key(name) for name in finding.place)
    return (-finding.severity, finding.code.slug, place, natural_key(finding.name), finding.object_id, finding.what)
