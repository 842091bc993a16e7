"""Lines of a survey: honest figures beside NetBox's, and what lint found."""

import textwrap

from powertui.domain.alerts import Severity
from powertui.domain.lint.finding import LintFinding, ObjectKind
from powertui.presenters import numbers
from powertui.presenters.conditions import condition_of
from powertui.presenters.facts import fact
from powertui.presenters.racks import RackRow
from powertui.presenters.survey import Survey, is_apart, netbox_w
from powertui.presenters.text import Line, Span, Tone, line
from powertui.presenters.tree import Node, NodeKind

_FACT_WIDTH = 33
"""What the narrowest box of facts leaves beside the labels."""


def honest_lines(shown: Survey, feed_id: int) -> list[Line]:
    """A feed's honest draw beside NetBox's, why it differs, and what its share takes for granted; else nothing."""
    load = shown.feeds.get(feed_id)
    if load is None or not is_apart(load):
        return []
    lines = [
        fact(
            "Honest",
            Span(numbers.with_unit(load.draw.allocated_w, "W"), Tone.STRONG),
            Span(f"   NetBox {numbers.with_unit(netbox_w(load), 'W')}", Tone.DIM),
        )
    ]
    lines += [fact("", Span(part, Tone.DIM)) for part in textwrap.wrap(reason_words(shown, feed_id), _FACT_WIDTH)]
    if load.used_pct is not None:
        assumed = shown.assumptions.on(load.feed.supply)
        words = f"  {assumed.words}" if assumed.power_factor != 1 else ""
        lines.append(fact("", numbers.percent(load.used_pct), Span(words, Tone.DIM)))
    return lines


def honest_brief(shown: Survey, feed_id: int) -> list[Line]:
    """The same in one line."""
    load = shown.feeds.get(feed_id)
    if load is None or not is_apart(load):
        return []
    return [
        line(
            Span("honest ", Tone.DIM),
            Span(numbers.with_unit(load.draw.allocated_w, "W"), Tone.STRONG),
            Span(f"   NetBox {numbers.with_unit(netbox_w(load), 'W')}: {reason_words(shown, feed_id)}", Tone.DIM),
        )
    ]


def reason_words(shown: Survey, feed_id: int) -> str:
    """The reason that changes the figure most, and how many others there are."""
    reasons = sorted(shown.reasons.get(feed_id, ()), key=lambda reason: -abs(reason.effect_w))
    kinds = list(dict.fromkeys(reason.kind.value for reason in reasons if reason.effect_w))
    if not kinds:
        return ""
    more = f", and {len(kinds) - 1} more" if len(kinds) > 1 else ""
    return f"{kinds[0]}{more}"


def finding_lines(findings: tuple[LintFinding, ...], width: int) -> list[Line]:
    """Glyph, word and what was found, each wrapped to a width."""
    lines: list[Line] = []
    for finding in findings:
        condition = condition_of(finding.severity)
        indent = len(condition.glyph) + len(condition.word) + 3
        first, *rest = textwrap.wrap(numbers.plain(finding.what), max(12, width - indent)) or [""]
        lines.append(line(*condition.sign, "  ", first))
        lines += [line(" " * indent, part) for part in rest]
    return lines


def finding_brief(findings: tuple[LintFinding, ...]) -> list[Line]:
    """The worst in one line, and how many others there are."""
    if not findings:
        return []
    sign = condition_of(findings[0].severity).sign
    more = (Span(f"   and {len(findings) - 1} more", Tone.DIM),) if len(findings) > 1 else ()
    return [line(*sign, "  ", numbers.plain(findings[0].what), *more)]


def lint_words(shown: Survey) -> str:
    """How many there are: lint: 1 ✖ 3 ▲. Empty without any."""
    counts = [
        f"{count} {condition_of(severity).glyph}"
        for severity in sorted(Severity, reverse=True)
        if (count := sum(finding.severity is severity for finding in shown.findings))
    ]
    return f"lint: {' '.join(counts)}" if counts else ""


def node_findings(shown: Survey, node: Node) -> tuple[LintFinding, ...]:
    """What lint found about a node of the tree: a feed, a panel, a PDU."""
    if node.feed is not None:
        return shown.about(ObjectKind.FEED, node.feed.feed.id)
    if node.kind is NodeKind.PANEL and node.area is not None:
        return shown.about(ObjectKind.PANEL, node.area.id)
    if node.outlet is not None:
        return shown.about(ObjectKind.OUTLET, node.outlet.outlet.id if node.outlet.outlet else None)
    found = shown.about(ObjectKind.DEVICE, node.device.id if node.device is not None else None)
    if node.target is not None:
        found = shown.about(ObjectKind.DEVICE, node.target.device_id)
        found += shown.about(ObjectKind.POLL_TARGET, node.target.id)
    return found


def rack_finding(row: RackRow) -> Line:
    """The worst that lint found about a rack, named for a line of its own; empty without any."""
    found = finding_brief(row.picture.survey.about(ObjectKind.RACK, row.area.id))
    return line(f"{numbers.plain(row.area.name)}  ", *found[0]) if found else ()
