"""The families of feeds, legs, racks, panels, locations and sites: measured, modelled, permissible, failover."""

from collections.abc import Mapping
from typing import NamedTuple

from powertui.domain.rollup import AreaKind
from powertui.metrics.families import Family, estimated, gauge


class Measured(NamedTuple):
    """A figure that is measured, and the mark of its estimates."""

    family: Family
    estimated: Family


def _measured(stem: str, unit: str, words: str) -> Measured:
    return Measured(gauge(stem, unit, words), estimated(stem))


FEED_ACTIVE = _measured("feed_active_power", "watts", "Active power of a feed: its inlets', else its outlets' sum.")
FEED_APPARENT = _measured("feed_apparent_power", "voltamperes", "Apparent power of a feed.")
FEED_AVAILABLE = gauge("feed_available_power", "voltamperes", "What a feed may carry: NetBox's available power.")
FEED_MODELLED = gauge("feed_modelled_allocated", "watts", "Allocated draw of a feed by the model, as NetBox counts.")
FEED_MODELLED_MOST = gauge("feed_modelled_maximum", "watts", "Maximum draw of a feed by the model, as NetBox counts.")
FEED_HONEST = gauge("feed_honest_allocated", "watts", "Allocated draw of a feed by the model, honestly counted.")
FEED_HONEST_MOST = gauge("feed_honest_maximum", "watts", "Maximum draw of a feed by the model, honestly counted.")
FEED_FAILOVER = gauge("feed_failover_allocated", "watts", "What a feed would carry, once the other side is lost.")
FEED_FAILOVER_SHARE = gauge("feed_failover_utilization", "ratio", "Worst of total and legs, once the other is lost.")
FEED_WORST = gauge("feed_utilization", "ratio", "Measured load over limit, the worst of the total and of each leg.")
FEED_IMBALANCE = gauge("feed_imbalance", "ratio", "Greatest deviation of a leg's current from the legs' mean.")

LEG_CURRENT = _measured("leg_current", "amperes", "Current in a leg of a feed.")
LEG_VOLTAGE = _measured("leg_voltage", "volts", "Voltage of a leg of a feed.")
LEG_ACTIVE = _measured("leg_active_power", "watts", "Active power of a leg of a feed.")
LEG_APPARENT = _measured("leg_apparent_power", "voltamperes", "Apparent power of a leg of a feed.")
LEG_LIMIT = gauge("leg_current_limit", "amperes", "What a leg may carry: breaker rating times max utilisation.")
LEG_MODELLED = gauge("leg_modelled_allocated", "watts", "Allocated draw of a leg by the model, as NetBox counts.")
LEG_HONEST = gauge("leg_honest_allocated", "watts", "Allocated draw of a leg by the model, honestly counted.")
LEG_HONEST_CURRENT = gauge("leg_honest_current", "amperes", "Current of that draw, at the assumed power factor.")
LEG_FAILOVER_CURRENT = gauge("leg_failover_current", "amperes", "The same, once the other side is lost.")


class AreaFamilies:
    """The families of one kind of area."""

    def __init__(self, kind: AreaKind) -> None:
        word = kind.value
        self.active = _measured(f"{word}_active_power", "watts", f"Active power of all feeds of a {word}.")
        self.apparent = _measured(f"{word}_apparent_power", "voltamperes", f"Apparent power of all feeds of a {word}.")
        self.modelled = gauge(f"{word}_modelled_allocated", "watts", f"Allocated draw of a {word}, as NetBox counts.")
        self.honest = gauge(f"{word}_honest_allocated", "watts", f"Allocated draw of a {word}, honestly counted.")
        self.honest_most = gauge(f"{word}_honest_maximum", "watts", f"Maximum draw of a {word}, honestly counted.")
        self.failover_share = gauge(f"{word}_failover_utilization", "ratio", "Worst that the loss of a side leaves.")
        self.side_available = gauge(
            f"{word}_side_available_power", "voltamperes", f"What one side of a {word} may carry; never both."
        )
        self.side_honest = gauge(f"{word}_side_honest_allocated", "watts", f"Allocated draw of one side of a {word}.")
        self.side_failover = gauge(
            f"{word}_side_failover_allocated", "watts", f"What one side of a {word} would carry, the other one lost."
        )
        self.feeds = gauge(f"{word}_feeds", "", f"How many cabled feeds of a {word} are measured, stale or missing.")


AREAS: Mapping[AreaKind, AreaFamilies] = {kind: AreaFamilies(kind) for kind in AreaKind}
