"""config.toml -> frozen settings. Every error is one sentence: file, line, key, what is wrong, what would be right.

Secrets are never in the file, only references to them; `resolve_secret` follows one when a device is to be asked.
"""

import os
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from platformdirs import user_config_path, user_data_path
from pydantic import AfterValidator, Field, PrivateAttr, ValidationError, model_validator

from powertui.config_energy import EnergySection
from powertui.config_events import EventsSection, TrapsSection
from powertui.config_history import HistorySection
from powertui.config_metrics import MetricsSection
from powertui.config_notify import NotifySection
from powertui.config_poller import PollerSection
from powertui.config_problems import sentence
from powertui.config_redundancy import RedundancySection
from powertui.config_rules import RulesSection
from powertui.config_secrets import REFERENCE_FORMS, SecretReference
from powertui.config_section import Section as _Section
from powertui.domain.scale_override import column_choice
from powertui.errors import ConfigError, CredentialError
from powertui.tomlfile import read_toml

ENVIRONMENT_VARIABLE = "POWERTUI_CONFIG"
"""Names a configuration file, where no --config does."""


def database_url(text: str) -> str:
    """An SQLAlchemy URL; a plain path becomes that of an SQLite file."""
    if not text.strip():
        raise ValueError('is empty; right would be a path or a URL such as "sqlite:////var/lib/powertui/powertui.db"')
    if "://" in text:
        return text
    path = Path(text).expanduser().absolute()
    if path.is_dir():
        raise ValueError("is a directory; right would be the path of an SQLite file in it, such as plant.db")
    return f"sqlite:///{path}"


def default_database_url() -> str:
    """An SQLite file where this system keeps a user's data."""
    return database_url(str(user_data_path("powertui", appauthor=False) / "powertui.db"))


AuthName = Literal["MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512"]
PrivName = Literal["DES", "3DES", "AES", "AES-192", "AES-256", "AES-192-C", "AES-256-C"]


class DatabaseSection(_Section):
    url: Annotated[str, AfterValidator(database_url)] = Field(default_factory=default_database_url, repr=False)
    """Where model, readings and alerts are kept: an SQLAlchemy URL, or the path of an SQLite file."""


def _slug(text: str) -> str:
    if not text or len(text) > MOST_SLUG_CHARACTERS:
        raise ValueError(f"must have 1 to {MOST_SLUG_CHARACTERS} characters")
    if not text.isprintable() or " " in text:
        raise ValueError('must be one printable word, such as "busbar-tap"')
    return text


MOST_SLUG_CHARACTERS = 50
"""What NetBox and the database have room for."""

ChoiceSlug = Annotated[str, AfterValidator(_slug)]
"""A choice as it is stored and exchanged."""

ChoiceSlugs = Annotated[tuple[ChoiceSlug, ...], Field(strict=False)]
"""TOML has lists and no tuples."""


class ConnectorTypeSection(_Section):
    slug: ChoiceSlug
    """What is stored and exchanged; NetBox's own may be given another label."""
    label: str = ""
    """What people read; empty: the slug."""
    group: str = ""
    """What it is listed under."""


ConnectorTypes = Annotated[tuple[ConnectorTypeSection, ...], Field(strict=False)]
"""Tables of their own: [[model.power_port_types]]."""


class StatusesSection(_Section):
    site: ChoiceSlugs = ()
    """Statuses of sites beside NetBox's, by slug."""
    location: ChoiceSlugs = ()
    """Those of locations."""
    rack: ChoiceSlugs = ()
    """Those of racks."""
    device: ChoiceSlugs = ()
    """Those of devices."""


class ModelSection(_Section):
    power_factor: float = Field(default=0.95, gt=0, le=1)
    """What makes VA of a modelled draw in W, wherever the two are compared; figures that use it say so."""
    power_port_types: ConnectorTypes = ()
    """Connector types of power ports beside NetBox's."""
    power_outlet_types: ConnectorTypes = ()
    """Connector types of power outlets beside NetBox's."""
    statuses: StatusesSection = Field(default_factory=StatusesSection)
    """Statuses beside NetBox's; those that figures depend on (feeds, outlets, cables) cannot be added to."""


