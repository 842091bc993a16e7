"""The scales that a configuration sets, as collectors want them."""

from fractions import Fraction

from powertui.config import Settings
from powertui.domain.scale_override import ScaleOverride, column_choice


def configured_overrides(settings: Settings) -> tuple[ScaleOverride, ...]:
    """All `[[override]]` tables, in the file's order."""
    return tuple(
        ScaleOverride(one.target, column_choice(one.column), Fraction(str(one.scale))) for one in settings.override
    )
