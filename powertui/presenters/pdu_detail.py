"""A PDU's head and its breakers."""

from powertui.domain.measured import MeasuredSubject, MeasuredTarget, total
from powertui.domain.reading import LoadState, PollOutcome, Quantity, Reading, SubjectKind
from powertui.presenters import cells, numbers, words
from powertui.presenters.bars import plain_bar
from powertui.presenters.energy import inlet_energy
from powertui.presenters.facts import fact, leg_words
from powertui.presenters.pdus import feeds_of, target_power
from powertui.presenters.picture import Picture
from powertui.presenters.supply_detail import circuit_lines, panel_line, source_lines
from powertui.presenters.text import Line, Span, Tone, fit, line

CHECK_TOLERANCE_PCT = 5.0
"""How far the outlets' sum may be from the inlet before it is marked."""

_BRANCH_WARN_PCT = 80.0

_HEAD_SENSORS = 3


def head_title(target: MeasuredTarget) -> tuple[str, str]:
    """Name, and what it is."""
    made = f"{target.vendor} {target.model}".strip() or target.family
    firmware = f" · fw {target.firmware}" if target.firmware else ""
    return numbers.plain(target.name), numbers.plain(f"{made}{firmware} · {target.host}:{target.port}")


def head_lines(picture: Picture, target: MeasuredTarget) -> list[Line]:
    """Inlet, poll, check of the sums, model; one line each."""
    lines = [_inlet_line(picture, target), *source_lines(picture, target)]
    for load in feeds_of(picture, target.id):
        feed = line(Span(f"feed {numbers.plain(load.feed.name)}", Tone.DIM))
        lines.append(fact("Legs", *leg_words(picture, load.legs), *feed))
    lines += inlet_energy(picture, target)
    is_meter = target.power_panel_id is not None
    lines.append(_poll_line(picture, target))
    lines += [panel_line(picture, target)] if is_meter else [_check_line(picture, target), _model_line(picture, target)]
    lines += warning_lines(target)
    if target.detail:
        lines.append(line(Span("▲ ", Tone.WARN), Span(numbers.plain(target.detail), Tone.WARN)))
    return lines


def warning_lines(target: MeasuredTarget) -> list[Line]:
    """One line that something contradicts itself, short enough for any terminal; `lint` has the whole sentence."""
    if not target.warnings:
        return []
    worst = min(target.warnings, key=lambda warning: not warning.is_scale)
    tone = Tone.WARN if worst.is_scale else Tone.DIM
    if worst.kind is None or worst.quantity is None:
        what = "an override changes nothing"
    else:
        doubt = "wrong scale?" if worst.is_scale else "contradicted:"
        what = f"{doubt} {worst.quantity.key} of {worst.kind.value} {numbers.plain(worst.key)}"
    more = f" (+{len(target.warnings) - 1})" if len(target.warnings) > 1 else ""
    sign = "▲ " if worst.is_scale else ""
    return [fact("Scales", Span(f"{sign}{what}{more}, see powertui lint", tone))]


def _inlet_line(picture: Picture, target: MeasuredTarget) -> Line:
    units = target.of_kind(SubjectKind.UNIT)
    energy = total(Quantity.ENERGY, [unit.get(Quantity.ENERGY) for unit in units])
    parts = [
        *cells.measured(picture, target_power(picture, target, Quantity.ACTIVE_POWER), Tone.STRONG),
        Span("   "),
        *cells.measured(picture, target_power(picture, target, Quantity.APPARENT_POWER)),
    ]
    if units:
        factor, frequency = units[0].get(Quantity.POWER_FACTOR), units[0].get(Quantity.FREQUENCY)
        if factor.value is not None:
            parts += [Span("   PF ", Tone.DIM), *cells.value(picture, factor, 2)]
        if frequency.value is not None:
            parts += [Span("   "), *cells.measured(picture, frequency)]
    if energy.value is not None:
        parts += [Span("   "), *cells.measured(picture, energy, Tone.DIM)]
    for sensor in target.of_kind(SubjectKind.SENSOR)[:_HEAD_SENSORS]:
        for quantity in (Quantity.TEMPERATURE, Quantity.HUMIDITY):
            if sensor.get(quantity).value is not None:
                parts += [Span("   "), *cells.measured(picture, sensor.get(quantity), Tone.DIM)]
    return fact(_whole_word(target), *parts)


def _whole_word(target: MeasuredTarget) -> str:
    """What its total is: of a UPS or transfer switch what it gives, of a panel's meter what that measures in all."""
    if target.power_panel_id is not None:
        return "Meter"
    return "Output" if target.of_kind(SubjectKind.INPUT) else "Inlet"


