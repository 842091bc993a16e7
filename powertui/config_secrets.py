"""References to secrets, as config.toml has them: where a secret is, never the secret."""

from typing import Annotated

from pydantic import AfterValidator

REFERENCE_FORMS = '"env:NAME" for an environment variable or "file:/path" for a file'


def _reference(text: str) -> str:
    kind, separator, rest = text.partition(":")
    if not separator or kind not in {"env", "file"}:
        raise ValueError(f"must say where the secret is, not be it: {REFERENCE_FORMS}")
    if not rest:
        raise ValueError(f"names nothing behind {kind}: ; right would be {REFERENCE_FORMS}")
    if kind == "file" and not rest.startswith(("/", "~/")):
        raise ValueError('needs a whole path: "file:/path" or "file:~/path"')
    return text


SecretReference = Annotated[str, AfterValidator(_reference)]
"""Where a secret is: `env:NAME` or `file:/path`."""
