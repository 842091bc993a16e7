"""Whose history is asked for, and what becomes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from powertui.domain.plant import HistoryPoint
from powertui.domain.redundancy.measurements import Measurements, Metered
from powertui.domain.redundancy.of_view import measurements_of
from powertui.services.learnt_shares import learnt_shares
from tests.services.conftest import INTERVAL_S, Station


@dataclass
class Past:
    """The same mean in every quarter of an hour of a day, by subject."""

    watts: Mapping[int, float]
    asked: list[int] = field(default_factory=list)

    def histories(self, subject_ids: Sequence[int], window_s: float) -> Mapping[int, tuple[HistoryPoint, ...]]:
        self.asked += subject_ids
        return {
            number: tuple(HistoryPoint(900.0 * slot, self.watts[number], None, None) for slot in range(96))
            for number in subject_ids
        }


async def test_a_device_that_lost_a_meter_is_divided_as_it_was(station: Station) -> None:
    station.clock.advance(INTERVAL_S)
    await station.polling.run_cycle()
    view = station.view()
    subject_of = {
        load.load_port.id: load.subject.id
        for loads in view.outlets_of_target.values()
        for load in loads
        if load.load_port is not None and load.subject is not None
    }
    past = Past({subject_of[3]: 90.0, subject_of[4]: 270.0})
    # All cords are metered: nothing is asked.
    assert learnt_shares(past, view, measurements_of(view)) == {}
    assert past.asked == []
    half = Measurements(outlets={1: Metered(400.0, 400.0)})
    assert learnt_shares(past, view, half) == pytest.approx({3: 0.25, 4: 0.75})
    assert set(past.asked) == {subject_of[3], subject_of[4]}
