"""A scale that a person has set for one column of some devices, because the profile's is wrong there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from fractions import Fraction

from powertui.domain.reading import QUANTITY_BY_KEY, Quantity, SubjectKind

_OID = re.compile(r"\.?[0-2](\.\d{1,10}){3,127}")
_UNSCALED = frozenset(
    {
        Quantity.STATE,
        Quantity.LOAD_STATE,
        Quantity.STATUS,
        Quantity.WIRING,
        Quantity.SELECTED_SOURCE,
        Quantity.REDUNDANCY,
        Quantity.BANK,
        Quantity.CIRCUIT,
    }
)
"""Words and names, not numbers."""


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """Which columns of a profile: one by its OID, or those of a quantity of one kind of parts."""

    oid: tuple[int, ...] = ()
    kind: SubjectKind | None = None
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class ScaleOverride:
    """For devices that `target` fits: raw x `scale` is the value in the quantity's unit, whatever else is said."""

    target: str
    """A name, an address, `address:port`, a family or `family/model`; `*` and `?` stand for any text and character."""
    column: ColumnChoice
    scale: Fraction

    def fits(self, names: Iterable[str]) -> bool:
        """Whether a device with one of these names is meant; capitals make no difference."""
        pattern = self.target.casefold()
        return any(fnmatchcase(name.casefold(), pattern) for name in names)


def column_choice(text: str) -> ColumnChoice:
    """`1.3.6.1.4.1.318.1.1.26.4.3.1.5` or `outlet current_a`; raises ValueError with what is wrong."""
    if _OID.fullmatch(text):
        return ColumnChoice(oid=tuple(map(int, text.strip(".").split("."))))
    kind, _, key = text.partition(" ")
    kinds = {one.value: one for one in SubjectKind}
    quantity = QUANTITY_BY_KEY.get(key.strip())
    if kind not in kinds or quantity is None:
        raise ValueError(
            f"is {text!r}, which is neither a column's numeric OID nor a part and its quantity: right would be "
            f'"1.3.6.1.4.1.318.1.1.26.4.3.1.5" or "outlet current_a"; parts are {", ".join(kinds)}'
        )
    if quantity in _UNSCALED:
        raise ValueError(f"names {key.strip()}, which is no number and has no scale")
    return ColumnChoice(kind=kinds[kind], quantity=quantity)
