"""Plugs and outlets."""

import json

import pytest

from powertui.domain.lint.connectors import fit_of, outlet_rating_a, outlets_for, phases_of
from tests.shared_material import SHARED, needs_shared


@pytest.mark.parametrize(
    ("port", "outlet"),
    [
        ("iec-60320-c14", "iec-60320-c13"),
        ("iec-60320-c20", "iec-60320-c19"),
        ("iec-60320-c16", "iec-60320-c15"),
        ("iec-60320-c14", "eaton-c39"),
        ("iec-60320-c14", "nema-5-20r"),
        ("iec-60320-c14", "ita-g"),
        ("nema-5-15p", "nema-5-20r"),
        ("nema-l6-30p", "nema-l6-30r"),
        ("cs8365c", "CS8364C"),
        ("iec-60309-3p-n-e-6h", "iec-60309-3p-n-e-6h"),
        ("neutrik-powercon-20", "neutrik-powercon-20a"),
        ("hardwired", "iec-60320-c13"),
        ("", "iec-60320-c13"),
        ("a-type-of-ours", "iec-60320-c13"),
    ],
)
def test_these_go_together_or_cannot_be_judged(port: str, outlet: str) -> None:
    assert fit_of(port, outlet).does


@pytest.mark.parametrize(
    ("port", "outlet"),
    [
        ("iec-60320-c14", "iec-60320-c19"),
        ("iec-60320-c20", "iec-60320-c13"),
        ("iec-60320-c16", "iec-60320-c13"),
        ("nema-5-20p", "nema-5-15r"),
        ("nema-l6-30p", "nema-l6-20r"),
        ("nema-l5-30p", "nema-l6-30r"),
        ("iec-60309-p-n-e-6h", "iec-60309-3p-n-e-6h"),
        ("iec-60309-p-n-e-6h", "iec-60309-p-n-e-4h"),
        ("cs8365c", "CS8264C"),
        ("ita-g", "ita-f"),
        ("iec-60320-c14", "iec-60309-3p-n-e-6h"),
    ],
)
def test_these_do_not_go_together(port: str, outlet: str) -> None:
    assert not fit_of(port, outlet).does


@needs_shared
def test_every_plug_of_netbox_goes_into_some_outlet_of_netbox_or_is_not_judged() -> None:
    choices = json.loads((SHARED / "netbox" / "choices.json").read_text(encoding="utf-8"))
    outlets = {entry["value"].lower() for entry in choices["power_outlet_type"]}
    for entry in choices["power_port_type"]:
        port = entry["value"]
        judged = any(fit_of(port, outlet).is_known for outlet in outlets)
        assert not judged or outlets_for(port) & outlets, port


@pytest.mark.parametrize(
    ("outlet", "rating_a"),
    [("iec-60320-c13", 10), ("iec-60320-c19", 16), ("nema-l6-30r", 30), ("CS8364C", None), ("", None)],
)
def test_an_outlets_rating_is_its_connectors(outlet: str, rating_a: float | None) -> None:
    assert outlet_rating_a(outlet) == rating_a


def test_pins_tell_the_phases() -> None:
    assert [phases_of(kind) for kind in ("iec-60309-3p-n-e-6h", "iec-60309-2p-e-6h", "nema-l21-30p", "hardwired")] == [
        *(3, 1, 3, None),
    ]
