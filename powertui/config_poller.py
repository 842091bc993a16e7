"""The table of config.toml about polling: how often, which sites, what to do while the database is away."""

from typing import Annotated

from pydantic import AfterValidator, Field

from powertui.config_section import Section


def _slugs(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        if not text or not text.isprintable() or any(letter.isspace() for letter in text):
            raise ValueError('must hold slugs of sites, such as "berlin-1"')
    if len(set(texts)) < len(texts):
        raise ValueError("names a site twice")
    return texts


def _directory(text: str) -> str:
    if not text.strip():
        raise ValueError('is empty; right would be a directory such as "/var/lib/powertui"')
    return text


class PollerSection(Section):
    interval_s: float = Field(default=30.0, ge=1, le=3600)
    """Seconds from one reading of a PDU to the next."""
    sites: Annotated[tuple[str, ...], Field(strict=False), AfterValidator(_slugs)] = ()
    """On PostgreSQL: poll PDUs of these sites only, by slug; none: of any site that no other poller is there for."""
    spool_mb: int = Field(default=256, ge=0, le=100_000)
    """On PostgreSQL: so many MB of readings are kept on disk while the database is away; 0: none."""
    state_dir: Annotated[str, AfterValidator(_directory)] | None = None
    """Where; none: the user's state directory."""
