"""A service on a port of this machine: threads, faults to order, callbacks, and a small address for control.

GET  /_kit                counts: asked, accepted, per reference, faults that happened, broken rules
GET  /_kit/accepted       every message that was taken
POST /_kit/fault          {"kind": "status", "status": 429, "retry_after": "2", "times": 3}
POST /_kit/faults         {"rate": 0.3, "mixed": [{"kind": "hang_after", "seconds": 2}, ...]}; {} ends them
POST /_kit/callbacks      {"delay": 0.1, "shuffle": true, "duplicates": 0.3}
POST /_kit/set            fields of the service: {"latency": 0.05}
POST /_kit/hear           somebody writes to us: {"phone": "+221...", "text": "stock riz"}
POST /_kit/reset          forgets everything
"""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import socket
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from tests.kit.callbacks import Caller, Post, over_http
from tests.kit.faults import Fault, Faults, from_json


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=True))


@dataclass
class Said:
    """An answer: ``body`` as bytes, or what is written as JSON."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Accepted:
    """A message that the service took: what counts. ``ref`` is ours, where the service carries one."""

    id: str
    to: str
    text: str
    at: float
    ref: str = ""
    details: dict[str, Any] = field(default_factory=dict)


class Refused(Exception):
    """The service says no, in its own words."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.status, said.body)
        self.said = said


class Service:
    """Base of all local services. A subclass answers in ``serve`` and words its errors in ``wrong``."""

    def __init__(self, *, port: int = 0, callback_url: str = "", post: Post = over_http, seed: int = 1) -> None:
        self.callback_url = callback_url
        self.latency = 0.0
        self.faults = Faults(seed=seed)
        self.accepted: list[Accepted] = []
        self.broken: list[str] = []
        """Rules of the contract that a caller broke."""
        self.asked = 0
        self.calls = Caller(post, seed=seed)
        self.lock = threading.RLock()
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    # -- for a subclass -------------------------------------------------------------------------

    def serve(self, asked: Asked) -> Said:
        raise NotImplementedError

    def wrong(self, status: int, code: str) -> Said:
        """An error in the service's own words."""
        return Said(status, {"code": code})

    def hear(self, **said: Any) -> None:
        """Somebody writes to us."""
        raise NotImplementedError

    def must(self, is_right: bool, rule: str, said: Said) -> None:
        """Holds a caller to the contract."""
        if not is_right:
            with self.lock:
                self.broken.append(rule)
            raise Refused(said)

    def take(self, message: Accepted) -> None:
        with self.lock:
            self.accepted.append(message)

    # -- for tests ------------------------------------------------------------------------------

    def fault(self, kind: Any, **options: Any) -> None:
        """The next requests meet this fault, in the order in which they were ordered."""
        self.faults.plan(Fault(kind, **options))

    def count(self) -> dict[str, Any]:
        with self.lock:
            refs = Counter(one.ref for one in self.accepted)
            return {
                "asked": self.asked, "accepted": len(self.accepted), "refs": dict(refs),
                "faults": dict(self.faults.happened), "broken": list(self.broken), "callbacks": len(self.calls.answers),
            }  # fmt: skip

    def reset(self) -> None:
        with self.lock:
            self.accepted.clear()
            self.broken.clear()
            self.asked = 0
            self.faults.clear()
            self.faults.happened.clear()
            self.calls.answers.clear()

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.calls.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    # -- inside ---------------------------------------------------------------------------------

    def control(self, asked: Asked) -> Said:
        given = asked.json() if asked.body else {}
        match asked.path.removeprefix("/_kit"):
            case "" | "/":
                return Said(200, self.count())
            case "/accepted":
                with self.lock:
                    return Said(200, [asdict(one) for one in self.accepted])
            case "/fault":
                self.faults.plan(from_json(given))
            case "/faults":
                self.faults.at_random(given.get("rate", 0.0), [from_json(one) for one in given.get("mixed", [])])
            case "/callbacks":
                for name, value in given.items():
                    setattr(self.calls, name, value)
            case "/set":
                for name, value in given.items():
                    if not hasattr(self, name):
                        return Said(422, {"unknown": name})
                    setattr(self, name, value)
            case "/hear":
                self.hear(**given)
            case "/reset":
                self.reset()
            case _:
                return Said(404)
        return Said(200, {})

    def respond(self, asked: Asked) -> Said | Fault:
        """What is answered; a fault where the connection dies instead."""
        with self.lock:
            self.asked += 1
        if self.latency:
            time.sleep(self.latency)
        fault = self.faults.next()
        if fault is not None and fault.kind in ("status", "code"):
            headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
            if fault.kind == "code":
                said = self.wrong(fault.status if fault.status != 503 else 400, fault.code)
                return Said(said.status, said.body, {**said.headers, **headers})
            return Said(fault.status, None, headers)
        if fault is not None and fault.kind in ("hang_before", "reset_before"):
            return fault
        try:
            said = self.serve(asked)
        except Refused as refused:
            return refused.said
        if fault is not None and fault.kind == "garbage_after":
            return Said(said.status, b"<html>not what you asked for")
        return said if fault is None else fault


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away is no news."""


def _handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            parts = urlsplit(self.path)
            asked = Asked(
                self.command, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)),
                {name.lower(): value for name, value in self.headers.items()}, self.rfile.read(length),
            )  # fmt: skip
            said = service.control(asked) if asked.path.startswith("/_kit") else service.respond(asked)
            if isinstance(said, Fault):
                self._die(said)
                return
            body = said.body if isinstance(said.body, bytes) else b""
            kind = "text/plain"
            if said.body is not None and not isinstance(said.body, bytes):
                body, kind = json.dumps(said.body).encode(), "application/json"
            self.send_response(said.status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def _die(self, fault: Fault) -> None:
            self.close_connection = True
            if fault.kind.startswith("hang"):
                time.sleep(fault.seconds)
                return
            # Closing with a linger of nothing sends a reset.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RD)
            self.connection.close()

        do_GET = do_POST = do_PUT = do_DELETE = _any

    return Handler


def arguments(about: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--callback", default="", help="where callbacks are posted")
    parser.add_argument("--seed", type=int, default=1)
    return parser


def run(service: Service) -> None:
    """Serves until SIGTERM or Ctrl-C; says where on the first line."""
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    with service:
        sys.stdout.write(f"{service.url}\n")
        sys.stdout.flush()
        done.wait()
