"""Columns that every table with measured loads beside modelled ones has."""

from typing import Protocol, TypeVar

from powertui.presenters import cells
from powertui.presenters.table import Column


class Compared(Protocol):
    """A row whose measured load stands beside a modelled one."""

    @property
    def delta_pct(self) -> float | None:
        """By how much what is measured is above the model, in %."""


class Modelled(Protocol):
    """A row that tells its modelled draw."""

    @property
    def modelled_w(self) -> int | None:
        """None where nothing is modelled."""


_Compared = TypeVar("_Compared", bound=Compared)
_Modelled = TypeVar("_Modelled", bound=Modelled)


def delta_column(width: int, *, priority: int) -> Column[_Compared]:
    """The difference between measured and modelled."""
    return Column(
        "delta",
        "Δ",
        width,
        lambda row, _: cells.delta_percent(row.delta_pct),
        lambda row: row.delta_pct,
        right=True,
        priority=priority,
        descends=True,
    )


def model_column(*, priority: int = 0) -> Column[_Modelled]:
    """The modelled draw, in W."""
    return Column(
        "model",
        "Model",
        6,
        lambda row, _: cells.plain_number(row.modelled_w),
        lambda row: row.modelled_w,
        right=True,
        priority=priority,
        descends=True,
    )
