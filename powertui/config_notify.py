"""The tables of config.toml about notifications: routes, each with a channel of its own, and how long to try."""

import re
from datetime import time
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from powertui.config_http import HttpUrl, SecretHeaders
from powertui.config_secrets import SecretReference
from powertui.config_section import Section
from powertui.domain.alerts import Severity
from powertui.domain.notify.routes import CHOSEN_TRANSITIONS, EVERYTHING, USUAL_TRANSITIONS, QuietHours, Route

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")

SEVERITIES = {"info": Severity.INFO, "warning": Severity.WARNING, "critical": Severity.CRITICAL}

_TRANSITIONS = {transition.value: transition for transition in CHOSEN_TRANSITIONS}


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError('must be one word of letters, digits, ".", "_" and "-", of 40 at most, such as "on-call"')
    return text


def _scope(text: str) -> str:
    kind, colon, rest = text.partition(":")
    known = {"site", "location", "rack", "panel", "feed", "pdu", "device"}
    if text != EVERYTHING and (not colon or kind not in known or not rest.strip() or not text.isprintable()):
        raise ValueError('must be "everything", or a kind and a name such as "site:AMS1", "panel:P-A1" or "rack:R14"')
    return text


def _transitions(texts: tuple[str, ...]) -> tuple[str, ...]:
    if not texts:
        raise ValueError(f"names none; right would be some of {', '.join(_TRANSITIONS)}")
    for text in texts:
        if text not in _TRANSITIONS:
            raise ValueError(f"knows {', '.join(_TRANSITIONS)}")
    return texts


def _clock(value: Any) -> Any:
    """TOML has times of its own, and people write them as texts."""
    if isinstance(value, time):
        return value
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError('is no time of day; right would be one such as "22:00"')
    return time(int(found[1]), int(found[2]))


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (OSError, ValueError, KeyError):
        raise ValueError(
            'is no time zone that this system knows; right would be one such as "Europe/Amsterdam"'
        ) from None
    return text


def _arguments(texts: tuple[str, ...]) -> tuple[str, ...]:
    if not texts or not texts[0]:
        raise ValueError('names no program; right would be a list such as ["/usr/local/bin/tell", "--alert"]')
    if any("\0" in text for text in texts):
        raise ValueError("holds a character that no argument may hold")
    return texts


def _host(text: str) -> str:
    if not text or not text.isprintable() or any(sign in text for sign in " /@"):
        raise ValueError('is no host; right would be a name or an address such as "127.0.0.1"')
    return text


Clock = Annotated[time, BeforeValidator(_clock)]


class QuietSection(Section):
    begins: Clock
    """From when on only what is urgent comes: "22:00"."""
    ends: Clock
    """Until when; then comes what has waited, together."""
    time_zone: Annotated[str, AfterValidator(_zone)] | None = None
    """Whose clock: "Europe/Amsterdam"; none: this machine's."""

    def quiet_hours(self) -> QuietHours:
        """As the domain has them."""
        return QuietHours(self.begins, self.ends, ZoneInfo(self.time_zone) if self.time_zone else None)


class WebhookSection(Section):
    url: HttpUrl | None = Field(default=None, repr=False)
    """Where to post to."""
    url_from: SecretReference | None = Field(default=None, repr=False)
    """Where the URL is, if it is a secret in itself."""
    headers: SecretHeaders = Field(default_factory=dict, validate_default=True, repr=False)
    """Further headers: of each name, where its value is."""
    user: str | None = None
    """The user's name, where the receiver asks for name and password."""
    password: SecretReference | None = Field(default=None, repr=False)
    """Where that password is."""
    bearer_token: SecretReference | None = Field(default=None, repr=False)
    """Where a token is, for receivers that ask for one."""
    verify: bool = True
    """Whether the receiver must show a TLS certificate that is trusted."""
    timeout_s: float = Field(default=15.0, ge=1, le=60)
    """How long an answer is waited for."""

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if (self.url is None) == (self.url_from is None):
            raise ValueError('needs either "url" or "url_from"')
        if (self.user is None) != (self.password is None):
            raise ValueError('needs both "user" and "password", or neither')
        return self


