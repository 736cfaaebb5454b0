"""A mail server (aiosmtpd) with faults to order; keeps every message that it took.

python -m tests.kit.smtp --port 9105
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.kit.certificates import Certificate
from tests.kit.faults import Fault, Faults
from tools.postgres import free_port


@dataclass
class Mail:
    sender: str
    to: str
    message: EmailMessage
    at: float
    is_encrypted: bool
    raw: bytes = field(repr=False)

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])


class MailServer:
    """``certificate`` offers STARTTLS, or speaks TLS from the first byte with ``tls``. ``login`` asks for a name and
    password. Faults: ``code`` ("550 5.1.1 ..." at RCPT), ``reset_before`` (the end of the data is never answered and
    nothing kept), ``hang_after`` and ``reset_after`` (kept, never answered)."""

    def __init__(
        self, *, port: int = 0, certificate: Certificate | None = None, tls: bool = False,
        login: tuple[str, str] | None = None, seed: int = 1,
    ) -> None:  # fmt: skip
        self.accepted: list[Mail] = []
        self.faults = Faults(seed=seed)
        self.login = login
        self.port = port or free_port()
        self.lock = threading.Lock()
        context = None if certificate is None else certificate.server_context()
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, ready_timeout=20,
            ssl_context=context if tls else None,
            tls_context=context if not tls else None,
            require_starttls=certificate is not None and not tls,
            authenticator=self._authenticate if login else None,
            auth_required=login is not None, auth_require_tls=certificate is not None and not tls,
            enable_SMTPUTF8=True,
        )  # fmt: skip

    def settings(self, security: str = "none") -> dict[str, str]:
        found = {
            "DIGIBOOST_SMTP_HOST": "127.0.0.1",
            "DIGIBOOST_SMTP_PORT": str(self.port),
            "DIGIBOOST_SMTP_SECURITY": security,
            "DIGIBOOST_SMTP_FROM": "Digiboost <alertes@digiboost.example>",
        }
        if self.login:
            found |= {"DIGIBOOST_SMTP_USERNAME": self.login[0], "DIGIBOOST_SMTP_PASSWORD": self.login[1]}
        return found

    def fault(self, kind: Any, **options: Any) -> None:
        self.faults.plan(Fault(kind, **options))

    def start(self) -> Self:
        self._controller.start()
        return self

    def stop(self) -> None:
        self._controller.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    # -- what aiosmtpd asks -------------------------------------------------------------------------

    def _authenticate(self, server: SMTP, session: Session, envelope: Envelope, way: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == self.login
        return AuthResult(success=known, handled=False)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        with self.faults._lock:
            head = self.faults.planned[0] if self.faults.planned else None
        if head is not None and head.kind == "code":
            self.faults.next()
            return head.code
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fault = self.faults.next()
        if fault is not None and fault.kind == "reset_before":
            server.transport.abort()
            return "451 never heard"
        raw = bytes(envelope.content or b"")
        parsed = message_from_bytes(raw, policy=POLICY)
        assert isinstance(parsed, EmailMessage)
        encrypted = session.ssl is not None or server.transport.get_extra_info("ssl_object") is not None
        with self.lock:
            for to in envelope.rcpt_tos:
                self.accepted.append(Mail(envelope.mail_from or "", to, parsed, time.time(), encrypted, raw))
        if fault is not None and fault.kind == "hang_after":
            await asyncio.sleep(fault.seconds)
        if fault is not None and fault.kind in ("hang_after", "reset_after"):
            server.transport.abort()
        if fault is not None and fault.kind == "status":
            return "554 5.7.1 refused as spam"
        return "250 2.0.0 queued"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    with MailServer(port=given.port) as server:
        sys.stdout.write(f"127.0.0.1:{server.port}\n")
        sys.stdout.flush()
        done.wait()


if __name__ == "__main__":
    main()
