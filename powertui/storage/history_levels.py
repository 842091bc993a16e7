"""Which level a chart is drawn from: every reading of a day or so, 15-minute means of a longer time."""

from collections.abc import Sequence

from sqlalchemy import Connection

from powertui.domain.history import QUARTER_S, RollupSeries
from powertui.domain.plant import HistoryPoint
from powertui.domain.reading import unscaled
from powertui.storage.history_marks import ROLLED, mark_s
from powertui.storage.history_reader import CHARTED, load_history
from powertui.storage.rollup_reader import load_quarters_of

RAW_WINDOW_S = 26 * 3600.0
"""Up to so long a time is drawn from readings; no terminal has the columns to show more of them."""


def load_points(
    connection: Connection, subject_ids: Sequence[int], since_s: float, now_s: float
) -> dict[int, tuple[HistoryPoint, ...]]:
    """The history of some subjects, oldest first, in as many points as its length needs; what is missing is a gap."""
    rolled_s = mark_s(connection, ROLLED)
    if now_s - since_s <= RAW_WINDOW_S or rolled_s is None or rolled_s <= since_s:
        return load_history(connection, subject_ids, since_s)
    recent = load_history(connection, subject_ids, rolled_s)
    quarters = load_quarters_of(connection, subject_ids, CHARTED, int(since_s), rolled_s)
    first_s = min((series.starts_s[0] for series in quarters.values() if series.starts_s), default=rolled_s)
    return {
        subject_id: (*_points(quarters[subject_id], first_s, rolled_s), *recent[subject_id])
        for subject_id in subject_ids
    }


def _points(series: RollupSeries, first_s: int, end_s: int) -> list[HistoryPoint]:
    columns = zip(*(series.spreads[quantity].mean for quantity in CHARTED), strict=True)
    known = dict(zip(series.starts_s, columns, strict=True))
    missing = (None,) * len(CHARTED)
    return [
        HistoryPoint(start_s, *map(unscaled, known.get(start_s, missing)))
        for start_s in range(first_s, end_s, QUARTER_S)
    ]
