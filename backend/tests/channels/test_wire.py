"""One client in a process, and no attempt longer than it may be."""

from __future__ import annotations

import os
import time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from digiboost.channels import service, wire
from digiboost.channels.types import Channel, Outcome
from digiboost.channels.verdicts import without_address
from tests.channels.conftest import Configure, message
from tests.kit.orange import Orange
from tests.kit.whatsapp import WhatsApp


def test_a_process_has_one_client_and_its_child_another() -> None:
    here = wire.client()
    assert wire.client() is here
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"1" if wire.client() is not here else b"0")
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 1) == b"1"
    os.close(reading)
    os.close(writing)
    assert wire.client() is here


def test_an_attempt_of_several_steps_is_bounded_as_a_whole(orange: Orange, configure: Configure) -> None:
    """A token, a message that says that the token is over, another token, another message: each slow."""
    configure(DIGIBOOST_CHANNEL_TIMEOUT_SECONDS="0.6")
    orange.latency, orange.token_seconds = 0.5, -1
    started = time.monotonic()
    result = service.send(Channel.SMS, message())
    assert time.monotonic() - started < service.PATIENCE_STEPS * 0.6 + 0.7
    assert result.outcome in (Outcome.BUSY, Outcome.UNKNOWN, Outcome.REFUSED)
    assert orange.accepted == []


def test_what_is_left_is_what_the_next_step_gets(configure: Configure, whatsapp: WhatsApp) -> None:
    assert wire.patience() == 1.0
    with wire.within(0.2):
        assert 0 < wire.patience() <= 0.2
        time.sleep(0.25)
        assert wire.patience() <= 0
        assert wire.ask("GET", whatsapp.url) == wire.OUT_OF_TIME
    assert wire.patience() == 1.0
    assert whatsapp.asked == 0


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_explanation_quotes_an_address(before: str, after: str) -> None:
    for address in ("+221771234567", "221 77 123 45 67", "awa@example.com", "https://push.example/secret"):
        told = without_address(f"{before} {address} {after}")
        assert address not in told
        assert "771234567" not in told
        assert len(told) <= 200 and "\x00" not in told


@given(st.text(max_size=40))
def test_a_wait_is_seconds_or_nothing(value: Any) -> None:
    found = wire.retry_after(value)
    assert found is None or 0 <= found <= wire.LONGEST_WAIT_SECONDS
