"""A PlantView of what stands out: made of the columns, for rules that judge objects one by one.

Going through it gives what the screening let through; asking it for an object by its id gives any object.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from powertui.domain.alerts import Alert, AlertKey, ObjectKind, RuleKind
from powertui.domain.columns.arrays import Flags
from powertui.domain.columns.bounds import longest_shown_s
from powertui.domain.columns.compiled import Compiled
from powertui.domain.columns.needs import Needs
from powertui.domain.columns.objects import OnDemand, RowObjects
from powertui.domain.columns.screening import Suspects, rows_of
from powertui.domain.columns.states import TargetStates
from powertui.domain.measured import MeasuredTarget
from powertui.domain.plant import PlantView, PollerHealth
from powertui.domain.rollup import AreaKind, AreaLoad, FeedLoad, OutletLoad
from powertui.domain.rules.settings import RuleSettings

_OF_PARTS = frozenset({ObjectKind.INLET, ObjectKind.BRANCH, ObjectKind.OUTLET, ObjectKind.SENSOR})

_OF_ANSWERS = frozenset({RuleKind.PDU_SILENT, RuleKind.TELEMETRY_STALE, RuleKind.PDU_REBOOTED, RuleKind.PDU_REPLACED})
"""What these say of a device does not rest on its parts: when thousands fall silent, thousands are not taken apart."""

_OF_WHAT_IS_GONE = frozenset({RuleKind.FEED_DARK, RuleKind.PANEL_DARK})
"""These rest on which devices are gone, and not on the feed's or panel's own load."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a round of evaluation begins with."""

    now_s: float
    stale_after_s: float
    revision: int
    model_revision: int
    poller: PollerHealth
    alerts: tuple[Alert, ...]
    """As a view has them."""
    open_keys: frozenset[AlertKey]
    """Of all that are open, pending ones included: whether they are over is judged in any case."""
    switched: frozenset[int] = frozenset()
    """Targets whose outlets were switched, or whose switching is still shown."""


