"""What the tables of config.toml that name a place on the web have in common."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from powertui.config_secrets import SecretReference

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""What a header's name is made of (RFC 9110, 5.1)."""

_OURS = frozenset({"content-type", "content-encoding", "content-length", "host", "transfer-encoding"})


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and text.isprintable()
        has_login = "@" in parts.netloc
        _ = parts.port
    except ValueError:
        is_whole = has_login = False
    if has_login:
        raise ValueError("holds a user or a password; right would be user and password = a reference")
    if not is_whole:
        raise ValueError('is no URL; right would be one such as "http://127.0.0.1:9090/api/v1/write"')
    return text


def _headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    for name in headers:
        if not _TOKEN.fullmatch(name) or name.lower() in _OURS:
            raise ValueError("has a name that no header may have here; right would be one such as X-Scope-OrgID")
    return MappingProxyType(dict(headers))


HttpUrl = Annotated[str, AfterValidator(_url)]
"""A whole http or https URL without a login."""

SecretHeaders = Annotated[Mapping[str, SecretReference], AfterValidator(_headers)]
"""Headers: of each name, where its value is."""
