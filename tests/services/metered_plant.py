"""A small plant whose loads are known functions of time, polled through the real stores."""

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Engine

from powertui.domain.energy_groups import Grouping, counted_once, energy_groups
from powertui.domain.energy_meters import PlantMeters
from powertui.domain.energy_report import Billing, EnergyReport, EnergyRow
from powertui.domain.graph import PowerGraph
from powertui.domain.history import HistoryScope
from powertui.domain.measured import bind
from powertui.domain.panel_meter import bind_panel
from powertui.domain.periods import Period
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import MISSING_RAW, Quality, Quantity, ReadingBatch, SubjectDescription, SubjectKind
from powertui.domain.reading import TargetDescription as Description
from powertui.domain.topology import Topology
from powertui.services.energy_report import energy_report
from powertui.services.live import LivePlant
from powertui.services.upkeep import Upkeep
from powertui.storage.engine import writing
from powertui.storage.history_layout import HistoryLayout, history_layout
from powertui.storage.latest_store import Attempt
from powertui.storage.reading_store import save_attempts
from powertui.storage.target_store import save_description
from powertui.storage.topology_store import note_change, save_topology
from tests.clocks import StillClock

POWER_AND_COUNTER = (Quantity.ACTIVE_POWER, Quantity.APPARENT_POWER, Quantity.CURRENT, Quantity.ENERGY)
POWER_ONLY = (Quantity.ACTIVE_POWER, Quantity.CURRENT)
VOLTS = 230

Power = Callable[[int], float]
"""W at a second; constant over each quarter of an hour."""


@dataclass
class Meter:
    """A part of a device that measures a load, and what becomes of its counter."""

    kind: SubjectKind
    key: str
    power: Power
    quantities: tuple[Quantity, ...] = POWER_AND_COUNTER
    reset_at_s: Mapping[int, int] = field(default_factory=dict)
    """From this second on the counter goes on from this value: a reset, or another device."""
    step_wh: int = 1


@dataclass
class MeteredPlant:
    """A model, its meters by poll target, and what was polled of them."""

    engine: Engine
    topology: Topology
    meters: Mapping[int, tuple[Meter, ...]]
    interval_s: int = 300
    is_silent: Callable[[int, int], bool] = lambda _target, _slot: False
    """Whether a target (id) does not answer at a slot."""

    def poll(self, since_s: int, until_s: int) -> None:
        """Every slot of a span, energy counted from its beginning on."""
        layouts = self._staged()
        attempts = (
            attempt for target_id in self.meters for attempt in self._polls(target_id, layouts, since_s, until_s)
        )
        waiting: dict[int, list[Attempt]] = {}
        for attempt in attempts:
            waiting.setdefault(attempt.slot_s // 86_400, []).append(attempt)
        for day in sorted(waiting):
            with writing(self.engine) as connection:
                save_attempts(connection, sorted(waiting[day], key=lambda attempt: attempt.slot_s))

    def keep_up(self, now_s: int) -> None:
        """Pack the days that are over; roll up the quarters of the one that is."""
        upkeep = Upkeep(self.engine)
        upkeep.run_compaction(now_s)
        upkeep.run_rollup(now_s + 90)

    def report(self, grouping: Grouping, period: Period, billing: Billing | None = None) -> EnergyReport:
        view = LivePlant(self.engine, StillClock(float(period.until_s))).refresh()
        assert view is not None
        meters = PlantMeters(view.graph, view.targets.values())
        groups = energy_groups(meters, grouping)
        return energy_report(self.engine, groups, counted_once(meters, groups), billing or Billing(period, None))

    def rows(self, grouping: Grouping, period: Period, billing: Billing | None = None) -> dict[str, EnergyRow]:
        return {row.name: row for row in self.report(grouping, period, billing).rows}

    def _staged(self) -> dict[int, HistoryLayout]:
        graph = PowerGraph(self.topology)
        with writing(self.engine) as connection:
            save_topology(connection, replace(self.topology, poll_targets=tuple(self._targets())))
            note_change(connection, at_s=0.0, source="test", summary="the plant")
            layouts = {}
            for target in self._targets():
                subjects = tuple(
                    SubjectDescription(meter.kind, meter.key, label=meter.key, quantities=meter.quantities)
                    for meter in self.meters[target.id]
                )
                description = Description("f", "v", subjects=subjects)
                bindings = (
                    bind(graph, target.device_id, description)
                    if target.device_id is not None
                    else bind_panel(graph, target.power_panel_id or 0, description)
                )
                ids = save_description(connection, target.id, description, bindings)
                layouts[target.id] = history_layout(ids, subjects, HistoryScope())
        return layouts

    def _targets(self) -> Iterable[PollTarget]:
        """Target n polls device n; from 100 on, panel n - 100."""
        for number in self.meters:
            name = f"target-{number}"
            device_id, panel_id = (number, None) if number < 100 else (None, number - 100)
            yield PollTarget(
                number,
                name,
                "192.0.2.1",
                161,
                "lab",
                device_id=device_id,
                interval_s=self.interval_s,
                power_panel_id=panel_id,
            )

    def _polls(
        self, target_id: int, layouts: Mapping[int, HistoryLayout], since_s: int, until_s: int
    ) -> Iterable[Attempt]:
        counters_wh = [0.0] * len(self.meters[target_id])
        for slot_s in range(since_s, until_s, self.interval_s):
            raw: list[int] = []
            for place, meter in enumerate(self.meters[target_id]):
                for at_s, value_wh in meter.reset_at_s.items():
                    if slot_s - self.interval_s < at_s <= slot_s:
                        counters_wh[place] = value_wh + meter.power(at_s) * (slot_s - at_s) / 3600
                watts = meter.power(slot_s)
                shown_wh = int(counters_wh[place] + 1e-6) // meter.step_wh * meter.step_wh
                values = {
                    Quantity.ACTIVE_POWER: round(watts * 1000),
                    Quantity.APPARENT_POWER: round(watts * 1000),
                    Quantity.CURRENT: round(watts * 1000 / VOLTS),
                    Quantity.ENERGY: shown_wh,
                }
                raw += (values.get(quantity, MISSING_RAW) for quantity in meter.quantities)
                counters_wh[place] += watts * self.interval_s / 3600
            if self.is_silent(target_id, slot_s):
                continue
            batch = ReadingBatch(slot_s + 1.0, array("q", raw), bytes([Quality.GOOD] * len(raw)), uptime_s=100.0)
            yield Attempt(target_id, slot_s, slot_s + 1.0, 0.1, batch, None, layouts[target_id])


def energy_kwh(power: Power, since_s: int, until_s: int) -> float:
    """By hand: quarter after quarter."""
    return sum(power(start_s) for start_s in range(since_s, until_s, 900)) / 4 / 1000
