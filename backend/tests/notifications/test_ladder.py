"""The ladder: WhatsApp, then SMS, then e-mail, a push beside the first; each by its own contract."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from digiboost.channels import service as channels
from digiboost.channels.types import Attachment, Channel
from digiboost.kernel.clock import now
from digiboost.notifications import service
from digiboost.notifications.types import Kind
from tests.kit.orange import Orange
from tests.kit.push import PushService
from tests.kit.smtp import MailServer
from tests.kit.whatsapp import WhatsApp
from tests.notifications.conftest import Desk


def arrive(desk: Desk, *services: Any) -> None:
    """Every callback has come and was dealt with."""
    for one in services:
        one.calls.wait()
    desk.hear()


def test_what_arrives_needs_no_other_channel(desk: Desk, whatsapp: WhatsApp, orange: Orange, mail: MailServer) -> None:
    told = desk.tell()
    assert desk.sends(told) == [("whatsapp", "waiting"), ("sms", "held"), ("email", "held")]
    desk.work()
    assert desk.sends(told) == [("whatsapp", "sent"), ("sms", "held"), ("email", "held")]
    arrive(desk, whatsapp)
    assert desk.sends(told) == [("whatsapp", "delivered"), ("sms", "cancelled"), ("email", "cancelled")]
    desk.time_passes(3600)
    assert desk.work() == 0
    assert (orange.accepted, mail.accepted) == ([], [])


def test_what_does_not_arrive_in_time_is_tried_by_the_next(
    desk: Desk, whatsapp: WhatsApp, orange: Orange, mail: MailServer
) -> None:
    whatsapp.statuses = ["sent"]
    orange.statuses = ["DeliveredToNetwork"]
    told = desk.tell()
    desk.work()
    arrive(desk, whatsapp)
    desk.time_passes(590)
    assert desk.work() == 0
    desk.time_passes(20)
    desk.work()
    assert desk.sends(told) == [("whatsapp", "sent"), ("sms", "sent"), ("email", "held")]
    assert orange.accepted[0].to.endswith(desk.phone.removeprefix("+"))
    desk.time_passes(590)
    assert desk.work() == 0, "the SMS has its own time to arrive"
    desk.time_passes(20)
    desk.work()
    assert [state for _, state in desk.sends(told)] == ["sent", "sent", "sent"]
    assert mail.accepted[0].to == "awa@example.com"
    assert "/" in mail.accepted[0].message.get_body(("plain",)).get_content()
    assert desk.state(told) == "sent"


def test_a_refusal_or_a_told_failure_is_the_next_one_s_turn_at_once(
    desk: Desk, whatsapp: WhatsApp, orange: Orange, mail: MailServer
) -> None:
    whatsapp.fault("code", code="131026")
    told = desk.tell()
    assert desk.work() == 2
    assert desk.sends(told) == [("whatsapp", "failed"), ("sms", "sent"), ("email", "held")]
    arrive(desk, orange)
    assert desk.state(told) == "delivered"
    whatsapp.statuses, orange.statuses = ["failed:131026"], []
    told = desk.tell()
    desk.work()
    arrive(desk, whatsapp)
    desk.work()
    assert desk.sends(told)[:2] == [("whatsapp", "failed"), ("sms", "sent")]
    # It arrived on WhatsApp after all: what is still to come is not needed.
    whatsapp.tell(whatsapp.accepted[-1], ["delivered"])
    arrive(desk, whatsapp)
    assert desk.sends(told) == [("whatsapp", "delivered"), ("sms", "sent"), ("email", "cancelled")]
    assert desk.state(told) == "delivered"


def test_a_service_that_is_down_for_long_is_passed_by(desk: Desk, whatsapp: WhatsApp, orange: Orange) -> None:
    whatsapp.fault("code", code="131057", times=50)
    told = desk.tell()
    desk.work()
    assert desk.sends(told) == [("whatsapp", "waiting"), ("sms", "held")]
    desk.time_passes(601)
    desk.work()
    assert desk.sends(told) == [("whatsapp", "cancelled"), ("sms", "sent")], "one of them goes out, and not both"
    assert (len(whatsapp.accepted), len(orange.accepted)) == (0, 1)


def test_a_second_channel_wakes_nobody_up(desk: Desk, whatsapp: WhatsApp, orange: Orange) -> None:
    whatsapp.statuses = ["sent"]
    told = desk.tell()
    code = desk.tell(kind=Kind.ACCOUNT)
    desk.work()
    start = now()
    desk.wishes(quiet_from=desk.clock(start - timedelta(minutes=5)), quiet_until=desk.clock(start + timedelta(hours=8)))
    desk.time_passes(601)
    desk.work()
    assert desk.sends(told) == [("whatsapp", "sent"), ("sms", "held")]
    assert desk.sends(code) == [("whatsapp", "sent"), ("sms", "sent")], "who waits for a code is awake"
    next_at = desk.query("SELECT next_at FROM notification_queue WHERE company_id = %s", desk.company)[0][0]
    assert timedelta(hours=7.9) < next_at - start < timedelta(hours=8.1)
    desk.wishes()
    desk.time_passes(8 * 3600)
    desk.work()
    assert desk.sends(told) == [("whatsapp", "sent"), ("sms", "sent")]


def test_every_part_of_an_sms_is_paid(desk: Desk, orange: Orange) -> None:
    short = desk.tell(channels=[Channel.SMS])
    long = desk.tell(
        template="notifications.bundle", channels=[Channel.SMS], values={"name": "Awa", "count": "40"},
        lines=tuple(f"Riz parfumé {number} kg : 0 sac" for number in range(40)),
    )  # fmt: skip
    desk.work()
    assert desk.column(short, "cost_milli", "sms") == 22_000
    assert desk.column(long, "cost_milli", "sms") == 66_000
    assert orange.accepted[0].text == "Essai\nVos messages Digiboost arriveront ici."


def test_a_push_goes_beside_and_an_ended_subscription_is_forgotten(
    desk: Desk, whatsapp: WhatsApp, push: PushService
) -> None:
    key = channels.vapid_public_key()
    assert key is not None
    phones = [push.subscribe(key) for _ in range(2)]
    for phone in phones:
        assert desk.owner.post("/notifications/push-subscriptions", phone).status_code == 201
    told = desk.tell(url="/alerts/1")
    assert sorted(desk.sends(told)) == [("push", "waiting"), ("push", "waiting"), ("whatsapp", "waiting")]
    push.unsubscribe(phones[0])
    desk.work()
    assert sorted(desk.sends(told)) == [("push", "failed"), ("push", "sent"), ("whatsapp", "sent")]
    assert push.accepted[0].details["payload"]["url"] == "/alerts/1"
    assert len(desk.owner.get("/notifications/push-subscriptions").json()["items"]) == 1
    # One's own test reaches every device, and nothing else.
    answer = desk.owner.post("/notifications/test", {"channel": "push"})
    assert answer.json()["state"] == "queued"
    desk.work()
    assert [one.details["payload"]["title"] for one in push.accepted] == ["Message d'essai"] * 2
    assert len(whatsapp.accepted) == 1
    shown = desk.owner.get("/notifications/messages", params={"channel": "push"}).json()["items"]
    assert {one["address"] for one in shown} == {""}, "what a browser's address is, is a secret"
    assert json.dumps(shown).count("127.0.0.1") == 0


def test_a_push_that_fails_starts_no_other_channel(
    desk: Desk, whatsapp: WhatsApp, orange: Orange, push: PushService
) -> None:
    key = channels.vapid_public_key()
    assert key is not None
    phone = push.subscribe(key)
    desk.owner.post("/notifications/push-subscriptions", phone)
    push.unsubscribe(phone)
    told = desk.tell()
    desk.work()
    assert dict(desk.sends(told)) == {"push": "failed", "sms": "held", "whatsapp": "sent"}


def test_a_file_goes_with_the_mail_and_the_message(desk: Desk, whatsapp: WhatsApp, mail: MailServer) -> None:
    file = Attachment("rapport.pdf", "application/pdf", b"%PDF-1.7")
    told = desk.tell(kind=Kind.REPORT, attachments=(file,))
    assert desk.sends(told) == [("email", "waiting"), ("whatsapp", "waiting")]
    desk.work()
    (kept,) = mail.accepted[0].message.iter_attachments()
    assert (kept.get_filename(), kept.get_content()) == ("rapport.pdf", b"%PDF-1.7")
    told = desk.tell(channels=[Channel.WHATSAPP], attachments=(file,))
    desk.work()
    assert desk.state(told) == "sent"
    assert whatsapp.broken == []


def test_a_lost_answer_of_a_service_that_can_be_asked_is_asked_for(desk: Desk, configure: Any, post: Any) -> None:
    from tests.kit.twilio import Twilio

    with Twilio(callback_url="/api/v1/channels/twilio/inbound", post=post) as twilio:
        configure(twilio.settings())
        twilio.statuses = []
        twilio.fault("hang_after", seconds=2)
        told = desk.tell(channels=[Channel.SMS])
        desk.work()
        assert desk.column(told, "state", "sms") == "unknown"
        desk.time_passes(61)
        desk.work()
        assert desk.state(told) in {"sent", "delivered"}
        assert len(twilio.accepted) == 1


# -- what carries a file ------------------------------------------------------------------------


def _report(desk: Desk, **wanted: Any) -> Any:
    file = Attachment("synthese.pdf", "application/pdf", b"%PDF-1.7 all of it")
    values = {"name": "Awa", "company": "Boutique Awa", "title": "Synthèse"}
    return desk.tell(kind=Kind.REPORT, template="reports.file", values=values, attachments=(file,), **wanted)


def test_a_report_goes_out_on_each_channel_that_takes_files(
    desk: Desk, whatsapp: WhatsApp, orange: Orange, mail: MailServer
) -> None:
    told = _report(desk)
    assert sorted(desk.sends(told)) == [("email", "waiting"), ("whatsapp", "waiting")]
    desk.work()
    arrive(desk, whatsapp)
    assert sorted(desk.sends(told)) == [("email", "sent"), ("whatsapp", "delivered")]
    [letter], [message] = mail.accepted, whatsapp.accepted
    [attached] = list(letter.message.iter_attachments())
    assert attached.get_payload(decode=True) == b"%PDF-1.7 all of it"
    header, body = message.details["template"]["components"]
    assert header["parameters"][0]["document"]["filename"] == "synthese.pdf"
    assert [one["text"] for one in body["parameters"]] == ["Boutique Awa", "Synthèse"]
    assert orange.accepted == [] and whatsapp.broken == []


def test_one_that_arrived_does_not_keep_the_other_back(desk: Desk, whatsapp: WhatsApp, mail: MailServer) -> None:
    mail.fault("code", code="451 4.3.0 try again later")
    told = _report(desk)
    desk.work()
    arrive(desk, whatsapp)
    assert sorted(desk.sends(told)) == [("email", "waiting"), ("whatsapp", "delivered")]
    desk.time_passes(3600)
    desk.work()
    assert sorted(desk.sends(told)) == [("email", "sent"), ("whatsapp", "delivered")]
    assert len(mail.accepted) == 1


def test_a_refusal_on_one_channel_is_none_on_the_other(desk: Desk, whatsapp: WhatsApp, mail: MailServer) -> None:
    whatsapp.fault("code", code="131026")
    told = _report(desk)
    desk.work()
    assert sorted(desk.sends(told)) == [("email", "sent"), ("whatsapp", "failed")]
    assert desk.state(told) == "sent"


def test_who_has_a_telephone_for_sms_alone_is_told_there(desk: Desk, orange: Orange) -> None:
    told = _report(desk, channels=[Channel.SMS])
    desk.work()
    assert desk.sends(told) == [("sms", "sent")]


def test_a_document_can_be_sent_within_the_window(desk: Desk, whatsapp: WhatsApp, mail: MailServer) -> None:
    whatsapp.hear(desk.phone, "bonjour")
    arrive(desk, whatsapp)
    with desk.tx() as tx:
        service.heard(tx, desk.phone, now())
    _report(desk)
    desk.work()
    document = whatsapp.accepted[-1].details["document"]
    assert document["filename"] == "synthese.pdf"
    assert document["caption"].startswith("*Synthèse*\nBonjour Awa,")
