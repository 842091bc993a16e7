"""Device types of a plan: written in it, or named as files of the community's library."""

from dataclasses import replace
from pathlib import Path

from powertui.domain.choices import FeedLeg
from powertui.domain.merge_kinds import ModelKind
from powertui.domain.topology import DeviceType, PowerOutletTemplate, PowerPortTemplate
from powertui.errors import ModelError
from powertui.exchange.device_types import read_device_types
from powertui.exchange.plan_file.draft import Draft
from powertui.exchange.plan_file.language import Unusable, plain, ranged
from powertui.exchange.problems import Place
from powertui.exchange.slugs import slug_of
from powertui.exchange.yaml_fields import Fields
from powertui.exchange.yaml_nodes import Node, Scalar, Table


def read_types(plan: Fields, draft: Draft, directory: Path | None) -> None:
    """All types; names of files are relative to the plan's own directory."""
    for node in plan.items("device_types"):
        if isinstance(node, Scalar):
            _read_files(node, draft, directory)
        elif isinstance(node, Table):
            fields = draft.fields(node)
            _put(draft, _type(fields, draft), fields)
            fields.asked.add("key")
            fields.finish("a device type")
        else:
            draft.problems.add(
                Place(draft.file, node.line), "a device type must have keys, or be the name of a file or directory"
            )


def _read_files(node: Scalar, draft: Draft, directory: Path | None) -> None:
    place = Place(draft.file, node.line)
    if directory is None:
        draft.problems.add(place, "files of device types can only be named in a plan that is a file itself")
        return
    try:
        found = read_device_types([directory / node.text]).device_types
    except ModelError as error:
        draft.problems.add(place, str(error))
        return
    for kind in found:
        _put(draft, kind, draft.fields(Table(node.line, {})))


def _put(draft: Draft, kind: DeviceType, fields: Fields) -> None:
    number = draft.next_id(ModelKind.DEVICE_TYPE)
    draft.put(ModelKind.DEVICE_TYPE, replace(kind, id=number), (kind.manufacturer, kind.slug), fields)
    draft.names.add_alias(ModelKind.DEVICE_TYPE, number, kind.model)


def _type(fields: Fields, draft: Draft) -> DeviceType:
    maker, model = fields.needed("manufacturer", "a device type"), fields.needed("model", "a device type")
    height = fields.number("u_height", 1.0)
    return DeviceType(
        0,
        maker,
        model,
        fields.text("slug") or slug_of(f"{maker} {model}"),
        1.0 if height is None else height,
        fields.flag("is_full_depth", default=True),
        fields.text("part_number"),
        tuple(port for item in fields.items("power_ports") for port in _ports(item, draft)),
        tuple(outlet for item in fields.items("power_outlets") for outlet in _outlets(item, draft)),
        fields.whole("netbox_id"),
    )


def _ports(node: Node, draft: Draft) -> list[PowerPortTemplate]:
    fields, names = _template(node, draft, "a power port")
    found = [
        PowerPortTemplate(
            name,
            fields.text("label"),
            fields.text("type"),
            fields.whole("maximum_draw_w"),
            fields.whole("allocated_draw_w"),
            fields.text("description"),
        )
        for name in names
    ]
    fields.finish("a power port")
    return found


def _outlets(node: Node, draft: Draft) -> list[PowerOutletTemplate]:
    fields, names = _template(node, draft, "a power outlet")
    found = [
        PowerOutletTemplate(
            name,
            fields.text("label"),
            fields.text("type"),
            fields.text("color"),
            fields.text("power_port"),
            fields.optional_choice("feed_leg", FeedLeg),
            fields.text("description"),
        )
        for name in names
    ]
    fields.finish("a power outlet")
    return found


def _template(node: Node, draft: Draft, what: str) -> tuple[Fields, list[str]]:
    """The keys of a template and its names: ranges count, braces (`{module}`) mean themselves."""
    table = node if isinstance(node, Table) else Table(node.line, {"name": node}, {"name": node.line})
    fields = draft.fields(table)
    written = fields.needed("name", what)
    try:
        return fields, [plain(named.text) for named in ranged(written)]
    except Unusable as error:
        draft.problems.add(fields.place("name"), str(error))
        return fields, []
