"""What is said of the object under the cursor."""

from powertui.domain.measured import MeasuredTarget
from powertui.domain.reading import PollOutcome, Quantity
from powertui.domain.rollup import AreaLoad, Basis, FeedLoad, OutletLoad
from powertui.presenters import cells, numbers, words
from powertui.presenters.energy import part_energy
from powertui.presenters.facts import (
    age_fact,
    coverage_words,
    fact,
    imbalance_words,
    leg_words,
    measured_line,
    modelled_lines,
    side_lines,
)
from powertui.presenters.pdus import feeds_of, target_power
from powertui.presenters.picture import Picture
from powertui.presenters.redundancy import device_words
from powertui.presenters.sides import side_loads
from powertui.presenters.survey_lines import finding_lines, honest_lines, node_findings
from powertui.presenters.text import Line, Span, Tone, join, line
from powertui.presenters.tree import Node, NodeKind


def node_title(node: Node) -> tuple[str, str]:
    """A box's title for a node, and what stands at its right."""
    if node.feed is not None:
        return f"feed {node.name}", words.feed_standing(node.feed.feed)
    if node.outlet is not None:
        state = words.outlet_state(node.outlet.state)
        return f"outlet {node.name}", "" if state == numbers.NOTHING else f"switched {state}"
    if node.target is not None:
        return f"PDU {node.name}", numbers.plain(node.target.model or node.target.family)
    if node.kind is NodeKind.UNPLACED:
        return "not on any feed", ""
    return f"{node.kind.value} {node.name}", ""


def node_detail(picture: Picture, node: Node, width: int) -> list[Line]:
    """Facts of a node and what lint found about it, as lines for a box of a width."""
    findings = finding_lines(node_findings(picture.survey, node), width)
    return [*_node_facts(picture, node, width), *([(), *findings] if findings else [])]


def _node_facts(picture: Picture, node: Node, width: int) -> list[Line]:
    if node.feed is not None:
        return feed_facts(picture, node.feed)
    if node.area is not None:
        return area_facts(picture, node.area, width)
    if node.target is not None:
        return target_facts(picture, node.target)
    if node.outlet is not None:
        return outlet_facts(picture, node.outlet)
    if node.kind is NodeKind.DEVICE and node.device is not None:
        return [
            fact("Model", numbers.plain(node.device.model) or numbers.NOTHING),
            fact("Polled", "no: no poll target"),
        ]
    return [line(Span("PDUs whose inlet is on no feed, by the model.", Tone.DIM))]


def feed_facts(picture: Picture, load: FeedLoad) -> list[Line]:
    """Where it comes from, what it may carry, what it carries, who stands in for it."""
    feed = load.feed
    condition = picture.feed_condition(load)
    rack = numbers.plain(load.rack.name) if load.rack else numbers.NOTHING
    lines = [
        fact("Panel", numbers.plain(load.panel.name), Span("   rack ", Tone.DIM), rack),
        fact("Supply", words.supply(feed)),
        fact("Limit", numbers.with_unit(load.available_power_va, "VA")),
        fact("", Span(f"= {words.limit_source(feed)}", Tone.DIM)),
        measured_line(picture, load.apparent_power, load.used_pct),
        *modelled_lines(
            load.modelled.allocated_w if load.modelled else None,
            load.available_power_va,
            load.apparent_power.value,
            "VA",
        ),
        *honest_lines(picture.survey, feed.id),
        fact("Legs" if len(load.legs) > 1 else "Current", *leg_words(picture, load.legs)),
        fact("Leg limit", f"{load.legs[0].limit_a:.1f} A", Span(f"  of {feed.amperage_a} A breaker", Tone.DIM)),
    ]
    if imbalance := imbalance_words(load):
        lines.append(fact("Imbalance", *imbalance))
    lines += [age_fact(picture, load.apparent_power), fact("Peer", *peer_words(picture, load))]
    lines += [fact(label, *said) for label, said in source_words(picture, load)]
    if condition.word:
        lines.append(fact("State", *condition.sign))
    return lines


def peer_words(picture: Picture, load: FeedLoad) -> Line:
    """The feeds that should hold if this one fails, and their load."""
    parts = []
    for feed_id in load.peer_feed_ids:
        peer = picture.view.feeds[feed_id]
        parts.append(
            line(
                numbers.plain(peer.feed.name),
                "  ",
                *cells.measured(picture, peer.apparent_power),
                Span(f"  {numbers.percent(peer.used_pct)} of limit", Tone.DIM),
            )
        )
    return join(", ", parts) if parts else (Span("none: no other panel feeds this rack", Tone.DIM),)


def source_words(picture: Picture, load: FeedLoad) -> list[tuple[str, Line]]:
    """Which device measured it, and how its last poll went."""
    ids = load.inlet_target_ids
    if load.meter_target_id is not None:
        ids = (load.meter_target_id,) if load.basis is Basis.PANEL_METER else (*ids, load.meter_target_id)
    targets = [picture.view.targets[target_id] for target_id in ids]
    if not targets:
        return [("Source", (Span("nothing on this feed is polled", Tone.DIM),))]
    names = join(", ", [line(numbers.plain(target.name)) for target in targets])
    outcome = next((target.outcome for target in targets if target.outcome is not PollOutcome.OK), PollOutcome.OK)
    tone = Tone.PLAIN if outcome is PollOutcome.OK else Tone.WARN
    family = f"   {numbers.plain(targets[0].family)}" if targets[0].family else ""
    return [
        ("Source", line(names, Span(f", {load.source}", Tone.DIM))),
        ("SNMP", line(Span(words.outcome(outcome), tone), Span(family, Tone.DIM))),
    ]


