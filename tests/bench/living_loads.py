"""What the PDUs of a big plant read, cycle after cycle: loads that wobble all the time, and step now and then."""

from array import array
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from powertui.domain.reading import Leg, Quality, Quantity, Reading, ReadingBatch, SubjectDescription, SubjectKind

OUTLETS = 24
BRANCHES = 6
VOLTS = 230.9
WOBBLE = 0.015
"""A load's standard deviation from cycle to cycle: 1.5 %."""
STEPS = 0.0005
"""The part of the loads that become something else in a cycle."""
DENSE = 0.01
"""The part of the racks whose feeds are near or over their limit."""
DEAD = 0.001
"""The part of the loads with a cord that carries nothing."""

_UNIT = (Quantity.ACTIVE_POWER, Quantity.APPARENT_POWER, Quantity.ENERGY, Quantity.POWER_FACTOR)
_PHASE = (
    Quantity.CURRENT,
    Quantity.VOLTAGE,
    Quantity.ACTIVE_POWER,
    Quantity.APPARENT_POWER,
    Quantity.POWER_FACTOR,
)
_BRANCH = (Quantity.CURRENT,)
_OUTLET = (
    Quantity.STATE,
    Quantity.CURRENT,
    Quantity.ACTIVE_POWER,
    Quantity.APPARENT_POWER,
    Quantity.POWER_FACTOR,
    Quantity.ENERGY,
)
_RATED = (Reading(Quantity.RATED_CURRENT, 16.0, Quality.GOOD),)

Grid = npt.NDArray[np.float64]


def described_parts() -> tuple[SubjectDescription, ...]:
    """A three-phase PDU with branches and metered, switched outlets."""
    return (
        SubjectDescription(SubjectKind.UNIT, "1", "1", quantities=_UNIT, facts=_RATED),
        *(
            SubjectDescription(SubjectKind.PHASE, f"L{number}", "1", leg=leg, quantities=_PHASE)
            for number, leg in enumerate((Leg.A, Leg.B, Leg.C), start=1)
        ),
        *(
            SubjectDescription(SubjectKind.BRANCH, f"B{number}", "1", quantities=_BRANCH, facts=_RATED)
            for number in range(1, BRANCHES + 1)
        ),
        *(
            SubjectDescription(
                SubjectKind.OUTLET,
                str(number + 1),
                "1",
                branch=f"B{number * BRANCHES // OUTLETS + 1}",
                quantities=_OUTLET,
            )
            for number in range(OUTLETS)
        ),
    )


class LivingLoads:
    """Each load hangs on the same outlet of both PDUs of its rack and takes about half from each."""

    def __init__(self, racks: int, seed: int = 7) -> None:
        self._random = np.random.default_rng(seed)
        self._load_w = self._random.uniform(80, 330, (racks, OUTLETS))
        self._share = self._random.uniform(0.46, 0.54, (racks, OUTLETS))
        self._share[self._random.random(self._share.shape) < DEAD] = 1.0
        self._scale = np.where(self._random.random((racks, 1)) < DENSE, 3.2, 1.0)
        self._factor = self._random.uniform(0.93, 0.99, (racks, OUTLETS))
        self._kwh = self._random.uniform(100, 9000, (2 * racks, OUTLETS))

    def batches(self, sampled_at_s: float) -> Iterator[ReadingBatch]:
        """The next readings of all PDUs: of each rack A and B."""
        self._move()
        values = np.round(1000 * self._values()).astype("<i8")
        qualities = bytes(values.shape[1])
        for row in values:
            yield ReadingBatch(sampled_at_s, array("q", row.tobytes()), qualities, 1e6)

    def _move(self) -> None:
        self._load_w *= 1 + self._random.normal(0, WOBBLE, self._load_w.shape)
        steps = self._random.random(self._load_w.shape) < STEPS
        self._load_w[steps] = self._random.uniform(80, 330, int(steps.sum()))
        # The wobble is not to wander off.
        np.clip(self._load_w, 60, 360, out=self._load_w)

    def _values(self) -> Grid:
        racks = len(self._load_w)
        watts = np.empty((2 * racks, OUTLETS))
        watts[0::2] = self._load_w * self._share * self._scale
        watts[1::2] = self._load_w * (1 - self._share) * self._scale
        factor = np.repeat(self._factor, 2, axis=0)
        apparent = watts / factor
        self._kwh += watts / 1000 / 120
        amps = apparent / VOLTS
        outlets = np.stack([np.ones_like(watts), amps, watts, apparent, factor, self._kwh], axis=2)
        by_leg = [part.reshape(len(watts), 3, OUTLETS // 3).sum(axis=2) for part in (amps, watts, apparent)]
        leg_a, leg_w, leg_va = by_leg
        phases = np.stack([leg_a, np.full_like(leg_a, VOLTS), leg_w, leg_va, leg_w / leg_va], axis=2)
        branches = amps.reshape(len(watts), BRANCHES, OUTLETS // BRANCHES).sum(axis=2)
        total_w, total_va = watts.sum(axis=1), apparent.sum(axis=1)
        units = np.stack([total_w, total_va, self._kwh.sum(axis=1), total_w / total_va], axis=1)
        flat = (units, phases.reshape(len(watts), -1), branches, outlets.reshape(len(watts), -1))
        return np.concatenate(flat, axis=1)
