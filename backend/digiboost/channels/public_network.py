"""Requests to addresses that strangers gave us: public ones only, and the one that was looked at.

A name is resolved once; when any of its addresses is private, loopback, link-local or reserved, nothing is connected
to; otherwise the connection goes to the address that was checked, so that a second answer of the name server cannot
lead elsewhere. TLS still checks the certificate against the name. Redirects are not followed. A response is read up
to a bound, within a bounded time.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
import threading
import time
import typing
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

import httpcore

from digiboost.channels.types import Outcome
from digiboost.channels.wire import OUT_OF_TIME, Answer, Failure, patience

LONGEST_ANSWER = 16 * 1024
HTTPS_PORT = 443

_EMBEDDING = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))
"""Networks of IPv6 that carry an address of IPv4 inside."""


def is_public(address: str) -> bool:
    """Whether anybody on the Internet may hold ``address``."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if any(found in network for network in _EMBEDDING):
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def is_allowed(url: str, *, anywhere: bool = False) -> bool:
    """Whether ``url`` may be asked at all, before any name is resolved: https on its own port, no user, no address
    that is plainly ours. ``anywhere``: tests use this machine, without TLS."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.password is not None or len(url) > 2000:
        return False
    if not url.isascii() or not url.isprintable() or " " in url:
        return False
    if anywhere:
        return parts.scheme in ("https", "http")
    if parts.scheme != "https" or port not in (None, HTTPS_PORT):
        return False
    if host.endswith((".local", ".internal", ".localhost")) or "." not in host.strip("."):
        # A name without a dot is one of our own network; an address of IPv6 has none, and is no push service.
        return False
    return not _is_number(host) or is_public(host)


def _is_number(host: str) -> bool:
    """``127.1`` and ``0x7f.1`` are addresses to a resolver, too."""
    last = host.rstrip(".").rpartition(".")[2]
    return last.isdigit() or last.lower().startswith("0x")


class _Refused(httpcore.ConnectError):
    """The name leads to an address that is not public."""


class _Backend(httpcore.NetworkBackend):
    """Connects to addresses that were checked."""

    def __init__(self) -> None:
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[typing.Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError("the name is not known") from error
        addresses = [str(one[4][0]) for one in found]
        if not addresses or not (getattr(_asked, "anywhere", False) or all(map(is_public, addresses))):
            raise _Refused("the address is not public")
        stream = self._plain.connect_tcp(addresses[0], port, timeout, local_address, socket_options)
        return _Stream(stream)

    def connect_unix_socket(self, *_: typing.Any, **__: typing.Any) -> httpcore.NetworkStream:
        raise _Refused("no socket of this machine")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends when the time of the whole request does: a server that sends a byte every
    few seconds must not hold a worker."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(httpcore.ConnectTimeout)))

    def get_extra_info(self, info: str) -> typing.Any:
        return self._stream.get_extra_info(info)


_asked = threading.local()
_lock = threading.Lock()
_pool: tuple[int, httpcore.ConnectionPool] | None = None


def _left(late: type[Exception]) -> float:
    left = float(_asked.ends) - time.monotonic()
    if left <= 0:
        raise late("the time of the request is over")
    return left


def _connections() -> httpcore.ConnectionPool:
    global _pool
    with _lock:
        if _pool is None or _pool[0] != os.getpid():
            made = httpcore.ConnectionPool(
                ssl_context=ssl.create_default_context(),
                max_connections=20,
                max_keepalive_connections=10,
                keepalive_expiry=20.0,
                network_backend=_Backend(),
            )
            _pool = (os.getpid(), made)
        return _pool[1]


def post(url: str, *, headers: Mapping[str, str], content: bytes, anywhere: bool = False) -> Answer | Failure:
    """Posts to an address that a stranger gave. Never raises for what a network does; an address that is not allowed
    is a failure with the code ``address``."""
    if not is_allowed(url, anywhere=anywhere):
        return Failure(Outcome.REFUSED, "address", "not an https address on the Internet")
    seconds = patience()
    if seconds <= 0:
        return OUT_OF_TIME
    # A request connects, writes and reads: twice the time of one step for all of them.
    _asked.ends, _asked.anywhere = time.monotonic() + 2 * seconds, anywhere
    steps = {"connect": min(seconds, 5.0), "read": seconds, "write": seconds, "pool": seconds}
    try:
        with _connections().stream(
            "POST", url, headers=list(headers.items()), content=content, extensions={"timeout": steps}
        ) as response:
            kept = b""
            for chunk in response.iter_stream():
                kept += chunk
                if len(kept) > LONGEST_ANSWER:
                    break
            names = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            return Answer(response.status, names, kept[:LONGEST_ANSWER])
    except _Refused as error:
        return Failure(Outcome.REFUSED, "address", str(error))
    except (
        httpcore.ConnectError,
        httpcore.ConnectTimeout,
        httpcore.PoolTimeout,
        httpcore.UnsupportedProtocol,
    ) as error:
        return Failure(Outcome.BUSY, "unreachable", type(error).__name__)
    except (httpcore.WriteError, httpcore.WriteTimeout, httpcore.LocalProtocolError) as error:
        return Failure(Outcome.BUSY, "unsent", type(error).__name__)
    except httpcore.TimeoutException as error:
        return Failure(Outcome.UNKNOWN, "timeout", type(error).__name__)
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        return Failure(Outcome.UNKNOWN, "cut", type(error).__name__)
