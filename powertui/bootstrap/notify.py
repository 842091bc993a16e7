"""The channels of the configuration, and the process that delivers through them."""

import asyncio
import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from powertui.bootstrap.process import run_until_told
from powertui.config import Settings, resolve_secret
from powertui.config_notify import RouteSection, WebhookSection
from powertui.errors import CredentialError
from powertui.presenters.notices import notification_words
from powertui.services.delivering import Channel, Delivering, Patience
from powertui.services.delivery_rounds import DeliveryRounds
from powertui.services.ports import Clock, SystemClock
from powertui.storage.engine import open_database

if TYPE_CHECKING:
    from powertui.delivery.webhook import WebhookPlace

_HOUR_S = 3600.0


def configured_channels(settings: Settings, clock: Clock) -> Mapping[str, Channel]:
    """Of each route's name, the way to its receiver."""
    return {section.name: _channel(section, clock) for section in settings.notify.route}


def run_delivery(settings: Settings) -> None:
    """Send what is due until the parent is gone."""

    async def work(stop: asyncio.Event) -> None:
        clock = SystemClock()
        engine = open_database(settings.database.url, create=False)
        delivering = Delivering(
            engine,
            configured_channels(settings, clock),
            clock,
            sender=uuid.uuid4().hex,
            patience=Patience(settings.notify.give_up_after_h * _HOUR_S),
        )
        await DeliveryRounds(delivering).run_until(stop)

    run_until_told(work, lifeline=True)


def _channel(section: RouteSection, clock: Clock) -> Channel:
    """Each is loaded where a route needs it: the webhook's and Apprise's libraries are large."""
    if section.webhook is not None:
        from powertui.delivery.webhook import Webhook

        return Webhook(_webhook_place(section.webhook), clock)
    if section.syslog is not None:
        from powertui.delivery.syslog import Facility, Syslog, SyslogPlace, Transport

        found = section.syslog
        place = SyslogPlace(found.host, found.port, Transport(found.transport), Facility(found.facility))
        return Syslog(place, clock)
    if section.command is not None:
        from powertui.delivery.command import Command

        return Command(section.command.run, section.command.timeout_s)
    if section.apprise is not None:
        from powertui.delivery.apprise_channel import AppriseChannel

        reference = section.apprise.url
        return AppriseChannel(lambda: resolve_secret(reference), notification_words)
    raise AssertionError("the configuration is checked: a route has a channel")


def _webhook_place(section: WebhookSection) -> "Callable[[], WebhookPlace]":
    from powertui.delivery.webhook import WebhookPlace

    def place() -> WebhookPlace:
        """With the secrets as they are now."""
        url = resolve_secret(section.url_from) if section.url_from is not None else section.url or ""
        if not url.startswith(("http://", "https://")):
            raise CredentialError("what webhook.url_from refers to is no http or https URL")
        headers = {name: resolve_secret(reference) for name, reference in section.headers.items()}
        if section.bearer_token is not None:
            headers["Authorization"] = f"Bearer {resolve_secret(section.bearer_token)}"
        password = resolve_secret(section.password) if section.password is not None else ""
        return WebhookPlace(url, headers, section.user or "", password, section.timeout_s, section.verify)

    return place
