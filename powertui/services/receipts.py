"""What a receiver answers to something sent: accepted, try again, refused. The same for metrics and notifications."""

import email.utils
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from unicodedata import category

MOST_WORDS = 200
"""How much of a receiver's answer is worth repeating, in characters."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class Verdict(Enum):
    """What became of an attempt."""

    ACCEPTED = "accepted"
    AGAIN = "again"
    """It may be accepted later."""
    REFUSED = "refused"
    """It never will be."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receiver's answer."""

    verdict: Verdict
    reason: str = ""
    """In one sentence, safe to print; without what was in a header."""
    wait_s: float | None = None
    """How long it asks us to wait."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer over HTTP, as far as it matters."""

    status: int
    text: str
    retry_after: str | None = None
    """The header of that name."""


def http_receipt(who: str, answer: HttpAnswer, now_s: float, *, refusals: Collection[int] | None = None) -> Receipt:
    """What an answer means: 2xx is done, 429 and 5xx may come to be, `refusals` never will; None: all others."""
    status = answer.status
    if 200 <= status < 300:
        return Receipt(Verdict.ACCEPTED)
    words = printable(" ".join(answer.text[:MOST_WORDS].split()))
    reason = f"{who} answers {status}" + (f": {words}" if words else "")
    is_for_now = status == 429 or status >= 500 or (refusals is not None and status not in refusals)
    if is_for_now:
        return Receipt(Verdict.AGAIN, reason, _retry_after_s(answer.retry_after, now_s))
    return Receipt(Verdict.REFUSED, reason)


def printable(text: str) -> str:
    """A text from outside with nothing in it that moves a cursor or cannot be seen; not without end."""
    short = text[: 4 * MOST_WORDS]
    return "".join("·" if category(one) in _UNSEEN else one for one in short)


def _retry_after_s(text: str | None, now_s: float) -> float | None:
    """Seconds, or a moment (RFC 9110, 10.2.3)."""
    if not text:
        return None
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    moment = email.utils.parsedate_tz(text)
    return None if moment is None else max(0.0, email.utils.mktime_tz(moment) - now_s)
