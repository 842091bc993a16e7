"""What goes wrong in the simulated plant, and when: a script that repeats.

Times are seconds since the simulator's start. Everything here is a question about one moment; nothing is remembered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from collectors.simulator.hardware import SimulatedLoad, SimulatedPdu

DEMO_PERIOD_S = 900.0


@dataclass(frozen=True, slots=True)
class Window:
    """From `start_s` until just before `end_s`."""

    start_s: float
    end_s: float

    def holds(self, at_s: float) -> bool:
        return self.start_s <= at_s < self.end_s


@dataclass(frozen=True, slots=True)
class Surge:
    """A load's demand climbs by `extra_w` over `ramp_s`, stays, and falls back over `ramp_s` until the window's end."""

    load: str
    extra_w: float
    window: Window
    ramp_s: float

    def extra_at(self, at_s: float) -> float:
        """Watts on top of the usual, at a time within the script's period."""
        rise = (at_s - self.window.start_s) / self.ramp_s
        fall = (self.window.end_s - at_s) / self.ramp_s
        return self.extra_w * max(0.0, min(1.0, rise, fall))

    def energy_until(self, at_s: float) -> float:
        """Watt-seconds on top of the usual, from the period's start until `at_s`: the integral of `extra_at`."""
        start_s, end_s = self.window.start_s, self.window.end_s
        rise_s = min(max(0.0, at_s - start_s), self.ramp_s)
        full_s = min(max(0.0, at_s - start_s - self.ramp_s), end_s - start_s - 2 * self.ramp_s)
        fall_s = min(max(0.0, at_s - (end_s - self.ramp_s)), self.ramp_s)
        return self.extra_w * (rise_s**2 / (2 * self.ramp_s) + full_s + fall_s - fall_s**2 / (2 * self.ramp_s))


@dataclass(frozen=True, slots=True)
class DeadCord:
    """A cord carries nothing, by the outlet it is plugged into; the load's other cords take over."""

    outlet_id: int
    window: Window


@dataclass(frozen=True, slots=True)
class LostPower:
    """A PDU has no power: its outlets are dead and its agent is silent."""

    device_id: int
    window: Window


@dataclass(frozen=True, slots=True)
class Silence:
    """A PDU's agent does not answer; the power flows on."""

    device_id: int
    window: Window


@dataclass(frozen=True, slots=True)
class Reboot:
    """A PDU's agent restarts: silent during the window, then its uptime begins anew; the power flows on."""

    device_id: int
    window: Window


Event = Surge | DeadCord | LostPower | Silence | Reboot


@dataclass(frozen=True, slots=True)
class Script:
    """Events within one period, which repeats for ever."""

    events: tuple[Event, ...] = ()
    period_s: float = DEMO_PERIOD_S

    def within_period(self, at_s: float) -> float:
        return at_s % self.period_s

    def extra_w(self, load: str, at_s: float) -> float:
        """Watts that the script adds to a load's demand."""
        phase_s = self.within_period(at_s)
        return sum(surge.extra_at(phase_s) for surge in self.surges(load))

    def extra_ws(self, load: str, at_s: float) -> float:
        """Watt-seconds that the script has added since the start."""
        periods, phase_s = divmod(at_s, self.period_s)
        return sum(
            periods * surge.energy_until(self.period_s) + surge.energy_until(phase_s) for surge in self.surges(load)
        )

    def surges(self, load: str) -> Iterator[Surge]:
        return (event for event in self.events if isinstance(event, Surge) and event.load == load)

    def cord_is_dead(self, outlet_id: int, at_s: float) -> bool:
        phase_s = self.within_period(at_s)
        return any(
            event.window.holds(phase_s)
            for event in self.events
            if isinstance(event, DeadCord) and event.outlet_id == outlet_id
        )

    def has_power(self, device_id: int, at_s: float) -> bool:
        phase_s = self.within_period(at_s)
        return not any(
            event.window.holds(phase_s)
            for event in self.events
            if isinstance(event, LostPower) and event.device_id == device_id
        )

    def answers(self, device_id: int, at_s: float) -> bool:
        """Whether a PDU's agent answers at that moment."""
        phase_s = self.within_period(at_s)
        return not any(event.window.holds(phase_s) for event in self._outages(device_id))

    def booted_at_s(self, device_id: int, at_s: float) -> float | None:
        """When the agent last restarted; None if not since the simulator's start."""
        return max(self._boots(device_id, at_s), default=None)

    def boots(self, device_id: int, at_s: float) -> int:
        """How often the agent has restarted since the simulator's start."""
        ends = [event.window.end_s for event in self._outages(device_id) if not isinstance(event, Silence)]
        return sum(1 + int((at_s - end_s) // self.period_s) for end_s in ends if at_s >= end_s)

    def _boots(self, device_id: int, at_s: float) -> Iterator[float]:
        for event in self._outages(device_id):
            end_s = event.window.end_s
            if not isinstance(event, Silence) and at_s >= end_s:
                yield end_s + (at_s - end_s) // self.period_s * self.period_s

    def _outages(self, device_id: int) -> Iterator[LostPower | Silence | Reboot]:
        return (
            event
            for event in self.events
            if isinstance(event, LostPower | Silence | Reboot) and event.device_id == device_id
        )

    def switching_times(self, outlet_ids: Sequence[int], device_ids: Sequence[int]) -> tuple[float, ...]:
        """The moments within a period at which one of these cords or PDUs dies or comes back, in order."""
        moments = set()
        for event in self.events:
            touches = (isinstance(event, DeadCord) and event.outlet_id in outlet_ids) or (
                isinstance(event, LostPower) and event.device_id in device_ids
            )
            if touches:
                moments |= {event.window.start_s, event.window.end_s}
        return tuple(sorted(moments))


def demo_script(pdus: Sequence[SimulatedPdu], loads: Sequence[SimulatedLoad]) -> Script:
    """The demo's quarter of an hour."""
    device_ids = {pdu.name: pdu.device_id for pdu in pdus}
    by_name = {load.name: load for load in loads}
    first_nodes = Window(15, 420)
    other_nodes = Window(75, 405)
    return Script(
        (
            # A batch job starts on two GPU servers that share a leg, and reaches the other four a minute later.
            *(Surge(f"srv-gpu{number:02}", 1420, first_nodes, ramp_s=30) for number in (1, 4)),
            *(Surge(f"srv-gpu{number:02}", 1420, other_nodes, ramp_s=30) for number in (2, 3, 5, 6)),
            DeadCord(by_name["srv-db03"].cords[0].outlet_id, Window(35, 395)),
            Silence(device_ids["pdu-r05-a"], Window(60, 180)),
            Reboot(device_ids["pdu-r09-b"], Window(80, 92)),
        )
    )
