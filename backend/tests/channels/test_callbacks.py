"""What services post, and what nobody should: arbitrary bytes are a refusal, a problem or nothing, never a fault."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digiboost.channels import jobs, service
from digiboost.channels.callbacks import africastalking, orange, reading, twilio, whatsapp
from digiboost.channels.errors import CallbackMalformed
from digiboost.channels.types import Channel, Heard, Report, ReportState
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.problems import MEDIA_TYPE
from digiboost.kernel.ids import new_id
from digiboost.kernel.jobs import worker_engine
from digiboost.kernel.settings import Settings, get_settings
from tests.channels.conftest import HERE, PHONE, Configure, hear_all, state_of
from tests.kit.orange import Orange
from tests.kit.twilio import Twilio
from tests.kit.whatsapp import WhatsApp

OURS = Settings(whatsapp_phone_id="1055")
PARSERS: dict[str, Any] = {
    "whatsapp": lambda raw: whatsapp.parse(OURS, raw),
    "twilio status": lambda raw: twilio.parse_status(raw, "ref=a.b"),
    "twilio inbound": twilio.parse_inbound,
    "africastalking delivery": africastalking.parse_delivery,
    "africastalking inbound": africastalking.parse_inbound,
    "orange delivery": orange.parse_delivery,
    "orange inbound": orange.parse_inbound,
}

keys = st.sampled_from([
    "entry", "changes", "field", "value", "statuses", "messages", "id", "status", "timestamp", "errors", "code", "from",
    "type", "text", "body", "button", "payload", "interactive", "button_reply", "title", "context", "metadata",
    "phone_number_id", "biz_opaque_callback_data", "deliveryInfoNotification", "callbackData", "deliveryInfo",
    "deliveryStatus", "inboundSMSMessageNotification", "inboundSMSMessage", "messageId", "message", "senderAddress",
    "dateTime",
])  # fmt: skip
leaves = (
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | st.text(max_size=30)
    | st.sampled_from(["messages", "sent", "read", "failed", "text", "button", "interactive", "1055", "1790000000",
                       "221771234567", "tel:+221771234567", "DeliveredToTerminal", "\x00", "\ud800", "9" * 5000])
)  # fmt: skip
documents = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=8), max_leaves=40
)
fields = st.sampled_from([
    "MessageSid", "SmsSid", "MessageStatus", "ErrorCode", "From", "Body", "ButtonPayload", "id", "status",
    "failureReason", "from", "text", "date", "To", "É",
])  # fmt: skip
forms = st.lists(
    st.tuples(fields, st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)), max_size=12
)


def shaped(document: Any) -> bytes:
    """A document where the parser looks for one, as often as anywhere."""
    whole = {
        "entry": [{"changes": [{"field": "messages", "value": document}]}],
        "deliveryInfoNotification": document,
        "inboundSMSMessageNotification": {"inboundSMSMessage": document},
    }
    return json.dumps(whole).encode()


def is_storable(event: Report | Heard) -> bool:
    """What PostgreSQL can hold, and an index can find."""
    texts = [event.event_id, *(value for value in (getattr(event, "text", None), getattr(event, "ref", None),
             getattr(event, "payload", None), getattr(event, "reply_to", None), event.adapter) if value)]  # fmt: skip
    for text in texts:
        text.encode()
        assert "\x00" not in text
    assert 0 < len(event.event_id) <= 320
    assert event.at.tzinfo is not None
    return True


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(raw=st.binary(max_size=300) | documents.map(shaped) | forms.map(lambda pairs: urlencode(pairs).encode()))
def test_a_parser_reads_what_it_knows_and_nothing_else_happens(name: str, raw: bytes) -> None:
    try:
        events = PARSERS[name](raw)
    except CallbackMalformed:
        return
    assert all(is_storable(event) for event in events)


@given(st.none() | st.booleans() | st.integers() | st.text(max_size=60) | st.floats() | st.lists(st.text(), max_size=2))
def test_a_telephone_is_e164_or_none(value: Any) -> None:
    found = reading.phone_of(value)
    assert found is None or (found.startswith("+") and found[1:].isdigit() and len(found) <= 17)


@pytest.mark.parametrize(("written", "phone"), [
    ("221771234567", PHONE), ("+221771234567", PHONE), ("whatsapp:+221771234567", PHONE), ("tel:+221771234567", PHONE),
    ("+221 77 123 45 67", PHONE), ("", None), ("whatsapp:", None), ("Orange", None), (None, None),
])  # fmt: skip
def test_a_telephone_is_read_as_services_write_it(written: Any, phone: str | None) -> None:
    assert reading.phone_of(written) == phone


@given(st.none() | st.booleans() | st.integers() | st.text(max_size=40) | st.datetimes().map(str) | st.floats())
def test_a_moment_is_never_ahead(value: Any) -> None:
    from digiboost.kernel.clock import now

    assert reading.EARLIEST <= reading.moment_of(value) <= now()


# -- over HTTP ------------------------------------------------------------------------------------


def signers(url: str, raw: bytes) -> dict[str, str]:
    """The headers with which a service that knows our secrets would post these bytes."""
    secrets = get_settings()
    assert secrets.whatsapp_app_secret is not None and secrets.twilio_auth_token is not None
    if "/whatsapp/" in url:
        key = secrets.whatsapp_app_secret.get_secret_value().encode()
        return {"X-Hub-Signature-256": f"sha256={hmac.new(key, raw, hashlib.sha256).hexdigest()}"}
    if "/twilio/" in url:
        try:
            pairs = sorted(set(reading.form_pairs(raw)))
        except CallbackMalformed:
            return {}
        text = url + "".join(name + value for name, value in pairs)
        key = secrets.twilio_auth_token.get_secret_value().encode()
        return {"X-Twilio-Signature": base64.b64encode(hmac.new(key, text.encode(), hashlib.sha1).digest()).decode()}
    return {}


@pytest.mark.parametrize("path", [
    "whatsapp/callback", "twilio/status", "twilio/inbound", "africastalking/at-callback-secret/delivery",
    "africastalking/at-callback-secret/inbound", "orange/orange-callback-secret/delivery",
    "orange/orange-callback-secret/inbound",
])  # fmt: skip
def test_no_bytes_are_a_fault(client: Any, configure: Configure, path: str) -> None:
    with WhatsApp() as one, Twilio() as two, Orange() as three:
        configure(**one.settings(), **two.settings(), **three.settings(),
                  DIGIBOOST_AFRICASTALKING_CALLBACK_SECRET="at-callback-secret")  # fmt: skip

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        raw=st.binary(max_size=200) | documents.map(shaped) | forms.map(lambda pairs: urlencode(pairs).encode()),
        signed=st.booleans(),
        kind=st.sampled_from(["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "", "é"]),
    )
    def ask(raw: bytes, signed: bool, kind: str) -> None:
        headers = {"Content-Type": kind, **(signers(f"{HERE}/{path}", raw) if signed else {})}
        answer = client.post(
            f"/api/v1/channels/{path}", content=raw, headers={k: v.encode() for k, v in headers.items()}
        )
        assert answer.status_code in (200, 400, 403), answer.text
        if answer.status_code != 200:
            assert answer.headers["content-type"] == MEDIA_TYPE

    ask()


def test_the_query_of_an_address_may_be_any_bytes(client: Any, configure: Configure) -> None:
    with Twilio() as running:
        configure(**running.settings())
    for query in ("ref=%FF%FE", "ref=%00", "%", "ref", "&&&", "ref=" + "x" * 1900):
        answer = client.post(f"/api/v1/channels/twilio/status?{query}", content=b"a=b")
        assert (answer.status_code, answer.json()["code"]) == (403, "signature_wrong")


# -- what is stored, and by whom -------------------------------------------------------------------


def report(event_id: str, **given: Any) -> Report:
    from digiboost.kernel.clock import now

    return Report(**{"adapter": "whatsapp", "event_id": event_id, "provider_id": "p", "state": ReportState.SENT,
                     "at": now(), **given})  # fmt: skip


def test_an_event_is_stored_once_whoever_tells_it(client: Any, configure: Configure) -> None:
    """As the application's own role, which may insert and not look."""
    configure()
    engine = client.app.state.edge.engine
    heard = Heard("whatsapp", "m1", Channel.WHATSAPP, PHONE, "stock riz", report("x").at, payload="order:1")
    with Tx(engine, None) as tx:
        assert service.store(tx, [report("p:sent"), heard, report("p:sent")]) == 2
    with Tx(engine, None) as tx:
        assert service.store(tx, [report("p:sent"), heard]) == 0
        assert service.store(tx, []) == 0
    with Tx(worker_engine(), None) as tx:
        assert tx.value("SELECT count(*) FROM channel_events") == 2


