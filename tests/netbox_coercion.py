"""Foreign values made ours as NetBox's own models make them: 12.5 V becomes 12, an unknown status is refused.

NetBox's recorded attempts save plain Python values, which this takes in: one `ForeignObject` for each row, asked field
by field. A refused value counts as left out, so that `refusals` tells all that is wrong with a row at once.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar

from powertui.domain.choices import TerminationKind
from powertui.domain.validate.report import Refusal

_Choice = TypeVar("_Choice", bound=Enum)

_TRUE, _FALSE = ("true", "yes", "1", "t", "y", "on"), ("false", "no", "0", "f", "n", "off", "")


class ForeignObject:
    """One row of a foreign format: its values by NetBox's field names, and what is refused of them."""

    def __init__(self, kind: str, name: str, values: Mapping[str, Any]) -> None:
        self._kind = kind
        self._name = name
        self._values = values
        self._refusals: list[Refusal] = []

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """What could not be taken."""
        return tuple(self._refusals)

    def refuse(self, field: str | None, message: str) -> None:
        """Note what cannot be taken."""
        self._refusals.append(Refusal(self._kind, self._name, field, message))

    def text(self, field: str, default: str = "") -> str:
        """A text; null is none."""
        value = self._values.get(field)
        return default if value is None else str(value)

    def integer(self, field: str, default: int) -> int:
        """A whole number; the default where there is none."""
        found = self.integer_or_none(field)
        return default if found is None else found

    def integer_or_none(self, field: str) -> int | None:
        """A whole number. A fraction is cut off, as NetBox cuts it: 99.6 is 99; a text must be whole."""
        value = self._values.get(field)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            self.refuse(field, f"{value!r} is no whole number")
            return None

    def number_or_none(self, field: str) -> float | None:
        """A number that may have a fraction."""
        value = self._values.get(field)
        if value is None or value == "":
            return None
        try:
            return float(value)
        except (TypeError, ValueError, OverflowError):
            self.refuse(field, f"{value!r} is no number")
            return None

    def flag(self, field: str, *, default: bool = False) -> bool:
        """True or false; in texts also yes, no, 1, 0."""
        value = self._values.get(field)
        if value is None:
            return default
        word = str(value).strip().casefold()
        if word in _TRUE:
            return True
        if word not in _FALSE:
            self.refuse(field, f"{value!r} is neither true nor false")
        return False if word in _FALSE else default

    def choice(self, field: str, default: _Choice, known_as: Mapping[str, _Choice] | None = None) -> _Choice:
        """A choice that figures depend on; `known_as`: what slugs of someone's own (NetBox: FIELD_CHOICES) count as."""
        found = self._chosen(field, type(default), known_as)
        return default if found is None else found

    def choice_or_none(self, field: str, kind: type[_Choice]) -> _Choice | None:
        """The same, where none is a choice too: null and the empty text."""
        return self._chosen(field, kind, None)

    def termination_kind(self, field: str | None, object_type: str) -> TerminationKind | None:
        """What a cable ends at, from NetBox's object type such as `dcim.powerport`; others carry no power."""
        found = _TERMINATIONS.get(object_type.rpartition(".")[2].replace("_", "").replace(" ", "").casefold())
        if found is None:
            self.refuse(field, f"ends at a {object_type}; a power cable joins power ports with outlets or feeds")
        return found

    def template_owner(self, device_type: object | None, module_type: object | None) -> None:
        """Refuse a port or outlet template that belongs to no type, or to two."""
        if (device_type is None) == (module_type is None):
            self.refuse(None, "a template must be associated with either a device type or a module type")

    def template_port(self, owner: object, port_owner: object, port_name: str) -> str:
        """The name of the port template that an outlet template hangs on; refused where another type has it."""
        if owner == port_owner:
            return port_name
        self.refuse(None, f"its power port {port_name} is another type's; it must be one of the same device type")
        return ""

    def _chosen(self, field: str, kind: type[_Choice], known_as: Mapping[str, _Choice] | None) -> _Choice | None:
        value = self._values.get(field)
        if isinstance(value, Mapping):
            value = value.get("value")  # NetBox's API has a choice as its value and label
        if value is None or value == "":
            return None
        if known_as and value in known_as:
            return known_as[value]
        try:
            return kind(value)
        except ValueError:
            offered = ", ".join(str(member.value) for member in kind)
            self.refuse(field, f"{value!r} is not a valid choice; one of {offered} would be")
            return None


_TERMINATIONS = {kind.value.replace("_", ""): kind for kind in TerminationKind}
