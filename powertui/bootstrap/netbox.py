"""Reading a NetBox: configuration and command line to what `exchange` reads, and that to what an import takes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from powertui.bootstrap.vocabulary import vocabulary_of
from powertui.config import NetBoxSection, Settings, resolve_secret
from powertui.domain.merge_kinds import ModelKind
from powertui.domain.merge_scope import NETBOX
from powertui.domain.merge_scope import Scope as MergeScope
from powertui.domain.vocabulary import Vocabulary
from powertui.errors import UsageError
from powertui.exchange.netbox_api.access import Access
from powertui.exchange.netbox_api.devices import PollingFields
from powertui.exchange.netbox_api.reader import NetBoxImport, read_netbox
from powertui.exchange.netbox_api.scope import Scope


@dataclass(frozen=True, slots=True)
class NetBoxChoice:
    """What a command line says about the NetBox to read; None and empty leave it to the configuration."""

    url: str | None = None
    token: str | None = None
    """A reference, as in the configuration."""
    ca_file: Path | None = None
    is_insecure: bool = False
    sites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    tenants: tuple[str, ...] = ()
    pages_at_once: int | None = None


@dataclass(frozen=True, slots=True)
class NetBoxSource:
    """A NetBox that is ready to be read."""

    access: Access
    scope: Scope
    fields: PollingFields
    vocabulary: Vocabulary

    @property
    def name(self) -> str:
        """What the change log calls it."""
        return f"NetBox {self.access.base_url}"

    def read(self, progress: Callable[[str, int, int], None]) -> NetBoxImport:
        """Read all that is asked for; `progress` is told an object's name, how many are read, and of how many."""
        return read_netbox(self.access, self.scope, self.fields, progress, vocabulary=self.vocabulary)

    def merge_scope(self, found: NetBoxImport) -> MergeScope:
        """What an import from it may take away: of a scope by tag or tenant nothing, for it shows no whole."""
        return replace(
            NETBOX,
            kinds=frozenset() if self.scope.selects else NETBOX.kinds,
            site_slugs=frozenset(self.scope.sites) or None,
            unsaid={ModelKind.POLL_TARGET: found.unsaid_of_polling},
        )


def netbox_source(configured: Settings, choice: NetBoxChoice) -> NetBoxSource:
    """The NetBox that configuration and command line mean. Raises UsageError, CredentialError."""
    settings = configured.netbox
    url = choice.url or settings.url
    if not url:
        raise UsageError("which NetBox? Give its URL, or url in [netbox] of the configuration")
    reference = choice.token or settings.token
    if not reference:
        raise UsageError(
            "NetBox asks for a token: --token-env NAME or --token-file PATH says where it is, "
            "or token in [netbox] of the configuration"
        )
    if choice.url and not choice.token and settings.url and _origin(choice.url) != _origin(settings.url):
        raise UsageError(
            "the configuration's token is for the NetBox of its url; --token-env or --token-file gives one for this"
        )
    ca_file = choice.ca_file or (Path(settings.ca_file).expanduser() if settings.ca_file else None)
    access = Access(
        url=url,
        token=resolve_secret(reference),
        verify=settings.verify and not choice.is_insecure,
        ca_file=ca_file,
        pages_at_once=choice.pages_at_once or settings.pages_at_once,
        page_size=settings.page_size,
    )
    return NetBoxSource(access, _scope(settings, choice), _fields(settings), vocabulary_of(configured.model))


def _origin(url: str) -> str:
    return Access(url, "").base_url


def _scope(settings: NetBoxSection, choice: NetBoxChoice) -> Scope:
    """A scope on the command line is the whole scope, not one within the configuration's."""
    if choice.sites or choice.tags or choice.tenants:
        return Scope(choice.sites, choice.tags, choice.tenants)
    return Scope(settings.sites, settings.tags, settings.tenants)


def _fields(settings: NetBoxSection) -> PollingFields:
    return PollingFields(
        roles=frozenset(settings.poll_roles),
        credential_field=settings.credential_field,
        profile_field=settings.profile_field,
        port_field=settings.port_field,
        default_credential=settings.default_credential,
    )
