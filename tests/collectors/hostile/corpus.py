"""Damaged messages: a small corpus made by hand, and changes of right ones by a seed."""

import random

from tests.collectors.hostile.wire import (
    INTEGER,
    OBJECT_IDENTIFIER,
    Asked,
    binding,
    message,
    name,
    number,
    pdu,
    text,
    tlv,
)

TAGS = (
    0x00,
    0x02,
    0x04,
    0x05,
    0x06,
    0x30,
    0x40,
    0x41,
    0x42,
    0x43,
    0x44,
    0x46,
    0x80,
    0x81,
    0x82,
    0x9F,
    0xA0,
    0xA2,
    0xA8,
    0xFF,
)
LENGTHS = (0x00, 0x01, 0x7F, 0x80, 0x81, 0x82, 0x83, 0x84, 0x88, 0xFF)
INTERESTING = (b"", b"\x00", b"\xff" * 4, b"\x84\xff\xff\xff\xff", b"\x80", b"\x30\x80", b"\x00\x00", b"\x02\x01\x00")


def hand_made(request: Asked) -> list[bytes]:
    """What broke decoders before, as an answer to this very request."""
    oid = request.oids[0]
    value = number(7)
    row = binding(oid, value)
    nested = value
    for _ in range(2000):
        nested = tlv(0x30, nested)
    whole = message(pdu(request.request_id, row))
    inside = number(request.request_id) + number(0) + number(0)
    return [
        whole + b"\x00",  # something behind it
        whole[:-1],
        b"\x30\x80" + whole[2:] + b"\x00\x00",  # a length without a limit
        b"\x30\x84\xff\xff\xff\xff" + whole[2:],
        b"\x30\x88" + b"\x00" * 7 + whole[1:2] + whole[2:],  # a length of eight octets
        b"\x3f\x30" + whole[1:],  # a tag of several octets
        message(tlv(0xA2, inside + tlv(0x30, tlv(0x30, name(oid))))),  # a name without a value
        message(tlv(0xA2, inside + tlv(0x30, tlv(0x30, name(oid) + value + value)))),  # with two
        message(tlv(0xA2, inside + tlv(0x30, tlv(0x30, value + name(oid))))),
        message(tlv(0xA2, inside + tlv(0x31, row))),  # a SET
        message(tlv(0xA2, inside + row)),  # no list around it
        message(tlv(0xA2, inside)),
        message(tlv(0xA2, number(request.request_id))),
        message(tlv(0xA2, tlv(INTEGER, b"") + number(0) + number(0) + tlv(0x30, row))),
        message(tlv(0xA2, tlv(INTEGER, b"\x00" * 400 + request.request_id.to_bytes(4, "big")) + number(0) * 2 + row)),
        message(pdu(request.request_id, binding(oid, tlv(INTEGER, b"")))),
        message(pdu(request.request_id, binding(oid, tlv(INTEGER, b"\x7f" * 60_000)))),
        message(pdu(request.request_id, binding(oid, tlv(0x46, b"\xff" * 20)))),
        message(pdu(request.request_id, binding(oid, tlv(0x41, b"\xff\xff\xff\xff")))),
        message(pdu(request.request_id, binding(oid, tlv(0x05, b"\x01")))),
        message(pdu(request.request_id, binding(oid, tlv(0x40, b"\x01")))),
        message(pdu(request.request_id, binding(oid, tlv(0x44, b"\x9f\x78\x04\x7f\xc0\x00\x00")))),  # a float, NaN
        message(pdu(request.request_id, binding(oid, tlv(0x24, text("ab"))))),  # made of parts
        message(pdu(request.request_id, binding(oid, tlv(OBJECT_IDENTIFIER, b"")))),
        message(pdu(request.request_id, binding(oid, tlv(OBJECT_IDENTIFIER, b"\xff" * 60_000)))),
        message(pdu(request.request_id, binding(oid, tlv(OBJECT_IDENTIFIER, b"\x2b" + b"\x80" * 300 + b"\x01")))),
        message(pdu(request.request_id, tlv(0x30, tlv(OBJECT_IDENTIFIER, b"\xff" * 5000 + b"\x7f") + value))),
        message(pdu(request.request_id, tlv(0x30, tlv(OBJECT_IDENTIFIER, b"") + value))),
        message(pdu(request.request_id, binding(oid, nested))),
        nested,
        message(pdu(request.request_id, row), version=2**200),
        message(pdu(request.request_id, row, status=2**200, index=-(2**200))),
        message(tlv(0xA2, number(request.request_id) + tlv(INTEGER, b"\x7f" * 9000) * 2 + tlv(0x30, row))),
        message(tlv(0xA2, number(request.request_id) + tlv(INTEGER, b"") * 2 + tlv(0x30, row))),
        *(
            message(pdu(request.request_id, binding(oid, tlv(tag, b""))))
            for tag in (0x41, 0x42, 0x43, 0x46, 0x40, 0x44)
        ),
        message(pdu(request.request_id, row), community=b"x" * 60_000),
        tlv(0x30, number(1) + tlv(0x04, b"public") + pdu(request.request_id, row) * 2),
        b"",
        b"\x30",
        b"\x30\x82",
        b"\x00" * 65_000,
    ]


def damaged(octets: bytes, rng: random.Random) -> bytes:
    """A right message with some changes: of octets, tags and lengths, parts lost, doubled or put elsewhere."""
    made = bytearray(octets)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        if not made:
            break
        at = rng.randrange(len(made))
        match rng.randrange(8):
            case 0:
                made[at] ^= 1 << rng.randrange(8)
            case 1:
                made[at] = rng.choice(TAGS)
            case 2:
                made[at] = rng.choice(LENGTHS)
            case 3:
                made[at] = (made[at] + rng.choice((-1, 1))) % 256
            case 4:
                del made[at : at + rng.randrange(1, 6)]
            case 5:
                made[at:at] = rng.choice(INTERESTING)
            case 6:
                end = at + rng.randrange(1, 40)
                made[at:at] = made[at:end]
            case 7:
                del made[at:]
    return bytes(made)
