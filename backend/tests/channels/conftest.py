"""The channels' own settings for a test, and a way from a local service to the application under test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from digiboost.channels import jobs, service, stopped
from digiboost.channels.adapters import orange as orange_adapter
from digiboost.channels.types import Heard, Message, Report
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from digiboost.kernel.settings import get_settings
from tests.kit.africastalking import AfricasTalking
from tests.kit.callbacks import Post
from tests.kit.orange import Orange
from tests.kit.push import PushService
from tests.kit.smtp import MailServer
from tests.kit.twilio import Twilio
from tests.kit.whatsapp import WhatsApp

PHONE = "+221771234567"
HERE = "http://testserver/api/v1/channels"
OURS = ("WHATSAPP", "TWILIO", "AFRICASTALKING", "ORANGE", "SMTP", "VAPID", "PUSH", "SMS", "CHANNEL")

Configure = Callable[..., None]


@pytest.fixture
def configure(stack: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    """``configure(DIGIBOOST_X="...")`` changes the settings until the end of the test."""

    def change(**given: str) -> None:
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        get_settings.cache_clear()

    for name in list(os.environ):
        if name.startswith(tuple(f"DIGIBOOST_{one}" for one in OURS)):
            monkeypatch.delenv(name)
    change(DIGIBOOST_CHANNEL_TIMEOUT_SECONDS="1.0")
    yield change
    orange_adapter.forget_token(get_settings())
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture(autouse=True)
def rested(stack: Any) -> Iterator[None]:
    """No adapter rests, and no callback waits, because of another test."""
    with Tx(worker_engine(), None) as tx:
        tx.run("DELETE FROM channel_events")
    yield
    for adapter in ("whatsapp", "twilio", "africastalking", "orange", "smtp", "webpush"):
        stopped.resume(adapter)


@pytest.fixture
def post(client: Any) -> Post:
    """Posts callbacks to the application in this process."""

    def into(url: str, body: bytes, headers: dict[str, str]) -> int:
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return int(client.post(path, content=body, headers=headers).status_code)

    return into


@pytest.fixture
def told(configure: Configure) -> Iterator[list[Any]]:
    """What handlers were told, in order."""
    found: list[Report | Heard] = []
    before = list(service.on_report), list(service.on_message)
    service.on_report[:] = [lambda open_tx, event: found.append(event)]
    service.on_message[:] = [lambda open_tx, event: found.append(event)]
    yield found
    service.on_report[:], service.on_message[:] = before


@pytest.fixture
def whatsapp(configure: Configure, post: Post) -> Iterator[WhatsApp]:
    with WhatsApp(callback_url=f"{HERE}/whatsapp/callback", post=post) as running:
        configure(**running.settings())
        yield running


@pytest.fixture
def twilio(configure: Configure, post: Post) -> Iterator[Twilio]:
    with Twilio(callback_url=f"{HERE}/twilio/inbound", post=post) as running:
        configure(**running.settings())
        yield running


@pytest.fixture
def africastalking(configure: Configure, post: Post) -> Iterator[AfricasTalking]:
    with AfricasTalking(callback_url=f"{HERE}/africastalking/at-callback-secret", post=post) as running:
        configure(**running.settings())
        yield running


@pytest.fixture
def orange(configure: Configure, post: Post) -> Iterator[Orange]:
    with Orange(callback_url=f"{HERE}/orange/orange-callback-secret", post=post) as running:
        configure(**running.settings())
        yield running


@pytest.fixture
def mail(configure: Configure) -> Iterator[MailServer]:
    with MailServer() as running:
        configure(**running.settings())
        yield running


@pytest.fixture
def push(configure: Configure) -> Iterator[PushService]:
    with PushService() as running:
        configure(**running.settings())
        yield running


def message(text: str = "Rupture : Savon", **given: Any) -> Message:
    return Message(**{"ref": "tenant.send", "address": PHONE, "text": text, "subject": "Rupture", **given})


def hear_all() -> int:
    """What a worker does with the events that were stored; how many it dealt with."""
    with Tx(worker_engine(), None) as tx:
        rows = tx.rows("SELECT adapter, event_id FROM channel_events WHERE state = 'waiting' ORDER BY received_at")
    return sum(jobs.hear(worker_engine(), row["adapter"], row["event_id"]) for row in rows)


def state_of(event_id: str) -> Any:
    with Tx(worker_engine(), None) as tx:
        return tx.row("SELECT state, body, attempts, kind FROM channel_events WHERE event_id = %s", (event_id,))
