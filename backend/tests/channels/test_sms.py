"""SMS by Twilio, Africa's Talking and Orange, each against a server that speaks its contract."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from digiboost.channels import service
from digiboost.channels.types import Channel, Outcome, ReportState, TemplateCall
from digiboost.kernel.clock import now
from tests.channels.conftest import PHONE, Configure, hear_all, message
from tests.kit.africastalking import AfricasTalking
from tests.kit.orange import Orange
from tests.kit.service import Service
from tests.kit.twilio import Twilio

Both = tuple[Service, str]


def send(**given: Any) -> Any:
    return service.send(Channel.SMS, message(**given))


@pytest.fixture(params=["twilio", "africastalking", "orange"])
def either(request: pytest.FixtureRequest) -> Both:
    return request.getfixturevalue(request.param), request.param


def test_a_message_leaves_and_its_delivery_comes_back(either: Both, told: list[Any]) -> None:
    running, name = either
    running.calls.shuffle, running.calls.duplicates = True, 0.5
    result = send(text="Rupture : Savon, Riz é")
    assert (result.outcome, result.adapter, result.provider_id) == (Outcome.SENT, name, running.accepted[0].id)
    assert running.accepted[0].text == "Rupture : Savon, Riz é"
    assert running.broken == []
    running.calls.wait()
    assert set(running.calls.answers) == {200}
    hear_all()
    assert sorted(report.state for report in told) == [ReportState.DELIVERED, ReportState.SENT]
    assert {report.provider_id for report in told} == {result.provider_id}
    assert {report.ref for report in told} == {"tenant.send" if name == "twilio" else None}
    assert hear_all() == 0


def test_what_people_write_is_heard_once(either: Both, told: list[Any]) -> None:
    running, name = either
    running.calls.duplicates = 1.0
    running.hear(phone=PHONE, text="1 é")
    running.calls.wait()
    hear_all()
    assert [(one.adapter, one.channel, one.phone, one.text) for one in told] == [(name, Channel.SMS, PHONE, "1 é")]


@pytest.mark.parametrize(("fault", "outcome", "accepted"), [
    ({"kind": "status", "status": 503}, Outcome.BUSY, 0),
    ({"kind": "status", "status": 429, "retry_after": "9"}, Outcome.BUSY, 0),
    ({"kind": "hang_before", "seconds": 1.5}, Outcome.UNKNOWN, 0),
    ({"kind": "hang_after", "seconds": 1.5}, Outcome.UNKNOWN, 1),
    ({"kind": "reset_before"}, Outcome.UNKNOWN, 0),
    ({"kind": "reset_after"}, Outcome.UNKNOWN, 1),
    ({"kind": "garbage_after"}, Outcome.UNKNOWN, 1),
])  # fmt: skip
def test_a_fault_is_told_apart_by_what_may_have_been_taken(
    either: Both, fault: dict[str, Any], outcome: Outcome, accepted: int
) -> None:
    running, _ = either
    assert send().outcome is Outcome.SENT  # so that Orange has its token
    running.accepted.clear()
    running.fault(**fault)
    result = send()
    assert (result.outcome, len(running.accepted)) == (outcome, accepted)
    assert result.retry_after == (9.0 if "retry_after" in fault else None)
    assert send().outcome is Outcome.SENT


def test_a_service_that_is_not_there_took_nothing(either: Both, configure: Configure) -> None:
    _, name = either
    configure(**{f"DIGIBOOST_{name.upper()}_BASE_URL": "http://127.0.0.1:9"})
    assert send().outcome is Outcome.BUSY


CODES = [
    ("twilio", "21610", Outcome.REFUSED, True, None), ("twilio", "20429", Outcome.BUSY, False, 5.0),
    ("twilio", "21211", Outcome.REFUSED, False, None), ("twilio", "30001", Outcome.BUSY, False, 60.0),
    ("africastalking", "406", Outcome.REFUSED, True, None), ("africastalking", "403", Outcome.REFUSED, False, None),
    ("africastalking", "500", Outcome.BUSY, False, None), ("africastalking", "Nonsense", Outcome.REFUSED, False, None),
    ("orange", "SVC0004", Outcome.REFUSED, False, None), ("orange", "SVC0001", Outcome.BUSY, False, None),
    ("orange", "53", Outcome.BUSY, False, 5.0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "code", "outcome", "forget", "wait"), CODES)
def test_a_code_says_what_comes_next(
    request: pytest.FixtureRequest, name: str, code: str, outcome: Outcome, forget: bool, wait: float | None
) -> None:
    running = request.getfixturevalue(name)
    send()
    running.fault("code", code=code)
    result = send()
    assert (result.outcome, result.code, result.forget_address) == (outcome, code, forget)
    assert result.retry_after == wait
    assert "771234567" not in str(result.detail)


@pytest.mark.parametrize(("name", "code"), [
    ("twilio", "20003"), ("twilio", "30002"), ("africastalking", "405"), ("africastalking", "InvalidSenderId"),
    ("orange", "POL0001"),
])  # fmt: skip
def test_a_blocked_account_rests_and_another_service_takes_over(
    request: pytest.FixtureRequest, configure: Configure, name: str, code: str
) -> None:
    running = request.getfixturevalue(name)
    send()
    running.fault("code", code=code)
    alone = send()
    assert (alone.outcome, alone.code) == (Outcome.REFUSED, code)
    assert alone.retry_after is not None and alone.retry_after >= 900
    other = request.getfixturevalue("orange" if name != "orange" else "twilio")
    asked = running.asked
    over = send()
    assert (over.outcome, over.adapter) == (Outcome.SENT, "orange" if name != "orange" else "twilio")
    assert (running.asked, len(other.accepted)) == (asked, 1)


def test_a_block_just_now_gives_the_next_service_its_turn_at_once(orange: Orange, twilio: Twilio) -> None:
    assert send().adapter == "orange"
    orange.fault("code", code="POL0001")
    result = send()
    assert (result.outcome, result.adapter, len(orange.accepted)) == (Outcome.SENT, "twilio", 1)


def test_the_country_and_the_settings_choose_the_service(
    orange: Orange, africastalking: AfricasTalking, twilio: Twilio, configure: Configure
) -> None:
    configure(DIGIBOOST_AFRICASTALKING_PREFIXES='["+225", "+254"]')
    expected = {"+221771234567": "orange", "+237670000000": "orange", "+2250700000000": "africastalking",
                "+33612345678": "twilio"}  # fmt: skip
    for phone, name in expected.items():
        assert service.adapter_for(Channel.SMS, phone) == name
        assert send(address=phone).adapter == name
    configure(DIGIBOOST_SMS_ADAPTERS='["twilio", "orange"]')
    assert service.adapter_for(Channel.SMS, PHONE) == "twilio"
    configure(DIGIBOOST_SMS_ADAPTERS='["orange"]')
    assert service.adapter_for(Channel.SMS, "+33612345678") is None
    nobody = send(address="+33612345678")
    assert (nobody.outcome, nobody.code) == (Outcome.REFUSED, "not_served")
    assert service.is_configured(Channel.SMS)


def test_what_is_too_old_is_not_sent(orange: Orange) -> None:
    result = send(expires_at=now() - timedelta(seconds=1))
    assert (result.outcome, result.code, orange.asked) == (Outcome.REFUSED, "expired", 0)


# -- Orange's token -------------------------------------------------------------------------------


def test_a_token_is_asked_for_once_and_again_when_it_ends(orange: Orange) -> None:
    for _ in range(3):
        send()
    assert orange.tokens_given == 1
    orange.tokens.clear()  # taken back before its time
    assert send().outcome is Outcome.SENT
    assert (orange.tokens_given, len(orange.accepted)) == (2, 4)


def test_a_token_that_ends_soon_is_renewed(orange: Orange) -> None:
    orange.token_seconds = 30
    send()
    send()
    assert orange.tokens_given == 2


@pytest.mark.parametrize("fault", [
    {"kind": "hang_before", "seconds": 1.5}, {"kind": "reset_after"}, {"kind": "status", "status": 500},
])  # fmt: skip
def test_without_a_token_nothing_was_sent(orange: Orange, fault: dict[str, Any]) -> None:
    orange.fault(**fault)
    result = send()
    assert result.outcome is Outcome.BUSY
    assert str(result.code).startswith("token_")
    assert orange.accepted == []


def test_wrong_credentials_stop_the_service(orange: Orange, configure: Configure) -> None:
    configure(DIGIBOOST_ORANGE_CLIENT_ID="somebody-else")
    assert (send().code, send().code) == ("token_401", "stopped")


# -- Twilio ---------------------------------------------------------------------------------------


def test_twilio_carries_whatsapp_within_the_window_and_by_its_own_templates(twilio: Twilio) -> None:
    call = TemplateCall("alert_rupture_fr", "fr", ("Boutique Awa", "Savon"))
    by_template = service.send(Channel.WHATSAPP, message(template=call))
    assert (by_template.outcome, by_template.adapter) == (Outcome.SENT, "twilio")
    assert twilio.accepted[0].details["ContentVariables"] == '{"1": "Boutique Awa", "2": "Savon"}'
    early = service.send(Channel.WHATSAPP, message(window_open=True))
    assert (early.outcome, early.code, early.needs_template) == (Outcome.REFUSED, "63016", True)
    unknown = service.send(Channel.WHATSAPP, message(template=TemplateCall("digest", "fr")))
    assert (unknown.outcome, unknown.code) == (Outcome.REFUSED, "no_template")
    twilio.hear(phone=f"whatsapp:{PHONE}", text="bonjour")
    assert service.send(Channel.WHATSAPP, message(window_open=True)).outcome is Outcome.SENT
    assert twilio.broken == []


def test_twilio_is_asked_what_became_of_a_message(twilio: Twilio) -> None:
    twilio.statuses = []
    twilio.fault("hang_after", seconds=1.5)
    lost = message(text="Rupture : Lait")
    assert service.send(Channel.SMS, lost).outcome is Outcome.UNKNOWN
    found = service.look_up("twilio", "tenant.send", None, channel=Channel.SMS, message=lost)
    assert found is not None
    assert (found.provider_id, found.state, found.ref) == (twilio.accepted[0].id, ReportState.SENT, "tenant.send")
    twilio.accepted[0].details["_status"] = "delivered"
    by_id = service.look_up("twilio", "tenant.send", found.provider_id)
    assert by_id is not None and by_id.state is ReportState.DELIVERED
    other = message(text="Rupture : Sucre")
    assert service.look_up("twilio", "tenant.send", None, channel=Channel.SMS, message=other) is None
    assert service.look_up("twilio", "tenant.send", "SMunknown") is None
    assert service.look_up("whatsapp", "tenant.send", None) is None
    twilio.accepted[0].details["_status"] = "failed"
    assert service.look_up("twilio", "tenant.send", None, channel=Channel.SMS, message=lost) is None
    twilio.accepted[0].details["_status"] = "sent"
    twilio.accepted[0].at -= 3600  # the same words of an hour ago are another message
    assert service.look_up("twilio", "tenant.send", None, channel=Channel.SMS, message=lost) is None


@pytest.mark.parametrize("with_port", [False, True])
def test_twilio_s_signature_is_right_with_a_port_and_without(twilio: Twilio, told: list[Any], with_port: bool) -> None:
    twilio.port_in_signature = with_port
    send()
    twilio.calls.wait()
    assert set(twilio.calls.answers) == {200}


STATUS = "/api/v1/channels/twilio/status"


def test_only_twilio_s_own_signature_is_taken(client: Any, twilio: Twilio, told: list[Any]) -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "delivered", "Empty": "", "É": "é &="}
    raw, headers = twilio.signed(f"http://testserver{STATUS}?ref=a.b", form)
    address = f"{STATUS}?ref=a.b"
    refused: list[tuple[str, bytes, dict[str, str]]] = [
        (f"{STATUS}?ref=a.c", raw, headers),
        (STATUS, raw, headers),
        (address, raw + b"&x=1", headers),
        (address, raw.replace(b"delivered", b"failed"), headers),
        (address, raw, {**headers, "X-Twilio-Signature": "AAAA"}),
        (address, raw, {"Content-Type": headers["Content-Type"]}),
    ]
    for url, body, given in refused:
        answer = client.post(url, content=body, headers=given)
        assert (answer.status_code, answer.json()["code"]) == (403, "signature_wrong")
    answer = client.post(address, content=raw, headers=headers)
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, "text/xml")
    hear_all()
    assert [(one.ref, one.state) for one in told] == [("a.b", ReportState.DELIVERED)]


@pytest.mark.parametrize(("status", "retry", "forget"), [
    ("undelivered:30003", 2700.0, False), ("undelivered:30008", 300.0, False), ("failed:21610", None, True),
    ("failed:30007", None, False),
])  # fmt: skip
def test_a_failure_that_twilio_tells_later_says_what_comes_next(
    twilio: Twilio, told: list[Any], status: str, retry: float | None, forget: bool
) -> None:
    twilio.statuses = [status]
    send()
    twilio.calls.wait()
    hear_all()
    assert [(one.state, one.retry_after, one.forget_address) for one in told] == [(ReportState.FAILED, retry, forget)]


# -- the services that sign nothing ----------------------------------------------------------------


@pytest.mark.parametrize("path", ["africastalking/{}/delivery", "africastalking/{}/inbound", "orange/{}/delivery",
                                  "orange/{}/inbound"])  # fmt: skip
def test_there_is_nothing_at_another_address(
    client: Any, africastalking: AfricasTalking, orange: Orange, configure: Configure, path: str
) -> None:
    right = "at-callback-secret" if path.startswith("africas") else "orange-callback-secret"
    for wrong in ("x", right[:-1], right + "x", "%C3%A9"):
        answer = client.post(f"/api/v1/channels/{path.format(wrong)}", content=b"{}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert client.post(f"/api/v1/channels/{path.format(right)}", content=b"{}").status_code == 200
    large = client.post(f"/api/v1/channels/{path.format(right)}", content=b"x" * 70_000)
    assert (large.status_code, large.json()["code"]) == (413, "request_too_large")


def test_a_delivery_that_failed_names_its_reason(
    africastalking: AfricasTalking, orange: Orange, told: list[Any]
) -> None:
    africastalking.statuses = ["Failed:UserInBlacklist"]
    orange.statuses = ["DeliveryImpossible"]
    send()
    send(address="+2250700000000")
    orange.calls.wait()
    africastalking.calls.wait()
    hear_all()
    found = {one.adapter: one for one in told}
    assert (found["orange"].state, found["orange"].code) == (ReportState.FAILED, "DeliveryImpossible")
    assert (found["africastalking"].code, found["africastalking"].forget_address) == ("UserInBlacklist", True)


def test_no_secret_address_is_logged(client: Any, orange: Orange, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        client.post("/api/v1/channels/orange/orange-callback-secret/delivery", content=b"{}")
    lines = [getattr(record, "path", "") for record in caplog.records if record.name == "digiboost.access"]
    assert lines == ["/api/v1/channels/orange/{secret}/delivery"]
