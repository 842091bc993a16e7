"""History is asked only when something fires: what moved first."""

from dataclasses import replace

from sqlalchemy import Connection

from powertui.domain.alert_life.machine import LifeChanges
from powertui.domain.alerts import Alert, AlertKey, FirstMover, Transition
from powertui.domain.first_mover import Candidate, first_faller, first_riser
from powertui.domain.moving import Direction, search_for, sign_of_life
from powertui.domain.plant import PlantView
from powertui.storage.history_levels import load_points

LOOK_BACK_S = 600.0
"""How long before a condition first held what moved is looked for."""

MOST_IN_A_ROUND = 20
"""Alerts that history is asked for in one round: in a storm the worst come first, and the others go without."""


def with_first_movers(connection: Connection, view: PlantView, changes: LifeChanges, now_s: float) -> LifeChanges:
    """The same changes; what has just fired says what moved first."""
    fired = [event.alert for event in changes.events if event.transition is Transition.FIRED]
    if not fired:
        return changes
    movers: dict[AlertKey, FirstMover] = {}
    asked = 0
    for alert in sorted(fired, key=lambda one: (one.caused_by is not None, -one.finding.severity, one.began_at_s)):
        mover = sign_of_life(view, alert)
        if mover is None and asked < MOST_IN_A_ROUND:
            search = search_for(view, alert)
            if search is not None:
                asked += 1
                since_s = alert.began_at_s - LOOK_BACK_S
                points = load_points(connection, list(search.names), since_s, now_s)
                candidates = [Candidate(name, points.get(subject, ())) for subject, name in search.names.items()]
                find = first_riser if search.direction is Direction.RISE else first_faller
                mover = find(candidates, alert.began_at_s)
        if mover is not None:
            movers[alert.finding.key] = mover
    if not movers:
        return changes

    def told(alert: Alert) -> Alert:
        mover = movers.get(alert.finding.key)
        return alert if mover is None else replace(alert, first_mover=mover)

    return replace(
        changes,
        opened=tuple(map(told, changes.opened)),
        changed=tuple(map(told, changes.changed)),
        events=tuple(replace(event, alert=told(event.alert)) for event in changes.events),
    )
