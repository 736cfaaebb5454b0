"""How an offer's message travels: at once, past quiet hours, by SMS when WhatsApp does not deliver, and not at all once
it has no point."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from digiboost.kernel.jobs import worker_engine
from digiboost.kernel.settings import get_settings
from digiboost.notifications import jobs
from digiboost.notifications import sms as parts_of
from tests.factories.sending import Company, Sent
from tests.kit.orange import Orange
from tests.kit.whatsapp import WhatsApp


@pytest.fixture
def whatsapp(stack: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[WhatsApp]:
    """WhatsApp, and Orange beside it; nothing that they tell is heard."""
    with WhatsApp() as running, Orange() as orange:
        for name, value in {**running.settings(), **orange.settings()}.items():
            monkeypatch.setenv(name, value)
        get_settings.cache_clear()
        running.orange = orange  # type: ignore[attr-defined]
        yield running
        monkeypatch.undo()
        get_settings.cache_clear()


def sends(company: Company, one: Sent) -> dict[str, dict[str, Any]]:
    rows = company.query(
        "SELECT s.id, s.channel, s.state, q.next_at, s.created_at FROM notification_sends s LEFT JOIN"
        " notification_queue q ON q.company_id = s.tenant_id AND q.subject_id = s.id WHERE s.tenant_id = %s"
        " AND s.address = %s",
        company.tenant_id,
        one.phone,
    )
    return {row["channel"]: row for row in rows}


def send(company: Company, row: dict[str, Any]) -> None:
    jobs.send(worker_engine(), company.tenant_id, row["id"])


def time_passes(company: Company, seconds: int) -> None:
    company.query(
        "UPDATE notification_queue SET next_at = next_at - %s WHERE company_id = %s RETURNING 1",
        timedelta(seconds=seconds),
        company.tenant_id,
    )


def test_whatsapp_at_once_and_an_sms_when_it_does_not_deliver(company: Company, whatsapp: WhatsApp) -> None:
    one = company.provider(km=2)
    whatsapp.statuses = ["sent"]
    request_id = company.asked(urgency="urgent")
    found = sends(company, one)
    assert (found["whatsapp"]["state"], found["sms"]["state"]) == ("waiting", "held")
    send(company, found["whatsapp"])
    [message] = whatsapp.accepted
    offer_id = company.offers(request_id)[0]["id"]
    template = message.details["template"]
    assert template["name"] == "digiboost_offre_fr"
    payloads = [part["parameters"][0]["payload"] for part in template["components"] if part["type"] == "button"]
    assert payloads == [f"accept:{offer_id}", f"decline:{offer_id}"]
    assert company.query(
        "SELECT 1 FROM notifications WHERE tenant_id = %s AND kind = 'offer' AND urgent", company.tenant_id
    ), "devices are woken: web push goes out with high urgency"
    found = sends(company, one)
    assert timedelta(seconds=18) < found["sms"]["next_at"] - found["sms"]["created_at"] < timedelta(seconds=40)
    time_passes(company, 40)
    send(company, found["sms"])
    [text] = [one.text for one in whatsapp.orange.accepted]  # type: ignore[attr-defined]
    number = company.request(request_id)["number"]
    assert text.startswith(f"Plomberie, Mermoz\nNo {number}. Urgent. à 2,0 km. Avant ")
    assert text.endswith("Répondez 1 accepter, 2 refuser")
    assert parts_of.parts(text) == 1
    assert [one.to for one in whatsapp.orange.accepted] == [one.phone]  # type: ignore[attr-defined]


def test_an_offer_passes_quiet_hours_and_a_morning_bundle(company: Company, whatsapp: WhatsApp) -> None:
    one = company.provider(signs_in=True)
    assert one.person is not None
    wanted = {
        "tone": "friendly", "quiet_from": "00:00:00", "quiet_until": "23:59:59", "daily_at": "07:30:00",
        "kinds": [{"kind": "offer", "channels": ["whatsapp", "sms"], "frequency": "daily"}],
    }  # fmt: skip
    assert one.person.put("/notifications/preferences", wanted).status_code == 200
    company.asked()
    [message] = company.messages()
    assert (message["state"], message["due_at"]) == ("queued", None)
    send(company, sends(company, one)["whatsapp"])
    assert len(whatsapp.accepted) == 1
    time_passes(company, 60)
    send(company, sends(company, one)["sms"])
    assert len(whatsapp.orange.accepted) == 1, "nor does its second way wait for the morning"  # type: ignore[attr-defined]


def test_what_somebody_else_took_is_not_sent_any_more(company: Company, whatsapp: WhatsApp) -> None:
    first, second = company.provider(km=1), company.provider(km=2)
    request_id = company.asked()
    for one in (first, second):
        send(company, sends(company, one)["whatsapp"])
    company.accept(request_id, first)
    assert sends(company, second)["sms"]["state"] == sends(company, first)["sms"]["state"] == "cancelled"
    assert sends(company, second)["sms"]["next_at"] is None


def test_what_was_declined_or_cancelled_is_not_sent_any_more(company: Company, whatsapp: WhatsApp) -> None:
    first, second = company.provider(km=1), company.provider(km=2)
    request_id = company.asked()
    company.decline(request_id, first)
    assert {one["state"] for one in sends(company, first).values()} == {"cancelled"}
    assert sends(company, second)["whatsapp"]["state"] == "waiting"
    company.cancel(request_id)
    assert {one["state"] for one in sends(company, second).values()} == {"cancelled"}
    assert whatsapp.accepted == []


def test_who_wants_no_messages_about_offers_is_asked_in_the_application_alone(
    company: Company, whatsapp: WhatsApp
) -> None:
    one = company.provider(signs_in=True)
    company.edit(one, notify_offers=False)
    request_id = company.asked()
    assert company.asked_now(request_id) == [one.id]
    [message] = company.messages()
    assert (message["state"], message["sends"]) == ("inbox", [])
    assert message["user_id"] == UUID(one.person.user_id if one.person else "")


def test_what_was_not_sent_before_its_end_is_not_sent(company: Company, whatsapp: WhatsApp) -> None:
    one = company.provider()
    company.asked()
    company.query("UPDATE notifications SET expires_at = now() WHERE tenant_id = %s RETURNING 1", company.tenant_id)
    send(company, sends(company, one)["whatsapp"])
    assert whatsapp.accepted == []
    assert {row["state"] for row in sends(company, one).values()} == {"expired"}
