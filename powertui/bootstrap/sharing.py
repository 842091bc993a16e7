"""How a poller stands to its database: alone on an SQLite file, one of several on a PostgreSQL."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_state_path
from sqlalchemy import Engine

from powertui.config import Settings
from powertui.errors import ConfigError
from powertui.services.ports import Clock
from powertui.services.presence import Alone, OneOfSeveral, Presence
from powertui.services.sharding import ShardKeeper
from powertui.services.spool import Spool, claim_spools
from powertui.services.storing import Among

_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class SharingSettings:
    """What a poller that is one of several is told."""

    sites: tuple[str, ...] = ()
    """Slugs of the sites that it is for; none: any."""
    spool_home: Path | None = None
    """Where polls wait while the database is away; None: they do not."""
    spool_mb: int = 0


def configured_sharing(settings: Settings) -> SharingSettings:
    """As the configuration has it."""
    told = settings.poller
    if not told.spool_mb:
        return SharingSettings(told.sites)
    state = Path(told.state_dir).expanduser() if told.state_dir else user_state_path("powertui", appauthor=False)
    # A spool is of one database: what was read for another one has other devices' ids.
    of_database = hashlib.sha256(settings.database.url.encode()).hexdigest()[:12]
    return SharingSettings(told.sites, state / "spool" / of_database, told.spool_mb)


def presence_for(
    engine: Engine, clock: Clock, interval_s: float, sharing: SharingSettings
) -> tuple[Presence, Among | None]:
    """The right to poll, and what polling has to know of it. Raises ConfigError where there can be no spool."""
    if engine.dialect.name != "postgresql":
        return Alone(engine, clock, interval_s), None
    spools = _spools(sharing)
    keeper = ShardKeeper(engine, sharing.sites, interval_s)
    return OneOfSeveral(engine, clock, interval_s, keeper), Among(keeper, spools)


def _spools(sharing: SharingSettings) -> tuple[Spool, ...]:
    if sharing.spool_home is None:
        return ()
    try:
        return claim_spools(sharing.spool_home, sharing.spool_mb * _MB)
    except OSError as error:
        raise ConfigError(
            f"readings cannot be kept in {sharing.spool_home} while the database is away: {error.strerror};"
            " poller.state_dir names another directory, poller.spool_mb = 0 does without"
        ) from None
