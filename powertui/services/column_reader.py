"""ColumnReader: the plant's columns, filled from the database; only what changed is read again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from powertui.domain.columns.described import NO_PARTS, DescribedTarget, PackedParts
from powertui.domain.columns.plant import PlantColumns
from powertui.domain.columns.states import TargetState, TargetStates
from powertui.domain.graph import PowerGraph
from powertui.domain.poll_target import PollTarget
from powertui.domain.topology import Topology
from powertui.storage.latest_store import LatestRow, load_latest
from powertui.storage.part_reader import PartReader
from powertui.storage.target_store import load_targets
from powertui.storage.topology_store import load_topology, model_revision


@dataclass(slots=True)
class FilledColumns:
    """One model and one set of descriptions, with the newest readings: another object once either changes."""

    columns: PlantColumns
    states: TargetStates


class ColumnReader:
    """Holds what it has read, and reads what is newer. For one thread at a time."""

    def __init__(self) -> None:
        self._graph = PowerGraph(Topology())
        self._model_revision = -1
        self._targets: Mapping[int, PollTarget] = {}
        self._parts_of = PartReader()
        self._parts: dict[int, PackedParts] = {}
        self._description_revisions: dict[int, int] = {}
        self._revision = 0
        self._filled: FilledColumns | None = None

    @property
    def model_revision(self) -> int:
        """Of the model that was read last."""
        return self._model_revision

    @property
    def revision(self) -> int:
        """Of the newest reading."""
        return self._revision

    def read(self, connection: Connection) -> FilledColumns | None:
        """The plant as the database has it; None while it holds none."""
        revision = model_revision(connection)
        if revision == 0:
            return None
        if revision != self._model_revision:
            self._graph = PowerGraph(load_topology(connection))
            self._targets = {target.id: target for target in load_targets(connection)}
            self._model_revision = revision
            self._begin_anew()
        rows = load_latest(connection, self._revision)
        if self._describe(connection, rows) and self._filled is not None:
            self._begin_anew()
            rows = load_latest(connection, self._revision)
        filled = self._filled = self._filled or self._compile()
        self._take(filled, rows)
        return filled

    def _begin_anew(self) -> None:
        self._filled = None
        self._revision = 0

    def _describe(self, connection: Connection, rows: Sequence[LatestRow]) -> bool:
        """Whether any description is new."""
        renewed = [
            row.target_id
            for row in rows
            if row.target_id in self._targets
            and self._description_revisions.get(row.target_id) != row.description_revision
        ]
        if renewed:
            found = self._parts_of.read(connection, renewed)
            self._parts.update({target_id: found.get(target_id, NO_PARTS) for target_id in renewed})
        wanted = frozenset(renewed)
        self._description_revisions.update(
            {row.target_id: row.description_revision for row in rows if row.target_id in wanted}
        )
        return bool(renewed)

    def _compile(self) -> FilledColumns:
        described = [
            DescribedTarget(
                target.id, target.name, target.device_id, target.power_panel_id, self._parts.get(target.id, NO_PARTS)
            )
            for target in self._targets.values()
        ]
        return FilledColumns(PlantColumns(self._graph, described), TargetStates(len(described)))

    def _take(self, filled: FilledColumns, rows: Sequence[LatestRow]) -> None:
        row_of = filled.columns.places.targets.row_of
        for row in rows:
            self._revision = max(self._revision, row.revision)
            place = row_of.get(row.target_id)
            if place is None:
                continue
            filled.columns.take(row.target_id, row.sampled_at_s, row.values, row.qualities)
            filled.states.put(place, _state(row, self._targets[row.target_id]))


def _state(row: LatestRow, target: PollTarget) -> TargetState:
    return TargetState(
        outcome=row.outcome,
        detail=row.detail,
        failures=row.failures,
        attempted_at_s=row.attempted_at_s,
        latency_s=row.latency_s,
        uptime_s=row.uptime_s,
        rebooted_at_s=row.rebooted_at_s,
        family=row.family,
        vendor=row.vendor,
        model=row.model,
        serial=row.serial,
        firmware=row.firmware,
        host=target.host,
        port=target.port,
    )
