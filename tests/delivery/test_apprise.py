"""Apprise, by mail to a real server: what arrives, and that no password is said when it does not."""

import logging

import pytest

from powertui.delivery.apprise_channel import AppriseChannel
from powertui.delivery.scrubbing import Scrubber
from powertui.domain.alerts import Transition
from powertui.errors import CredentialError
from powertui.presenters.notices import notification_words
from powertui.services.receipts import Verdict
from tests.delivery.messages import HOSTILE, KEY, message
from tests.delivery.receivers import closed_port, mail_server, text_of


def channel(url: str) -> AppriseChannel:
    return AppriseChannel(lambda: url, notification_words)


def test_a_mail_says_what_fired_since_when_what_to_do_and_its_id() -> None:
    with mail_server() as server:
        receipt = channel(server.url).send(message())
    assert receipt.verdict is Verdict.ACCEPTED, receipt.reason
    (mail,) = server.got
    text = text_of(mail)
    assert "L1 carries 17.2 A of 16 A" in text
    assert "Moved first: Outlet 3: +500 W at 2026-09-21 14:12:20 UTC (100 to 600 W)" in text
    assert "What to do: Move load to another leg." in text
    assert "Where: site AMS1, rack R01, panel P-A1, panel P-B1" in text
    assert f"powertui, route on-call, id {KEY}" in text


def test_hostile_names_make_no_header_and_no_markup() -> None:
    with mail_server() as server:
        made = message(name="x\r\nBcc: all@example.net\r\n\r\n<script>", text=HOSTILE)
        assert channel(server.url).send(made).verdict is Verdict.ACCEPTED
    (mail,) = server.got
    assert mail["Bcc"] is None
    assert mail["X-RcptTo"] == "ops@example.net"
    assert "<script" not in text_of(mail, "text/html")


def test_why_it_failed_is_said_without_the_password(caplog: pytest.LogCaptureFixture) -> None:
    url = f"mailto://eva:hunter2secret@127.0.0.1:{closed_port()}?from=a@example.net&to=b@example.net&mode=insecure"
    with caplog.at_level(logging.DEBUG):
        receipt = channel(url).send(message())
    assert receipt.verdict is Verdict.AGAIN
    assert receipt.reason.startswith("Apprise could not send it")
    assert "hunter2" not in receipt.reason
    assert "hunter2" not in caplog.text


def test_a_url_that_apprise_does_not_know_is_not_repeated() -> None:
    receipt = channel("nosuch://hunter2").send(message())
    assert receipt.reason == "the URL behind the reference is none that Apprise knows"


def test_a_reference_that_leads_nowhere_is_tried_again() -> None:
    def url() -> str:
        raise CredentialError("environment variable PAGER is not set, and a credential refers to it")

    assert AppriseChannel(url, notification_words).send(message()).verdict is Verdict.AGAIN


def test_words_have_one_title_line_and_say_when_it_is_a_test_or_several() -> None:
    several = notification_words(message(Transition.FIRED, Transition.CLEARED))
    assert several.title.startswith("2 alerts: ✖ crit fired: A1-R01: ")
    assert notification_words(message(name=HOSTILE)).title.isprintable()


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("cannot log in as eva:hunter2secret", "cannot log in as ***:***"),
        ("see https://u:p@example.net/T000/abcd?x=y now", "see https://example.net/*** now"),
        ("a\x1b[31mb\nc", "a·[31mb c"),
    ],
)
def test_scrubbing_takes_out_secrets_and_what_looks_like_one(text: str, cleaned: str) -> None:
    scrub = Scrubber(["mailto://eva1:hunter2secret@mx.example.org", "eva:hunter2secret"])
    assert "hunter2" not in scrub.clean(text)
    if "eva" not in text:
        assert scrub.clean(text) == cleaned
