"""Branches as rows: those that a device reports, joined with the modelled ones of the same name, then the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from powertui.domain.columns.arrays import NOWHERE, Bytes, Floats, Groups, Rows
from powertui.domain.columns.described import DescribedTarget
from powertui.domain.columns.outlets import OutletRows
from powertui.domain.columns.parts import KIND_CODE, Parts
from powertui.domain.columns.places import LEG_CODE
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import chains_of
from powertui.domain.part_match import normal, printed
from powertui.domain.reading import Quantity, SubjectKind
from powertui.domain.reported import key_within_unit
from powertui.domain.topology import PduBranch

_BRANCH = KIND_CODE[SubjectKind.BRANCH]


@dataclass(slots=True)
class _Lists:
    ids: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    target: list[int] = field(default_factory=list)
    device_ids: list[int] = field(default_factory=list)
    leg: list[int] = field(default_factory=list)
    rated_a: list[float] = field(default_factory=list)
    outlets: list[Sequence[int]] = field(default_factory=list)


class BranchRows:
    """All branches of a plant."""

    def __init__(
        self, graph: PowerGraph, targets: Sequence[DescribedTarget], parts: Parts, outlets: OutletRows
    ) -> None:
        lists = _Lists()
        modelled: dict[int, list[PduBranch]] = {}
        for branch in graph.topology.pdu_branches:
            modelled.setdefault(branch.device_id, []).append(branch)
        rated_a = parts.facts(Quantity.RATED_CURRENT)
        seen: set[int] = set()
        for row, target in enumerate(targets):
            first, end = int(parts.first_of_target[row]), int(parts.first_of_target[row + 1])
            rows = np.flatnonzero(parts.kind[first:end] == _BRANCH) + first
            if not len(rows):
                continue
            devices = graph.kept(chains_of).devices(graph, target.device_id) if target.device_id is not None else ()
            known = [branch for device in devices for branch in modelled.get(device.id, ())]
            behind = _outlets_behind(row, parts, outlets)
            for part in rows:
                description = parts.description(int(part))
                texts = {normal(text) for text in (printed(description), description.key, key_within_unit(description))}
                same = next((one for one in known if one.id not in seen and normal(one.name) in texts), None)
                found = behind.get(description.key, ())
                if same is not None:
                    seen.add(same.id)
                    found = tuple(dict.fromkeys((*_rows_of(same, outlets), *found)))
                lists.parts.append(int(part))
                lists.target.append(row)
                lists.leg.append(LEG_CODE[same.leg] if same and same.leg else int(parts.leg[part]))
                head_id = NOWHERE if target.device_id is None else target.device_id
                _add(lists, same, same.device_id if same else head_id, float(rated_a[part]), found)
        for branch in graph.topology.pdu_branches:
            if branch.id not in seen:
                lists.parts.append(NOWHERE)
                lists.target.append(NOWHERE)
                lists.leg.append(LEG_CODE[branch.leg])
                _add(lists, branch, branch.device_id, np.nan, _rows_of(branch, outlets))
        self.count = len(lists.ids)
        self.ids: Rows = np.array(lists.ids, dtype=np.int64)
        self.row_of: Mapping[int, int] = {item: row for row, item in enumerate(lists.ids) if item >= 0}
        self.parts: Rows = np.array(lists.parts, dtype=np.int64)
        self.target: Rows = np.array(lists.target, dtype=np.int64)
        self.device_ids: Rows = np.array(lists.device_ids, dtype=np.int64)
        self.leg: Bytes = np.array(lists.leg, dtype=np.uint8)
        self.rated_a: Floats = np.array(lists.rated_a, dtype=np.float64)
        self.outlets = Groups.of(lists.outlets)
        """The outlets behind each."""
        self.of_outlet: Rows = np.full(outlets.count, NOWHERE, dtype=np.int64)
        self.of_outlet[self.outlets.members] = self.outlets.owners


def _add(lists: _Lists, branch: PduBranch | None, device_id: int, reported_a: float, outlets: Sequence[int]) -> None:
    lists.ids.append(branch.id if branch else NOWHERE)
    lists.device_ids.append(device_id)
    lists.rated_a.append(branch.rated_current_a if branch and branch.rated_current_a is not None else reported_a)
    lists.outlets.append(outlets)


def _outlets_behind(target: int, parts: Parts, outlets: OutletRows) -> Mapping[str, tuple[int, ...]]:
    """The outlet rows of a target by the branch that its device says feeds them."""
    found: dict[str, tuple[int, ...]] = {}
    for row in range(outlets.first_of_target[target], outlets.first_of_target[target + 1]):
        part = int(outlets.parts[row])
        branch = parts.description(part).branch if part >= 0 else ""
        if branch:
            found[branch] = (*found.get(branch, ()), row)
    return found


def _rows_of(branch: PduBranch, outlets: OutletRows) -> tuple[int, ...]:
    return tuple(outlets.row_of[outlet_id] for outlet_id in branch.outlet_ids if outlet_id in outlets.row_of)
