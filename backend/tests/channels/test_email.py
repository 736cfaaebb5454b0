"""E-mail over a real SMTP server."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from digiboost.channels import service
from digiboost.channels.types import Attachment, Channel, Outcome
from tests.channels.conftest import Configure, message
from tests.kit.certificates import Certificate, make
from tests.kit.smtp import MailServer

TO = "awa@example.com"


def send(**given: Any) -> Any:
    return service.send(Channel.EMAIL, message(**{"address": TO, **given}))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make(tmp_path_factory.mktemp("tls"))


def test_a_mail_holds_the_text_the_same_in_html_and_its_files(mail: MailServer) -> None:
    text = "Rupture : Savon <noir> & é\nReste : 0\n\nVoir https://digiboost.example/alerts/1?a=1&b=2.\n.\n..fin"
    files = (
        Attachment("Bon n° 12.pdf", "application/pdf", b"%PDF-1.7\r\n.\r\n"),
        Attachment("a.csv", "text/csv", b"a;b\n"),
    )
    result = send(text=text, subject="Rupture :\n Savon", attachments=files)
    assert result.outcome is Outcome.SENT
    taken = mail.accepted[0]
    assert (taken.sender, taken.to) == ("alertes@digiboost.example", TO)
    assert result.provider_id == taken.id == "<tenant.send@digiboost.example>"
    found = taken.message
    assert (found["From"], found["To"]) == ("Digiboost <alertes@digiboost.example>", TO)
    assert (found["Subject"], found["Auto-Submitted"]) == ("Rupture : Savon", "auto-generated")
    assert found["Date"] is not None
    plain, html = found.get_body(("plain",)), found.get_body(("html",))
    assert plain is not None and html is not None
    assert plain.get_content().replace("\r\n", "\n").rstrip("\n") == text
    assert taken.raw.isascii()
    shown = html.get_content().replace("\r\n", "\n")
    assert "Savon &lt;noir&gt; &amp; é<br>Reste : 0</p>" in shown
    assert '<a href="https://digiboost.example/alerts/1?a=1&amp;b=2">' in shown
    assert "<script" not in shown and "<img" not in shown
    kept = [(part.get_filename(), part.get_content()) for part in found.iter_attachments()]
    assert kept[0] == ("Bon n° 12.pdf", b"%PDF-1.7\r\n.\r\n")
    assert kept[1][0] == "a.csv"


def test_a_second_try_carries_the_same_id(mail: MailServer) -> None:
    mail.fault("reset_after")
    assert send().outcome is Outcome.UNKNOWN
    assert send().outcome is Outcome.SENT
    assert mail.accepted[0].id == mail.accepted[1].id


@pytest.mark.parametrize(("fault", "outcome", "accepted"), [
    ({"kind": "reset_before"}, Outcome.UNKNOWN, 0),
    ({"kind": "reset_after"}, Outcome.UNKNOWN, 1),
    ({"kind": "hang_after", "seconds": 1.5}, Outcome.UNKNOWN, 1),
    ({"kind": "status"}, Outcome.REFUSED, 1),
])  # fmt: skip
def test_after_the_end_of_the_data_silence_is_no_answer(
    mail: MailServer, fault: dict[str, Any], outcome: Outcome, accepted: int
) -> None:
    mail.fault(**fault)
    assert (send().outcome, len(mail.accepted)) == (outcome, accepted)
    assert send().outcome is Outcome.SENT


@pytest.mark.parametrize(("answer", "outcome", "code", "forget", "wait"), [
    ("550 5.1.1 no such user awa@example.com", Outcome.REFUSED, "5.1.1", True, None),
    ("550 not here", Outcome.REFUSED, "550", False, None),
    ("552 5.2.2 mailbox full", Outcome.REFUSED, "552", False, None),
    ("450 4.2.0 greylisted, come back", Outcome.BUSY, "450", False, 120.0),
    ("421 too busy", Outcome.BUSY, "421", False, None),
    ("431 4.3.1 who knows", Outcome.BUSY, "431", False, None),
])  # fmt: skip
def test_a_reply_says_what_comes_next(
    mail: MailServer, answer: str, outcome: Outcome, code: str, forget: bool, wait: float | None
) -> None:
    mail.fault("code", code=answer)
    result = send()
    assert (result.outcome, result.code, result.forget_address, result.retry_after) == (outcome, code, forget, wait)
    assert TO not in str(result.detail)
    assert mail.accepted == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_travels_encrypted_and_by_name(
    configure: Configure, certificate: Certificate, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    login = ("digiboost", "mot de passe")
    with MailServer(certificate=certificate, tls=security == "tls", login=login) as server:
        configure(**server.settings(security))
        untrusted = send()
        assert (untrusted.outcome, untrusted.code, server.accepted) == (Outcome.REFUSED, "certificate", [])
    # As an operator would trust an authority of their own.
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    from digiboost.channels import stopped

    stopped.resume("smtp")
    with MailServer(certificate=certificate, tls=security == "tls", login=login) as server:
        configure(**server.settings(security))
        assert send().outcome is Outcome.SENT
        assert server.accepted[0].is_encrypted
        configure(DIGIBOOST_SMTP_PASSWORD="wrong")
        wrong = send()
        assert (wrong.outcome, wrong.code) == (Outcome.REFUSED, "535")
        assert send().code == "stopped"


def test_nothing_is_sent_in_the_clear_where_starttls_is_missing(mail: MailServer, configure: Configure) -> None:
    configure(DIGIBOOST_SMTP_SECURITY="starttls")
    result = send()
    assert (result.outcome, result.code, mail.accepted) == (Outcome.REFUSED, "not_supported", [])


@pytest.mark.parametrize(
    "address", ["", "awa", "a\nb@example.com", "a b@example.com", "@", "a@b@c", "é" * 300 + "@x.com"]
)
def test_a_bent_address_is_refused_or_left_to_the_server(mail: MailServer, address: str) -> None:
    assert send(address=address).outcome in (Outcome.REFUSED, Outcome.SENT)
    assert all("\n" not in one.to for one in mail.accepted)


@pytest.fixture
def mute() -> Iterator[int]:
    """The port of somebody who takes a connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        held: list[socket.socket] = []
        thread = threading.Thread(target=lambda: held.append(listening.accept()[0]), daemon=True)
        thread.start()
        yield int(listening.getsockname()[1])
        for one in held:
            one.close()


def test_a_server_that_says_nothing_took_nothing(mail: MailServer, configure: Configure, mute: int) -> None:
    configure(DIGIBOOST_SMTP_PORT=str(mute))
    silent = send()
    assert (silent.outcome, silent.code) == (Outcome.BUSY, "unreachable")
    configure(DIGIBOOST_SMTP_PORT="9")
    assert send().outcome is Outcome.BUSY


def test_what_comes_back_goes_to_the_return_path(mail: MailServer, configure: Configure) -> None:
    configure(DIGIBOOST_SMTP_RETURN_PATH="retours@digiboost.example")
    send()
    assert mail.accepted[0].sender == "retours@digiboost.example"
