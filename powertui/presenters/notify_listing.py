"""Routes, deliveries and tests of routes as plain tables, and as records for programs."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import Protocol

from powertui.domain.notify.log import DeliveryOutcome, DeliveryRecord
from powertui.domain.notify.routes import QuietHours, Route
from powertui.presenters.moments import iso_utc, moment
from powertui.presenters.numbers import NOTHING, plain
from powertui.presenters.plain import Heading, cell, plain_table
from powertui.presenters.text import Line, Tone
from powertui.services.receipts import Receipt

_TONES = {
    DeliveryOutcome.SENT: Tone.PLAIN,
    DeliveryOutcome.FAILED: Tone.WARN,
    DeliveryOutcome.GIVEN_UP: Tone.CRIT,
    DeliveryOutcome.HELD: Tone.DIM,
    DeliveryOutcome.RELEASED: Tone.DIM,
    DeliveryOutcome.DROPPED: Tone.DIM,
}

_FAILED = frozenset({DeliveryOutcome.FAILED, DeliveryOutcome.GIVEN_UP})

LOG_HEADINGS = (
    Heading("TIME"),
    Heading("ROUTE"),
    Heading("OUTCOME"),
    Heading("TRY"),
    Heading("ALERT"),
    Heading("DETAIL"),
    Heading("ID"),
)
TEST_HEADINGS = (Heading("ROUTE"), Heading("RESULT"), Heading("TOOK"), Heading("ID"), Heading("DETAIL"))
ROUTE_HEADINGS = (
    Heading("ROUTE"),
    Heading("CHANNEL"),
    Heading("SCOPE"),
    Heading("FROM"),
    Heading("STEPS"),
    Heading("DIGEST"),
    Heading("QUIET"),
    Heading("WAITING"),
    Heading("HELD"),
)


class Standing(Protocol):
    """A route and what there is for it."""

    @property
    def route(self) -> Route: ...
    @property
    def channel(self) -> str: ...
    @property
    def waiting(self) -> int: ...
    @property
    def held(self) -> int: ...
    @property
    def problem(self) -> str: ...


class Tested(Protocol):
    """What became of a route's test."""

    @property
    def route(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def receipt(self) -> Receipt: ...
    @property
    def took_s(self) -> float: ...
    @property
    def is_accepted(self) -> bool: ...


def chosen_records(records: Iterable[DeliveryRecord], *, only_failed: bool) -> list[DeliveryRecord]:
    """All, or what failed and was given up."""
    return [record for record in records if not only_failed or record.outcome in _FAILED]


def delivery_table(records: Sequence[DeliveryRecord], now_s: float, zone: tzinfo | None = None) -> list[Line]:
    """One line an attempt, or a decision not to send."""
    return plain_table(
        LOG_HEADINGS,
        [
            (
                cell(moment(record.at_s, now_s, zone)),
                cell(plain(record.route), Tone.STRONG),
                cell(record.outcome.value, _TONES[record.outcome]),
                cell(str(record.attempt) if record.attempt else NOTHING),
                cell(plain(record.subject)),
                cell(plain(record.detail)),
                cell(record.key, Tone.DIM),
            )
            for record in records
        ],
    )


def delivery_record(record: DeliveryRecord) -> dict[str, object]:
    """The same for programs."""
    return {
        "at": iso_utc(record.at_s),
        "route": record.route,
        "outcome": record.outcome.value,
        "attempt": record.attempt or None,
        "took_s": record.took_s,
        "subject": record.subject,
        "detail": record.detail or None,
        "id": record.key,
    }


def tried_table(results: Sequence[Tested]) -> list[Line]:
    """One line a route."""
    return plain_table(
        TEST_HEADINGS,
        [
            (
                cell(plain(result.route), Tone.STRONG),
                cell("accepted") if result.is_accepted else cell("not accepted", Tone.CRIT),
                cell(f"{result.took_s:.1f} s"),
                cell(result.key, Tone.DIM),
                cell(plain(result.receipt.reason)),
            )
            for result in results
        ],
    )


def tried_record(result: Tested) -> dict[str, object]:
    """The same for programs."""
    return {
        "route": result.route,
        "accepted": result.is_accepted,
        "took_s": round(result.took_s, 3),
        "id": result.key,
        "detail": result.receipt.reason or None,
    }


def route_table(standings: Sequence[Standing]) -> list[Line]:
    """One line a route."""
    return plain_table(
        ROUTE_HEADINGS,
        [
            (
                cell(plain(each.route.name), Tone.STRONG),
                cell(each.channel),
                cell(plain(each.route.scope), Tone.CRIT if each.problem else Tone.PLAIN),
                cell(each.route.min_severity.word),
                cell(" ".join(_steps(each.route))),
                cell(f"{each.route.digest_s:g} s" if each.route.digest_s else NOTHING),
                cell(_quiet(each.route.quiet_hours) or NOTHING),
                cell(str(each.waiting)),
                cell(str(each.held)),
            )
            for each in standings
        ],
    )


def route_record(each: Standing) -> dict[str, object]:
    """The same for programs."""
    route = each.route
    return {
        "route": route.name,
        "channel": each.channel,
        "scope": route.scope,
        "problem": each.problem or None,
        "min_severity": route.min_severity.word,
        "transitions": _steps(route),
        "digest_s": route.digest_s or None,
        "quiet_hours": _quiet(route.quiet_hours) or None,
        "waiting": each.waiting,
        "held": each.held,
    }


def _steps(route: Route) -> list[str]:
    return sorted(transition.value for transition in route.transitions)


def _quiet(hours: QuietHours | None) -> str:
    if hours is None:
        return ""
    return f"{hours.begins:%H:%M}–{hours.ends:%H:%M}" + (f" {hours.zone}" if hours.zone is not None else "")
