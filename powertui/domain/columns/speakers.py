"""Who speaks for a feed or an inlet: some units, their conductors and, where those are silent, some outlets.

On arrays what `domain.feed_load` does for one feed: the same parts, chosen and added up in the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from powertui.domain.columns.arrays import Bytes, Flags, Groups, Rows
from powertui.domain.columns.channels import Judged
from powertui.domain.columns.loads import BASIS_CODE, Amounts
from powertui.domain.columns.parts import KIND_CODE, Parts
from powertui.domain.columns.places import LEG_CODE
from powertui.domain.columns.sums import chosen, either, estimated, gathered, product, taken, total
from powertui.domain.reading import Leg, Quantity, SubjectKind
from powertui.domain.rollup import Basis

THREE = (LEG_CODE[Leg.A], LEG_CODE[Leg.B], LEG_CODE[Leg.C])
SINGLE = (LEG_CODE[None],)

_LINE, _PHASE = KIND_CODE[SubjectKind.LINE], KIND_CODE[SubjectKind.PHASE]
_NEUTRAL = LEG_CODE[Leg.NEUTRAL]


class _Role(IntEnum):
    """As what a part may speak for a leg."""

    LINE = 0
    PHASE = 1
    UNIT = 2


@dataclass(frozen=True, slots=True)
class Conductors:
    """What legs carry: a row for each leg."""

    active_power: Amounts
    apparent_power: Amounts
    current: Amounts
    voltage: Amounts
    power_factor: Amounts


@dataclass(frozen=True, slots=True)
class Spoken:
    """What each speaker says, and its legs."""

    active_power: Amounts
    apparent_power: Amounts
    basis: Bytes
    """INLET, OUTLETS or NOTHING; of a panel's meter INLET stands for its circuit."""
    legs: Conductors
    has_current: Flags


@dataclass(slots=True)
class SpeakerLists:
    """Speakers as they are found, one after another."""

    parts: Parts
    units: list[Sequence[int]] = field(default_factory=list)
    outlets: list[Sequence[int]] = field(default_factory=list)
    unmetered: list[bool] = field(default_factory=list)
    unit_phases: list[Sequence[int]] = field(default_factory=list)
    leg_counts: list[int] = field(default_factory=list)
    leg_members: list[Sequence[int]] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)

    def add(
        self,
        legs: Sequence[int],
        units: Sequence[int],
        conductors: Sequence[int],
        outlets: Sequence[int] = (),
        *,
        has_unmetered: bool = False,
    ) -> int:
        """A speaker's number. Units and conductors are rows of parts, outlets rows of outlets."""
        kind, leg, port = self.parts.kind, self.parts.leg, self.parts.port_ids
        self.units.append(units)
        self.outlets.append(outlets)
        self.unmetered.append(has_unmetered)
        sound = [row for row in conductors if leg[row] != _NEUTRAL]
        lines = [row for row in sound if kind[row] == _LINE]
        phases = [row for row in sound if kind[row] == _PHASE]
        for unit in units:
            self.unit_phases.append([row for row in phases if port[row] == port[unit]])
        self.leg_counts.append(len(legs))
        if len(legs) == 1:
            self._leg(lines, phases, units)
        else:
            for code in legs:
                self._leg([row for row in lines if leg[row] == code], [row for row in phases if leg[row] == code], ())
        return len(self.units) - 1

    def _leg(self, lines: Sequence[int], phases: Sequence[int], units: Sequence[int]) -> None:
        self.leg_members.append([*lines, *phases, *units])
        self.roles += [*[_Role.LINE] * len(lines), *[_Role.PHASE] * len(phases), *[_Role.UNIT] * len(units)]


