"""Device types from the library's files: what carries power is read, all else (interfaces, images, weight) is not."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from powertui.domain.choices import FeedLeg
from powertui.domain.topology import DeviceType, PowerOutletTemplate, PowerPortTemplate, Topology
from powertui.errors import ModelError
from powertui.exchange.problems import Place, Problems, quoted, shown
from powertui.exchange.slugs import slug_of
from powertui.exchange.text_files import read_text
from powertui.exchange.yaml_fields import Fields, unknown_key
from powertui.exchange.yaml_nodes import Table, parse_yaml

SUFFIXES = frozenset({".yaml", ".yml"})

_NEAR_MISSES = ("power_ports", "power_outlets", "power-port", "power-outlet", "powerports", "poweroutlets")


def read_device_types(paths: Iterable[Path]) -> Topology:
    """The types in files and in all YAML files below directories."""
    problems = Problems()
    found: dict[tuple[str, str], tuple[DeviceType, str]] = {}
    for path in _files(paths):
        for kind in read_device_types_text(read_text(path), str(path), problems):
            known = found.setdefault((kind.manufacturer, kind.slug), (kind, str(path)))
            if known[1] != str(path):
                problems.add(Place(str(path), 1), f"{quoted(kind.slug)} is in {shown(known[1], 200)} too")
    problems.raise_if_any()
    return Topology(device_types=tuple(_numbered(kind, number) for number, (kind, _) in enumerate(found.values(), 1)))


def read_device_types_text(text: str, file: str, problems: Problems) -> list[DeviceType]:
    """The types in one file's text; several documents may stand in it."""
    kinds = []
    for number, document in enumerate(parse_yaml(text, file), 1):
        if isinstance(document, Table):
            kinds.append(device_type_of(Fields(document, file, problems), number))
        else:
            problems.add(Place(file, document.line), "is no device type: it should begin with manufacturer: …")
    if not kinds and not problems.sentences:
        problems.add(Place(file, 1), "is empty; a device type begins with manufacturer: …")
    return kinds


def device_type_of(fields: Fields, number: int) -> DeviceType:
    """A type in the library's keys; other keys of the library are passed over."""
    maker, model = fields.needed("manufacturer", "a device type"), fields.needed("model", "a device type")
    _check_near_misses(fields)
    ports = tuple(_port(Fields(item, fields.file, fields.problems)) for item in fields.tables("power-ports", "a port"))
    outlets = tuple(
        _outlet(Fields(item, fields.file, fields.problems), ports)
        for item in fields.tables("power-outlets", "an outlet")
    )
    _check_unique(fields, "power-ports", [port.name for port in ports])
    _check_unique(fields, "power-outlets", [outlet.name for outlet in outlets])
    height = fields.number("u_height", 1.0)
    return DeviceType(
        number,
        maker,
        model,
        fields.text("slug") or slug_of(f"{maker} {model}"),
        1.0 if height is None else height,
        fields.flag("is_full_depth", default=True),
        fields.text("part_number"),
        ports,
        outlets,
    )


def _port(fields: Fields) -> PowerPortTemplate:
    port = PowerPortTemplate(
        fields.needed("name", "a power port"),
        fields.text("label"),
        fields.text("type"),
        fields.whole("maximum_draw"),
        fields.whole("allocated_draw"),
        fields.text("description"),
    )
    fields.finish("a power port")
    return port


def _outlet(fields: Fields, ports: Iterable[PowerPortTemplate]) -> PowerOutletTemplate:
    outlet = PowerOutletTemplate(
        fields.needed("name", "a power outlet"),
        fields.text("label"),
        fields.text("type"),
        fields.text("color"),
        fields.text("power_port"),
        fields.optional_choice("feed_leg", FeedLeg),
        fields.text("description"),
    )
    names = [port.name for port in ports]
    if outlet.power_port and outlet.power_port not in names:
        known = ", ".join(quoted(name) for name in names) or "none"
        fields.problems.add(
            fields.place("power_port"), f"this type has no power port {quoted(outlet.power_port)}; it has {known}"
        )
    fields.finish("a power outlet")
    return outlet


def _check_near_misses(fields: Fields) -> None:
    for key in _NEAR_MISSES:
        if key in fields.table.entries:
            fields.problems.add(fields.place(key), unknown_key(key, "a device type", ("power-ports", "power-outlets")))


def _check_unique(fields: Fields, key: str, names: list[str]) -> None:
    for name in sorted({name for name in names if names.count(name) > 1}):
        fields.problems.add(fields.place(key), f"has {quoted(name)} more than once")


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    count = 0
    for path in paths:
        inside = sorted(item for item in path.rglob("*") if item.suffix.lower() in SUFFIXES and item.is_file())
        for item in inside if path.is_dir() else [path]:
            count += 1
            yield item
    if not count:
        raise ModelError("there is no .yaml or .yml file to read; name files or a directory that has some")


def _numbered(kind: DeviceType, number: int) -> DeviceType:
    return replace(kind, id=number)
