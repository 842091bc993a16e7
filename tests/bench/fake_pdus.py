"""What the fake PDUs of `fake_fleet` are: their addresses and their objects."""

PER_REQUEST = 30

_RPDU2 = (1, 3, 6, 1, 4, 1, 318, 1, 1, 26)
OIDS = (
    *((*_RPDU2, 4, 3, 1, column, 1) for column in (4, 5, 6, 7, 8, 12)),
    *((*_RPDU2, 6, 3, 1, column, phase) for column in range(4, 12) for phase in range(1, 4)),
    *((*_RPDU2, 9, 4, 3, 1, column, outlet) for column in (5, 6, 7, 8, 11) for outlet in range(1, 25)),
)


def host(number: int) -> str:
    """The address of one of up to 60,000 PDUs."""
    return f"127.{number // 62_500}.{number // 250 % 250}.{number % 250 + 1}"
