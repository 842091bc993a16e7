"""Typed reading of one object's JSON; what cannot be taken as it is becomes a note, never an exception."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TypeVar

from powertui.exchange import values
from powertui.exchange.netbox_api.failure import NetBoxError, shown
from powertui.exchange.values import Unusable

_Choice = TypeVar("_Choice", bound=Enum)
_Value = TypeVar("_Value")


class Notes:
    """Sentences about what could not be taken over, each once, in the order of their finding."""

    def __init__(self) -> None:
        self._sentences: dict[str, None] = {}

    def add(self, sentence: str) -> None:
        """Note a sentence, unless it has been noted before."""
        self._sentences[sentence] = None

    def all(self) -> tuple[str, ...]:
        return tuple(self._sentences)


class Row:
    """One object of a list, or one nested in it."""

    __slots__ = ("_data", "_notes", "_noun")

    def __init__(self, data: object, noun: str, notes: Notes) -> None:
        if not isinstance(data, dict):
            raise NetBoxError(f"NetBox's list of {noun} objects holds something that is no object")
        self._data: Mapping[str, object] = data
        self._noun = noun
        self._notes = notes

    @property
    def id(self) -> int:
        """The object's id; a row without is no row of a NetBox."""
        value = self._data.get("id")
        if not isinstance(value, int) or isinstance(value, bool):
            raise NetBoxError(f"NetBox lists a {self._noun} without an id")
        return value

    @property
    def subject(self) -> str:
        """The object in words."""
        name = self._data.get("name") or self._data.get("label") or self._data.get("display") or ""
        device = self._data.get("device")
        owner = device.get("name") or device.get("display") if isinstance(device, dict) else None
        of_device = f" of {owner}" if owner else ""
        return f"{self._noun} {shown(f'{name}{of_device}')} (NetBox {self._data.get('id')})"

    def note(self, text: str) -> None:
        """Note something about this object."""
        self._notes.add(f"{self.subject}: {text}")

    def text(self, field: str) -> str:
        """A text; empty where there is none."""
        return self._taken(field, values.text) or ""

    def slug(self, field: str) -> str:
        """The bare value of a choice, which comes with a label or alone; empty where there is none."""
        value = self._data.get(field)
        if isinstance(value, dict):
            value = value.get("value")
        return value if isinstance(value, str) else ""

    def choice(self, field: str, kind: type[_Choice], default: _Choice) -> _Choice:
        """A choice that figures depend on; one that is not known is noted and `default` taken."""
        return self.optional_choice(field, kind, default) or default

    def optional_choice(self, field: str, kind: type[_Choice], default: _Choice | None = None) -> _Choice | None:
        """As `choice`, where there may be none."""
        slug = self.slug(field)
        if not slug:
            return default
        found = values.choice(slug, kind)
        if not isinstance(found, Unusable):
            return found
        instead = f'"{default.value}"' if default else "none"
        # Not wrong: a NetBox may have choices of its own.
        self.note(f"{field} {found.given} is not known here, where it must be {found.right}; {instead} is taken")
        return default

    def whole(self, field: str) -> int | None:
        """A whole number; NetBox writes some as 4.0 or "4"."""
        return self._taken(field, lambda value: values.whole(value, cut=True))

    def number(self, field: str) -> float | None:
        """A number; some come as texts."""
        return self._taken(field, values.number)

    def flag(self, field: str) -> bool:
        """True or false; false where there is none."""
        return self._taken(field, values.flag) or False

    def _taken(self, field: str, take: Callable[[object], _Value | Unusable]) -> _Value | None:
        value = self._data.get(field)
        if value is None or value == "":
            return None
        found = take(value)
        if not isinstance(found, Unusable):
            return found
        self.note(f"{field} {found.sentence}; none is taken")
        return None

    def reference(self, field: str) -> int | None:
        """The id of the object that a field refers to, which comes nested or bare."""
        value = self._data.get(field)
        if isinstance(value, dict):
            value = value.get("id")
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def required_reference(self, field: str) -> int:
        """As `reference`, where NetBox always has one."""
        found = self.reference(field)
        if found is None:
            raise NetBoxError(f"{self.subject}: NetBox gives it no {field}")
        return found

    def nested(self, field: str) -> "Row | None":
        """A nested object."""
        value = self._data.get(field)
        return Row(value, field.replace("_", " "), self._notes) if isinstance(value, dict) else None

    def rows(self, field: str) -> list["Row"]:
        """A list of nested objects."""
        value = self._data.get(field)
        return [Row(item, self._noun, self._notes) for item in value] if isinstance(value, list) else []
