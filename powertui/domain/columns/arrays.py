"""Arrays that the columns are made of, and sums over groups of their elements."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
"""Values; NaN where there is none."""
Rows: TypeAlias = npt.NDArray[np.int64]
"""Places in other arrays, counts or ids; `NOWHERE` where there is none."""
Bytes: TypeAlias = npt.NDArray[np.uint8]
"""Codes: a `Quality`, a place in a tuple of an enum's members."""
Flags: TypeAlias = npt.NDArray[np.bool_]

NOWHERE = -1


class Groups:
    """Which elements of an array belong to which row: several, one or none each, in order."""

    __slots__ = ("_filled", "_starts", "count", "members", "owners", "sizes")

    def __init__(self, members: Rows, sizes: Rows) -> None:
        """`members` are the elements, row after row; `sizes` says how many each row has."""
        self.count = len(sizes)
        self.members = members
        self.sizes = sizes
        self.owners: Rows = np.repeat(np.arange(self.count, dtype=np.int64), sizes)
        """The row of each member."""
        self._filled = np.flatnonzero(sizes)
        ends = np.cumsum(sizes)
        self._starts = (ends - sizes)[self._filled]

    @classmethod
    def of(cls, lists: Iterable[Sequence[int]]) -> "Groups":
        """From a sequence of elements for each row."""
        sizes: list[int] = []
        members: list[int] = []
        for each in lists:
            sizes.append(len(each))
            members.extend(each)
        return cls(np.array(members, dtype=np.int64), np.array(sizes, dtype=np.int64))

    @classmethod
    def by_owner(cls, owners: Rows, count: int) -> "Groups":
        """From the row of each element; what has no row (`NOWHERE`) is in none."""
        placed = np.flatnonzero(owners >= 0)
        order = placed[np.argsort(owners[placed], kind="stable")]
        return cls(order, np.bincount(owners[placed], minlength=count).astype(np.int64))

    def sums(self, values: Floats) -> Floats:
        """The sum of each row's members; `values` has one for each member. 0 for a row without any."""
        return np.bincount(self.owners, weights=values, minlength=self.count).astype(np.float64, copy=False)

    def counts(self, flags: Flags) -> Rows:
        """How many of each row's members are so."""
        return np.bincount(self.owners[flags], minlength=self.count).astype(np.int64)

    def greatest(self, values: Floats, otherwise: float) -> Floats:
        """The greatest of each row's members."""
        found = np.full(self.count, otherwise)
        if len(self._filled):
            found[self._filled] = np.maximum.reduceat(values, self._starts)
        return found

    def least(self, values: Floats, otherwise: float) -> Floats:
        """The least of each row's members."""
        found = np.full(self.count, otherwise)
        if len(self._filled):
            found[self._filled] = np.minimum.reduceat(values, self._starts)
        return found

    def worst(self, codes: Bytes) -> Bytes:
        """The greatest code of each row's members; 0 for a row without any."""
        found = np.zeros(self.count, dtype=np.uint8)
        if len(self._filled):
            found[self._filled] = np.maximum.reduceat(codes, self._starts)
        return found