def area_facts(picture: Picture, area: AreaLoad, width: int) -> list[Line]:
    """Sum, coverage, and each side against its own limit."""
    coverage = area.coverage
    partial = not coverage.is_whole
    lines = [
        fact(
            "Measured",
            *cells.measured(picture, area.apparent, Tone.STRONG),
            "   ",
            *cells.measured(picture, area.active),
            *((Span(" at least", Tone.UNKNOWN),) if area.apparent.is_lower_bound else ()),
        ),
        *modelled_lines(area.modelled_allocated_w, None, None if partial else area.apparent_power.value, "VA"),
        fact("Feeds", f"{len(area.feed_ids)}", Span(f":  {coverage_words(coverage)}", Tone.DIM), *_silence(area)),
        *_left_out(area),
        age_fact(picture, area.apparent.known),
        (),
    ]
    sides = side_loads(picture, area.feed_ids)
    lines += [side_lines(picture, side, width, label_width=2) for side in sides]
    if len(sides) > 1:
        lines += [(), line(Span("Each side against its own limit: if one is", Tone.DIM))]
        lines.append(line(Span("lost, the other must carry both.", Tone.DIM)))
    return lines


def _left_out(area: AreaLoad) -> list[Line]:
    """What the model has where nothing is measured: in no sum here."""
    if not area.unmeasured_allocated_w:
        return []
    return [fact("Left out", Span(f"not measured; model {area.unmeasured_allocated_w:,} W", Tone.DIM))]


def _silence(area: AreaLoad) -> Line:
    parts = []
    if area.coverage.stale:
        parts.append(Span(f", {area.coverage.stale} stale ?", Tone.UNKNOWN))
    if area.coverage.missing:
        parts.append(Span(f", {area.coverage.missing} no data ?", Tone.UNKNOWN))
    return tuple(parts)


def target_facts(picture: Picture, target: MeasuredTarget) -> list[Line]:
    """What it is, how it is polled, what it draws."""
    feeds = feeds_of(picture, target.id)
    is_fine = target.outcome in {PollOutcome.OK, PollOutcome.NEVER}
    condition = picture.target_condition(target)
    vendor = numbers.plain(f"{target.vendor} {target.model}".strip()) or numbers.NOTHING
    lines = [
        fact("Model", vendor),
        fact(
            "Serial",
            numbers.plain(target.serial) or numbers.NOTHING,
            Span("   firmware ", Tone.DIM),
            numbers.plain(target.firmware) or numbers.NOTHING,
        ),
        fact("Feed", ", ".join(numbers.plain(load.feed.name) for load in feeds) or "none by the model"),
        fact(
            "Draws",
            *cells.measured(picture, target_power(picture, target, Quantity.ACTIVE_POWER), Tone.STRONG),
            "   ",
            *cells.measured(picture, target_power(picture, target, Quantity.APPARENT_POWER)),
        ),
    ]
    lines += [fact("Legs", *leg_words(picture, load.legs)) for load in feeds]
    lines += [
        fact("Outlets", f"{len(picture.view.outlets_of_target.get(target.id, ()))}"),
        fact("Address", f"{numbers.plain(target.host)}:{target.port}"),
        fact("Poll", Span(words.outcome(target.outcome), Tone.PLAIN if is_fine else Tone.WARN), *_took(target)),
        fact("Age", *cells.age(picture, target.sampled_at_s)),
        fact("Up", numbers.duration(target.uptime_s)),
    ]
    if target.detail:
        lines.append(line(Span(numbers.plain(target.detail), Tone.WARN)))
    if condition.word:
        lines.append(fact("State", *condition.sign))
    return lines


def _took(target: MeasuredTarget) -> Line:
    return () if target.latency_s is None else (Span(f"   took {target.latency_s * 1000:.0f} ms", Tone.DIM),)


def outlet_facts(picture: Picture, load: OutletLoad) -> list[Line]:
    """What it carries, what is plugged in by the model, and what stands out."""
    device = numbers.plain(load.load_device.name) if load.load_device else "nothing, by the model"
    port = numbers.plain(load.load_port.name) if load.load_port else ""
    modelled = load.modelled
    more = [
        cells.measured(picture, reading)
        for reading in (load.current, load.voltage, load.apparent_power)
        if reading.value is not None
    ]
    if load.power_factor.value is not None:
        more.append(line(Span("PF ", Tone.DIM), *cells.value(picture, load.power_factor, 2)))
    lines = [
        fact("Feeds", device, Span(f"   {port}" if port else "", Tone.DIM)),
        fact("Leg", words.leg_name(load.leg)),
        fact("Measured", *cells.measured(picture, load.active_power, Tone.STRONG)),
        *([fact("", *join("  ", more))] if more else []),
        *modelled_lines(modelled.allocated_w if modelled else None, None, load.active_power.value, "W"),
        fact("Maximum", numbers.with_unit(modelled.maximum_w if modelled else None, "W")),
        *([fact("Energy", *cells.measured(picture, load.energy))] if load.energy.value is not None else []),
        *part_energy(picture, load.subject),
        age_fact(picture, load.active_power),
    ]
    survives = device_words(picture.standings, load.load_device.id) if load.load_device else ""
    if survives:
        lines.append(fact("If lost", Span(survives, Tone.DIM)))
    if load.finding.value:
        lines.append(fact("Finding", Span(load.finding.value, Tone.WARN)))
    return lines