class CredentialSection(_Section):
    version: Literal["1", "2c", "3"]
    """The SNMP version that the device speaks."""
    community: SecretReference | None = Field(default=None, repr=False)
    """Where the read community is (1 and 2c)."""
    user: str | None = None
    """The user's name (3)."""
    auth_protocol: AuthName | None = None
    """How requests are signed (3); none: they are not."""
    auth_key: SecretReference | None = Field(default=None, repr=False)
    """Where the authentication passphrase is (3)."""
    priv_protocol: PrivName | None = None
    """How requests are encrypted (3); none: they are not."""
    priv_key: SecretReference | None = Field(default=None, repr=False)
    """Where the privacy passphrase is (3)."""
    context: str = ""
    """The context name, on the few devices that have several (3)."""

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if self.version != "3":
            foreign = sorted(self.model_fields_set - {"version", "community"})
            if foreign:
                raise ValueError(f'has "{foreign[0]}", which belongs to version = "3"')
            if self.community is None:
                raise ValueError(f'needs "community" with version = "{self.version}"')
            return self
        if self.community is not None:
            raise ValueError('has "community", which belongs to version = "1" and "2c"')
        if not self.user:
            raise ValueError('needs "user" with version = "3"')
        for name, protocol, key in (
            ("auth", self.auth_protocol, self.auth_key),
            ("priv", self.priv_protocol, self.priv_key),
        ):
            if (protocol is None) != (key is None):
                raise ValueError(f'needs both "{name}_protocol" and "{name}_key", or neither')
        if self.priv_protocol is not None and self.auth_protocol is None:
            raise ValueError('has privacy without authentication, which SNMPv3 does not know: add "auth_protocol"')
        return self


class SnmpEngine(Enum):
    """Which code speaks SNMP."""

    FAST = "fast"
    """Ours: some seventy times less CPU for a value."""
    PYSNMP = "pysnmp"
    """With pysnmp's codec: the reference, should ours ever be in doubt."""


class SnmpSection(_Section):
    engine: Annotated[SnmpEngine, Field(strict=False)] = SnmpEngine.FAST
    """Which code the poller speaks SNMP with; both read the same."""
    credentials: Annotated[Mapping[str, CredentialSection], AfterValidator(MappingProxyType)] = Field(
        default_factory=dict, validate_default=True
    )
    """How to speak to devices, by the name that a device's entry refers to."""


Slugs = Annotated[tuple[str, ...], Field(strict=False)]
"""TOML has lists and no tuples."""


class NetBoxSection(_Section):
    url: str | None = Field(default=None, repr=False)
    """NetBox's address, with or without /api; the command line's goes before it."""
    token: SecretReference | None = Field(default=None, repr=False)
    """Where the API token is."""
    verify: bool = True
    """Whether NetBox must show a TLS certificate that is trusted."""
    ca_file: str | None = None
    """A PEM file of authorities to trust beside the system's own."""
    sites: Slugs = ()
    """Read these sites only, by slug; none: all."""
    tags: Slugs = ()
    """Read only what carries all these tags, by slug."""
    tenants: Slugs = ()
    """Read only what belongs to these tenants, by slug."""
    pages_at_once: int = Field(default=4, ge=1, le=32)
    """How many pages are asked for at the same time."""
    page_size: int = Field(default=1000, ge=10, le=10_000)
    """How many objects a page is to have; NetBox may give fewer."""
    poll_roles: Slugs = ("pdu",)
    """Slugs of the device roles that are polled, beside whatever has both inlets and outlets."""
    credential_field: str = "snmp_credential"
    """The custom field of devices that names their credential."""
    profile_field: str = "snmp_profile"
    """The custom field of devices that names their profile's family."""
    port_field: str = "snmp_port"
    """The custom field of devices that has their SNMP port."""
    default_credential: str = "default"
    """The credential's name where that field is empty."""
    sync_every_s: float | None = Field(default=None, ge=60, le=31 * 86_400)
    """How often the poller imports from it by itself, in s; none: never."""
    sync_prune: bool = False
    """Whether that also removes what NetBox no longer has."""

    @model_validator(mode="after")
    def _can_be_synced(self) -> Self:
        if self.sync_every_s is not None and (self.url is None or self.token is None):
            raise ValueError('has "sync_every_s", which needs "url" and "token" beside it')
        if self.sync_prune and (self.tags or self.tenants):
            raise ValueError(
                'has "sync_prune", which does not go with tags or tenants: what those leave out is not gone'
            )
        return self


