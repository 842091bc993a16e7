"""Maintenance windows: from when to when nobody is to be told what happens to a part of the plant, and why."""

from dataclasses import dataclass

from powertui.domain.notify.notice import safe
from powertui.domain.notify.scopes import Scope


@dataclass(frozen=True, slots=True)
class MaintenanceWindow:
    """Planned work on what a scope names."""

    id: int
    """0 until it is stored."""
    scope: Scope
    from_s: float
    to_s: float
    """The first moment after it."""
    why: str
    who: str
    created_at_s: float
    ended_at_s: float | None = None
    """When somebody ended it early."""

    @property
    def until_s(self) -> float:
        """When it is, or was, over."""
        return self.to_s if self.ended_at_s is None else min(self.to_s, self.ended_at_s)

    def is_active(self, now_s: float) -> bool:
        return self.from_s <= now_s < self.until_s

    @property
    def words(self) -> str:
        """What is said where it holds something back."""
        return safe(f"maintenance {self.id} on {self.scope.text}: {self.why}")
