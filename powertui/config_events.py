"""The tables of config.toml about events: how long they are kept, and whether traps are listened to."""

import ipaddress
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from powertui.config_section import Section

_FORM = 'right would be "127.0.0.1:1162", "0.0.0.0:162" or "[::]:162"'


def _as_list(value: Any) -> Any:
    """One text stands for a list of one."""
    return (value,) if isinstance(value, str) else value


def _listen(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        address_of(text)
    if len(set(texts)) < len(texts):
        raise ValueError("names an address twice")
    return texts


def address_of(text: str) -> tuple[str, int]:
    """Address and port of `127.0.0.1:1162` or `[::1]:1162`; raises ValueError, with what would be right."""
    host, separator, port = text.rpartition(":")
    if not separator or not (port.isascii() and port.isdecimal()):
        raise ValueError(f"needs an address and a port; {_FORM}")
    is_bracketed = host.startswith("[") and host.endswith("]")
    try:
        address = ipaddress.ip_address(host[1:-1] if is_bracketed else host)
    except ValueError:
        raise ValueError(f"needs an address of this machine, not a name; {_FORM}") from None
    if is_bracketed is not isinstance(address, ipaddress.IPv6Address):
        raise ValueError(f"has brackets around IPv6 and around nothing else; {_FORM}")
    if not 0 < int(port[:6]) <= 65535:
        raise ValueError("has a port that is not between 1 and 65535")
    return str(address), int(port)


class TrapsSection(Section):
    listen: Annotated[tuple[str, ...], Field(strict=False), BeforeValidator(_as_list), AfterValidator(_listen)] = ()
    """Addresses of this machine to listen on for traps and informs, with their ports; none: not at all."""
    accept: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Names of credentials whose communities and users they may carry; none: each device's own."""

    @property
    def addresses(self) -> tuple[tuple[str, int], ...]:
        """The same, taken apart."""
        return tuple(address_of(text) for text in self.listen)


class EventsSection(Section):
    keep_days: float = Field(default=30.0, gt=0, le=3650)
    """How long an event is kept, in days."""
    most_rows: int = Field(default=100_000, ge=100, le=10_000_000)
    """How many are kept at most; the oldest go first."""