def test_what_is_stored_is_what_handlers_are_told(client: Any, told: list[Any]) -> None:
    whole = report("p:failed", state=ReportState.FAILED, ref="a.b", code="131026", retry_after=4.5, needs_template=True,
                   forget_address=True)  # fmt: skip
    heard = Heard("orange", "m2", Channel.SMS, PHONE, "é 😀 \u2028", whole.at, reply_to="wamid.1")
    with Tx(worker_engine(), None) as tx:
        service.store(tx, [whole, heard])
    hear_all()
    assert sorted(told, key=lambda one: one.adapter) == [heard, whole]


def test_two_workers_deal_with_an_event_once(client: Any, told: list[Any]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with Tx(worker_engine(), None) as tx:
        service.store(tx, [report(f"race-{number}") for number in range(20)])
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda n: jobs.hear(worker_engine(), "whatsapp", f"race-{n % 20}"), range(80)))
    assert (sum(done), len(told)) == (20, 20)


def test_a_handler_works_in_transactions_of_its_own(client: Any, told: list[Any]) -> None:
    found: list[Any] = []

    def handler(open_tx: Any, event: Report) -> None:
        with open_tx(None) as tx:
            service.remember(tx, "whatsapp", event.provider_id, new_id(), new_id())
            found.append(service.owner_of(tx, "whatsapp", event.provider_id))

    service.on_report.insert(0, handler)
    with Tx(worker_engine(), None) as tx:
        service.store(tx, [report("own", provider_id=f"wamid.{new_id()}")])
    assert hear_all() == 1
    assert found[0] is not None
    with Tx(worker_engine(), None) as tx:
        assert service.owner_of(tx, "whatsapp", "wamid.unknown") is None