def _poll_line(picture: Picture, target: MeasuredTarget) -> Line:
    is_fine = target.outcome in {PollOutcome.OK, PollOutcome.NEVER}
    parts: list[Span] = [Span(words.outcome(target.outcome), Tone.PLAIN if is_fine else Tone.WARN)]
    if target.failures:
        parts.append(Span(f" ({target.failures} failed)", Tone.WARN))
    parts += [Span("   reading ", Tone.DIM), *cells.age(picture, target.sampled_at_s), Span(" old", Tone.DIM)]
    if target.latency_s is not None:
        parts.append(Span(f"   took {target.latency_s * 1000:.0f} ms", Tone.DIM))
    parts.append(Span(f"   up {numbers.duration(target.uptime_s)}", Tone.DIM))
    if target.serial:
        parts.append(Span(f"   serial {numbers.plain(target.serial)}", Tone.DIM))
    return fact("Poll", *parts)


def _check_line(picture: Picture, target: MeasuredTarget) -> Line:
    """Whether the outlets add up to the inlet."""
    outlets = picture.view.outlets_of_target.get(target.id, ())
    metered = [load.active_power for load in outlets if load.subject is not None]
    summed = total(Quantity.ACTIVE_POWER, metered)
    units = target.of_kind(SubjectKind.UNIT)
    inlet = total(Quantity.ACTIVE_POWER, [unit.get(Quantity.ACTIVE_POWER) for unit in units])
    if summed.value is None or not inlet.value:
        missing = "its outlets are not metered" if summed.value is None else "its inlet is not metered"
        return fact("Check", Span(f"no check of the sums: {missing}", Tone.DIM))
    pct = 100 * (summed.value - inlet.value) / inlet.value
    is_off = abs(pct) > CHECK_TOLERANCE_PCT
    verdict = Span(" ▲ apart" if is_off else " ok", Tone.WARN if is_off else Tone.DIM)
    return fact(
        "Check",
        Span("Σ outlets ", Tone.DIM),
        *cells.measured(picture, summed),
        Span(" against inlet ", Tone.DIM),
        *cells.measured(picture, inlet),
        Span(f": {cells.signed(summed.value - inlet.value, 'W')} ({numbers.signed_percent(pct)})", Tone.DIM),
        verdict,
    )


def _model_line(picture: Picture, target: MeasuredTarget) -> Line:
    outlets = picture.view.outlets_of_target.get(target.id, ())
    modelled = [load for load in outlets if load.load_device is not None]
    allocated_w = sum(load.modelled.allocated_w for load in modelled if load.modelled)
    found = [load for load in outlets if load.finding.value]
    parts = [
        Span(f"{allocated_w:,} W"),
        Span(f" allocated on {len(modelled)} of {len(outlets)} outlets", Tone.DIM),
    ]
    if found:
        parts.append(Span(f"   ▲ {len(found)} {'differs' if len(found) == 1 else 'differ'} from the model", Tone.WARN))
    return fact("Model", *parts)


def branch_lines(picture: Picture, target: MeasuredTarget, width: int) -> list[Line]:
    """A bar for each breaker against its rating."""
    branches = target.of_kind(SubjectKind.BRANCH)
    if target.power_panel_id is not None:
        return circuit_lines(picture, target)
    if not branches:
        return [line(Span("This PDU reports no breakers.", Tone.DIM))]
    return [_branch_line(picture, branch, width) for branch in branches]


def _branch_line(picture: Picture, branch: MeasuredSubject, width: int) -> Line:
    description = branch.description
    name = numbers.plain(description.label or description.name or description.key)
    current = branch.get(Quantity.CURRENT)
    rated_a = _rated(branch)
    pct = 100 * current.value / rated_a if current.value is not None and rated_a else None
    state = branch.get(Quantity.STATUS)
    if _is_tripped(state):
        return line(fit(line(Span(name)), 7), Span(" ✖ crit  tripped", Tone.CRIT))
    is_high = pct is not None and pct > _BRANCH_WARN_PCT
    tone = Tone.WARN if is_high else Tone.LOAD
    room = max(6, width - 7 - 8 - 8)
    return line(
        fit(line(Span(name)), 7),
        fit(cells.measured(picture, current), 7, right=True),
        " ",
        *plain_bar(room, pct, Tone.DIM if picture.is_stale(current) else tone),
        fit(cells.percent(pct), 6, right=True),
        Span(" ▲" if is_high else "  ", Tone.WARN),
    )


def _rated(branch: MeasuredSubject) -> float | None:
    for quantity in (Quantity.RATED_CURRENT, Quantity.OVERLOAD_CURRENT):
        if branch.get(quantity).value:
            return branch.get(quantity).value
    return None


def _is_tripped(state: Reading) -> bool:
    return state.value in {LoadState.BREAKER_TRIPPED, LoadState.FUSE_BLOWN}
