"""What a PDU does not have: the sources of a UPS or transfer switch, the circuits of a panel's own meter."""

from powertui.domain.circuit_match import circuits_of
from powertui.domain.measured import MeasuredSubject, MeasuredTarget
from powertui.domain.part_match import printed
from powertui.domain.reading import Quality, Quantity, SubjectKind
from powertui.domain.reported import source_name
from powertui.domain.rollup import PanelMeter
from powertui.presenters import cells, numbers
from powertui.presenters.facts import fact
from powertui.presenters.picture import Picture
from powertui.presenters.text import Line, Span, Tone, fit, join, line

_SHOWN = (Quantity.VOLTAGE, Quantity.CURRENT, Quantity.ACTIVE_POWER, Quantity.FREQUENCY)
_NAME_WIDTH = 10
_FEED_WIDTH = 12
_FIGURE_WIDTH = 9


def source_lines(picture: Picture, target: MeasuredTarget) -> list[Line]:
    """A line for each source that it may draw from: its port and feed, its figures, whether it is the one in use."""
    sources: dict[str, list[MeasuredSubject]] = {}
    for source in target.of_kind(SubjectKind.INPUT):
        sources.setdefault(source_name(source.description), []).append(source)
    selected = _selected(picture, target)
    lines = []
    for number, (name, phases) in enumerate(sources.items(), start=1):
        figures = [
            join(
                " ",
                [cells.measured(picture, reading) for reading in map(phase.get, _SHOWN) if reading.value is not None],
            )
            for phase in phases
        ]
        use: Line = ()
        if selected is not None and len(sources) > 1:
            use = (
                Span(
                    "● in use  " if number == selected else "○ standby ",
                    Tone.STRONG if number == selected else Tone.DIM,
                ),
            )
        label = "Source" if len(sources) > 1 else "Input"
        named = name if len(sources) > 1 else ""
        said = line(
            *use,
            Span(f"{numbers.plain(named)}  " if named else "", Tone.STRONG),
            *join("  │  ", [figure for figure in figures if figure]),
            Span(_behind(picture, phases[0]), Tone.DIM),
        )
        lines.append(fact(label, *said))
    return lines


def panel_line(picture: Picture, target: MeasuredTarget) -> Line:
    """Which panel it is the meter of, and how many of its circuits are feeds of the model."""
    panel = picture.view.graph.panels.get(target.power_panel_id or -1)
    name = numbers.plain(panel.name) if panel else numbers.NOTHING
    circuits = _circuits(target)
    bound = sum(circuit.binding.power_feed_id in picture.view.feeds for circuit in circuits)
    aside = sum(
        load.panel_meter in {PanelMeter.STALE, PanelMeter.SILENT}
        for load in picture.view.feeds.values()
        if load.meter_target_id == target.id
    )
    parts = [Span(f"   {bound} of {len(circuits)} circuits are its feeds", Tone.DIM)]
    if bound < len(circuits):
        parts.append(Span(f"   ▲ {len(circuits) - bound} unmatched: powertui pdu match {name}", Tone.WARN))
    if aside:
        parts.append(Span(f"   ▲ {aside} give no fresh load", Tone.WARN))
    return fact("Panel", name, *parts)


def circuit_lines(picture: Picture, target: MeasuredTarget) -> list[Line]:
    """Each circuit with its feed and what it carries."""
    circuits = _circuits(target)
    if not circuits:
        return [line(Span("This meter reports no circuits.", Tone.DIM))]
    return [_circuit_line(picture, circuit) for circuit in circuits]


def _circuit_line(picture: Picture, circuit: MeasuredSubject) -> Line:
    load = picture.view.feeds.get(circuit.binding.power_feed_id or -1)
    feed: Line = (Span(numbers.plain(load.feed.name)),) if load else (Span("no feed", Tone.WARN),)
    figures = [circuit.get(quantity) for quantity in (Quantity.ACTIVE_POWER, Quantity.APPARENT_POWER, Quantity.CURRENT)]
    shown = next((reading for reading in figures if reading.value is not None), figures[0])
    return line(
        fit(line(Span(numbers.plain(printed(circuit.description)))), _NAME_WIDTH),
        " ",
        fit(feed, _FEED_WIDTH),
        " ",
        fit(cells.measured(picture, shown), _FIGURE_WIDTH, right=True),
    )


def _circuits(target: MeasuredTarget) -> tuple[MeasuredSubject, ...]:
    wanted = {(one.kind, one.key) for one in circuits_of([subject.description for subject in target.subjects])}
    return tuple(one for one in target.subjects if (one.description.kind, one.description.key) in wanted)


def _selected(picture: Picture, target: MeasuredTarget) -> int | None:
    """The number of the source in use, from 1; None where it is not said, or said long ago."""
    for unit in target.of_kind(SubjectKind.UNIT):
        reading = unit.get(Quantity.SELECTED_SOURCE)
        if reading.value is not None and reading.quality < Quality.STALE and not picture.is_stale(reading):
            return round(reading.value)
    return None


def _behind(picture: Picture, source: MeasuredSubject) -> str:
    """The port that a source is, and the feed that it hangs on."""
    graph = picture.view.graph
    port = graph.ports.get(source.binding.power_port_id or -1)
    if port is None:
        return "   no inlet in the model"
    feed = graph.feed_of_port(port.id)
    return f"   {numbers.plain(port.name)}" + (f" on {numbers.plain(feed.name)}" if feed else ", on no feed")