def test_what_is_done_is_forgotten_in_time_and_what_waits_is_not(client: Any, told: list[Any]) -> None:
    with Tx(worker_engine(), None) as tx:
        service.store(tx, [report("done"), report("waits"), report("young")])
    for event_id in ("done", "young"):
        assert jobs.hear(worker_engine(), "whatsapp", event_id)
    with Tx(worker_engine(), None) as tx:
        tx.run("UPDATE channel_events SET received_at = received_at - interval '31 days' WHERE event_id <> 'young'")
        assert service.forget(tx) == 1
    assert [state_of(one) is None for one in ("done", "waits", "young")] == [True, False, False]


def test_the_sweep_finds_what_the_broker_forgot(client: Any, told: list[Any]) -> None:
    with Tx(worker_engine(), None) as tx:
        service.store(tx, [report("lost"), report("fresh")])
        tx.run("UPDATE channel_events SET next_at = now() - interval '1 second' WHERE event_id = 'lost'")
    assert jobs.sweep(worker_engine()) == 1
    assert jobs.sweep(worker_engine()) == 0


def test_counters_tell_operators_what_happened(client: Any, whatsapp: WhatsApp) -> None:
    def value(name: str, **labels: str) -> float:
        from prometheus_client import REGISTRY

        return REGISTRY.get_sample_value(name, labels) or 0.0

    refused = value("digiboost_channel_callbacks_refused_total", adapter="whatsapp", reason="signature")
    repeated = value("digiboost_channel_callbacks_total", adapter="whatsapp", kind="repeated")
    client.post("/api/v1/channels/whatsapp/callback", content=b"{}")
    raw, headers = whatsapp.signed({"statuses": [{"id": "counted", "status": "sent", "timestamp": "1"}]})
    for _ in range(2):
        client.post("/api/v1/channels/whatsapp/callback", content=raw, headers=headers)
    assert value("digiboost_channel_callbacks_refused_total", adapter="whatsapp", reason="signature") == refused + 1
    assert value("digiboost_channel_callbacks_total", adapter="whatsapp", kind="repeated") == repeated + 1
