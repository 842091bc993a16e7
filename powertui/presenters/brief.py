"""What is said of a node where there is room for a few lines only."""

from powertui.domain.rollup import AreaLoad, FeedLoad
from powertui.presenters import cells, numbers, words
from powertui.presenters.details import outlet_facts, peer_words, source_words, target_facts
from powertui.presenters.facts import imbalance_words, leg_words, side_lines
from powertui.presenters.picture import Picture, over_limit
from powertui.presenters.sides import side_loads
from powertui.presenters.survey_lines import finding_brief, honest_brief, node_findings
from powertui.presenters.text import Line, Span, Tone, fit, line
from powertui.presenters.tree import Node


def node_brief(picture: Picture, node: Node, width: int) -> list[Line]:
    """Facts of a node in a few lines, and the worst that lint found about it."""
    return [*_node_brief(picture, node, width), *finding_brief(node_findings(picture.survey, node))]


def _node_brief(picture: Picture, node: Node, width: int) -> list[Line]:
    if node.feed is not None:
        return feed_brief(picture, node.feed)
    if node.area is not None:
        return area_brief(picture, node.area, width)
    if node.target is not None:
        return beside(target_facts(picture, node.target), width)
    if node.outlet is not None:
        return beside(outlet_facts(picture, node.outlet), width)
    return []


def beside(lines: list[Line], width: int) -> list[Line]:
    """Two columns instead of one."""
    half = (len(lines) + 1) // 2
    left, right = lines[:half], [*lines[half:], *[()] * (half - len(lines[half:]))]
    return [line(fit(one, width // 2 - 1), " ", other) for one, other in zip(left, right, strict=True)]


def feed_brief(picture: Picture, load: FeedLoad) -> list[Line]:
    """Load against limit and model, legs, peer, source."""
    modelled_w = load.modelled.allocated_w if load.modelled else None
    imbalance = imbalance_words(load)
    source, *_ = source_words(picture, load)
    return [
        line(
            *cells.measured(picture, load.apparent_power, Tone.STRONG),
            Span(f" of {load.available_power_va:,} VA  ", Tone.DIM),
            *cells.percent(load.used_pct, over_limit(load.used_pct)),
            Span("   model ", Tone.DIM),
            numbers.with_unit(modelled_w, "W"),
            Span("  Δ ", Tone.DIM),
            *cells.delta_percent(cells.difference_pct(load.apparent_power.value, modelled_w)),
            Span("   age ", Tone.DIM),
            *cells.age(picture, load.apparent_power.sampled_at_s),
        ),
        *honest_brief(picture.survey, load.feed.id),
        line(
            *leg_words(picture, load.legs),
            Span(f"of {load.legs[0].limit_a:.1f} A", Tone.DIM),
            *(line(Span("   imbalance ", Tone.DIM), *imbalance) if imbalance else ()),
        ),
        line(Span("limit ", Tone.DIM), Span(words.limit_source(load.feed), Tone.DIM)),
        line(Span("peer ", Tone.DIM), *peer_words(picture, load)),
        line(Span("from ", Tone.DIM), *source[1], *_rack(load)),
    ]


def _rack(load: FeedLoad) -> Line:
    return (Span(f"   rack {numbers.plain(load.rack.name)}", Tone.DIM),) if load.rack else ()


def area_brief(picture: Picture, area: AreaLoad, width: int) -> list[Line]:
    """The sum, its coverage, and each side against its own limit."""
    coverage = area.coverage
    silent = coverage.stale + coverage.missing
    return [
        line(
            *cells.measured(picture, area.apparent, Tone.STRONG),
            *((Span(" at least", Tone.UNKNOWN),) if area.apparent.is_lower_bound else ()),
            Span(
                f"   model {area.modelled_allocated_w:,} W   {coverage.fresh} of {coverage.count} feeds fresh", Tone.DIM
            ),
            *((Span(f"   ? {silent} stale or no data", Tone.UNKNOWN),) if silent else ()),
        ),
        *(side_lines(picture, side, width, label_width=2) for side in side_loads(picture, area.feed_ids)),
    ]
