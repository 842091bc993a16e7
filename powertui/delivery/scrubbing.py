"""Keeps secrets out of what is said, logged and stored, where a library or a receiver may repeat them."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

from powertui.services.receipts import printable

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s'\"<>]*")
_BETWEEN = re.compile(r"[/:@?&=#,;\s]+")
_SHORTEST = 4
"""Shorter parts of a secret are not searched for: they are parts of ordinary words too."""

_SPOKEN = frozenset(
    {"http", "https", "mailto", "mailtos", "localhost", "json", "jsons", "true", "false", "from", "user"}
)


class Scrubber:
    """Takes secrets and their parts out of texts."""

    def __init__(self, secrets: Iterable[str]) -> None:
        wholes = {secret for secret in secrets if secret}
        parts = {part for whole in wholes for part in _BETWEEN.split(whole)}
        parts |= {unquote(part) for part in parts}
        hidden = wholes | {part for part in parts if len(part) >= _SHORTEST and part.lower() not in _SPOKEN}
        # The longest first, so that no rest of one stays behind.
        self._hidden = sorted(hidden, key=len, reverse=True)

    def clean(self, text: str) -> str:
        """A text without them, in one printable line."""
        for each in self._hidden:
            text = text.replace(each, "***")
        text = _URL.sub(_without_login, text)
        return printable(" ".join(text.split()))


def _without_login(found: "re.Match[str]") -> str:
    """A URL that a library names: whose it is stays, what may be a token in it does not."""
    scheme, _, rest = found[0].partition("://")
    host = rest.rpartition("@")[2].partition("/")[0].partition("?")[0]
    return f"{scheme}://{host}/***"