def _target_pattern(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError('is empty; right would be a name, an address, or "family/model" with * for any text')
    return text


def _column_choice(text: str) -> str:
    column_choice(text)
    return text


class OverrideSection(_Section):
    target: Annotated[str, AfterValidator(_target_pattern)]
    """Which devices: a name, an address, `address:port`, a profile's family or `family/model`; with * and ?."""
    column: Annotated[str, AfterValidator(_column_choice)]
    """Which column of theirs: its numeric OID, or part and quantity as in `outlet current_a`."""
    scale: float = Field(gt=0, le=1e9)
    """What the raw value is multiplied by to be in the quantity's unit."""


OverrideSections = Annotated[tuple[OverrideSection, ...], Field(strict=False)]
"""Tables of their own: [[override]]."""


class Settings(_Section):
    database: DatabaseSection = Field(default_factory=DatabaseSection)
    """Where everything is kept."""
    poller: PollerSection = Field(default_factory=PollerSection)
    """How often devices are read."""
    rules: RulesSection = Field(default_factory=RulesSection)
    """When to raise an alert."""
    model: ModelSection = Field(default_factory=ModelSection)
    """What modelled figures assume."""
    redundancy: RedundancySection = Field(default_factory=RedundancySection)
    """How closely what-ifs are kept up to date, and when a breaker opens."""
    snmp: SnmpSection = Field(default_factory=SnmpSection)
    """How devices are read."""
    override: OverrideSections = ()
    """Scales of single columns of single devices, in place of their profile's."""
    netbox: NetBoxSection = Field(default_factory=NetBoxSection)
    """The NetBox that the model is imported from."""
    traps: TrapsSection = Field(default_factory=TrapsSection)
    """Whether devices' traps and informs are listened to."""
    events: EventsSection = Field(default_factory=EventsSection)
    """How long events are kept."""
    history: HistorySection = Field(default_factory=HistorySection)
    """How long readings are kept."""
    energy: EnergySection = Field(default_factory=EnergySection)
    """What energy costs, and whose months and days are meant."""
    metrics: MetricsSection = Field(default_factory=MetricsSection)
    """Where metrics may be asked for, and where they are pushed to."""
    notify: NotifySection = Field(default_factory=NotifySection)
    """Who is told of alerts, and how."""
    _source: Path | None = PrivateAttr(default=None)

    @property
    def source(self) -> Path | None:
        """The file that they come from; None: no file, all defaults."""
        return self._source

    def model_post_init(self, context: Any) -> None:
        """Take over the file's path, which `read_settings` hands along."""
        self._source = context["source"] if context else None


def find_config(explicit: Path | None) -> Path | None:
    """The file to read: `explicit`, else $POWERTUI_CONFIG, else the user's own; None where there is none."""
    if explicit is not None:
        return explicit
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    if named:
        path = Path(named).expanduser()
        if not path.exists():
            raise ConfigError(f"{path}: there is no such file, and ${ENVIRONMENT_VARIABLE} names it")
        return path
    usual = user_config_path("powertui", appauthor=False) / "config.toml"
    return usual if usual.exists() else None


def load_settings(explicit: Path | None = None) -> Settings:
    """The settings of the configuration file that is found; without one, the defaults."""
    path = find_config(explicit)
    return Settings() if path is None else read_settings(path)


def read_settings(path: Path) -> Settings:
    """The settings in one file; raises ConfigError with the first thing that is wrong in it."""
    file = read_toml(path)
    try:
        return Settings.model_validate(dict(file.data), context={"source": path.absolute()})
    except ValidationError as error:
        # Without its cause: that one holds the values, and a value may be a secret in the wrong place.
        raise ConfigError(sentence(file, Settings, error)) from None


def resolve_secret(reference: str) -> str:
    """The secret behind a reference; raises CredentialError, which names the reference and never the secret."""
    kind, _, rest = reference.partition(":")
    if kind == "env":
        secret = os.environ.get(rest)
        if not secret:
            raise CredentialError(f"environment variable {rest} is not set, and a credential refers to it")
        return secret
    if kind != "file":
        raise CredentialError(f"a reference to a secret is {REFERENCE_FORMS}")
    path = Path(rest).expanduser()
    try:
        secret = path.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CredentialError(f"{path}: a credential refers to this file, which cannot be read: {reason}") from None
    except UnicodeDecodeError:
        raise CredentialError(f"{path}: a credential refers to this file, which is not UTF-8 text") from None
    if not secret:
        raise CredentialError(f"{path}: a credential refers to this file, which is empty")
    return secret


def redacted_url(url: str) -> str:
    """A database URL as it may be shown: without its password."""
    scheme, separator, rest = url.partition("://")
    login, at, place = rest.rpartition("@")
    if not at or ":" not in login:
        return url
    return f"{scheme}{separator}{login.partition(':')[0]}:***@{place}"
