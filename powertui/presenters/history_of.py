"""What a history is about: a feed, a PDU or an outlet, with its limit and its modelled draw."""

from dataclasses import dataclass

from powertui.domain.reading import SubjectKind
from powertui.presenters import numbers
from powertui.presenters.outlets import outlet_key
from powertui.presenters.picture import Picture


@dataclass(frozen=True, slots=True)
class Subject:
    """An object whose history can be charted. `field` is HistoryPoint's."""

    key: str
    title: str
    subject_ids: tuple[int, ...]
    field: str
    unit: str
    limit: float | None
    modelled: float | None


def subject_of(picture: Picture, key: str) -> Subject | None:
    """By an object's key; the feed nearest to its limit without one. None where the object is gone."""
    view = picture.view
    if not key:
        feeds = [load for load in view.feeds.values() if load.inlet_subject_ids]
        worst = max(feeds, key=lambda load: load.worst_pct or 0.0, default=None)
        return None if worst is None else _feed(picture, worst.feed.id)
    kind, _, rest = key.partition(":")
    object_id = int(rest.split(":")[0])
    if kind == "feed" and object_id in view.feeds:
        return _feed(picture, object_id)
    if kind == "pdu" and object_id in view.targets:
        return _target(picture, object_id)
    return _outlet(picture, object_id, key) if kind == "outlet" else None


def neighbours(picture: Picture, key: str) -> list[str]:
    """The keys of all objects of the same kind, in the lists' order."""
    kind, _, rest = key.partition(":")
    if kind == "pdu":
        return [f"pdu:{target_id}" for target_id in picture.view.targets]
    if kind == "outlet":
        target_id = int(rest.split(":")[0])
        loads = picture.view.outlets_of_target.get(target_id, ())
        return [outlet_key(target_id, load) for load in loads if load.subject is not None]
    return [f"feed:{feed_id}" for feed_id in picture.view.feeds]


def _feed(picture: Picture, feed_id: int) -> Subject:
    load = picture.view.feeds[feed_id]
    modelled = load.modelled.allocated_w if load.modelled else None
    return Subject(
        f"feed:{feed_id}",
        f"feed {numbers.plain(load.feed.name)}",
        load.inlet_subject_ids,
        "apparent_power_va",
        "VA",
        load.available_power_va,
        modelled,
    )


def _target(picture: Picture, target_id: int) -> Subject:
    target = picture.view.targets[target_id]
    ids = tuple(unit.id for unit in target.of_kind(SubjectKind.UNIT))
    modelled = sum(
        load.modelled.allocated_w for load in picture.view.outlets_of_target.get(target_id, ()) if load.modelled
    )
    return Subject(
        f"pdu:{target_id}", f"PDU {numbers.plain(target.name)}", ids, "active_power_w", "W", None, modelled or None
    )


def _outlet(picture: Picture, target_id: int, key: str) -> Subject | None:
    for load in picture.view.outlets_of_target.get(target_id, ()):
        if load.subject is not None and outlet_key(target_id, load) == key:
            pdu = numbers.plain(picture.view.targets[target_id].name)
            device = f" · {numbers.plain(load.load_device.name)}" if load.load_device else ""
            title = f"{pdu} outlet {numbers.plain(load.number)}{device}"
            maximum = load.modelled.maximum_w if load.modelled else None
            modelled = load.modelled.allocated_w if load.modelled else None
            return Subject(key, title, (load.subject.id,), "active_power_w", "W", maximum or None, modelled)
    return None
