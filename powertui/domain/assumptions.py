"""What a figure takes for granted where the model is silent; each has a name, a default and a place in the config."""

from dataclasses import dataclass

from powertui.domain.choices import Supply

DEFAULT_POWER_FACTOR = 0.95
"""Of loads as a whole: power supplies with active correction reach 0.9 at a tenth of their load and more above."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """W and VA are never added: a draw in W becomes VA by this power factor, and who shows the VA names it."""

    power_factor: float = DEFAULT_POWER_FACTOR
    """Over 0, at most 1."""

    def __post_init__(self) -> None:
        if not 0 < self.power_factor <= 1:
            raise ValueError(f"a power factor is over 0 and at most 1, not {self.power_factor}")

    def apparent_va(self, active_w: float) -> float:
        """S = P / power factor."""
        return active_w / self.power_factor

    def on(self, supply: Supply) -> "Assumptions":
        """The same for one supply: direct current has no power factor, its W are its VA."""
        return Assumptions(1.0) if supply is Supply.DC else self

    @property
    def words(self) -> str:
        """How a screen says it."""
        return "W taken as VA" if self.power_factor == 1 else f"assumes power factor {self.power_factor:g}"
