"""A webhook: messages posted as JSON, with their idempotency key in a header."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from powertui.delivery.payload import alertmanager_json
from powertui.delivery.scrubbing import Scrubber
from powertui.domain.notify.sending import Message
from powertui.errors import CredentialError
from powertui.services.ports import Clock
from powertui.services.receipts import MOST_WORDS, HttpAnswer, Receipt, Verdict, http_receipt

IDEMPOTENCY_HEADER = "Idempotency-Key"

_REFUSALS = frozenset({400, 405, 406, 410, 411, 413, 414, 415, 422, 431})
"""What another attempt with the same body cannot change. A wrong token or path somebody may put right."""


@dataclass(frozen=True, slots=True)
class WebhookPlace:
    """Where to post, and as whom."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_s: float = 15.0
    verify: bool = True


class Webhook:
    """Posts messages. The place is asked for at each attempt: a secret may be put right meanwhile."""

    def __init__(self, place: Callable[[], WebhookPlace], clock: Clock) -> None:
        self._place = place
        self._clock = clock
        self._opened: tuple[WebhookPlace, httpx.Client] | None = None

    def send(self, message: Message) -> Receipt:
        """Post it once."""
        try:
            place = self._place()
        except CredentialError as error:
            return Receipt(Verdict.AGAIN, str(error))
        for name, text in place.headers.items():
            if not (text.isascii() and text.isprintable()):
                # The library would repeat it, in a form in which nobody finds it again.
                return Receipt(Verdict.AGAIN, f"what is behind the header {name} holds letters that no header may hold")
        scrub = Scrubber((place.url, place.password, *place.headers.values()))
        headers = {
            **place.headers,
            "Content-Type": "application/json",
            "User-Agent": "powertui",
            IDEMPOTENCY_HEADER: message.key,
        }
        try:
            client = self._client(place)
            with client.stream("POST", place.url, content=alertmanager_json(message), headers=headers) as response:
                # No more of an answer is read than is said of it: who knows who answers.
                octets = next(response.iter_bytes(4 * MOST_WORDS), b"")
        except httpx.TimeoutException:
            return Receipt(Verdict.AGAIN, f"the webhook does not answer within {place.timeout_s:g} s")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Receipt(Verdict.AGAIN, f"the webhook cannot be reached: {scrub.clean(str(error))}")
        text = scrub.clean(octets.decode("utf-8", "replace"))
        answer = HttpAnswer(response.status_code, text, response.headers.get("Retry-After"))
        return http_receipt("the webhook", answer, self._clock.now_s(), refusals=_REFUSALS)

    def _client(self, place: WebhookPlace) -> httpx.Client:
        """One as long as the place stays the same: to read the system's certificates takes longer than to post."""
        if self._opened is not None:
            before, client = self._opened
            if before == place:
                return client
            client.close()
        # A redirect would take the credential to somewhere that nobody named.
        client = httpx.Client(
            auth=(place.user, place.password) if place.user else None,
            timeout=place.timeout_s,
            follow_redirects=False,
            verify=place.verify,
        )
        self._opened = place, client
        return client
