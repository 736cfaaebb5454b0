"""E-mail over SMTP (RFC 5321), with STARTTLS, TLS or neither.

The Message-ID is made of our reference, so that a second try of the same message carries the same one and mailboxes
can tell. Everything before the end of the data means "not taken"; silence after it means "nobody knows".
"""

from __future__ import annotations

import html
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from digiboost.channels.types import Message, Outcome, Result
from digiboost.channels.verdicts import BUSY, FORGET, REFUSE, STOP, Verdict, judged, later
from digiboost.channels.wire import patience
from digiboost.kernel.clock import now
from digiboost.kernel.settings import Settings

ADAPTER = "smtp"

_POLICY = SMTP.clone(cte_type="7bit")
"""Not every server on the way takes eight bits."""

CODES: dict[str, Verdict] = {
    "421": BUSY,
    "450": later(120),  # greylisting, or a mailbox that is in use
    "451": later(120),
    "452": later(300),
    "454": BUSY,
    "530": STOP,  # it wants to know who we are
    "534": STOP,
    "535": STOP,  # wrong name or password
    "5.1.1": FORGET,  # no such mailbox
    "5.1.6": FORGET,  # the mailbox moved
}


class _Said(Exception):
    """The server's answer, where it is not the one that leads on."""

    def __init__(self, code: int, text: bytes | str) -> None:
        super().__init__(code)
        self.code = code
        self.text = text.decode("utf-8", "replace") if isinstance(text, bytes) else text


def is_configured(settings: Settings) -> bool:
    return settings.smtp_host is not None and settings.smtp_from is not None


def send(settings: Settings, message: Message) -> Result:
    try:
        mail = compose(settings, message)
        data = mail.as_bytes(policy=_POLICY)
    except (ValueError, UnicodeError, MessageError):
        # A name or address that no header can hold.
        return judged(ADAPTER, REFUSE, "address", "the address cannot be written")
    envelope_from = parseaddr(settings.smtp_return_path or settings.smtp_from or "")[1]
    try:
        with _open(settings) as server:
            _expect(server.mail(envelope_from, [f"size={len(data)}"] if server.has_extn("size") else []), 250)
            _expect(server.rcpt(message.address), 250, 251)
            _expect(server.docmd("DATA"), 354)
            server.send(re.sub(rb"(?m)^\.", b"..", data) + b".\r\n")
            return _after_the_end(server, str(mail["Message-ID"]))
    except _Said as said:
        return _judge(said)
    except smtplib.SMTPAuthenticationError as error:
        return _judge(_Said(error.smtp_code, error.smtp_error))
    except smtplib.SMTPResponseException as error:
        return _judge(_Said(error.smtp_code, error.smtp_error))
    except smtplib.SMTPNotSupportedError as error:
        # No STARTTLS or AUTH where the settings say there is: nothing may be sent in the clear instead.
        return judged(ADAPTER, STOP, "not_supported", str(error))
    except ssl.SSLCertVerificationError as error:
        return judged(ADAPTER, STOP, "certificate", error.verify_message)
    except UnicodeError:
        # An address beyond ASCII, and a server that does not take such.
        return judged(ADAPTER, REFUSE, "address", "the address cannot be written")
    except (OSError, smtplib.SMTPException) as error:
        return Result(Outcome.BUSY, ADAPTER, code="unreachable", detail=type(error).__name__)


@contextmanager
def _open(settings: Settings) -> Iterator[smtplib.SMTP]:
    seconds = patience()
    if seconds <= 0:
        raise TimeoutError
    host, port = settings.smtp_host or "", settings.smtp_port
    name = parseaddr(settings.smtp_from or "")[1].rpartition("@")[2] or "localhost"
    server: smtplib.SMTP
    if settings.smtp_security == "tls":
        context = ssl.create_default_context()
        server = smtplib.SMTP_SSL(host, port, local_hostname=name, timeout=seconds, context=context)
    else:
        server = smtplib.SMTP(host, port, local_hostname=name, timeout=seconds)
    try:
        server.ehlo_or_helo_if_needed()
        if settings.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if settings.smtp_username is not None and settings.smtp_password is not None:
            server.login(settings.smtp_username, settings.smtp_password.get_secret_value())
        yield server
    finally:
        # QUIT would wait for an answer that nobody needs.
        server.close()


def _after_the_end(server: smtplib.SMTP, message_id: str) -> Result:
    """What the server says once it has the whole message."""
    try:
        code, text = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Result(Outcome.UNKNOWN, ADAPTER, provider_id=message_id, code="cut", detail=type(error).__name__)
    if code != 250:
        return _judge(_Said(code, text))
    return Result(Outcome.SENT, ADAPTER, provider_id=message_id)


def _expect(answer: tuple[int, bytes], *codes: int) -> None:
    if answer[0] not in codes:
        raise _Said(*answer)


def _judge(said: _Said) -> Result:
    """By the enhanced status (RFC 3463) where it says more than the three digits."""
    found = re.match(r"\s*([245]\.\d{1,3}\.\d{1,3})\b", said.text)
    code = found.group(1) if found and found.group(1) in CODES else str(said.code)
    verdict = CODES.get(code) or (BUSY if 400 <= said.code < 500 or said.code < 0 else REFUSE)
    return judged(ADAPTER, verdict, code, said.text)


# -- the message ----------------------------------------------------------------------------------


def compose(settings: Settings, message: Message) -> EmailMessage:
    """The message with a text, the same in simple HTML, and its attachments. Raises ValueError for an address or a
    name that no header can hold."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = settings.smtp_from or ""
    mail["To"] = message.address
    mail["Subject"] = re.sub(r"\s+", " ", message.subject).strip()[:200]
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = message_id(settings, message.ref)
    # Holiday notices do not answer these (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text.replace("\r\n", "\n"))
    mail.add_alternative(_html(message.subject, message.text), subtype="html")
    for one in message.attachments:
        main, _, sub = one.media_type.partition("/")
        mail.add_attachment(
            one.content, maintype=main or "application", subtype=sub or "octet-stream", filename=one.name
        )
    return mail


def message_id(settings: Settings, ref: str) -> str:
    domain = parseaddr(settings.smtp_from or "")[1].rpartition("@")[2] or "localhost"
    return f"<{re.sub(r'[^A-Za-z0-9._-]', '-', ref)}@{domain}>"


_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


def _html(subject: str, text: str) -> str:
    """The text's paragraphs, lines and links; readable in the dark, without a picture or a script."""
    parts = [
        "<p>" + "<br>".join(_linked(line) for line in paragraph.split("\n")) + "</p>"
        for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    ]
    return (
        '<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta name="color-scheme" content="light dark"><title>{html.escape(subject)}</title></head>'
        '<body style="font:16px/1.5 Roboto,system-ui,sans-serif;max-width:36em;margin:0 auto;padding:16px">'
        + "".join(parts)
        + "</body></html>"
    )


def _linked(line: str) -> str:
    found, last = [], 0
    for match in _LINK.finditer(line):
        url = html.escape(match.group(), quote=True)
        found += [html.escape(line[last : match.start()]), f'<a href="{url}">{url}</a>']
        last = match.end()
    return "".join([*found, html.escape(line[last:])])
