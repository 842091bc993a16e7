"""Which slugs a field may hold: NetBox's, and those that someone added (NetBox: FIELD_CHOICES; ours: the config)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from powertui.domain.choice_tables import (
    CABLE_PROFILES,
    CABLE_TYPES,
    DEVICE_FACES,
    DEVICE_STATUSES,
    LENGTH_UNITS,
    LOCATION_STATUSES,
    RACK_STATUSES,
    SITE_STATUSES,
)
from powertui.domain.connector_types import POWER_OUTLET_TYPES, POWER_PORT_TYPES
from powertui.domain.vocabulary_entry import Choice


class ChoiceList:
    """The choices of one field, in the order in which they are offered."""

    __slots__ = ("_by_slug", "_by_word", "choices")

    def __init__(self, choices: Iterable[Choice]) -> None:
        self._by_slug = {choice.slug: choice for choice in choices}
        self.choices = tuple(self._by_slug.values())
        labels = {choice.label.casefold(): choice.slug for choice in reversed(self.choices)}
        self._by_word = labels | {choice.slug.casefold(): choice.slug for choice in reversed(self.choices)}

    def __contains__(self, slug: object) -> bool:
        return slug in self._by_slug

    def called(self, word: str) -> str | None:
        """The slug of the choice that people or exports call so, by slug or label, in capitals or not."""
        return word if word in self._by_slug else self._by_word.get(word.casefold())

    def with_more(self, more: Iterable[Choice]) -> "ChoiceList":
        """These and some more; one with a known slug takes the known one's place."""
        return ChoiceList((*self.choices, *more))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What may be chosen, field by field. A field that figures depend on is an enum and is not here."""

    power_port_types: ChoiceList
    power_outlet_types: ChoiceList
    cable_types: ChoiceList
    cable_profiles: ChoiceList
    length_units: ChoiceList
    site_statuses: ChoiceList
    location_statuses: ChoiceList
    rack_statuses: ChoiceList
    device_statuses: ChoiceList
    device_faces: ChoiceList

    def with_connectors(self, ports: Iterable[Choice] = (), outlets: Iterable[Choice] = ()) -> "Vocabulary":
        """Connector types of someone's own beside these."""
        return replace(
            self,
            power_port_types=self.power_port_types.with_more(ports),
            power_outlet_types=self.power_outlet_types.with_more(outlets),
        )


NETBOX_VOCABULARY = Vocabulary(
    power_port_types=ChoiceList(POWER_PORT_TYPES),
    power_outlet_types=ChoiceList(POWER_OUTLET_TYPES),
    cable_types=ChoiceList(CABLE_TYPES),
    cable_profiles=ChoiceList(CABLE_PROFILES),
    length_units=ChoiceList(LENGTH_UNITS),
    site_statuses=ChoiceList(SITE_STATUSES),
    location_statuses=ChoiceList(LOCATION_STATUSES),
    rack_statuses=ChoiceList(RACK_STATUSES),
    device_statuses=ChoiceList(DEVICE_STATUSES),
    device_faces=ChoiceList(DEVICE_FACES),
)
