from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.kit.whatsapp import WhatsApp


@pytest.fixture
def whatsapp() -> Iterator[WhatsApp]:
    running = WhatsApp().start()
    yield running
    running.stop()


def until(true: Callable[[], Any], patience: float = 60.0) -> None:
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)
