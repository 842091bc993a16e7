"""Cables: what may be joined with what, once only, and how many ends a profile has room for."""

from decimal import Decimal

from powertui.domain.cable_profiles import PROFILE_BY_SLUG
from powertui.domain.choices import TerminationKind
from powertui.domain.topology import Cable, PowerFeed, PowerOutlet, PowerPort, Termination
from powertui.domain.validate.components import color_problem, is_color
from powertui.domain.validate.report import Report

_PORT = TerminationKind.POWER_PORT
_LENGTH_DECIMALS = 2
_LENGTH_LIMIT = 10**6
"""NetBox stores eight digits, two of them after the point."""


def check_cables(report: Report) -> None:
    """Check the cables, and that nothing cabled is also said to be connected elsewhere.

    A cable with one end, or with none, may be: a deletion left it. Sites, connectors, voltages and loops are not
    looked at: NetBox does not either.
    """
    seen: dict[Termination, Cable] = {}
    for cable in report.topology.cables:
        _check_properties(report, cable)
        _check_ends(report, cable)
        for field, terminations in (("a_terminations", cable.a), ("b_terminations", cable.b)):
            for end in terminations:
                _check_termination(report, cable, field, end, seen)


def _check_properties(report: Report, cable: Cable) -> None:
    vocabulary = report.vocabulary
    report.exists(cable, "tenant", cable.tenant_id, report.tenants)
    if cable.type:
        report.choice(cable, "type", cable.type, vocabulary.cable_types)
    if cable.profile:
        report.choice(cable, "profile", cable.profile, vocabulary.cable_profiles)
    if cable.color and not is_color(cable.color):
        report.refuse(cable, "color", color_problem(cable.color))
    if cable.length_unit:
        report.choice(cable, "length_unit", cable.length_unit, vocabulary.length_units)
    if cable.length is None:
        return
    if not cable.length_unit:
        report.refuse(cable, None, "has a length without a unit; give km, m, cm, mi, ft or in")
    length = Decimal(str(cable.length))
    if not length.is_finite() or abs(length) >= _LENGTH_LIMIT:
        report.refuse(cable, "length", f"{length} is too long; at most six digits before the point are allowed")
    elif round(length, _LENGTH_DECIMALS) != length:
        report.refuse(cable, "length", f"{length} has too many decimals; at most two are allowed")


def _check_ends(report: Report, cable: Cable) -> None:
    a_kinds, b_kinds = {end.kind for end in cable.a}, {end.kind for end in cable.b}
    if len(a_kinds) > 1 or len(b_kinds) > 1:
        report.refuse(cable, None, "has different kinds of things at one end; an end joins things of one kind")
    elif a_kinds and b_kinds and (_PORT in a_kinds) == (_PORT in b_kinds):
        (a,), (b,) = a_kinds, b_kinds
        message = f"joins a {_words(a)} with a {_words(b)}; a power port belongs at exactly one end"
        report.refuse(cable, None, message)
    profile = PROFILE_BY_SLUG.get(cable.profile)
    if profile is None:
        return
    for field, ends, at_a in (("a_terminations", cable.a, True), ("b_terminations", cable.b, False)):
        room = profile.connectors(at_a=at_a)
        if len(ends) > room:
            message = f"has {len(ends)} terminations; at most {room} fit the profile {profile.label}"
            report.refuse(cable, field, message)


def _check_termination(
    report: Report, cable: Cable, field: str, end: Termination, seen: dict[Termination, Cable]
) -> None:
    item = _terminated(report, end)
    if item is None:
        report.refuse(cable, field, f"ends at a {_words(end.kind)} that does not exist; name one that does")
        return
    if end in seen:
        other = report.names.of(seen[end])
        message = f"ends at {report.names.of(item)}, which has a cable already ({other}); one cable to each"
        report.refuse(cable, None, message)
    elif item.mark_connected:
        message = "cannot be marked as connected with a cable attached; take away the mark or the cable"
        report.refuse(item, "mark_connected", message)
    seen[end] = cable


def _terminated(report: Report, end: Termination) -> PowerFeed | PowerPort | PowerOutlet | None:
    if end.kind is _PORT:
        return report.ports.get(end.id)
    return report.outlets.get(end.id) if end.kind is TerminationKind.POWER_OUTLET else report.feeds.get(end.id)


def _words(kind: TerminationKind) -> str:
    return kind.value.replace("_", " ")
