"""A plan file to a topology: objects first, then what they refer to, then what their types give them, then cables."""

from dataclasses import replace
from pathlib import Path

from powertui.domain.merge_kinds import ModelKind
from powertui.domain.topology import Topology
from powertui.errors import ModelError
from powertui.exchange.plan_file.cabling import make_cables, read_cables
from powertui.exchange.plan_file.components import make_components
from powertui.exchange.plan_file.devices import UNSET
from powertui.exchange.plan_file.draft import Draft
from powertui.exchange.plan_file.places import read_sites, read_tenants
from powertui.exchange.plan_file.polling import read_defaults, read_targets
from powertui.exchange.plan_file.types import read_types
from powertui.exchange.problems import Place, Problems, quoted, shown
from powertui.exchange.text_files import read_text
from powertui.exchange.yaml_fields import Fields
from powertui.exchange.yaml_nodes import Table, parse_yaml

VERSION = "1"

NO_MODEL = "\0"
"""A device that names no model has its type's."""


def read_plan(path: Path) -> Topology:
    """The plant that a file plans. Raises ModelError with file and line of each mistake."""
    return read_plan_text(read_text(path), str(path), path.parent)


def read_plan_text(text: str, file: str, directory: Path | None = None) -> Topology:
    """The plant that a text plans; files that it names are looked for in the directory."""
    documents = parse_yaml(text, file)
    problems = Problems()
    if len(documents) != 1 or not isinstance(documents[0], Table):
        raise ModelError(f"{shown(file, 200)} is no plan: it should begin with plan: {VERSION}")
    draft = Draft(file, problems)
    plan = Fields(documents[0], file, problems)
    if plan.text("plan") != VERSION:
        problems.add(plan.place("plan"), f"a plan begins with plan: {VERSION}, the version of its format")
    _read_templates(plan, draft)
    read_defaults(plan, draft)
    read_tenants(plan, draft)
    read_types(plan, draft, directory)
    read_sites(plan, draft)
    read_cables(plan, draft)
    read_targets(plan, draft)
    plan.finish("a plan")
    problems.raise_if_any()
    _join(draft)
    problems.raise_if_any()
    return draft.topology()


def _read_templates(plan: Fields, draft: Draft) -> None:
    node = plan.node("templates")
    if node is None:
        return
    if not isinstance(node, Table):
        draft.problems.add(plan.place("templates"), "templates must be such as server: {role: server, …}")
        return
    for name, template in node.entries.items():
        if not isinstance(template, Table):
            draft.problems.add(Place(draft.file, template.line), f"the template {quoted(name)} must have keys")
    draft.templates = {name: item for name, item in node.entries.items() if isinstance(item, Table)}


def _join(draft: Draft) -> None:
    draft.follow()
    types = draft.objects[ModelKind.DEVICE_TYPE]
    devices = draft.objects[ModelKind.DEVICE]
    for number, device in enumerate(devices):
        kind = types[device.device_type_id - 1] if device.device_type_id else None
        devices[number] = replace(
            device,
            height_u=(kind.u_height if kind else 1) if device.height_u == UNSET else device.height_u,
            model=(kind.model if kind else "") if device.model == NO_MODEL else device.model,
        )
    for device in draft.fresh:
        type_id = devices[device.id - 1].device_type_id
        if type_id:
            make_components(draft, device, types[type_id - 1])
    _fill_branches(draft)
    make_cables(draft)


def _fill_branches(draft: Draft) -> None:
    of_device: dict[int, dict[str, int]] = {}
    for outlet in draft.objects[ModelKind.POWER_OUTLET]:
        of_device.setdefault(outlet.device_id, {})[outlet.name] = outlet.id
    branches = draft.objects[ModelKind.PDU_BRANCH]
    for number, names, place in draft.branch_outlets:
        known = of_device.get(branches[number - 1].device_id, {})
        for name in names:
            if name not in known:
                draft.problems.add(place, f"the device has no power outlet {quoted(name)}")
        found = tuple(known[name] for name in names if name in known)
        branches[number - 1] = replace(branches[number - 1], outlet_ids=found)