class PartialViews:
    """Of one plant, by one set of rules."""

    def __init__(self, compiled: Compiled, settings: RuleSettings) -> None:
        self._compiled = compiled
        self._settings = settings
        self._needs: Needs | None = None
        self._target_of_subject: Mapping[int, int] | None = None
        self._targets_of_device: Mapping[int, Sequence[int]] | None = None
        feeders = compiled.feeders
        self._feeds_of_target: list[list[int]] = [[] for _ in compiled.targets]
        for row, found in enumerate(feeders.targets_of_feed):
            for target in found:
                self._feeds_of_target[target].append(row)

    def view(self, objects: RowObjects, states: TargetStates, suspects: Suspects, this: Round) -> PlantView:
        """What stands out, what has an alert, and what both are judged beside."""
        compiled, places = self._compiled, self._compiled.places
        whole: Flags = suspects.targets.copy()
        feeds: Flags = suspects.feeds.copy()
        racks: Flags = suspects.racks.copy()
        panels: Flags = suspects.panels.copy()
        bare = self._bare(states, suspects, this)
        self._mark(_Marks(whole, bare, feeds, racks, panels), this)
        told = whole | bare
        for row in rows_of(whole):
            feeds[self._feeds_of_target[row]] = True
        graph = compiled.graph
        for rows, of_area in (
            (places.racks.ids[racks].tolist(), graph.feeds_of_rack),
            (places.panels.ids[panels].tolist(), graph.feeds_of_panel),
        ):
            for area_id in rows:
                feeds[[places.feeds.row_of[feed.id] for feed in of_area(area_id)]] = True
        targets = {
            compiled.targets[row].id: objects.target(row) if whole[row] else objects.bare_target(row)
            for row in rows_of(told)
        }
        return PlantView(
            revision=this.revision,
            model_revision=this.model_revision,
            now_s=this.now_s,
            graph=graph,
            targets=self._targets(objects, targets),
            target_of_device={one.device_id: one.id for one in compiled.targets if one.device_id is not None},
            feeds=self._feeds(objects, feeds),
            outlets_of_target=self._outlets(objects, rows_of(whole)),
            panels=self._areas(objects, AreaKind.PANEL, places.panels.ids[panels].tolist()),
            racks=self._areas(objects, AreaKind.RACK, places.racks.ids[racks].tolist()),
            locations={},
            sites={},
            alerts=this.alerts,
            poller=this.poller,
        )

    # What else is judged

    def _mark(self, marks: "_Marks", this: Round) -> None:
        """What has an alert, and where something was switched."""
        places = self._compiled.places
        for key in this.open_keys:
            if key.rule in _OF_WHAT_IS_GONE:
                continue
            if key.object_kind is ObjectKind.FEED:
                _set(marks.feeds, places.feeds.row_of.get(key.object_id))
            elif key.object_kind is ObjectKind.RACK:
                _set(marks.racks, places.racks.row_of.get(key.object_id))
            elif key.object_kind is ObjectKind.PANEL:
                _set(marks.panels, places.panels.row_of.get(key.object_id))
            elif key.object_kind is ObjectKind.TARGET:
                _set(marks.bare if key.rule in _OF_ANSWERS else marks.targets, places.targets.row_of.get(key.object_id))
            elif key.object_kind is ObjectKind.DEVICE:
                marks.targets[list(self._of_device().get(key.object_id, ()))] = True
            elif key.object_kind in _OF_PARTS:
                _set(marks.targets, self._of_subject().get(key.object_id))
        for target_id in this.switched:
            _set(marks.targets, places.targets.row_of.get(target_id))

    def _bare(self, states: TargetStates, suspects: Suspects, this: Round) -> Flags:
        """Devices of which only that they answer counts: silent, stale or restarted ones, and one beside gone ones."""
        moments = self._compiled.parts.channels.moments
        with np.errstate(invalid="ignore"):
            is_stale = this.now_s - moments > this.stale_after_s
            is_new = this.now_s - states.rebooted_at_s <= self._longest_reboot_s()
        found: Flags = ~states.has_answered | is_stale | is_new
        is_silent = states.failures >= max(1, self._settings.silent_after_failures)
        is_counted = ~np.isnan(moments) & (self._compiled.places.targets.panel_ids < 0)
        gone = (is_silent | suspects.dark) & is_counted
        if gone.any():
            if self._needs is None:
                self._needs = Needs(self._compiled)
            found |= self._needs.beside(gone, is_counted)
        return found

    def _longest_reboot_s(self) -> float:
        return longest_shown_s(self._settings, RuleKind.PDU_REBOOTED)

    def _of_subject(self) -> Mapping[int, int]:
        if self._target_of_subject is None:
            parts = self._compiled.parts
            self._target_of_subject = dict(zip(parts.ids.tolist(), parts.target.tolist(), strict=True))
        return self._target_of_subject

    def _of_device(self) -> Mapping[int, Sequence[int]]:
        """By a load device: the targets that its cords hang on."""
        if self._targets_of_device is None:
            outlets = self._compiled.outlets
            found: dict[int, list[int]] = {}
            for device_id, target in zip(outlets.load_device_ids.tolist(), outlets.target.tolist(), strict=True):
                if device_id >= 0 and target >= 0:
                    found.setdefault(device_id, []).append(target)
            self._targets_of_device = found
        return self._targets_of_device

    # Its mappings

    def _targets(self, objects: RowObjects, chosen: Mapping[int, MeasuredTarget]) -> Mapping[int, MeasuredTarget]:
        row_of = self._compiled.places.targets.row_of
        return OnDemand(chosen, lambda target_id: objects.target(row_of[target_id]), row_of.__contains__)

    def _outlets(self, objects: RowObjects, rows: Iterable[int]) -> Mapping[int, tuple[OutletLoad, ...]]:
        row_of, targets = self._compiled.places.targets.row_of, self._compiled.targets
        chosen = {targets[row].id: objects.outlets(row) for row in rows}
        return OnDemand(chosen, lambda target_id: objects.outlets(row_of[target_id]), row_of.__contains__)

    def _feeds(self, objects: RowObjects, flags: Flags) -> Mapping[int, FeedLoad]:
        row_of, feeds = self._compiled.places.feeds.row_of, self._compiled.feeders.feeds
        chosen = {feeds[row].id: objects.feed(row) for row in rows_of(flags)}
        return OnDemand(chosen, lambda feed_id: objects.feed(row_of[feed_id]), row_of.__contains__)

    def _areas(self, objects: RowObjects, kind: AreaKind, ids: Iterable[int]) -> Mapping[int, AreaLoad]:
        graph = self._compiled.graph
        items = graph.panels if kind is AreaKind.PANEL else graph.racks

        def make(area_id: int) -> AreaLoad:
            return objects.area(kind, items[area_id])

        return OnDemand({area_id: make(area_id) for area_id in ids}, make, items.__contains__)


@dataclass(frozen=True, slots=True)
class _Marks:
    targets: Flags
    bare: Flags
    feeds: Flags
    racks: Flags
    panels: Flags


def _set(flags: Flags, row: int | None) -> None:
    if row is not None:
        flags[row] = True
