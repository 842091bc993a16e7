"""The webhook: Alertmanager's payload, its key in a header, what answers mean, and no secret in what is said."""

import json
from collections.abc import Mapping

import pytest

from powertui.delivery.payload import alertmanager_json
from powertui.delivery.webhook import Webhook, WebhookPlace
from powertui.domain.alerts import Transition
from powertui.errors import CredentialError
from powertui.services.receipts import Verdict
from tests.clocks import StillClock
from tests.delivery.messages import HOSTILE, KEY, message
from tests.delivery.receivers import closed_port, http_endpoint


def webhook(url: str, headers: Mapping[str, str] | None = None) -> Webhook:
    place = WebhookPlace(url, headers or {})
    return Webhook(lambda: place, StillClock())


def test_a_message_arrives_as_alertmanager_would_send_it() -> None:
    with http_endpoint() as endpoint:
        receipt = webhook(endpoint.url, headers={"X-Key": "s3cret"}).send(message())
    assert receipt.verdict is Verdict.ACCEPTED
    headers, body = endpoint.got[0]
    assert (headers["idempotency-key"], headers["x-key"]) == (KEY, "s3cret")
    assert headers["content-type"] == "application/json"
    (alert,) = body.pop("alerts")
    assert alert["labels"] == {
        "alertname": alert["labels"]["alertname"],
        "severity": "critical",
        "object_kind": "feed",
        "object": "A1-R01",
        "site": "AMS1",
        "rack": "R01",
        "panel": "P-A1,P-B1",
    }
    assert alert["annotations"]["description"] == "L1 carries 17.2 A of 16 A"
    assert alert["annotations"]["value"] == "17.2 A"
    assert (alert["status"], alert["startsAt"], alert["endsAt"]) == (
        "firing",
        "2026-09-21T14:12:20.000Z",
        "0001-01-01T00:00:00Z",
    )
    assert body["groupKey"] == f'{{}}/{{route="on-call"}}:{{fingerprint="{alert["fingerprint"]}"}}'
    assert body["commonLabels"] == alert["labels"]
    assert (body["version"], body["status"], body["receiver"]) == ("4", "firing", "on-call")
    assert (body["idempotencyKey"], body["isTest"], body["truncatedAlerts"]) == (KEY, False, 0)


def test_what_has_cleared_is_resolved_under_the_same_fingerprint() -> None:
    both = json.loads(alertmanager_json(message(Transition.FIRED, Transition.CLEARED)))
    fired, cleared = both["alerts"]
    assert both["status"] == "firing"
    assert (fired["status"], cleared["status"]) == ("firing", "resolved")
    assert fired["fingerprint"] == cleared["fingerprint"]
    assert cleared["endsAt"] == "2026-09-21T14:13:20.000Z"
    assert json.loads(alertmanager_json(message(Transition.CLEARED)))["status"] == "resolved"


def test_hostile_texts_are_json_all_the_same() -> None:
    with http_endpoint() as endpoint:
        webhook(endpoint.url).send(message(name=HOSTILE, text=HOSTILE))
    assert endpoint.bodies[0]["alerts"][0]["labels"]["object"].startswith('x"]\\ \x1b[31m')


@pytest.mark.parametrize(
    ("status", "verdict"),
    [(503, Verdict.AGAIN), (429, Verdict.AGAIN), (401, Verdict.AGAIN), (404, Verdict.AGAIN), (400, Verdict.REFUSED)],
)
def test_what_somebody_can_put_right_is_tried_again(status: int, verdict: Verdict) -> None:
    with http_endpoint(status) as endpoint:
        endpoint.headers = {"Retry-After": "7"}
        receipt = webhook(endpoint.url).send(message())
    assert receipt.verdict is verdict
    assert receipt.reason == f"the webhook answers {status}: thanks"
    assert receipt.wait_s == (7.0 if verdict is Verdict.AGAIN else None)


def test_a_redirect_is_not_followed() -> None:
    with http_endpoint() as other, http_endpoint(302) as endpoint:
        endpoint.headers = {"Location": other.url}
        assert webhook(endpoint.url, headers={"X-Key": "s3cret"}).send(message()).verdict is Verdict.AGAIN
    assert not other.got


def test_a_receiver_that_repeats_the_secret_is_not_repeated() -> None:
    with http_endpoint(500) as endpoint:
        endpoint.answer = b"token s3cret-token is not \x1b[31mwelcome at https://u:pw@x.net/s3cret-token?a=b"
        receipt = webhook(endpoint.url, headers={"Authorization": "Bearer s3cret-token"}).send(message())
    assert "s3cret" not in receipt.reason
    assert receipt.reason.isprintable()


def test_nobody_there_is_a_sentence_without_the_address_of_a_secret_url() -> None:
    url = f"http://127.0.0.1:{closed_port()}/services/T0001/s3cretpath"
    receipt = webhook(url).send(message())
    assert receipt.verdict is Verdict.AGAIN
    assert receipt.reason.startswith("the webhook cannot be reached: ")
    assert "s3cretpath" not in receipt.reason


@pytest.mark.parametrize("secret", ["ab\ncd", "schlüssel", "a\x00b"])
def test_a_secret_that_is_no_header_is_a_sentence_without_it(secret: str) -> None:
    receipt = webhook(f"http://127.0.0.1:{closed_port()}/", headers={"X-Key": secret}).send(message())
    assert (receipt.verdict, receipt.reason) == (
        Verdict.AGAIN,
        "what is behind the header X-Key holds letters that no header may hold",
    )


@pytest.mark.parametrize("url", ["http://[::1", "http://a:b/", "http://\x00/"])
def test_what_is_no_url_is_a_sentence(url: str) -> None:
    assert webhook(url).send(message()).verdict is Verdict.AGAIN


def test_a_secret_that_is_not_there_is_tried_again_and_named_by_its_reference() -> None:
    def place() -> WebhookPlace:
        raise CredentialError("environment variable HOOK is not set, and a credential refers to it")

    receipt = Webhook(place, StillClock()).send(message())
    assert (receipt.verdict, "HOOK" in receipt.reason) == (Verdict.AGAIN, True)
