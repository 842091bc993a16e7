"""Apprise: mail, chat, on-call services, a hundred of them, each by a URL that is a secret."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from powertui.delivery.scrubbing import Scrubber
from powertui.domain.alerts import Severity
from powertui.domain.notify.sending import Message, Words
from powertui.errors import CredentialError
from powertui.services.receipts import Receipt, Verdict


class AppriseChannel:
    """Sends messages to what an Apprise URL names. The URL is asked for at each attempt."""

    def __init__(self, url: Callable[[], str], render: Callable[[Message], Words]) -> None:
        self._url = url
        self._render = render

    def send(self, message: Message) -> Receipt:
        """Send it once."""
        # Some 40 MB and a third of a second: only where a route needs it.
        import apprise

        try:
            url = self._url()
        except CredentialError as error:
            return Receipt(Verdict.AGAIN, str(error))
        scrub = Scrubber((url,))
        words = self._render(message)
        asset = apprise.AppriseAsset(app_id="powertui", app_desc="powertui", app_url="", async_mode=False)
        with _WORDS.of_this_thread() as said:
            service = apprise.Apprise(asset=asset)
            if not service.add(url):
                return Receipt(Verdict.AGAIN, "the URL behind the reference is none that Apprise knows")
            # Text, so that services that speak HTML or Markdown escape what names and labels may hold.
            is_sent = service.notify(
                body=words.body,
                title=words.title,
                notify_type=_notify_type(message, apprise.NotifyType),
                body_format=apprise.NotifyFormat.TEXT,
            )
        if is_sent:
            return Receipt(Verdict.ACCEPTED)
        reason = scrub.clean("; ".join(said[:3]))
        return Receipt(Verdict.AGAIN, f"Apprise could not send it: {reason}" if reason else "Apprise could not send it")


def _notify_type(message: Message, types: Any) -> Any:
    if all(notice.is_over for notice in message.notices):
        return types.SUCCESS
    worst = max(notice.severity for notice in message.notices)
    return {Severity.CRITICAL: types.FAILURE, Severity.WARNING: types.WARNING, Severity.INFO: types.INFO}[worst]


class _Said(logging.Handler):
    """What Apprise logs, by thread: its calls only say whether, its log says why.

    Nothing goes on to other logs: there may be addresses with passwords in it.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._here = threading.local()
        self._is_attached = False

    def of_this_thread(self) -> "_Listening":
        return _Listening(self)

    def attach(self) -> None:
        if not self._is_attached:
            self._is_attached = True
            log = logging.getLogger("apprise")
            log.addHandler(self)
            log.propagate = False

    def emit(self, record: logging.LogRecord) -> None:
        lines: list[str] | None = getattr(self._here, "lines", None)
        if lines is not None and len(lines) < 20:
            lines.append(record.getMessage())

    def listen(self, lines: list[str] | None) -> None:
        self._here.lines = lines


class _Listening:
    """While its body runs, what this thread's calls log is in the list."""

    def __init__(self, said: _Said) -> None:
        self._said = said

    def __enter__(self) -> list[str]:
        lines: list[str] = []
        self._said.attach()
        self._said.listen(lines)
        return lines

    def __exit__(self, *_: object) -> None:
        self._said.listen(None)


_WORDS = _Said()
