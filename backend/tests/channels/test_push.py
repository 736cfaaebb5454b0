"""Web push: what a browser gets, and where we never push to."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from digiboost.channels import public_network, service
from digiboost.channels.adapters import webpush
from digiboost.channels.types import Channel, Outcome
from digiboost.channels.wire import Failure
from digiboost.kernel.clock import now
from tests.channels.conftest import Configure, message
from tests.kit.push import PushService, decoded, encoded, new_vapid_key


def subscribe(push: PushService) -> dict[str, str]:
    key = service.vapid_public_key()
    assert key is not None
    return push.subscribe(key)


def send(subscription: dict[str, Any], **given: Any) -> Any:
    return service.send(Channel.PUSH, message(**{"address": json.dumps(subscription), **given}))


def test_a_browser_reads_what_was_pushed(push: PushService) -> None:
    subscription = subscribe(push)
    result = send(subscription, text="Savon é\nReste : 0", url="/alerts/1", urgent=True)
    assert (result.outcome, result.adapter) == (Outcome.SENT, "webpush")
    assert str(result.provider_id).startswith(push.url)
    details = push.accepted[0].details
    assert details["payload"] == {
        "title": "Rupture", "body": "Savon é\nReste : 0", "url": "/alerts/1", "tag": "tenant.send", "urgent": True,
    }  # fmt: skip
    assert (details["ttl"], details["urgency"]) == ("900", "high")
    assert push.broken == []


@pytest.mark.parametrize(("seconds", "ttl"), [(5, 60), (300, 300), (86_400, 900)])
def test_it_is_kept_no_longer_than_it_is_worth(push: PushService, seconds: int, ttl: int) -> None:
    send(subscribe(push), expires_at=now() + timedelta(seconds=seconds + 0.5))
    assert abs(int(push.accepted[0].details["ttl"]) - ttl) <= 1
    assert push.accepted[0].details["urgency"] == "normal"


def test_a_subscription_that_ended_is_forgotten(push: PushService) -> None:
    subscription = subscribe(push)
    push.unsubscribe(subscription)
    result = send(subscription)
    assert (result.outcome, result.code, result.forget_address) == (Outcome.REFUSED, "http_410", True)
    push.fault("status", status=404)
    assert send(subscribe(push)).forget_address


@pytest.mark.parametrize(("fault", "outcome", "forget"), [
    ({"kind": "status", "status": 413}, Outcome.REFUSED, False),
    ({"kind": "status", "status": 403}, Outcome.REFUSED, False),
    ({"kind": "status", "status": 429, "retry_after": "30"}, Outcome.BUSY, False),
    ({"kind": "status", "status": 503}, Outcome.BUSY, False),
    ({"kind": "status", "status": 301}, Outcome.REFUSED, False),
    ({"kind": "hang_before", "seconds": 2.5}, Outcome.UNKNOWN, False),
    ({"kind": "reset_after"}, Outcome.UNKNOWN, False),
])  # fmt: skip
def test_a_fault_says_what_comes_next(push: PushService, fault: dict[str, Any], outcome: Outcome, forget: bool) -> None:
    subscription = subscribe(push)
    push.fault(**fault)
    result = send(subscription)
    assert (result.outcome, result.forget_address) == (outcome, forget)
    if "retry_after" in fault:
        assert result.retry_after == 30.0
    assert send(subscription).outcome is Outcome.SENT


def test_pushes_of_another_key_are_refused(push: PushService, configure: Configure) -> None:
    subscription = subscribe(push)
    configure(DIGIBOOST_VAPID_PRIVATE_KEY=new_vapid_key())
    result = send(subscription)
    assert (result.outcome, result.code) == (Outcome.REFUSED, "http_403")


@pytest.mark.parametrize("address", [
    "", "{}", "[]", "null", "7", '"x"', '{"endpoint": "https://push.example/x"}', "{" * 100,
    '{"endpoint": "https://push.example/x", "p256dh": "AAAA", "auth": "AAAA"}',
    json.dumps({"endpoint": "https://push.example/x", "p256dh": encoded(b"\x04" + b"\x01" * 64),
                "auth": encoded(b"\x01" * 16)}),
])  # fmt: skip
def test_what_is_no_subscription_is_forgotten(push: PushService, address: str) -> None:
    result = service.send(Channel.PUSH, message(address=address))
    assert (result.outcome, result.forget_address, push.asked) == (Outcome.REFUSED, True, 0)


def test_without_a_key_push_is_off(configure: Configure) -> None:
    configure()
    assert service.vapid_public_key() is None
    assert not service.is_configured(Channel.PUSH)
    assert service.send(Channel.PUSH, message(address="{}")).outcome is Outcome.ABSENT


def test_the_encryption_is_that_of_rfc_8291() -> None:
    """The example of its section 5, read with the library that encrypts for us."""
    body = decoded(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    private = ec.derive_private_key(
        int.from_bytes(decoded("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big"), ec.SECP256R1()
    )
    read = http_ece.decrypt(
        body, private_key=private, auth_secret=decoded("BTBZMqHH6r4Tts7J_aSIgg"), version="aes128gcm"
    )
    assert read == b"When I grow up, I want to be a watermelon"


@given(st.text(max_size=6000), st.text(max_size=400), st.text(alphabet="/abc?=é", max_size=60))
def test_a_payload_is_never_too_large_and_always_read(text: str, title: str, url: str) -> None:
    found = webpush.payload(message(text=text, subject=title, url=url))
    assert len(found) <= webpush.LONGEST_PAYLOAD
    shown = json.loads(found)
    assert shown["url"] == url
    whole = text.encode("utf-8", "replace").decode()
    assert whole.startswith(shown["body"].rstrip()) or shown["body"] == ""


# -- where we never push to -------------------------------------------------------------------------

FORBIDDEN = [
    "http://push.example/x", "ftp://push.example/x", "file:///etc/passwd", "gopher://push.example/", "//push.example/x",
    "https://localhost/x", "https://localhost.localdomain:443/x", "https://127.0.0.1/x", "https://127.1/x",
    "https://2130706433/x", "https://0x7f000001/x", "https://0177.0.0.1/x", "https://0/x", "https://0.0.0.0/x",
    "https://10.0.0.1/x", "https://172.16.3.4/x", "https://192.168.1.1/x", "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/x", "https://198.18.0.1/x", "https://224.0.0.1/x", "https://255.255.255.255/x",
    "https://[::1]/x", "https://[::]/x", "https://[::ffff:127.0.0.1]/x", "https://[fe80::1]/x", "https://[fd00::1]/x",
    "https://[64:ff9b::7f00:1]/x", "https://[2002:7f00:1::]/x", "https://redis/x", "https://postgres.internal/x",
    "https://printer.local/x", "https://user:secret@push.example/x", "https://push.example:22/x",
    "https://push.example:99999/x", "https://push.example\r\nX: y/", "https://pu sh.example/x", "https://", "", "x",
    "https://[::1/x", "https://é.example/x", "https://push.example/" + "a" * 3000,
]  # fmt: skip


@pytest.mark.parametrize("url", FORBIDDEN)
def test_an_address_that_is_not_on_the_internet_is_never_asked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[Any] = []
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: connected.append(a))
    answer = public_network.post(url, headers={}, content=b"")
    assert isinstance(answer, Failure)
    assert answer.outcome in (Outcome.REFUSED, Outcome.BUSY)
    assert connected == []


@pytest.mark.parametrize("addresses", [
    ["127.0.0.1"], ["10.1.2.3"], ["::1"], ["8.8.8.8", "127.0.0.1"], ["169.254.169.254"], ["::ffff:10.0.0.1"],
    ["fe80::1%lo"], ["0.0.0.0"], ["2002:0a00:0001::1"], ["64:ff9b::a00:1"], [],
])  # fmt: skip
def test_a_name_that_leads_to_our_own_network_is_refused(
    configure: Configure, monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    connected: list[Any] = []
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: answers)
    monkeypatch.setattr(socket, "create_connection", lambda *a, **k: connected.append(a))
    configure()
    answer = public_network.post("https://push.example/x", headers={}, content=b"")
    assert isinstance(answer, Failure)
    assert (answer.outcome, answer.code, connected) == (Outcome.REFUSED, "address", [])


def test_the_address_that_was_looked_at_is_the_one_that_is_asked(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that answers something else the second time leads nowhere."""
    connected: list[Any] = []

    def connect(address: Any, *_: Any, **__: Any) -> Any:
        connected.append(address)
        raise ConnectionRefusedError

    answers = iter(["93.184.215.14", "127.0.0.1"])
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *a, **k: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 443))]
    )
    monkeypatch.setattr(socket, "create_connection", connect)
    configure()
    answer = public_network.post("https://push.example/x", headers={}, content=b"")
    assert isinstance(answer, Failure)
    assert (answer.outcome, connected) == (Outcome.BUSY, [("93.184.215.14", 443)])


