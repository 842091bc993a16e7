"""All rules over one view of the plant: the conditions of a round. Pure: the same inputs, the same conditions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from powertui.domain.alert_life.conditions import Conditions
from powertui.domain.alerts import ObjectKind, RuleKind
from powertui.domain.events import Event
from powertui.domain.plant import PlantView
from powertui.domain.redundancy.cord_history import NO_MEMORY, CordMemory
from powertui.domain.rules.cords import judge_cords
from powertui.domain.rules.dark import judge_dark
from powertui.domain.rules.device_state import judge_device_states
from powertui.domain.rules.gathering import Gathering
from powertui.domain.rules.loads import judge_areas, judge_feeds, judge_pdus
from powertui.domain.rules.outlets import judge_outlets
from powertui.domain.rules.peer_loss import PeerLoss, judge_peer_losses
from powertui.domain.rules.reach import judge_poller, judge_reach, judge_replaced
from powertui.domain.rules.settings import RuleSettings
from powertui.domain.rules.supply import judge_balance, judge_climate, judge_supply
from powertui.domain.rules.switching import Switching
from powertui.domain.rules.whereabouts import Whereabouts


@dataclass(frozen=True, slots=True)
class Beside:
    """What the rules know beside the view."""

    events: Sequence[Event] = ()
    """Of the event log, as far back as any rule shows one; the newest last."""
    switched: Mapping[int, Switching] = field(default_factory=dict)
    """By target: which outlets were switched last."""
    peer_losses: Sequence[PeerLoss] = ()
    cords: CordMemory = NO_MEMORY
    """What cords that stand out have been since they were first seen."""


def conditions_of(view: PlantView, settings: RuleSettings, beside: Beside | None = None) -> Conditions:
    """What holds, what is in a band, and what nobody can tell."""
    beside = beside or Beside()
    gathering = Gathering(view, settings, Whereabouts(view))
    judge_feeds(gathering)
    judge_areas(gathering)
    judge_pdus(gathering)
    judge_cords(gathering, beside.cords)
    judge_balance(gathering)
    judge_supply(gathering)
    judge_climate(gathering)
    judge_device_states(gathering)
    judge_outlets(gathering, beside.switched)
    judge_peer_losses(gathering, beside.peer_losses)
    judge_reach(gathering)
    judge_replaced(gathering, beside.events)
    judge_poller(gathering, judge_dark(gathering))
    _keep_switched(gathering, beside.switched)
    return gathering.conditions()


def _keep_switched(gathering: Gathering, switched: Mapping[int, Switching]) -> None:
    """What was switched before a restart is not remembered: the alert of it lasts as long as it would have."""
    for alert in gathering.view.alerts:
        key = alert.finding.key
        if not alert.is_open or key.rule is not RuleKind.OUTLET_SWITCHED or key.object_id in switched:
            continue
        if key.object_kind is ObjectKind.TARGET and key.object_id in gathering.view.targets:
            spec = gathering.spec(key.rule, partial(gathering.where.of_target, key.object_id))
            if gathering.view.now_s - alert.began_at_s <= spec.shown_for_s:
                gathering.not_known(key)
