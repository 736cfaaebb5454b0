"""Who is told what, where and when: preferences, quiet hours, bundles, the inbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from digiboost.channels.types import Attachment, Channel
from digiboost.kernel.clock import now
from digiboost.kernel.files import path_of
from digiboost.kernel.ids import new_id
from digiboost.notifications import service
from digiboost.notifications.types import Kind, NotificationState
from tests.kit.whatsapp import WhatsApp
from tests.notifications.conftest import Desk


def test_the_same_key_tells_nothing_again(desk: Desk, whatsapp: WhatsApp) -> None:
    first = desk.tell(key="rupture:1")
    second = desk.tell(key="rupture:1")
    assert (first.repeated, second.repeated, second.id) == (False, True, first.id)
    assert desk.sends() == [("whatsapp", "waiting")]


def test_an_unknown_template_or_value_is_a_mistake_at_once(desk: Desk) -> None:
    for wrong in ({"template": "no.such"}, {"values": {}}):
        with pytest.raises(KeyError):
            desk.tell(**wrong)


def test_who_wants_nothing_finds_it_in_the_inbox(desk: Desk, whatsapp: WhatsApp) -> None:
    desk.wishes(kinds=[{"kind": "alert", "channels": ["whatsapp"], "frequency": "never"}])
    told = desk.tell()
    assert (told.state, desk.sends()) == (NotificationState.INBOX, [])
    desk.wishes(kinds=[{"kind": "alert", "channels": [], "frequency": "immediate"}])
    assert desk.tell().state == NotificationState.INBOX
    assert desk.tell(to=desk.recipient(phone=None, email=None)).state == NotificationState.INBOX
    assert [item["state"] for item in desk.owner.get("/notifications").json()["items"]] == ["inbox"] * 3
    # A reply goes out where it was asked for, whatever is wished, and is no line of the inbox.
    told = desk.tell(kind=Kind.REPLY, channels=[Channel.WHATSAPP])
    assert (told.state, desk.sends(told)) == (NotificationState.QUEUED, [("whatsapp", "waiting")])
    assert len(desk.owner.get("/notifications").json()["items"]) == 3


def test_who_is_no_user_is_told_at_once(desk: Desk, whatsapp: WhatsApp) -> None:
    told = desk.tell(to=desk.recipient(user_id=None, name="Dakar Gros"))
    desk.work()
    assert desk.state(told) == "sent"
    assert desk.owner.get("/notifications").json()["items"] == []


def test_quiet_hours_hold_everything_and_end_in_one_message(desk: Desk, whatsapp: WhatsApp) -> None:
    start = now()
    desk.wishes(
        quiet_from=desk.clock(start - timedelta(hours=1)), quiet_until=desk.clock(start + timedelta(hours=2)),
        kinds=[{"kind": "digest", "channels": ["whatsapp"], "frequency": "hourly"}],
    )  # fmt: skip
    held = [desk.tell(kind=kind, urgent=urgent) for kind, urgent in
            [(Kind.ALERT, False), (Kind.ALERT, True), (Kind.DIGEST, False)]]  # fmt: skip
    assert {one.state for one in held} == {NotificationState.HELD}
    # Who waits for a code or an answer is answered at night, too.
    passing = [desk.tell(kind=Kind.ACCOUNT), desk.tell(kind=Kind.TEST, channels=[Channel.WHATSAPP])]
    desk.work()
    assert [desk.state(one) for one in passing] == ["sent", "sent"]
    assert len(whatsapp.accepted) == 2
    desk.time_passes(2 * 3600 + 60)
    # The hours themselves do not move with what is remembered: they are taken away, as if the night were over.
    desk.wishes(kinds=[{"kind": "digest", "channels": ["whatsapp"], "frequency": "hourly"}])
    desk.work()
    assert len(whatsapp.accepted) == 3
    text = whatsapp.accepted[-1].text
    assert "3" in text and text.count("Message d'essai") == 3
    assert [desk.state(one) for one in held] == ["queued"] * 3
    bundles = desk.query("SELECT DISTINCT bundle_id FROM notifications WHERE id = ANY(%s)", [one.id for one in held])
    assert len(bundles) == 1
    assert desk.state(bundles[0][0]) == "sent"
    whatsapp.calls.wait()
    desk.hear()
    with desk.tx() as tx:
        answered = service.find_send(tx, whatsapp.accepted[-1].id)
    assert answered is not None
    assert answered.notification_id == bundles[0][0]
    assert set(answered.carried) == {one.id for one in held}
    assert desk.work() == 0
    # What is in the inbox is what was told, not what carried it.
    assert len(desk.owner.get("/notifications").json()["items"]) == 5


def test_quiet_hours_that_were_changed_are_kept(desk: Desk, whatsapp: WhatsApp) -> None:
    desk.wishes(kinds=[{"kind": "alert", "channels": ["whatsapp"], "frequency": "hourly"}])
    told = desk.tell()
    desk.wishes(quiet_from=desk.clock(now() - timedelta(hours=1)), quiet_until=desk.clock(now() + timedelta(hours=5)))
    desk.time_passes(3601)
    desk.work()
    assert (desk.state(told), whatsapp.accepted) == ("held", [])
    due = desk.query("SELECT due_at, (SELECT next_at FROM notification_queue WHERE company_id = tenant_id"
                     " AND what = 'bundle') FROM notifications WHERE id = %s", told.id)[0]  # fmt: skip
    assert due[0] == due[1]
    assert timedelta(hours=4.9) < due[0] - now() < timedelta(hours=5)


def test_what_was_held_alone_goes_out_as_it_is(desk: Desk, whatsapp: WhatsApp) -> None:
    desk.wishes(kinds=[{"kind": "alert", "channels": ["whatsapp"], "frequency": "hourly"}])
    told = desk.tell()
    urgent = desk.tell(urgent=True)
    desk.work()
    assert (desk.state(told), desk.state(urgent)) == ("held", "sent")
    desk.time_passes(3601)
    desk.work()
    assert desk.state(told) == "sent"
    assert desk.query("SELECT count(*) FROM notifications WHERE tenant_id = %s", desk.company) == [(2,)]


def test_what_has_expired_or_whose_reader_left_is_not_sent(desk: Desk, whatsapp: WhatsApp) -> None:
    desk.wishes(kinds=[{"kind": "alert", "channels": ["whatsapp"], "frequency": "daily"}])
    late = desk.tell(expires_at=now() + timedelta(hours=1))
    told = desk.tell()
    manager = desk.owner.colleague("manager")
    # As daily as the owner's, for somebody who leaves.
    manager.put("/notifications/preferences", {
        "tone": "formal", "quiet_from": None, "quiet_until": None, "daily_at": "07:30",
        "kinds": [{"kind": "alert", "channels": ["whatsapp"], "frequency": "daily"}]})  # fmt: skip
    gone = desk.tell(to=desk.recipient(user_id=UUID(manager.user_id), name="Modou"))
    assert desk.owner.patch(f"/users/{manager.user_id}", {"is_active": False}).status_code == 200
    desk.time_passes(25 * 3600)
    desk.work()
    assert (desk.state(late), desk.state(told), desk.state(gone)) == ("expired", "sent", "inbox")
    assert len(whatsapp.accepted) == 1


def test_a_bundle_is_sent_once_by_many(desk: Desk, whatsapp: WhatsApp) -> None:
    from concurrent.futures import ThreadPoolExecutor

    desk.wishes(kinds=[{"kind": "alert", "channels": ["whatsapp"], "frequency": "hourly"}])
    held = [desk.tell() for _ in range(3)]
    desk.time_passes(3601)

    def send(_: int) -> Any:
        with desk.tx() as tx:
            return service.send_bundle(tx, UUID(desk.owner.user_id))

    with ThreadPoolExecutor(8) as pool:
        sent = [one for one in pool.map(send, range(16)) if one is not None]
    assert len(sent) == 1
    desk.work()
    assert len(whatsapp.accepted) == 1
    assert {desk.state(one) for one in held} == {"queued"}


def test_tone_and_language_are_the_reader_s(desk: Desk, whatsapp: WhatsApp) -> None:
    desk.wishes(tone="formal")
    desk.tell()
    desk.tell(to=desk.recipient(language="en"))
    bodies = [item["body"] for item in desk.owner.get("/notifications").json()["items"]]
    assert bodies[0].startswith("Dear Awa,\n")
    assert bodies[1].startswith("Bonjour Awa,\n")


def test_a_file_is_kept_until_it_was_sent_for_a_while(desk: Desk) -> None:
    told = desk.tell(attachments=(Attachment("rapport.pdf", "application/pdf", b"%PDF-1.7"),))
    path = path_of(desk.company, "notifications", f"{told.id}.0")
    assert path.read_bytes() == b"%PDF-1.7"
    with desk.tx() as tx:
        assert service.forget_old(tx) == []
    assert path.exists()
    desk.time_passes(8 * 86400)
    with desk.tx() as tx:
        service.forget_old(tx)
    assert not path.exists()
    assert desk.query("SELECT count(*) FROM notification_files WHERE tenant_id = %s", desk.company) == [(0,)]
    desk.time_passes(180 * 86400)
    with desk.tx() as tx:
        service.forget_old(tx)
    assert desk.query("SELECT body, content FROM notifications WHERE id = %s", told.id) == [("", {})]
    assert desk.query("SELECT address, state FROM notification_sends WHERE tenant_id = %s", desk.company) == [
        ("", "kept")
    ]


def test_a_person_who_is_erased_leaves_nothing_and_is_told_nothing(desk: Desk, whatsapp: WhatsApp) -> None:
    desk.wishes(kinds=[{"kind": "digest", "channels": ["whatsapp"], "frequency": "daily"}])
    desk.owner.post("/notifications/push-subscriptions",
                    {"endpoint": "https://push.example/x", "p256dh": "B" + "A" * 86, "auth": "A" * 22})  # fmt: skip
    sent, held = desk.tell(), desk.tell(kind=Kind.DIGEST)
    desk.work()
    waiting = desk.tell()
    with desk.tx() as tx:
        service.heard(tx, desk.phone, now())
    other = desk.tell(to=desk.recipient(user_id=None, name="Modou", phone="+221770000001"), values={"name": "Modou"})
    with desk.tx() as tx:
        service.forget_person(tx, UUID(desk.owner.user_id))
    assert desk.work() == 1
    assert (desk.state(other), desk.state(sent)) == ("sent", "sent")
    assert [desk.state(one) for one in (held, waiting)] == ["inbox", "inbox"]
    assert len(whatsapp.accepted) == 2
    for table in ("notifications", "notification_sends", "notification_settings", "notification_preferences",
                  "push_subscriptions", "conversations", "notification_files"):  # fmt: skip
        rows = str(desk.query(f"SELECT t::text FROM {table} t WHERE tenant_id = %s", desk.company))
        assert desk.phone not in rows, table
        assert "Awa" not in rows, table
        assert "push.example" not in rows, table


def test_messages_about_a_row_are_found(desk: Desk, whatsapp: WhatsApp) -> None:
    subject = ("alert", new_id())
    told = desk.tell(subject=subject)
    with desk.tx() as tx:
        found = service.sends_of(tx, subject)
        assert service.find_send(tx, "wamid.unknown") is None
    assert [(one.notification_id, one.address, one.carried) for one in found] == [(told.id, desk.phone, ())]
