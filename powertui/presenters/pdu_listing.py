"""PDUs, and on request their outlets, as plain tables."""

from collections.abc import Iterable

from powertui.domain.measured import MeasuredTarget
from powertui.domain.reading import PollOutcome, Quantity, SubjectKind
from powertui.domain.rollup import OutletLoad
from powertui.presenters.figures import condition_sign, difference, figure, plain_number
from powertui.presenters.moments import day
from powertui.presenters.numbers import NOTHING, age, number, plain
from powertui.presenters.pdus import feeds_of, target_power
from powertui.presenters.picture import Picture
from powertui.presenters.plain import Heading, cell, plain_table
from powertui.presenters.records import outlet_state, panel_of, rack_of
from powertui.presenters.table import matches
from powertui.presenters.text import Line, Tone, line

HEADINGS = (
    Heading("PDU"),
    Heading("RACK"),
    Heading("FEED"),
    Heading("MODEL"),
    Heading("ADDRESS"),
    Heading("LOAD W", is_number=True),
    Heading("LOAD VA", is_number=True),
    Heading("OUTLETS", is_number=True),
    Heading("POLL"),
    Heading("AGE", is_number=True),
    Heading("STATE"),
)

OUTLET_HEADINGS = (
    Heading("OUTLET"),
    Heading("LEG"),
    Heading("SWITCH"),
    Heading("A", is_number=True),
    Heading("V", is_number=True),
    Heading("W", is_number=True),
    Heading("VA", is_number=True),
    Heading("PF", is_number=True),
    Heading("kWh", is_number=True),
    Heading("DEVICE"),
    Heading("MODEL W", is_number=True),
    Heading("DIFF W", is_number=True),
    Heading("FINDING"),
)

LIFETIME = Heading("LIFETIME kWh", is_number=True)
"""Of outlets that count energy."""

ENERGY_HEADINGS = (
    Heading("PDU"),
    Heading("PART"),
    LIFETIME,
    Heading("SINCE"),
    Heading("COUNTER kWh", is_number=True),
    Heading("WRAPPED", is_number=True),
    Heading("FELL", is_number=True),
    Heading("AGE", is_number=True),
)

_INDENT = "  "


def chosen_pdus(picture: Picture, name: str) -> list[MeasuredTarget]:
    """The PDUs that a word or some words find, in the view's order."""
    return [target for target in picture.view.targets.values() if matches(_haystack(picture, target), name)]


def pdu_table(picture: Picture, targets: Iterable[MeasuredTarget]) -> list[Line]:
    """One line a PDU."""
    return plain_table(HEADINGS, [_row(picture, target) for target in targets])


def energy_table(picture: Picture, targets: Iterable[MeasuredTarget]) -> list[Line]:
    """The lifetime totals of the inlets and branches that count energy; nothing where none does."""
    rows = [
        (
            cell(plain(target.name), Tone.STRONG),
            cell(f"{subject.description.kind.value} {plain(subject.description.label or subject.description.key)}"),
            cell(number(record.lifetime_wh / 1000, 1)),
            cell(NOTHING if record.since_s is None else day(record.since_s)),
            cell(NOTHING if record.counter_wh is None else number(record.counter_wh / 1000, 1)),
            cell(str(record.wraps)),
            cell(str(record.falls)),
            cell(age(max(0.0, picture.now_s - record.at_s))),
        )
        for target in targets
        for subject in target.subjects
        if subject.description.kind is not SubjectKind.OUTLET
        and (record := picture.energies.get(subject.id)) is not None
    ]
    return [(), *plain_table(ENERGY_HEADINGS, rows)] if rows else []


def outlet_tables(picture: Picture, targets: Iterable[MeasuredTarget]) -> list[Line]:
    """For each PDU its line, and below it a table of its outlets."""
    lines: list[Line] = []
    for target in targets:
        if lines:
            lines.append(())
        lines.extend(pdu_table(picture, [target]))
        outlets = picture.view.outlets_of_target.get(target.id, ())
        rows = [_outlet(picture, load) for load in outlets]
        headings: tuple[Heading, ...] = OUTLET_HEADINGS
        if any(load.subject is not None and load.subject.id in picture.energies for load in outlets):
            headings = (*headings, LIFETIME)
            rows = [(*row, _lifetime(picture, load)) for row, load in zip(rows, outlets, strict=True)]
        lines.extend(plain_table(headings, rows, _INDENT))
    return lines


def _row(picture: Picture, target: MeasuredTarget) -> tuple[Line, ...]:
    panel = panel_of(picture, target)
    feeds = f"panel {panel}" if panel else ", ".join(load.feed.name for load in feeds_of(picture, target.id))
    age_s = None if target.sampled_at_s is None else max(0.0, picture.now_s - target.sampled_at_s)
    return (
        cell(plain(target.name), Tone.STRONG),
        cell(plain(rack_of(picture, target) or NOTHING)),
        cell(plain(feeds or NOTHING)),
        cell(plain(" ".join(part for part in (target.vendor, target.model) if part)) or NOTHING),
        cell(plain(_address(target))),
        figure(picture, target_power(picture, target, Quantity.ACTIVE_POWER)),
        figure(picture, target_power(picture, target, Quantity.APPARENT_POWER)),
        cell(str(len(picture.view.outlets_of_target.get(target.id, ())))),
        cell(target.outcome.value, Tone.PLAIN if target.outcome is PollOutcome.OK else Tone.WARN),
        cell(NOTHING if age_s is None else age(age_s)),
        condition_sign(picture.target_condition(target)),
    )


def _outlet(picture: Picture, load: OutletLoad) -> tuple[Line, ...]:
    device = load.load_device.name if load.load_device else ""
    port = f" {load.load_port.name}" if load.load_port else ""
    return (
        cell(plain(load.number)),
        cell(load.leg.value if load.leg else NOTHING),
        cell(outlet_state(load.state) or NOTHING),
        figure(picture, load.current, 2),
        figure(picture, load.voltage),
        figure(picture, load.active_power),
        figure(picture, load.apparent_power),
        figure(picture, load.power_factor, 2),
        figure(picture, load.energy, 1),
        line(cell(plain(device)), cell(plain(port), Tone.DIM)) if device else cell(NOTHING, Tone.FAINT),
        plain_number(load.modelled.allocated_w if load.modelled else None),
        difference(load.difference_w),
        cell(load.finding.value),
    )


def _lifetime(picture: Picture, load: OutletLoad) -> Line:
    record = picture.energies.get(load.subject.id) if load.subject is not None else None
    return cell(NOTHING, Tone.FAINT) if record is None else cell(number(record.lifetime_wh / 1000, 1))


def _address(target: MeasuredTarget) -> str:
    host = f"[{target.host}]" if ":" in target.host else target.host
    return host if target.port == 161 else f"{host}:{target.port}"


def _haystack(picture: Picture, target: MeasuredTarget) -> str:
    rack = rack_of(picture, target) or ""
    return " ".join((target.name, rack, target.host, target.vendor, target.model, target.family))
