"""The scheduled import from NetBox, in the process that is started for it: as `powertui import netbox --yes` does it.

Its outcome goes to the event log; nobody is there to read its output.
"""

from powertui.bootstrap.model import ModelDesk, open_desk
from powertui.bootstrap.netbox import NetBoxChoice, netbox_source
from powertui.bootstrap.netbox_schedule import shown_url
from powertui.config import Settings
from powertui.domain.events import Event
from powertui.errors import PowertuiError
from powertui.presenters.model_diff import done_sentence
from powertui.presenters.numbers import plain
from powertui.services.lifeline import hold_to_parent
from powertui.services.model_sync import SyncPlan, apply, plan
from powertui.services.sync_log import SyncOutcome, note_sync, sync_event

_MOST_CHARACTERS = 1000


def run_sync(settings: Settings) -> None:
    """One sync, as the child process; ends with its parent, whatever it is waiting for."""
    hold_to_parent(lambda: None)
    sync_once(settings)


def sync_once(settings: Settings) -> Event:
    """Import what NetBox has, all of it or nothing; the outcome is in the event log, and returned."""
    with open_desk(settings, create=False) as desk:
        try:
            outcome, detail = _sync(settings, desk)
        except PowertuiError as error:
            outcome, detail = SyncOutcome.FAILED, str(error)
        event = sync_event(desk.clock.now_s(), outcome, shown_url(settings), plain(detail)[:_MOST_CHARACTERS])
        note_sync(desk.engine, event)
        return event


def _sync(settings: Settings, desk: ModelDesk) -> tuple[SyncOutcome, str]:
    source = netbox_source(settings, NetBoxChoice())
    found = source.read(lambda _name, _done, _total: None)
    prune = settings.netbox.sync_prune
    scope = source.merge_scope(found)
    planned = plan(desk.engine, found.topology, prune=prune, scope=scope, vocabulary=desk.vocabulary)
    if planned.refusals:
        return SyncOutcome.REFUSED, _refused(planned)
    if not planned.changes:
        return SyncOutcome.UNCHANGED, "nothing to do"
    apply(desk.engine, planned, who=desk.who, source=f"{source.name}, scheduled", clock=desk.clock)
    return SyncOutcome.CHANGED, done_sentence(planned.changes)


def _refused(planned: SyncPlan) -> str:
    more = len(planned.refusals) - 1
    rest = f" (and {more:,} more: `powertui import netbox --dry-run` says all)" if more else ""
    return f"nothing is written: {planned.refusals[0]}{rest}"
