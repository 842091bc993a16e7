"""Devices of one model hold one plan between them."""

import gc
from fractions import Fraction

from collectors.profiles.columns import Column
from collectors.snmp.decode import rule_for
from collectors.snmp.describe import Channel
from collectors.snmp.shapes import Shapes
from powertui.domain.reading import Quantity

AMPERES = Column(Quantity.CURRENT, (1, 3), scale=Fraction(1, 10))


def channels(outlets: int, factor: Fraction = Fraction(1)) -> tuple[Channel, ...]:
    """As discovery makes them, anew for each device."""
    return tuple(Channel((1, 3, number), rule_for(AMPERES, factor)) for number in range(outlets))


def test_two_devices_of_the_same_parts_share_their_program() -> None:
    shapes = Shapes()
    one, other = shapes.of(channels(24)), shapes.of(channels(24))
    assert one is other


def test_another_number_of_parts_or_another_scale_is_another_shape() -> None:
    shapes = Shapes()
    kept = [shapes.of(channels(24)), shapes.of(channels(23)), shapes.of(channels(24, Fraction(1, 100)))]
    assert len({id(shape) for shape in kept}) == 3


def test_a_shape_that_no_device_has_any_more_is_forgotten() -> None:
    shapes = Shapes()
    shapes.of(channels(24))
    gc.collect()
    held = channels(24)
    assert shapes.of(held).channels is held
