"""What NetBox calls its choices in exports, to the slugs that it keeps."""

from powertui.domain.vocabulary import NETBOX_VOCABULARY, ChoiceList


def _slugs(choices: ChoiceList) -> dict[str, str]:
    return {choice.label: choice.slug for choice in choices.choices}


PORT_TYPES = _slugs(NETBOX_VOCABULARY.power_port_types)
OUTLET_TYPES = _slugs(NETBOX_VOCABULARY.power_outlet_types)
CABLE_TYPES = _slugs(NETBOX_VOCABULARY.cable_types)
CABLE_PROFILES = _slugs(NETBOX_VOCABULARY.cable_profiles)
LENGTH_UNITS = _slugs(NETBOX_VOCABULARY.length_units)
