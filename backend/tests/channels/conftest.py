"""The channels' own settings for a test, and a way from a local service to the application under test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from digiboost.channels import stopped
from digiboost.channels.types import Channel, Message
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from digiboost.kernel.settings import get_settings
from tests.kit.callbacks import Post
from tests.kit.whatsapp import WhatsApp

PHONE = "+221771234567"


@pytest.fixture
def configure(stack: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """``configure(DIGIBOOST_X="...")`` changes the settings until the end of the test."""

    def change(**given: str) -> None:
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        get_settings.cache_clear()

    for name in list(os.environ):
        if name.startswith(("DIGIBOOST_WHATSAPP", "DIGIBOOST_TWILIO", "DIGIBOOST_SMTP", "DIGIBOOST_ORANGE")):
            monkeypatch.delenv(name)
    change(DIGIBOOST_CHANNEL_TIMEOUT_SECONDS="1.0")
    yield change
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
def whatsapp(configure: Callable[..., None], post: Post) -> Iterator[WhatsApp]:
    with WhatsApp(callback_url="http://testserver/api/v1/channels/whatsapp/callback", post=post) as service:
        configure(**service.settings())
        yield service


def message(text: str = "Rupture : Savon", **given: Any) -> Message:
    return Message(**{"ref": "tenant.send", "address": PHONE, "text": text, "subject": "Rupture", **given})


__all__ = ["PHONE", "Channel", "message"]
