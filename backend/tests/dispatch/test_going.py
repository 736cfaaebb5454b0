"""Somebody goes away, somebody takes what familiar clients ask for, and what becomes of messages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from digiboost.channels.types import Report, ReportState
from digiboost.kernel.clock import now
from digiboost.kernel.db.rows import insert_row
from digiboost.kernel.ids import new_id
from digiboost.notifications import service as notifications
from tests.factories.sending import Company, Sent


def test_the_open_offers_of_somebody_who_goes_are_offered_to_others_and_the_client_hears(company: Company) -> None:
    first, second = company.provider(km=1), company.provider(km=2)
    company.settings(wave_size=1)
    request_id = company.asked()
    assert company.asked_now(request_id) == [first.id]
    company.absent(first)
    company.work()
    assert company.asked_now(request_id) == [second.id]
    assert [one["state"] for one in company.offers(request_id)] == ["withdrawn", "open"]
    [message] = company.redirected()
    number = company.request(request_id)["number"]
    assert (message["recipient"], message["user_id"]) == ("Fatou Sow", None)
    assert message["title"] == f"Votre demande n° {number}"
    assert message["body"].startswith("Dépannage Teranga : la personne contactée n'est plus disponible.")
    assert [one["address"] for one in message["sends"]] == ["+221781234567"]


def test_the_client_hears_nothing_while_others_are_being_asked(company: Company) -> None:
    first, second = company.provider(km=1), company.provider(km=2)
    request_id = company.asked()
    company.absent(first)
    company.work()
    assert company.asked_now(request_id) == [second.id]
    assert company.redirected() == []


def test_a_company_may_leave_the_offers_of_who_goes_as_they_are(company: Company) -> None:
    first = company.provider(km=1)
    company.settings(auto_redirect=False)
    request_id = company.asked()
    company.absent(first)
    company.work()
    assert company.asked_now(request_id) == [first.id]
    assert company.redirected() == []


def familiar(company: Company) -> tuple[Sent, Sent]:
    """Somebody far who served the client before, and somebody near who did not."""
    near, known = company.provider(km=0.5), company.provider(km=8)
    with company.tx() as tx:
        done = {
            "id": new_id(), "number": 10_000, "client_name": "Fatou Sow", "client_phone": "+221781234567",
            "language": "fr", "search_text": "fatou", "service_id": company.service, "urgency": "normal",
            "source": "operator", "state": "service_completed", "percent": 100, "state_at": now(),
            "provider_id": known.id, "start_code": "1234", "materials_amount": 0, "opened_at": now(), "wave": 1,
            "outcome": "fixed",
        }  # fmt: skip
        insert_row(tx, "requests", done)
    return near, known


def test_a_familiar_client_gets_who_takes_them_without_being_asked(company: Company) -> None:
    _, known = familiar(company)
    company.edit(known, auto_accept=True)
    request_id = company.asked()
    request = company.request(request_id)
    assert (request["state"], request["provider_id"]) == ("provider_accepted", known.id)
    [offer] = request["offers"]
    assert (offer["state"], offer["answered_by"]) == ("accepted", "auto")
    assert company.messages() == [], "nobody was asked"
    told = [one for one in company.messages("request") if one["template"] == "dispatch.assigned"]
    assert [one["recipient"] for one in told] != []
    assert "Fatou Sow" in told[0]["body"]


def test_without_that_setting_or_with_another_client_they_are_asked_like_everybody(company: Company) -> None:
    near, known = familiar(company)
    assert company.state(company.asked()) == "provider_notified", "not switched on"
    company.edit(known, auto_accept=True)
    other = company.asked(client_name="Awa Ba", client_phone="+221789999999")
    assert company.state(other) == "provider_notified"
    company.absent(known)
    company.work()
    gone = company.asked()
    assert company.asked_now(gone) == [near.id], "who is away takes nothing"


def arrives(company: Company, message: dict[str, Any], state: ReportState = ReportState.DELIVERED) -> None:
    with company.tx() as tx:
        assert notifications.record_report(
            tx,
            UUID(message["sends"][0]["id"]),
            Report("whatsapp", f"event-{state}", f"wamid.{message['id']}", state, now()),
        )
    company.work()


def test_an_offer_counts_from_the_moment_that_a_channel_says_it_is_there(company: Company) -> None:
    company.provider()
    request_id = company.asked()
    [message] = company.messages()
    arrives(company, message, ReportState.SENT)
    [offer] = company.offers(request_id)
    assert offer["delivered_at"] is None
    arrives(company, message)
    [offer] = company.offers(request_id)
    assert offer["delivered_at"] is not None
    arrives(company, message, ReportState.READ)
    assert company.offers(request_id)[0]["delivered_at"] == offer["delivered_at"], "the first one tells"
    events = company.query(
        "SELECT id FROM outbox_events WHERE tenant_id = %s AND type = 'notifications.arrived'", company.tenant_id
    )
    assert len(events) == 1
