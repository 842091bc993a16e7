"""What polling finds out that happened at one moment, as events. Pure."""

from collections.abc import Iterable, Mapping

from powertui.domain.events import Event, EventKind
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import PollFailure, TargetDescription
from powertui.storage.reading_store import Attempt, LatestRow


def reboot_events(attempts: Iterable[Attempt], names: Mapping[int, str]) -> list[Event]:
    """One for each poll that showed a restart since the poll before; `names` of the targets by id."""
    events = []
    for attempt in attempts:
        if attempt.rebooted_at_s is None or isinstance(attempt.result, PollFailure):
            continue
        up_s = attempt.result.uptime_s or 0.0
        name = names.get(attempt.target_id, "")
        detail = f"its uptime fell to {up_s:.0f} s"
        events.append(Event(attempt.rebooted_at_s, EventKind.REBOOT, attempt.target_id, name, detail=detail))
    return events


def replaced_events(
    target: PollTarget, before: Iterable[LatestRow], found: TargetDescription, now_s: float
) -> list[Event]:
    """One if another serial number answers than the one that is stored; a device that tells none proves nothing."""
    for row in before:
        # Stored as far as there is room.
        if row.serial and found.serial and row.serial != found.serial[:255]:
            was = f"{row.vendor} {row.model} {row.serial}".strip()
            now = f"{found.vendor} {found.model} {found.serial}".strip()
            detail = "".join(letter if letter.isprintable() else "·" for letter in f"was {was}, is {now}")
            return [Event(now_s, EventKind.REPLACED, target.id, target.name, detail=detail)]
    return []
