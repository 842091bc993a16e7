"""Where a NetBox is and how one is let in."""

import re
import ssl
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from powertui.errors import UsageError
from powertui.exchange.netbox_api.failure import NetBoxError, shown

_SCHEMES = {"token", "bearer"}
_SECOND_VERSION = re.compile(r"nbt_[^.\s]+\.\S+")
DEFAULT_PAGE_SIZE = 1000
"""NetBox's MAX_PAGE_SIZE, where nobody has changed it."""
DEFAULT_PAGES_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach a NetBox."""

    url: str
    """With or without /api; what stands before it (a NetBox's base path) is kept."""
    token: str = field(repr=False)
    verify: bool = True
    """False: whoever answers is believed to be the NetBox."""
    ca_file: Path | None = None
    """Certificates to trust beside the system's own."""
    pages_at_once: int = DEFAULT_PAGES_AT_ONCE
    page_size: int = DEFAULT_PAGE_SIZE

    @property
    def base_url(self) -> str:
        """The address above /api, without a slash at its end."""
        return base_url(self.url)

    @property
    def is_in_the_clear(self) -> bool:
        """Whether the token goes over a network that could read it."""
        parts = urlsplit(self.base_url)
        return parts.scheme == "http" and not _is_loopback(parts.hostname or "")


def base_url(text: str) -> str:
    """A NetBox's address as a person writes it, made uniform. Raises UsageError."""
    given = shown(text)
    try:
        parts = urlsplit(text.strip())
        host, has_login, _ = parts.hostname, "@" in parts.netloc, parts.port
    except ValueError:
        raise UsageError(f"{given} is no URL; right would be such as https://netbox.example.net") from None
    if has_login:
        raise UsageError("the NetBox's URL has a login in it; what lets powertui in is a token")
    if parts.scheme not in {"http", "https"} or not host:
        raise UsageError(f"{given} is no URL of a NetBox; right would be such as https://netbox.example.net")
    path = re.sub(r"/api(/.*)?$", "", parts.path.rstrip("/"))
    return f"{parts.scheme}://{parts.netloc}{path}"


def authorization(token: str) -> str:
    """The header that a token belongs in: `Bearer` for nbt_KEY.SECRET (since NetBox 4.5), else `Token`."""
    words = token.split()
    if len(words) == 2 and words[0].lower() in _SCHEMES:
        words = words[1:]
    if len(words) != 1 or not words[0].isascii() or not words[0].isprintable():
        raise UsageError("the NetBox's token is not one word of plain characters")
    if not words[0].startswith("nbt_"):
        return f"Token {words[0]}"
    if not _SECOND_VERSION.fullmatch(words[0]):
        raise UsageError("the NetBox's token lacks its second part; right would be the whole of nbt_KEY.SECRET")
    return f"Bearer {words[0]}"


def tls_context(access: Access) -> ssl.SSLContext:
    """Trust in the usual authorities, the system's own, and those of `ca_file`. Raises NetBoxError."""
    context = httpx.create_ssl_context(verify=access.verify)
    if not access.verify:
        return context
    context.load_default_certs()
    if access.ca_file is not None:
        try:
            context.load_verify_locations(cafile=access.ca_file)
        except ssl.SSLError:
            raise NetBoxError(f"{access.ca_file}: holds no certificate in PEM form to trust a NetBox by") from None
        except OSError as error:
            raise NetBoxError(f"{access.ca_file}: cannot be read: {error.strerror}") from None
    return context


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