class Speakers:
    """All speakers, compiled."""

    def __init__(self, lists: SpeakerLists) -> None:
        parts = lists.parts
        self._parts = parts
        self._units = Groups.of(lists.units)
        self._outlets = Groups.of(lists.outlets)
        self._unit_phases = Groups.of(lists.unit_phases)
        self._has_unmetered: Flags = np.array(lists.unmetered, dtype=np.bool_)
        self._legs = Groups.of(lists.leg_members)
        self._roles: Bytes = np.array(lists.roles, dtype=np.uint8)
        counts: Rows = np.array(lists.leg_counts, dtype=np.int64)
        self.first_leg: Rows = np.cumsum(counts) - counts
        """The row of each speaker's first leg."""
        self._leg_owner: Rows = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
        self._is_single: Flags = (counts == 1)[self._leg_owner]
        # What hangs on one inlet, on one leg: where its lines speak, its phases do not, or the other way round.
        ports = parts.port_ids[self._legs.members]
        _, inlet = np.unique(np.stack([self._legs.owners, ports]), axis=1, return_inverse=True)
        self._inlet: Rows = inlet.reshape(-1).astype(np.int64)
        self._inlet_count = int(self._inlet.max()) + 1 if len(self._inlet) else 0

    def speak(self, judged: Judged, outlet_power: Amounts, outlet_apparent: Amounts) -> Spoken:
        """What they all say now."""
        active_power = total(self._units, self._gathered(judged, Quantity.ACTIVE_POWER, self._units.members))
        apparent_power = estimated(total(self._units, self._unit_apparent(judged)), self._has_unmetered)
        is_silent = ~active_power.is_known & ~apparent_power.is_known
        of_outlets = estimated(total(self._outlets, taken(outlet_power, self._outlets.members)))
        apparent_of_outlets = estimated(total(self._outlets, taken(outlet_apparent, self._outlets.members)))
        basis = np.where(
            is_silent,
            np.where(
                of_outlets.is_known | apparent_of_outlets.is_known,
                np.uint8(BASIS_CODE[Basis.OUTLETS]),
                np.uint8(BASIS_CODE[Basis.NOTHING]),
            ),
            np.uint8(BASIS_CODE[Basis.INLET]),
        )
        legs = self._speak_of_legs(judged)
        return Spoken(
            active_power=estimated(chosen(is_silent, of_outlets, active_power), self._has_unmetered),
            apparent_power=chosen(is_silent, apparent_of_outlets, apparent_power),
            basis=basis,
            legs=legs,
            has_current=np.bincount(self._leg_owner, weights=legs.current.is_known, minlength=self._units.count) > 0,
        )

    def _gathered(self, judged: Judged, quantity: Quantity, rows: Rows) -> Amounts:
        return gathered(judged, self._parts.channel(quantity)[rows])

    def _apparent(self, judged: Judged, rows: Rows) -> Amounts:
        """Of each part its own VA, else its V x A as an estimate."""
        own = self._gathered(judged, Quantity.APPARENT_POWER, rows)
        voltage = self._gathered(judged, Quantity.VOLTAGE, rows)
        return either(own, product(voltage, self._gathered(judged, Quantity.CURRENT, rows)))

    def _unit_apparent(self, judged: Judged) -> Amounts:
        """A unit's own VA; else the sum of its phases'; else V x A of a single-phase unit."""
        units = self._units.members
        own = self._gathered(judged, Quantity.APPARENT_POWER, units)
        if bool(own.is_known.all()):
            return own
        by_phase = total(self._unit_phases, self._apparent(judged, self._unit_phases.members))
        return either(own, either(estimated(by_phase), estimated(self._apparent(judged, units))))

    def _speak_of_legs(self, judged: Judged) -> Conductors:
        legs, rows = self._legs, self._legs.members
        current = self._gathered(judged, Quantity.CURRENT, rows)
        counted = self._carriers(current)
        first = legs.least(np.where(counted, np.arange(len(rows), dtype=np.float64), np.inf), np.inf)
        has_any = np.isfinite(first)
        first_part = rows[np.where(has_any, first, 0).astype(np.int64)] if len(rows) else np.zeros(legs.count, np.int64)
        has_one = has_any & (legs.counts(counted) == 1)
        return Conductors(
            active_power=total(legs, self._gathered(judged, Quantity.ACTIVE_POWER, rows), counted),
            apparent_power=total(legs, self._apparent(judged, rows), counted),
            current=total(legs, current, counted),
            voltage=self._of_first(judged, Quantity.VOLTAGE, first_part, has_any),
            power_factor=self._of_first(judged, Quantity.POWER_FACTOR, first_part, has_one),
        )

    def _of_first(self, judged: Judged, quantity: Quantity, rows: Rows, where: Flags) -> Amounts:
        if not where.any():
            return gathered(judged, np.zeros(len(rows), dtype=np.int64))
        return gathered(judged, np.where(where, self._parts.channel(quantity)[rows], 0))

    def _carriers(self, current: Amounts) -> Flags:
        """Which members carry their legs.

        On three phases a device's lines, else its phases. On one phase an inlet's phases, else its line with most
        current, for what goes out on one line comes back on the other; where no conductor speaks, the units.
        """
        has_current = current.is_known
        is_single = self._is_single[self._legs.owners]
        is_line, is_phase = self._roles == _Role.LINE, self._roles == _Role.PHASE
        of_lines = self._any(has_current & is_line)
        of_phases = self._any(has_current & is_phase)
        carries = has_current & np.where(
            is_single,
            is_phase | (is_line & ~of_phases & self._is_greatest(current, is_line)),
            is_line | (is_phase & ~of_lines),
        )
        carries &= self._roles != _Role.UNIT
        is_spoken_for = (self._legs.counts(carries) > 0)[self._legs.owners]
        found: Flags = carries | ((self._roles == _Role.UNIT) & ~is_spoken_for)
        return found

    def _any(self, flags: Flags) -> Flags:
        """Of each member: whether any of its inlet on its leg is so."""
        found: Flags = (np.bincount(self._inlet[flags], minlength=self._inlet_count) > 0)[self._inlet]
        return found

    def _is_greatest(self, current: Amounts, is_line: Flags) -> Flags:
        """The line with most current of its inlet; of equal ones the last."""
        counted = is_line & current.is_known
        values = np.where(counted, current.value, -np.inf)
        greatest = np.full(self._inlet_count, -np.inf)
        np.maximum.at(greatest, self._inlet, values)
        places = np.where(counted & (values == greatest[self._inlet]), np.arange(len(values)), -1)
        last = np.full(self._inlet_count, -1)
        np.maximum.at(last, self._inlet, places)
        found: Flags = counted & (last[self._inlet] == np.arange(len(values)))
        return found
