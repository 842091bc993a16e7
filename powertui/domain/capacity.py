"""What a feed and its legs may carry."""

from powertui.domain.choices import Phase
from powertui.domain.topology import PowerFeed

THREE_PHASE_FACTOR = 1.732
"""NetBox's constant; not the square root of three."""


def available_power_va(feed: PowerFeed) -> int:
    """What a feed may carry in all, in VA, to the digit of NetBox's `PowerFeed.available_power`.

    |voltage| x amperage x (max utilisation / 100), x 1.732 if three-phase, rounded half to even. The order of the
    multiplications is NetBox's: another order rounds some feeds differently.
    """
    base = abs(feed.voltage_v) * feed.amperage_a * (feed.max_utilization_pct / 100)
    if feed.phase is Phase.THREE:
        return round(base * THREE_PHASE_FACTOR)
    return round(base)


def leg_limit_a(feed: PowerFeed) -> float:
    """What each conductor of a feed may carry, in A: breaker rating x max utilisation."""
    return feed.amperage_a * feed.max_utilization_pct / 100