class SyslogSection(Section):
    host: Annotated[str, AfterValidator(_host)]
    """The syslog server's name or address."""
    port: int = Field(default=514, ge=1, le=65535)
    """Its port."""
    transport: Literal["udp", "tcp"] = "udp"
    """Over UDP nobody says whether a message has come; TCP counts octets, as RFC 6587 has it."""
    facility: Literal[
        "user", "daemon", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"
    ] = "local0"
    """The facility that messages carry."""


class CommandSection(Section):
    run: Annotated[tuple[str, ...], Field(strict=False), AfterValidator(_arguments)]
    """The program and its arguments; no shell is between. The alert is JSON on its standard input."""
    timeout_s: float = Field(default=30.0, ge=1, le=60)
    """How long it may take."""


class AppriseSection(Section):
    url: SecretReference = Field(repr=False)
    """Where an Apprise URL is: mailto://, slack://, msteams://, pagerduty://, ntfy:// and a hundred more."""


SeverityWord = Literal["info", "warning", "critical"]


class RouteSection(Section):
    name: Annotated[str, AfterValidator(_name)]
    """What the route is called, here and in the log of deliveries."""
    scope: Annotated[str, AfterValidator(_scope)] = EVERYTHING
    """Which part of the plant: "everything", or one object with what belongs to it."""
    min_severity: SeverityWord = "warning"
    """Alerts milder than this do not come."""
    transitions: Annotated[tuple[str, ...], Field(strict=False), AfterValidator(_transitions)] = tuple(
        transition.value for transition in CHOSEN_TRANSITIONS if transition in USUAL_TRANSITIONS
    )
    """Which steps of an alert's life are told."""
    digest_s: float = Field(default=0.0, ge=0, le=7 * 86_400)
    """What is not urgent is gathered and sent together every so many seconds; 0: each at once."""
    urgent_from: Literal["info", "warning", "critical", "never"] = "critical"
    """From which severity on neither quiet hours nor a digest delay anything."""
    quiet_hours: QuietSection | None = None
    """When only what is urgent comes."""
    webhook: WebhookSection | None = None
    """Post to this URL."""
    syslog: SyslogSection | None = None
    """Send to this syslog server."""
    command: CommandSection | None = None
    """Run this command."""
    apprise: AppriseSection | None = None
    """Send through Apprise."""

    @model_validator(mode="after")
    def _has_one_channel(self) -> Self:
        channels = [name for name in ("webhook", "syslog", "command", "apprise") if getattr(self, name) is not None]
        if len(channels) != 1:
            has = " and ".join(channels) or "none"
            raise ValueError(f"needs one channel out of webhook, syslog, command and apprise, and has {has}")
        return self

    def route(self) -> Route:
        """As the domain has it, without the channel."""
        return Route(
            self.name,
            self.scope,
            SEVERITIES[self.min_severity],
            frozenset(_TRANSITIONS[text] for text in self.transitions),
            self.digest_s,
            self.quiet_hours.quiet_hours() if self.quiet_hours is not None else None,
            SEVERITIES.get(self.urgent_from),
        )


def _all_different(routes: tuple[RouteSection, ...]) -> tuple[RouteSection, ...]:
    names = [route.name.lower() for route in routes]
    if len(set(names)) < len(names):
        raise ValueError("have two routes of the same name")
    return routes


Routes = Annotated[tuple[RouteSection, ...], Field(strict=False), AfterValidator(_all_different)]
"""Tables of their own: [[notify.route]]."""


class NotifySection(Section):
    route: Routes = ()
    """Who is told of what."""
    give_up_after_h: float = Field(default=24.0, ge=0.01, le=24 * 14)
    """How long a message is tried, in hours; then it is given up, which the event log says."""
    toast: bool = True
    """Whether the screens say so when an alert fires, wherever one is."""
    bell: bool = False
    """Whether they ring the terminal's bell then."""
