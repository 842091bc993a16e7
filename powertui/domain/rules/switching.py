"""Which outlets changed their switch from one look at the plant to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from powertui.domain.reading import OutletState, Quality
from powertui.domain.rollup import OutletLoad

_SETTLED = frozenset({OutletState.OFF, OutletState.ON})
_TOLD = 4


@dataclass(frozen=True, slots=True)
class Switching:
    """Of one polled device: what was switched, and when that was seen."""

    at_s: float
    sentence: str
    cuts_load: bool = False
    """An outlet with something plugged in is off now."""


States = Mapping[int, bool]
"""Whether an outlet is on, by its subject's id."""


def outlet_states(outlets_of_target: Mapping[int, Sequence[OutletLoad]]) -> dict[int, bool]:
    """The switches that are told freshly and are not under way."""
    return {
        load.subject.id: round(load.state.value) == OutletState.ON
        for loads in outlets_of_target.values()
        for load in loads
        if load.subject is not None
        and load.state.value is not None
        and load.state.quality < Quality.STALE
        and round(load.state.value) in _SETTLED
    }


def switchings(
    before: States, outlets_of_target: Mapping[int, Sequence[OutletLoad]], now: States, now_s: float
) -> dict[int, Switching]:
    """By target. What was not known before has not changed."""
    found: dict[int, Switching] = {}
    for target_id, loads in outlets_of_target.items():
        changed = [
            load
            for load in loads
            if load.subject is not None
            and load.subject.id in before
            and before[load.subject.id] != now.get(load.subject.id, before[load.subject.id])
        ]
        if changed:
            told = ", ".join(_told(load, now) for load in changed[:_TOLD])
            more = f" and {len(changed) - _TOLD} more" if len(changed) > _TOLD else ""
            cuts = any(load.subject is not None and not now[load.subject.id] and load.load_port for load in changed)
            found[target_id] = Switching(now_s, f"switched: {told}{more}", cuts)
    return found


def _told(load: OutletLoad, now: States) -> str:
    state = "on" if load.subject is not None and now[load.subject.id] else "off"
    plugged = f" ({load.load_device.name})" if load.load_device is not None and load.load_device.name else ""
    return f"outlet {load.number} {state}{plugged}"
