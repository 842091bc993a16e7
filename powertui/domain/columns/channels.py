"""All measured values of a plant in one array, each device's at its own place."""

import numpy as np

from powertui.domain.columns.arrays import Bytes, Floats, Rows
from powertui.domain.reading import MILLI, MISSING_RAW, Quality

NO_CHANNEL = 0
"""The channel of what a part does not measure: always missing."""

_RAW = np.dtype("<i8")


class Channels:
    """Values and qualities as last read. The first channel is `NO_CHANNEL`; constants come last."""

    __slots__ = ("_quality", "_raw", "_sampled_at_s", "_sizes", "_starts", "_target", "_value")

    def __init__(self, sizes: Rows, constants: Floats, constant_qualities: Bytes) -> None:
        """`sizes` says how many channels each target has; constants are facts, which never grow stale."""
        measured = int(sizes.sum())
        self._sizes = sizes
        self._starts: Rows = 1 + np.cumsum(sizes) - sizes
        count = 1 + measured + len(constants)
        self._raw = np.full(1 + measured, MISSING_RAW, dtype=np.int64)
        self._value: Floats = np.full(count, np.nan)
        self._quality: Bytes = np.full(count, Quality.MISSING, dtype=np.uint8)
        self._value[1 + measured :] = constants
        self._quality[1 + measured :] = constant_qualities
        # The last row stands for everything that has no moment of its own.
        self._sampled_at_s: Floats = np.full(len(sizes) + 1, np.nan)
        self._target: Rows = np.full(count, len(sizes), dtype=np.int64)
        self._target[1 : 1 + measured] = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)

    @property
    def first_constant(self) -> int:
        """The channel of the first constant."""
        return len(self._raw)

    def start(self, row: int) -> int:
        """The first channel of a target."""
        return int(self._starts[row])

    def sampled_at_s(self, row: int) -> float | None:
        """When a target's values were read; None if never."""
        moment = float(self._sampled_at_s[row])
        return None if np.isnan(moment) else moment

    @property
    def moments(self) -> Floats:
        """When each target's values were read; NaN if never."""
        return self._sampled_at_s[:-1]

    def take(self, row: int, sampled_at_s: float | None, values: bytes, qualities: bytes) -> None:
        """Put a target's newest batch into place, as the database holds it: 64-bit little-endian, and a byte each.

        A batch of another length is of another description: until the right one comes, nothing is known.
        """
        start, size = int(self._starts[row]), int(self._sizes[row])
        if sampled_at_s is None or len(qualities) != size or len(values) != size * _RAW.itemsize:
            self._raw[start : start + size] = MISSING_RAW
            self._quality[start : start + size] = Quality.MISSING
            self._sampled_at_s[row] = np.nan
            return
        self._raw[start : start + size] = np.frombuffer(values, dtype=_RAW)
        self._quality[start : start + size] = np.frombuffer(qualities, dtype=np.uint8)
        self._sampled_at_s[row] = sampled_at_s

    def judged(self, now_s: float, stale_after_s: float) -> "Judged":
        """All channels as of now: what is too old is stale, what is missing has no age."""
        measured = len(self._raw)
        is_missing = self._raw == MISSING_RAW
        values = self._value
        np.divide(self._raw, MILLI, out=values[:measured])
        values[:measured][is_missing] = np.nan
        is_old = now_s - self._sampled_at_s > stale_after_s
        quality = self._quality
        if is_old.any():
            is_stale = is_old[self._target] & ~np.isnan(values) & (quality < Quality.STALE)
            quality = np.where(is_stale, np.uint8(Quality.STALE), quality)
        return Judged(values, quality, self._sampled_at_s, self._target)


class Judged:
    """Every channel at one moment, to be looked up by channel numbers. Good until the next batch is taken."""

    __slots__ = ("_quality", "_sampled_at_s", "_target", "_value")

    def __init__(self, value: Floats, quality: Bytes, sampled_at_s: Floats, target: Rows) -> None:
        self._value = value
        self._quality = quality
        self._sampled_at_s = sampled_at_s
        self._target = target

    def values(self, channels: Rows) -> Floats:
        """NaN where there is none."""
        return self._value[channels]

    def qualities(self, channels: Rows) -> Bytes:
        return self._quality[channels]

    def moments(self, channels: Rows) -> Floats:
        """When each was sampled; NaN where there is no value, or it is a constant."""
        found: Floats = np.where(np.isnan(self._value[channels]), np.nan, self._sampled_at_s[self._target[channels]])
        return found

    @property
    def target_moments(self) -> Floats:
        """When each target was read; NaN if never."""
        return self._sampled_at_s[:-1]

    def quality_counts(self) -> Rows:
        """How many of each target's channels are of which quality: a row for each target, a place for each quality."""
        targets = len(self._sampled_at_s) - 1
        measured = self._target < targets
        # The first channel is nobody's, and constants are told once and not read.
        keys = self._target[measured] * len(Quality) + self._quality[measured]
        found: Rows = np.bincount(keys, minlength=targets * len(Quality)).astype(np.int64)
        return found.reshape(targets, len(Quality))

    def kept(self) -> "Judged":
        """The same, good for ever: the next batch changes nothing of it."""
        return Judged(self._value.copy(), self._quality.copy(), self._sampled_at_s.copy(), self._target)
