from pathlib import Path

import pytest

from powertui.domain.choices import FeedLeg
from powertui.domain.instantiate import resolve_name, resolved_templates
from powertui.domain.topology import PowerOutletTemplate, PowerPortTemplate
from powertui.errors import ModelError
from powertui.exchange.device_types import read_device_types

PDU = """\
---
manufacturer: Acme
model: P24
slug: acme-p24
part_number: 'P-24'
u_height: 0
is_full_depth: false
comments: '[Sheet](https://example.net/p24)'
console-ports:
  - name: Serial
    type: rj-45
power-ports:
  - name: Input{module}
    label: In
    type: iec-60309-3p-n-e-6h
    maximum_draw: 22080
    allocated_draw: 17664
power-outlets:
  - name: '1'
    type: iec-60320-c13
    power_port: Input{module}
    feed_leg: A
  - name: 2
    type: iec-60320-c19
"""


def written(directory: Path, text: str) -> Path:
    file = directory / "P24.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_type_has_its_ports_and_outlets(tmp_path: Path) -> None:
    (kind,) = read_device_types([written(tmp_path, PDU)]).device_types
    assert (kind.manufacturer, kind.model, kind.slug, kind.part_number) == ("Acme", "P24", "acme-p24", "P-24")
    assert (kind.u_height, kind.is_full_depth) == (0.0, False)
    assert kind.power_ports == (PowerPortTemplate("Input{module}", "In", "iec-60309-3p-n-e-6h", 22080, 17664),)
    assert kind.power_outlets == (
        PowerOutletTemplate("1", type="iec-60320-c13", power_port="Input{module}", feed_leg=FeedLeg.A),
        PowerOutletTemplate("2", type="iec-60320-c19"),
    )


def test_a_tree_of_directories_is_read_whole(tmp_path: Path) -> None:
    for maker in ("Acme", "Zeta"):
        (tmp_path / maker).mkdir()
        (tmp_path / maker / "P24.yaml").write_text(PDU.replace("Acme", maker), encoding="utf-8")
    (tmp_path / "README.md").write_text("no type")
    kinds = read_device_types([tmp_path]).device_types
    assert [(kind.id, kind.manufacturer) for kind in kinds] == [(1, "Acme"), (2, "Zeta")]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("manufacturer: Acme", "maker: Acme", 'P24.yaml:2: a device type needs "manufacturer"'),
        ("maximum_draw: 22080", "maximum_draw: lots", 'P24.yaml:16: maximum_draw must be a whole number, not "lots"'),
        ("feed_leg: A", "feed_leg: D", "P24.yaml:22: feed_leg must be one of A, B, C"),
        ("power_port: Input{module}", "power_port: Inlet", 'P24.yaml:21: this type has no power port "Inlet"; it has'),
        (
            "maximum_draw:",
            "maximum_drw:",
            'P24.yaml:16: a power port has no "maximum_drw"; did you mean "maximum_draw"?',
        ),
        ("power-outlets:", "power_outlets:", 'P24.yaml:18: a device type has no "power_outlets"; did you mean'),
        ("name: 2", "name: 1", 'P24.yaml:18: has "1" more than once'),
        ("model: P24", "model: P24\nmodel: P25", 'P24.yaml:4: "model" stands here twice'),
        ("model: P24", "model: [P24", "P24.yaml:"),
        ("is_full_depth: false", "is_full_depth: perhaps", "P24.yaml:7: is_full_depth must be true or false"),
        ("  - name: '1'\n    type", "  - '1'\n  - type", "an outlet must have keys such as name"),
    ],
)
def test_a_mistake_names_file_and_line(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    with pytest.raises(ModelError) as caught:
        read_device_types([written(tmp_path, PDU.replace(old, new, 1))])
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["", "- a\n", "just words\n", "\x00", "a: &a [*a]\n", "a: " + "[" * 5000],
    ids=["empty", "list", "words", "control character", "alias of itself", "deep"],
)
def test_what_is_no_type_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ModelError, match="P24"):
        read_device_types([written(tmp_path, text)])


def test_a_type_twice_is_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yml"):
        (tmp_path / name).write_text(PDU)
    with pytest.raises(ModelError, match=r'b\.yml:1: "acme-p24" is in .*a\.yaml too'):
        read_device_types([tmp_path])


def test_names_of_a_devices_components_are_resolved(tmp_path: Path) -> None:
    (kind,) = read_device_types([written(tmp_path, PDU)]).device_types
    made = resolved_templates(kind, module_positions=("3",))
    assert (made.power_ports[0].name, made.power_outlets[0].power_port) == ("Input3", "Input3")
    assert resolve_name("PS{vc_position:1}-{vc_position}") == "PS1-0"
    assert resolve_name("PS{vc_position:1}", vc_position=4) == "PS4"
