"""The WhatsApp adapter and its callbacks, against a server that speaks the service's contract."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from typing import Any

import pytest

from digiboost.channels import jobs, service, stopped
from digiboost.channels.types import Attachment, Channel, NotYet, Outcome, Report, ReportState, TemplateCall
from digiboost.kernel.jobs import worker_engine
from tests.channels.conftest import PHONE, hear_all, message, state_of
from tests.kit.whatsapp import WhatsApp

CALL = TemplateCall("alert_rupture_fr", "fr", ("Boutique Awa", "Savon\n\tnoir      bio"), ("order:1", "later:1"))
CALLBACK = "/api/v1/channels/whatsapp/callback"


def send(**given: Any) -> Any:
    return service.send(Channel.WHATSAPP, message(**given))


def test_a_template_leaves_outside_the_window_and_free_text_within(whatsapp: WhatsApp) -> None:
    outside = send(template=CALL)
    assert (outside.outcome, outside.adapter, outside.provider_id) == (
        Outcome.SENT, "whatsapp", whatsapp.accepted[0].id,
    )  # fmt: skip
    assert whatsapp.accepted[0].text == "Boutique Awa | Savon noir bio"
    assert whatsapp.accepted[0].ref == "tenant.send"
    early = send(template=CALL, window_open=True)
    assert (early.outcome, early.code, early.needs_template) == (Outcome.REFUSED, "131047", True)
    whatsapp.hear(phone=PHONE, text="bonjour")
    within = send(template=CALL, window_open=True, text="Rupture\n\n1 commander")
    assert within.outcome is Outcome.SENT
    assert whatsapp.accepted[1].text == "Rupture\n\n1 commander"
    assert whatsapp.broken == []


def test_nothing_is_sent_outside_the_window_without_a_template(whatsapp: WhatsApp) -> None:
    result = send()
    assert (result.outcome, result.needs_template, whatsapp.asked) == (Outcome.REFUSED, True, 0)


def test_a_sign_in_code_is_in_the_body_and_on_the_button(whatsapp: WhatsApp) -> None:
    send(template=TemplateCall("sign_in_code", "fr", ("AB12CD",), copied="AB12CD"))
    parts = whatsapp.accepted[0].details["template"]["components"]
    assert parts[1] == {
        "type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "AB12CD"}],
    }  # fmt: skip
    assert whatsapp.broken == []


def test_a_file_travels_with_the_message(whatsapp: WhatsApp) -> None:
    file = Attachment("Bon n° 12.pdf", "application/pdf", b"%PDF-1.7")
    whatsapp.hear(phone=PHONE, text="bonjour")
    send(window_open=True, text="Votre bon", attachments=(file,))
    document = whatsapp.accepted[0].details["document"]
    assert (document["filename"], document["caption"]) == ("Bon n° 12.pdf", "Votre bon")
    assert b"%PDF-1.7" in whatsapp.media[document["id"]]
    send(template=replace(CALL, takes_document=True), attachments=(file,))
    parts = whatsapp.accepted[1].details["template"]["components"]
    assert [part["type"] for part in parts] == ["header", "body", "button", "button"]
    send(template=CALL, attachments=(file,))
    assert len(whatsapp.media) == 2, "a template without a place for it takes no file"
    assert whatsapp.broken == []
    for fault in ({"kind": "reset_after"}, {"kind": "garbage_after"}, {"kind": "status", "status": 500}):
        whatsapp.fault(**fault)
        assert send(window_open=True, attachments=(file,)).outcome is Outcome.BUSY
    assert len(whatsapp.accepted) == 3


def test_without_credentials_the_channel_is_absent(configure: Any) -> None:
    configure()
    assert not service.is_configured(Channel.WHATSAPP)
    assert service.adapter_for(Channel.WHATSAPP, PHONE) is None
    assert send(template=CALL).outcome is Outcome.ABSENT


@pytest.mark.parametrize(("fault", "outcome", "code", "accepted"), [
    ({"kind": "status", "status": 503}, Outcome.BUSY, "http_503", 0),
    ({"kind": "status", "status": 500}, Outcome.BUSY, "http_500", 0),
    ({"kind": "status", "status": 504}, Outcome.UNKNOWN, "http_504", 0),
    ({"kind": "status", "status": 400}, Outcome.REFUSED, "http_400", 0),
    ({"kind": "hang_before", "seconds": 1.5}, Outcome.UNKNOWN, "timeout", 0),
    ({"kind": "hang_after", "seconds": 1.5}, Outcome.UNKNOWN, "timeout", 1),
    ({"kind": "reset_before"}, Outcome.UNKNOWN, "cut", 0),
    ({"kind": "reset_after"}, Outcome.UNKNOWN, "cut", 1),
    ({"kind": "garbage_after"}, Outcome.UNKNOWN, "no_id", 1),
])  # fmt: skip
def test_a_fault_is_told_apart_by_what_may_have_been_taken(
    whatsapp: WhatsApp, fault: dict[str, Any], outcome: Outcome, code: str, accepted: int
) -> None:
    whatsapp.fault(**fault)
    result = send(template=CALL)
    assert (result.outcome, result.code, len(whatsapp.accepted)) == (outcome, code, accepted)
    assert send(template=CALL).outcome is Outcome.SENT


def test_a_service_that_is_not_there_took_nothing(whatsapp: WhatsApp, configure: Any) -> None:
    configure(DIGIBOOST_WHATSAPP_BASE_URL="http://127.0.0.1:9")
    result = send(template=CALL)
    assert (result.outcome, result.code) == (Outcome.BUSY, "unreachable")


def test_the_wait_that_a_service_asks_for_is_honoured(whatsapp: WhatsApp) -> None:
    whatsapp.fault("status", status=429, retry_after="7")
    assert send(template=CALL).retry_after == 7.0
    whatsapp.fault("status", status=429, retry_after="Wed, 21 Oct 2015 07:28:00 GMT")
    assert send(template=CALL).retry_after == 0.0
    whatsapp.fault("status", status=429, retry_after="soon")
    assert send(template=CALL).retry_after is None


@pytest.mark.parametrize(("code", "outcome", "template", "waits"), [
    ("130429", Outcome.BUSY, False, True), ("131056", Outcome.BUSY, False, True),
    ("131000", Outcome.BUSY, False, False), ("131026", Outcome.REFUSED, False, False),
    ("131047", Outcome.REFUSED, True, False), ("132001", Outcome.REFUSED, False, False),
    ("999999", Outcome.REFUSED, False, False),
])  # fmt: skip
def test_a_code_says_what_comes_next(
    whatsapp: WhatsApp, code: str, outcome: Outcome, template: bool, waits: bool
) -> None:
    whatsapp.fault("code", code=code)
    result = send(template=CALL)
    assert (result.outcome, result.code, result.needs_template) == (outcome, code, template)
    assert (result.retry_after is not None) == waits
    assert PHONE not in str(result.detail) and "771234567" not in str(result.detail)


@pytest.mark.parametrize("code", ["131048", "131031", "368", "190"])
def test_a_blocked_account_rests(whatsapp: WhatsApp, code: str) -> None:
    whatsapp.fault("code", code=code)
    result = send(template=CALL)
    assert (result.outcome, result.code) == (Outcome.REFUSED, code)
    assert result.retry_after is not None
    again = send(template=CALL)
    assert (again.outcome, again.code, whatsapp.asked) == (Outcome.REFUSED, "stopped", 1)
    assert again.retry_after is not None and again.retry_after > 60
    stopped.resume("whatsapp")
    assert send(template=CALL).outcome is Outcome.SENT


# -- callbacks ------------------------------------------------------------------------------------


def test_statuses_come_unordered_and_twice_and_are_told_once(whatsapp: WhatsApp, told: list[Any]) -> None:
    whatsapp.calls.shuffle, whatsapp.calls.duplicates = True, 1.0
    whatsapp.statuses = ["sent", "delivered", "read"]
    result = send(template=CALL)
    whatsapp.calls.wait()
    assert whatsapp.calls.answers == [200] * 6
    assert hear_all() == 3
    assert {report.state for report in told} == {ReportState.SENT, ReportState.DELIVERED, ReportState.READ}
    assert {(report.ref, report.provider_id) for report in told} == {("tenant.send", result.provider_id)}
    assert hear_all() == 0
    row = state_of(f"{result.provider_id}:read")
    assert (row["state"], row["body"], row["kind"]) == ("done", None, "report")


@pytest.mark.parametrize(("code", "template", "retry"), [("131026", False, None), ("131047", True, None),
                                                         ("131000", False, 60.0)])  # fmt: skip
def test_a_failure_that_is_told_later_says_what_comes_next(
    whatsapp: WhatsApp, told: list[Any], code: str, template: bool, retry: float | None
) -> None:
    whatsapp.statuses = [f"failed:{code}"]
    send(template=CALL)
    whatsapp.calls.wait()
    hear_all()
    assert [(one.state, one.code, one.needs_template, one.retry_after) for one in told] == [
        (ReportState.FAILED, code, template, retry)
    ]


def test_a_block_that_is_told_later_stops_the_adapter(whatsapp: WhatsApp, told: list[Any]) -> None:
    whatsapp.statuses = ["failed:131048"]
    send(template=CALL)
    whatsapp.calls.wait()
    hear_all()
    assert send(template=CALL).code == "stopped"


def test_what_people_write_is_heard(whatsapp: WhatsApp, told: list[Any]) -> None:
    first = whatsapp.hear(phone=PHONE, text="stock riz é\u0000 \ud83d")
    second = whatsapp.hear(phone=PHONE, text="Commander", payload="order:77", reply_to="wamid.abc")
    third = whatsapp.hear(phone=PHONE, text="Plus tard", payload="later:77", button="interactive")
    whatsapp.calls.wait()
    hear_all()
    by_id = {one.event_id: one for one in told}
    assert set(by_id) == {first, second, third}
    assert (by_id[first].phone, by_id[first].text, by_id[first].channel) == (PHONE, "stock riz é ?", Channel.WHATSAPP)
    assert (by_id[second].payload, by_id[second].reply_to, by_id[second].text) == ("order:77", "wamid.abc", "Commander")
    assert (by_id[third].payload, by_id[third].text) == ("later:77", "Plus tard")
    assert state_of(first)["body"] is None


def test_only_the_service_s_own_signature_is_taken(client: Any, whatsapp: WhatsApp) -> None:
    raw, headers = whatsapp.signed({"statuses": [{"id": "x", "status": "sent", "timestamp": "1"}]})
    wrong = [
        {**headers, "X-Hub-Signature-256": "sha256=" + "0" * 64},
        {**headers, "X-Hub-Signature-256": headers["X-Hub-Signature-256"].removeprefix("sha256=")},
        {**headers, "X-Hub-Signature-256": "é"},
        {"Content-Type": "application/json"},
    ]
    for one in wrong:
        answer = client.post(CALLBACK, content=raw, headers={k: v.encode() for k, v in one.items()})
        assert (answer.status_code, answer.json()["code"]) == (403, "signature_wrong")
    assert client.post(CALLBACK, content=raw + b" ", headers=headers).status_code == 403
    assert state_of("x:sent") is None
    assert client.post(CALLBACK, content=raw, headers=headers).json() == {"new": 1}
    assert client.post(CALLBACK, content=raw, headers=headers).json() == {"new": 0}


def test_nothing_is_taken_while_no_secret_is_set(client: Any, configure: Any) -> None:
    configure()
    assert client.post(CALLBACK, content=b"{}", headers={"X-Hub-Signature-256": "sha256="}).status_code == 403
    assert client.get(CALLBACK, params={"hub.mode": "subscribe", "hub.verify_token": ""}).status_code == 403


def test_the_address_proves_itself(client: Any, whatsapp: WhatsApp) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": whatsapp.verify_token, "hub.challenge": "1158201444"}
    answer = client.get(CALLBACK, params=asked)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")
    assert client.get(CALLBACK, params={**asked, "hub.verify_token": "other"}).status_code == 403


def test_a_batch_is_split(client: Any, whatsapp: WhatsApp, told: list[Any]) -> None:
    statuses = [
        {"id": f"batch-{n // 2}", "status": ("sent", "read")[n % 2], "timestamp": "1790000000"} for n in range(80)
    ]
    raw, headers = whatsapp.signed({"statuses": statuses, "messages": [{"from": "221770000001", "id": "batch-m"}]})
    assert client.post(CALLBACK, content=raw, headers=headers).json() == {"new": 81}
    assert client.post(CALLBACK, content=raw, headers=headers).json() == {"new": 0}
    assert hear_all() == 81


def test_another_number_s_events_are_not_ours(client: Any, whatsapp: WhatsApp) -> None:
    ours, whatsapp.phone_id = whatsapp.phone_id, "another"
    raw, headers = whatsapp.signed({"statuses": [{"id": "foreign", "status": "sent", "timestamp": "1"}]})
    whatsapp.phone_id = ours
    assert client.post(CALLBACK, content=raw, headers=headers).json() == {"new": 0}


def test_a_handler_that_fails_is_asked_again_until_it_is_dead(client: Any, whatsapp: WhatsApp, told: list[Any]) -> None:
    fails = [True]

    def handler(open_tx: Any, event: Report) -> None:
        if fails[0]:
            raise RuntimeError("not today")

    service.on_report.insert(0, handler)
    try:
        raw, headers = whatsapp.signed({"statuses": [{"id": "hard", "status": "read", "timestamp": "1"}]})
        assert client.post(CALLBACK, content=raw, headers=headers).json() == {"new": 1}
        for attempt in range(1, jobs.MAX_ATTEMPTS + 1):
            assert not jobs.hear(worker_engine(), "whatsapp", "hard:read")
            assert state_of("hard:read")["attempts"] == attempt
        assert state_of("hard:read")["state"] == "dead"
        assert told == []
        fails[0] = False
        assert jobs.replay_dead(worker_engine()) == 1
        assert jobs.sweep(worker_engine()) >= 1
        assert jobs.hear(worker_engine(), "whatsapp", "hard:read")
        assert [one.event_id for one in told] == ["hard:read"]
    finally:
        service.on_report.remove(handler)


def test_a_report_of_somebody_else_s_message_is_forgotten(client: Any, whatsapp: WhatsApp) -> None:
    def handler(open_tx: Any, event: Report) -> None:
        raise NotYet

    service.on_report.append(handler)
    try:
        raw, headers = whatsapp.signed({"statuses": [{"id": "whose", "status": "read", "timestamp": "1"}]})
        client.post(CALLBACK, content=raw, headers=headers)
        for _ in range(jobs.MAX_ATTEMPTS):
            jobs.hear(worker_engine(), "whatsapp", "whose:read")
        assert (state_of("whose:read")["state"], state_of("whose:read")["body"]) == ("done", None)
    finally:
        service.on_report.remove(handler)


@pytest.mark.parametrize("body", [
    b"", b"null", b"[]", b"7", b"{", b"\xff\xfe", b"[" * 50_000, b'{"entry": 7}', b'{"entry": [{"changes": [7]}]}',
    b'{"entry": [{"changes": [{"field": "messages", "value": {"statuses": [{"id": {}, "status": []}]}}]}]}',
])  # fmt: skip
def test_what_cannot_be_read_is_a_problem_or_nothing(client: Any, whatsapp: WhatsApp, body: bytes) -> None:
    digest = hmac.new(whatsapp.app_secret.encode(), body, hashlib.sha256).hexdigest()
    answer = client.post(CALLBACK, content=body, headers={"X-Hub-Signature-256": f"sha256={digest}"})
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert answer.json()["code"] == "callback_malformed"
    else:
        assert answer.json() == {"new": 0}
