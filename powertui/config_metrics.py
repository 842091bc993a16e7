"""The tables of config.toml about metrics: where they may be asked for, and where they are pushed to."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from powertui.config_events import address_of
from powertui.config_http import HttpUrl, SecretHeaders
from powertui.config_secrets import SecretReference
from powertui.config_section import Section

DEFAULT_ADDRESS = ("127.0.0.1", 9847)


def _listen(text: str) -> str:
    try:
        address_of(text)
    except ValueError as error:
        raise ValueError(str(error).partition(";")[0] + '; right would be "127.0.0.1:9847" or "[::]:9847"') from None
    return text


class RemoteWriteSection(Section):
    url: HttpUrl | None = Field(default=None, repr=False)
    """Where a Prometheus remote-write receiver is."""
    user: str | None = None
    """The user's name, where the receiver asks for name and password."""
    password: SecretReference | None = Field(default=None, repr=False)
    """Where that password is."""
    bearer_token: SecretReference | None = Field(default=None, repr=False)
    """Where a token is, for receivers that ask for one."""
    headers: SecretHeaders = Field(default_factory=dict, validate_default=True, repr=False)
    """Further headers: of each name, where its value is."""
    interval_s: float = Field(default=15.0, ge=1, le=3600)
    """Seconds from one push to the next; no more than the poller's interval, or readings are left out."""
    most_memory_mb: int = Field(default=64, ge=1, le=4096)
    """How much may wait for a receiver that is away, compressed; then the oldest goes."""

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if (self.user is None) != (self.password is None):
            raise ValueError('needs both "user" and "password", or neither')
        return self


class MetricsSection(Section):
    listen: Annotated[str, AfterValidator(_listen)] | None = None
    """An address of this machine and its port, where metrics may be asked for."""
    beside_poller: bool = False
    """Whether `powertui poll` starts `powertui metrics` beside itself."""
    remote_write: RemoteWriteSection = Field(default_factory=RemoteWriteSection)
    """Where metrics are pushed to."""
