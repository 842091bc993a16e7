"""Ways in which agents go wrong, one function each: from a request to the datagrams that answer it."""

import random
from collections.abc import Mapping

from tests.collectors.hostile.agents import Manner, Mib, Sent, Source, honest, response
from tests.collectors.hostile.wire import GET, Asked, message, number, pdu, text

LIE = number(666)
"""What no honest agent of these tests ever says."""


def lies(request: Asked, mib: Mib) -> list[tuple[tuple[int, ...], bytes]]:
    """The right objects with wrong values."""
    return [(oid, LIE) for oid, _ in mib.rows(request)]


def silent(request: Asked, mib: Mib) -> list[Sent]:
    return []


def wrong_request_id(request: Asked, mib: Mib) -> list[Sent]:
    return [Sent(response(request, lies(request, mib), shift=shift)) for shift in (-1, 1, -(2**40), 2**33)]


def wrong_id_then_right(request: Asked, mib: Mib) -> list[Sent]:
    return [*wrong_request_id(request, mib), *honest(request, mib)]


def other_address(request: Asked, mib: Mib) -> list[Sent]:
    return [Sent(response(request, lies(request, mib)), Source.OTHER_ADDRESS)]


def other_port(request: Asked, mib: Mib) -> list[Sent]:
    return [Sent(response(request, lies(request, mib)), Source.OTHER_PORT)]


def forged_before_right(request: Asked, mib: Mib) -> list[Sent]:
    return [*other_address(request, mib), *other_port(request, mib), *honest(request, mib)]


def other_objects(request: Asked, mib: Mib) -> list[Sent]:
    return [Sent(response(request, [((*oid[:-1], oid[-1] + 1), LIE) for oid in request.oids]))]


def twice(request: Asked, mib: Mib) -> list[Sent]:
    return honest(request, mib) * 2


def two_answers(request: Asked, mib: Mib) -> list[Sent]:
    return [*honest(request, mib), Sent(response(request, lies(request, mib)))]


def fewer(request: Asked, mib: Mib) -> list[Sent]:
    rows = mib.rows(request)
    return [Sent(response(request, rows[: max(1, len(rows) // 2)]))]


def none_at_all(request: Asked, mib: Mib) -> list[Sent]:
    return [Sent(response(request, []))]


def more(request: Asked, mib: Mib) -> list[Sent]:
    return [Sent(response(request, [*mib.rows(request), *mib.rows(request)]))]


def reordered(request: Asked, mib: Mib) -> list[Sent]:
    return [Sent(response(request, mib.rows(request)[::-1]))]


def shuffled_values(request: Asked, mib: Mib) -> list[Sent]:
    """The names in the right order, each with its neighbour's name: the values belong to others."""
    rows = mib.rows(request)
    return [Sent(response(request, rows[1:] + rows[:1]))]


def wrong_kind(request: Asked, mib: Mib) -> list[Sent]:
    bindings = response(request, lies(request, mib))
    return [
        Sent(bindings.replace(bytes((0xA2,)), bytes((kind,)), 1)) for kind in (0xA0, 0xA1, 0xA3, 0xA4, 0xA5, 0xA7, 0xA8)
    ]


def wrong_version(request: Asked, mib: Mib) -> list[Sent]:
    inside = pdu(request.request_id, b"")
    return [Sent(message(inside, version=version)) for version in (0, 2, 3, 4, -1, 2**40)]


def echo(request: Asked, mib: Mib) -> list[Sent]:
    return [Sent(message(pdu(request.request_id, b"", kind=GET)))]


def giant(request: Asked, mib: Mib) -> list[Sent]:
    """As much as a datagram over IPv4 holds, in one value."""
    oid = request.oids[0]
    return [Sent(response(request, [(oid, text(b"9" * 65_000))]))]


def giant_list(request: Asked, mib: Mib) -> list[Sent]:
    return [Sent(response(request, [(request.oids[0], LIE)] * 2500))]


def burst(request: Asked, mib: Mib) -> list[Sent]:
    """Far more than anyone waits for, the answer behind it."""
    return [*wrong_request_id(request, mib) * 500, *honest(request, mib)]


def garbage_burst(request: Asked, mib: Mib) -> list[Sent]:
    rng = random.Random(request.request_id)
    return [Sent(rng.randbytes(rng.randrange(200))) for _ in range(1000)]


def huge_names(request: Asked, mib: Mib) -> list[Sent]:
    return [Sent(response(request, [((*oid, *range(1, 129)), LIE) for oid in request.oids]))]


class Late:
    """Answers a poll with the answers to the one before it, and its own after each."""

    def __init__(self) -> None:
        self._before: list[Sent] = []

    def swallow(self, request: Asked, mib: Mib) -> list[Sent]:
        """Keep the answer, for later."""
        self._before.append(Sent(response(request, lies(request, mib))))
        return []

    def __call__(self, request: Asked, mib: Mib) -> list[Sent]:
        return [*self._before, *honest(request, mib)]


def erring(status: int, index: int) -> Manner:
    def manner(request: Asked, mib: Mib) -> list[Sent]:
        return [Sent(response(request, lies(request, mib), status, index))]

    return manner


MANNERS: Mapping[str, Manner] = {
    manner.__name__: manner
    for manner in (
        silent,
        wrong_request_id,
        wrong_id_then_right,
        other_address,
        other_port,
        forged_before_right,
        other_objects,
        twice,
        two_answers,
        fewer,
        none_at_all,
        more,
        reordered,
        shuffled_values,
        wrong_kind,
        wrong_version,
        echo,
        giant,
        giant_list,
        burst,
        garbage_burst,
        huge_names,
    )
}
STATUSES = (1, 2, 5, 16, -1, 2**40)
INDEXES = (0, 3, -1, 10_000)