def test_the_rule_holds_for_subscriptions_unless_tests_ask_otherwise(push: PushService, configure: Configure) -> None:
    subscription = subscribe(push)
    assert service.is_push_address(json.dumps(subscription))
    configure(DIGIBOOST_PUSH_ANYWHERE="false")
    assert not service.is_push_address(json.dumps(subscription))
    result = send(subscription)
    assert (result.outcome, result.code, result.forget_address, push.asked) == (Outcome.REFUSED, "address", True, 0)
    public = {**subscription, "endpoint": "https://fcm.googleapis.com/fcm/send/abc"}
    assert service.is_push_address(json.dumps(public))
    browser_s = {"endpoint": public["endpoint"], "keys": {"p256dh": public["p256dh"], "auth": public["auth"]}}
    assert service.is_push_address(json.dumps(browser_s))


@pytest.fixture
def dripping() -> Iterator[str]:
    """Somebody who answers one byte every third of a second, for ever."""
    import threading
    import time

    done = threading.Event()

    def drip(listening: socket.socket) -> None:
        taken, _ = listening.accept()
        with taken:
            while not done.is_set():
                try:
                    taken.sendall(b"H")
                except OSError:
                    return
                time.sleep(0.3)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        done.set()
        thread.join(2)


def test_who_answers_for_ever_is_left_in_time(configure: Configure, dripping: str) -> None:
    started = now()
    configure()
    answer = public_network.post(f"{dripping}/x", headers={}, content=b"x", anywhere=True)
    assert isinstance(answer, Failure)
    assert (answer.outcome, answer.code) == (Outcome.UNKNOWN, "timeout")
    assert now() - started < timedelta(seconds=3)
