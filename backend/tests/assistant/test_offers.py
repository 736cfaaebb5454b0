"""A mission that is offered, answered by SMS or WhatsApp: by a number, a word, a button, and too late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from digiboost.assistant import grammar
from digiboost.assistant.types import Intent, Number, Plain, Reply
from digiboost.channels import service as channels
from digiboost.channels.types import Channel
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from tests.assistant.chat import Phone, link, product
from tests.factories.people import open_company
from tests.factories.sending import Company, Sent


@pytest.fixture
def company(client: Any) -> Company:
    return Company(open_company(client, company_name="Dépannage Teranga"))


def provider(company: Company, **wanted: Any) -> Sent:
    """Somebody who signs in, and whose telephone nobody proved."""
    return company.provider(signs_in=True, **wanted)


def phone_of(one: Sent, channel: Channel = Channel.SMS) -> Phone:
    assert one.person is not None
    return Phone(one.phone, one.person, channel, "orange" if channel is Channel.SMS else "whatsapp")


def offer_of(company: Company, request_id: str, one: Sent) -> dict[str, Any]:
    return next(offer for offer in company.offers(request_id) if offer["provider_id"] == one.id)


def number_of(company: Company, request_id: str) -> int:
    return int(company.request(request_id)["number"])


def sent_as(company: Company, one: Sent) -> str:
    """The service's name of the last offer's message to somebody."""
    assert one.person is not None
    message = [row for row in company.messages() if row["recipient"] == one.person.session["user"]["full_name"]][-1]
    provider_id = f"wamid.{uuid4().hex}"
    with Tx(worker_engine(), None) as tx:
        channels.remember(tx, "whatsapp", provider_id, company.tenant_id, UUID(message["sends"][0]["id"]))
    return provider_id


@pytest.mark.parametrize("text", ["1", "oui", "OUI", "1 accepter", "accepter", "J'accepte", "ok", "yes"])
def test_a_yes_by_sms_from_a_number_that_nobody_proved_takes_the_mission(company: Company, text: str) -> None:
    one = provider(company)
    request_id = company.asked()
    reply = phone_of(one).write(text)
    request = company.request(request_id)
    assert (request["state"], request["provider_id"]) == ("provider_accepted", one.id)
    assert offer_of(company, request_id, one)["answered_by"] == "sms"
    assert reply == (
        f"C'est pour vous : demande n° {request['number']}\nPlomberie, Mermoz\n"
        "Client : Fatou Sow, +221781234567\nRepère : Face à la pharmacie"
    )
    [last] = [row for row in request["history"] if row["to_state"] == "provider_accepted"]
    assert last["by"] == "provider"


@pytest.mark.parametrize("text", ["2", "non", "refuser", "2 refuser", "no", "je ne peux pas"])
def test_a_no_by_sms_gives_it_to_the_next(company: Company, text: str) -> None:
    first, second = provider(company, km=1), company.provider(km=2)
    company.settings(wave_size=1)
    request_id = company.asked()
    reply = phone_of(first).write(text)
    assert reply.startswith("C'est noté\nVous ne prenez pas la demande n°")
    company.work()
    assert company.asked_now(request_id) == [second.id]
    assert offer_of(company, request_id, first)["state"] == "declined"


def test_a_button_on_whatsapp_names_the_offer(company: Company) -> None:
    one = provider(company)
    first, second = company.asked(), company.asked()
    offer = offer_of(company, first, one)
    phone = phone_of(one, Channel.WHATSAPP)
    reply = phone.write("Accepter", payload=f"accept:{offer['id']}")
    assert reply.startswith(f"C'est pour vous : demande n° {number_of(company, first)}")
    assert offer_of(company, first, one)["answered_by"] == "whatsapp"
    assert company.state(second) == "provider_notified"
    other = offer_of(company, second, one)
    assert phone.write("Refuser", payload=f"decline:{other['id']}").startswith("C'est noté")
    assert offer_of(company, second, one)["state"] == "declined"


def test_a_quoted_message_names_the_offer(company: Company) -> None:
    one = provider(company)
    first = company.asked()
    quoted = sent_as(company, one)
    second = company.asked()
    reply = phone_of(one, Channel.WHATSAPP).write("oui", reply_to=quoted)
    assert reply.startswith(f"C'est pour vous : demande n° {number_of(company, first)}")
    assert (company.state(first), company.state(second)) == ("provider_accepted", "provider_notified")


def test_where_several_wait_nothing_is_guessed_and_the_number_names_one(company: Company) -> None:
    one = provider(company)
    first, second = company.asked(), company.asked()
    phone = phone_of(one)
    numbers = [number_of(company, request_id) for request_id in (second, first)]
    reply = phone.write("1")
    assert reply == "Plusieurs missions vous attendent : laquelle ?\n" + "\n".join(
        f"Oui {number} ou Non {number} : Plomberie, Mermoz" for number in numbers
    )
    assert {company.state(first), company.state(second)} == {"provider_notified"}
    assert phone.write(f"oui {numbers[1]}").startswith(f"C'est pour vous : demande n° {numbers[1]}")
    assert (company.state(first), company.state(second)) == ("provider_accepted", "provider_notified")
    assert phone.write(f"non n° {numbers[0]}").startswith("C'est noté")


def test_who_is_second_hears_that_it_was_taken(company: Company) -> None:
    first, second = provider(company, km=1), provider(company, km=2)
    request_id = company.asked()
    assert phone_of(second).write("1").startswith("C'est pour vous")
    number = number_of(company, request_id)
    assert (
        phone_of(first).write("1").startswith(f"Déjà prise\nLa demande n° {number} a été prise par quelqu'un d'autre")
    )
    assert company.request(request_id)["provider_id"] == second.id


def test_who_is_too_late_hears_it(company: Company) -> None:
    one = provider(company)
    company.settings(offer_seconds=30)
    request_id = company.asked()
    company.query(
        "UPDATE offers SET expires_at = now() - interval '1 second' WHERE tenant_id = %s RETURNING id",
        company.tenant_id,
    )
    assert (
        phone_of(one).write("1").startswith(f"Trop tard\nLe délai pour la demande n° {number_of(company, request_id)}")
    )
    assert company.state(request_id) == "provider_notified", "the clock has not looked yet"
    company.look(datetime.now().astimezone() + timedelta(minutes=1))


def test_the_same_answer_twice_is_one_and_the_other_one_changes_nothing(company: Company) -> None:
    one = provider(company)
    request_id = company.asked()
    phone = phone_of(one)
    said = phone.said("1")
    assert phone.hear(said).startswith("C'est pour vous")
    assert phone.hear(said) == "", "heard before"
    assert phone.write("oui").startswith("Déjà à vous")
    assert phone.write("2").startswith("Déjà à vous\nVous avez accepté")
    assert company.state(request_id) == "provider_accepted"


def test_a_stranger_takes_nothing(company: Company) -> None:
    provider(company)
    request_id = company.asked()
    stranger = provider(company, zone_ids=[], km=90)
    offer = company.offers(request_id)[0]
    assert phone_of(stranger).write("1") == ""
    assert phone_of(stranger, Channel.WHATSAPP).write("Accepter", payload=f"accept:{offer['id']}") == ""
    assert company.state(request_id) == "provider_notified"


def test_an_unproved_number_does_nothing_but_answer(company: Company) -> None:
    one = provider(company)
    company.asked()
    phone = phone_of(one)
    for text in ("stock riz", "vente riz 3", "alertes"):
        assert phone.write(text) == ""


def test_a_neighbour_with_the_same_telephone_answers_where_they_were_asked(company: Company, client: Any) -> None:
    """One person works for two companies: only one of them asks."""
    other = Company(open_company(client, company_name="Le voisin"))
    here = provider(company)
    provider(other, phone=here.phone)
    request_id = company.asked()
    assert phone_of(here).write("1").endswith("Repère : Face à la pharmacie")
    assert company.state(request_id) == "provider_accepted"


def test_with_a_question_about_a_sale_open_too_only_a_clear_word_counts(company: Company) -> None:
    """An owner who also goes out."""
    owner = company.owner
    one = company.provider()
    with company.tx() as tx:
        tx.run(
            "UPDATE providers SET user_id = %s WHERE tenant_id = %s AND id = %s", (owner.user_id, tx.tenant_id, one.id)
        )
    phone = Phone(link(owner), owner)
    product(owner, "Riz brisé 25 kg")
    request_id = company.asked()
    assert phone.write("vente riz 3").startswith("Vente à confirmer")
    number = number_of(company, request_id)
    assert phone.write("oui").startswith("Pour quoi ?\nUne mission et une autre question")
    assert phone.write(f"oui {number}").startswith("C'est pour vous")
    assert phone.write("oui").startswith("Vente enregistrée"), "the sale still waits for its answer"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("accepter", Reply(True)),
        ("Je prends !", Reply(True)),
        ("2. refuser", Reply(False)),
        ("1 refuser", Plain(Intent.UNKNOWN)),
        ("oui 45", Reply(True, number=45)),
        ("Non n°45", Reply(False, number=45)),
        ("1 45", Reply(True, number=45)),
        ("accepter la demande 45", Reply(True, number=45)),
        ("1", Number(1)),
        ("oui", Plain(Intent.YES)),
    ],
)
def test_how_an_answer_reads(text: str, meant: object) -> None:
    assert grammar.read(text) == meant


def test_a_payload_says_more_than_its_label() -> None:
    offer = uuid4()
    assert grammar.read("Accepter", f"accept:{offer}") == Reply(True, offer)
    assert grammar.read("Refuser", f"decline:{offer}") == Reply(False, offer)
    assert grammar.read("Refuser", "decline:nonsense") == Reply(False)
