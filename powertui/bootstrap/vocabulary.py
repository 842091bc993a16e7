"""The choices that a configuration adds to NetBox's own, as NetBox's FIELD_CHOICES does."""

from collections.abc import Iterable
from dataclasses import replace

from powertui.config import ConnectorTypeSection, ModelSection
from powertui.domain.vocabulary import NETBOX_VOCABULARY, Vocabulary
from powertui.domain.vocabulary_entry import Choice


def vocabulary_of(section: ModelSection) -> Vocabulary:
    """What may be chosen in the model."""
    own = section.statuses
    known = NETBOX_VOCABULARY.with_connectors(
        ports=_connectors(section.power_port_types), outlets=_connectors(section.power_outlet_types)
    )
    return replace(
        known,
        site_statuses=known.site_statuses.with_more(_statuses(own.site)),
        location_statuses=known.location_statuses.with_more(_statuses(own.location)),
        rack_statuses=known.rack_statuses.with_more(_statuses(own.rack)),
        device_statuses=known.device_statuses.with_more(_statuses(own.device)),
    )


def _connectors(entries: Iterable[ConnectorTypeSection]) -> list[Choice]:
    return [Choice(entry.slug, entry.label or entry.slug, entry.group) for entry in entries]


def _statuses(slugs: Iterable[str]) -> list[Choice]:
    return [Choice(slug, slug.replace("-", " ").capitalize()) for slug in slugs]
