"""ColumnReader: the plant's columns, filled from the database; only what changed is read again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from powertui.domain.columns.described import DescribedTarget
from powertui.domain.columns.plant import PlantColumns
from powertui.domain.columns.states import TargetState, TargetStates
from powertui.domain.graph import PowerGraph
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import SubjectDescription
from powertui.domain.topology import Topology
from powertui.storage.latest_store import LatestRow, load_latest
from powertui.storage.target_store import SubjectRow, load_subjects, load_targets
from powertui.storage.topology_store import load_topology, model_revision

_AT_ONCE = 500
"""Targets whose descriptions one statement asks for."""


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
        self._subjects: dict[int, tuple[SubjectRow, ...]] = {}
        self._description_revisions: dict[int, int] = {}
        self._known: dict[SubjectDescription, SubjectDescription] = {}
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
        for start in range(0, len(renewed), _AT_ONCE):
            found = load_subjects(connection, renewed[start : start + _AT_ONCE])
            for target_id, subjects in found.items():
                self._subjects[target_id] = tuple(self._shared(subject) for subject in subjects)
        wanted = frozenset(renewed)
        self._description_revisions.update(
            {row.target_id: row.description_revision for row in rows if row.target_id in wanted}
        )
        return bool(renewed)

    def _shared(self, subject: SubjectRow) -> SubjectRow:
        """Devices of one type describe their parts in the same words: these are kept once."""
        described = self._known.setdefault(subject.description, subject.description)
        return replace(subject, description=described)

    def _compile(self) -> FilledColumns:
        described = [
            DescribedTarget(
                target.id, target.name, target.device_id, target.power_panel_id, self._subjects.get(target.id, ())
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
