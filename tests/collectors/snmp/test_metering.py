"""How counters behave, in Wh, from their profile and their type."""

from dataclasses import replace
from fractions import Fraction

from collectors.profiles.columns import Column, Counter
from collectors.snmp.decode import rule_for
from collectors.snmp.describe import Channel
from collectors.snmp.metering import with_counters
from powertui.domain.energy import EnergyCounter
from powertui.domain.reading import Quality, Quantity, Reading, SubjectDescription, SubjectKind

AMPS = Channel((1, 1), rule_for(Column(Quantity.CURRENT, ())))
TENTHS_OF_KWH = Channel(
    (1, 2), rule_for(Column(Quantity.ENERGY, (), scale=Fraction(1, 10))), counter=Counter(2**24, resettable=False)
)
OUTLET = SubjectDescription(
    SubjectKind.OUTLET,
    "1",
    quantities=(Quantity.CURRENT, Quantity.ENERGY),
    facts=(Reading(Quantity.RATED_POWER, 3680.0, Quality.GOOD),),
)


def test_a_counter_is_told_in_watt_hours_with_what_its_part_can_carry() -> None:
    phase = SubjectDescription(SubjectKind.PHASE, "L1", quantities=(Quantity.CURRENT,))
    described, other = with_counters([OUTLET, phase], [AMPS, TENTHS_OF_KWH, AMPS])
    assert described.counter == EnergyCounter(100.0, 2**24 * 100.0, 4 * 3680.0, is_resettable=False)
    assert other == phase


def test_of_a_counter_in_text_no_width_is_known() -> None:
    (described,) = with_counters([OUTLET], [AMPS, replace(TENTHS_OF_KWH, counter=None)])
    assert described.counter is not None
    assert described.counter.wraps_at_wh is None
