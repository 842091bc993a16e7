"""Reading rollups: packed days first, then the quarters of an hour of the days that are not packed yet."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from powertui.domain.history import DAY_S, QUARTER_S, RollupSeries, Spread
from powertui.domain.history_figures import BucketFigures
from powertui.domain.reading import Quantity
from powertui.storage import schema
from powertui.storage.history_blocks import rollup_id
from powertui.storage.object_store import IDS_AT_ONCE
from powertui.storage.rollup_packing import series_of, unpack_days, unpack_gauges

_SUBJECTS_AT_ONCE, _STARTS_AT_ONCE = IDS_AT_ONCE * 2 // 5, IDS_AT_ONCE * 3 // 5


def load_quarters_of(
    connection: Connection, subject_ids: Sequence[int], quantities: Sequence[Quantity], since_s: int, until_s: int
) -> dict[int, RollupSeries]:
    """Each subject's quarters of an hour, those that begin within a span of time.

    What is not packed is clustered by time, and is read once for all of them.
    """
    table = schema.rollup_block
    days = range(since_s // DAY_S, -(-until_s // DAY_S))
    loose = _loose_quarters(connection, subject_ids, since_s, until_s)
    found: dict[int, RollupSeries] = {}
    for subject_id in subject_ids:
        rows = connection.execute(
            select(table.c.id, table.c.packed)
            .where(table.c.id.between(rollup_id(subject_id, days.start), rollup_id(subject_id, days.stop) - 1))
            .order_by(table.c.id)
        ).all()
        packed = unpack_days(((key & 0xFFFFF, block) for key, block in rows), quantities)
        if subject_id in loose:
            packed = _joined(packed, series_of(loose[subject_id], quantities))
        found[subject_id] = _within(packed, since_s, until_s)
    return found


def load_days(
    connection: Connection, subject_id: int, quantities: Sequence[Quantity], since_s: int, until_s: int
) -> RollupSeries:
    """A subject's closed days, those that begin within a span of time."""
    table = schema.rollup_day
    rows = connection.execute(
        select(table)
        .where(
            table.c.id.between(
                rollup_id(subject_id, -(-since_s // DAY_S)), rollup_id(subject_id, -(-until_s // DAY_S)) - 1
            )
        )
        .order_by(table.c.id)
    )
    return series_of((((row.id & 0xFFFFF) * DAY_S, _figures(row)) for row in rows), quantities)


def _loose_quarters(
    connection: Connection, subject_ids: Sequence[int], since_s: int, until_s: int
) -> dict[int, list[tuple[int, BucketFigures]]]:
    """By way of the quarters' starts: the rows are clustered by time, each is then one look-up."""
    table = schema.rollup
    oldest_s = connection.execute(select(table.c.bucket_s).order_by(table.c.bucket_s).limit(1)).scalar()
    found: dict[int, list[tuple[int, BucketFigures]]] = defaultdict(list)
    if oldest_s is None:
        return found
    starts = range(max(oldest_s, -(-since_s // QUARTER_S) * QUARTER_S), until_s, QUARTER_S)
    # A statement has room for some ids and some starts; each pair of them is a look-up.
    for ids in (subject_ids[at : at + _SUBJECTS_AT_ONCE] for at in range(0, len(subject_ids), _SUBJECTS_AT_ONCE)):
        for at in range(0, len(starts), _STARTS_AT_ONCE):
            rows = connection.execute(
                select(table).where(
                    table.c.bucket_s.in_(starts[at : at + _STARTS_AT_ONCE]), table.c.subject_id.in_(ids)
                )
            )
            for row in rows:
                found[row.subject_id].append((row.bucket_s, _figures(row)))
    for quarters in found.values():
        quarters.sort(key=lambda each: each[0])
    return found


def _figures(row: object) -> BucketFigures:
    coverage, energy, end, packed = (getattr(row, name) for name in _FIGURES)
    return BucketFigures(coverage, energy, end, unpack_gauges(packed))


_FIGURES = ("coverage_permille", "energy_wh", "energy_end_wh", "packed")


def _joined(packed: RollupSeries, loose: RollupSeries) -> RollupSeries:
    """Two series, the second of which ends later; of a quarter that both have, a packed one knows more."""
    known = set(packed.starts_s)
    kept = [at for at, start_s in enumerate(loose.starts_s) if start_s not in known]
    whole = _chosen(loose, kept)
    joined = RollupSeries(
        packed.starts_s + whole.starts_s,
        packed.coverage_permille + whole.coverage_permille,
        packed.energy_wh + whole.energy_wh,
        {
            quantity: Spread(
                spread.least + whole.spreads[quantity].least,
                spread.mean + whole.spreads[quantity].mean,
                spread.greatest + whole.spreads[quantity].greatest,
                spread.p95 + whole.spreads[quantity].p95,
            )
            for quantity, spread in packed.spreads.items()
        },
    )
    return _chosen(joined, sorted(range(len(joined.starts_s)), key=joined.starts_s.__getitem__))


def _within(series: RollupSeries, since_s: int, until_s: int) -> RollupSeries:
    starts = series.starts_s
    if not starts or (starts[0] >= since_s and starts[-1] < until_s):
        return series
    return _chosen(series, [at for at, start_s in enumerate(starts) if since_s <= start_s < until_s])


def _chosen(series: RollupSeries, places: Iterable[int]) -> RollupSeries:
    at = tuple(places)
    return RollupSeries(
        tuple(series.starts_s[place] for place in at),
        tuple(series.coverage_permille[place] for place in at),
        tuple(series.energy_wh[place] for place in at),
        {
            quantity: Spread(
                tuple(spread.least[place] for place in at),
                tuple(spread.mean[place] for place in at),
                tuple(spread.greatest[place] for place in at),
                tuple(spread.p95[place] for place in at),
            )
            for quantity, spread in series.spreads.items()
        },
    )
