"""Texts: which may not be empty, how long they may be, and what a slug is made of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from powertui.domain.merge_kinds import KINDS, ModelObject, objects_of
from powertui.domain.topology import (
    Cable,
    Device,
    DeviceType,
    Location,
    PduBranch,
    PowerFeed,
    PowerOutlet,
    PowerOutletTemplate,
    PowerPanel,
    PowerPort,
    PowerPortTemplate,
    Rack,
    Site,
    Tenant,
)
from powertui.domain.validate.report import Report

_SLUG = re.compile(r"[-a-zA-Z0-9_]+")


@dataclass(frozen=True, slots=True)
class _Text:
    field: str
    most: int
    is_required: bool = False
    is_slug: bool = False


_DESCRIPTION = _Text("description", 200)
_NAME_100 = _Text("name", 100, is_required=True)
_SLUG_100 = _Text("slug", 100, is_required=True, is_slug=True)
_COMPONENT = (_Text("name", 64, is_required=True), _Text("label", 64), _DESCRIPTION)

_TEXTS: Mapping[type, tuple[_Text, ...]] = {
    Tenant: (_NAME_100, _SLUG_100),
    Site: (_NAME_100, _SLUG_100, _DESCRIPTION),
    Location: (_NAME_100, _SLUG_100, _DESCRIPTION),
    Rack: (_NAME_100, _Text("facility_id", 50), _DESCRIPTION),
    PowerPanel: (_NAME_100, _DESCRIPTION),
    PowerFeed: (_NAME_100, _DESCRIPTION, _Text("breaker_position", 50), _Text("reported_as", 100)),
    DeviceType: (
        _Text("manufacturer", 100, is_required=True),
        _Text("model", 100, is_required=True),
        _SLUG_100,
        _Text("part_number", 50),
    ),
    Device: (_Text("name", 64), _Text("serial", 50), _Text("asset_tag", 50), _DESCRIPTION),
    PowerPort: _COMPONENT,
    PowerOutlet: (*_COMPONENT, _Text("reported_as", 100)),
    PduBranch: (_Text("name", 64, is_required=True),),
    Cable: (_Text("label", 100), _Text("bundle", 100), _DESCRIPTION),
}


def check_texts(report: Report) -> None:
    """Check the texts of all objects."""
    for spec in KINDS:
        rules = _TEXTS.get(spec.type, ())
        for item in objects_of(report.topology, spec.kind) if rules else ():
            for rule in rules:
                text: str = getattr(item, rule.field)
                if not text:
                    if rule.is_required:
                        report.refuse(item, rule.field, f"cannot be blank; give it a {rule.field}")
                elif len(text) > rule.most or rule.is_slug or "\0" in text:
                    _check(report, item, rule, text)


def check_template_texts(
    report: Report, device_type: DeviceType, template: PowerPortTemplate | PowerOutletTemplate
) -> None:
    """Check the texts of a part of a device type."""
    for rule in _COMPONENT:
        text: str = getattr(template, rule.field)
        if text:
            _check(report, device_type, rule, text, f"{template.name}: ")
        elif rule.is_required:
            report.refuse(device_type, rule.field, "a port or outlet of the type has no name; it cannot be blank")


def _check(report: Report, item: ModelObject, rule: _Text, text: str, whose: str = "") -> None:
    if len(text) > rule.most:
        report.refuse(item, rule.field, f"{whose}has {len(text)} characters; at most {rule.most} are allowed")
    if "\0" in text:
        report.refuse(item, rule.field, f"{whose}has a null character; text only is allowed")
    if rule.is_slug and not _SLUG.fullmatch(text):
        message = f"{text!r} is not a slug; it is made of letters, digits, hyphens and underscores"
        report.refuse(item, rule.field, message)
