"""A row of NetBox's in the attempts: what was given, and what it answers when asked."""

from typing import Any


class Row:
    """An object by its model's name; what was not given is None."""

    def __init__(self, plant: Any, model: str, /, **values: Any) -> None:
        object.__setattr__(self, "plant", plant)
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "_values", dict(values))

    def __getattr__(self, name: str) -> Any:
        if name in ("powerports", "poweroutlets"):
            return _Owned(self, "PowerPort" if name == "powerports" else "PowerOutlet")
        return self._values.get(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._values[name] = value

    def set(self, **values: Any) -> None:
        self._values.update(values)

    def values(self) -> dict[str, Any]:
        found: dict[str, Any] = self._values
        return found

    def save(self) -> None:
        self.plant.save(self)

    def delete(self) -> None:
        self.plant.delete(self)


class _Owned:
    def __init__(self, owner: Row, model: str) -> None:
        self._owner, self._model = owner, model

    def all(self) -> list[Row]:
        return list(self._owner.plant.rows(self._model, device=self._owner))
