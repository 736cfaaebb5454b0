"""HTTP to the services: one client in a process, and the difference between "never sent" and "nobody knows".

A failure before the request was written whole means that nothing was taken: it may be sent again. A failure after
that, without an answer, means that it may have been taken: somebody must look before it is sent again.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from digiboost.channels.types import Outcome
from digiboost.kernel.clock import now
from digiboost.kernel.settings import get_settings

if TYPE_CHECKING:
    import httpx

CONNECT_SECONDS = 5.0
LONGEST_ANSWER = 256 * 1024
LONGEST_WAIT_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    content: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def retry_after(self) -> float | None:
        """Seconds, from a number or a date (RFC 9110 10.2.3); None for what is neither."""
        return retry_after(self.headers.get("retry-after"))

    def json(self) -> Any:
        """The body, or None where it is no JSON."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            return None


@dataclass(frozen=True, slots=True)
class Failure:
    """No answer came. BUSY: the request never left; UNKNOWN: it may have been taken."""

    outcome: Outcome
    code: str
    detail: str


_time = threading.local()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Bounds all that is asked inside, so that whoever waits for it knows for how long."""
    _time.ends = time.monotonic() + seconds
    try:
        yield
    finally:
        _time.ends = None


def patience() -> float:
    """How long the next step may take: the setting's time, or what is left; 0 or less when nothing is."""
    seconds = get_settings().channel_timeout_seconds
    ends = getattr(_time, "ends", None)
    return seconds if ends is None else min(seconds, ends - time.monotonic())


OUT_OF_TIME = Failure(Outcome.BUSY, "unsent", "no time was left")

_lock = threading.Lock()
_client: tuple[int, httpx.Client] | None = None


def client() -> httpx.Client:
    """The process's client; a forked child makes its own, since it must not share its parent's sockets."""
    import httpx

    global _client
    with _lock:
        if _client is None or _client[0] != os.getpid():
            # At INFO it logs every address, and some addresses are secrets.
            logging.getLogger("httpx").setLevel(logging.WARNING)
            limits = httpx.Limits(max_connections=50, max_keepalive_connections=20, keepalive_expiry=20.0)
            # A proxy or a netrc of the environment would see every message.
            _client = (os.getpid(), httpx.Client(limits=limits, follow_redirects=False, trust_env=False))
        return _client[1]


def ask(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: Any = None,
    form: Mapping[str, str] | None = None,
    files: Mapping[str, Any] | None = None,
    auth: tuple[str, str] | None = None,
) -> Answer | Failure:
    """Asks a service. ``body`` goes as JSON, ``form`` as a form, ``files`` as parts of one. Never raises for what a
    network does."""
    import httpx

    seconds = patience()
    if seconds <= 0:
        return OUT_OF_TIME
    timeout = httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS), pool=seconds)
    try:
        answer = client().request(
            method,
            url,
            headers={"Accept": "application/json", **(headers or {})},
            json=body,
            data=form,
            files=files,
            auth=auth,
            timeout=timeout,
        )
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
        return Failure(Outcome.BUSY, "unreachable", type(error).__name__)
    except (httpx.WriteError, httpx.WriteTimeout, httpx.LocalProtocolError) as error:
        # What was not written to its end cannot be taken.
        return Failure(Outcome.BUSY, "unsent", type(error).__name__)
    except httpx.TimeoutException as error:
        return Failure(Outcome.UNKNOWN, "timeout", type(error).__name__)
    except httpx.HTTPError as error:
        return Failure(Outcome.UNKNOWN, "cut", type(error).__name__)
    return Answer(
        answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, answer.content[:LONGEST_ANSWER]
    )


def retry_after(value: str | None) -> float | None:
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_WAIT_SECONDS)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - now()).total_seconds()), LONGEST_WAIT_SECONDS)
