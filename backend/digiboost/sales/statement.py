"""A customer's account as a shopkeeper sends it."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID

from digiboost.identity.service import company
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.money import show_money
from digiboost.sales import credit, credit_repository
from digiboost.sales.credit_schemas import AccountOut, StatementLineOut, StatementOut
from digiboost.sales.types import EntryType

LINES = 12
"""More would not be read on a phone; what is older is brought forward."""

_WORDS: dict[str, dict[str, str]] = {
    "fr": {
        "hello": "Bonjour {name},",
        "title": "Votre compte chez {shop} au {day} :",
        "forward": "Report : {amount}",
        "CHARGE": "{day} Achat {number} : {amount}",
        "due": " (à payer le {due})",
        "PAYMENT": "{day} Versement : {amount}",
        "CREDIT_NOTE": "{day} Retour {number} : {amount}",
        "CORRECTION": "{day} Correction : {amount}",
        "owed": "Reste à payer : {amount}",
        "settled": "Votre compte est à jour : rien à payer.",
        "advance": "Votre avance : {amount}",
        "promise": "Paiement promis pour le {day}.",
        "part": "Paiement de {amount} promis pour le {day}.",
        "thanks": "Merci de votre confiance.",
    },
    "en": {
        "hello": "Hello {name},",
        "title": "Your account at {shop} on {day}:",
        "forward": "Brought forward: {amount}",
        "CHARGE": "{day} Purchase {number}: {amount}",
        "due": " (due on {due})",
        "PAYMENT": "{day} Payment: {amount}",
        "CREDIT_NOTE": "{day} Return {number}: {amount}",
        "CORRECTION": "{day} Correction: {amount}",
        "owed": "To be paid: {amount}",
        "settled": "Your account is settled: nothing to pay.",
        "advance": "Your advance: {amount}",
        "promise": "Payment promised for {day}.",
        "part": "Payment of {amount} promised for {day}.",
        "thanks": "Thank you for your trust.",
    },
}


def of_customer(tx: Tx, customer_id: UUID) -> StatementOut:
    """The latest documents of an account with what is brought forward, and the text in the company's language.

    Sales that were cancelled are left out: they weigh nothing. Raises NotFound.
    """
    account = credit.read_account(tx, customer_id)
    shop = company(tx)
    today = day_of(now(), shop.time_zone)
    lines = [
        StatementLineOut.model_construct(
            day=row["day"],
            type=EntryType(row["type"]),
            number=row["number"],
            due_on=row["due_on"],
            amount=row["amount"],
        )
        for row in reversed(credit_repository.documents(tx, customer_id, LINES))
    ]
    forward = account.balance - sum(line.amount for line in lines)
    text = write(shop.name, shop.currency, shop.language, account, lines, forward, today)
    return StatementOut.model_construct(
        customer_id=customer_id,
        customer_name=account.customer_name,
        phone=account.phone,
        day=today,
        brought_forward=forward,
        lines=lines,
        balance=account.balance,
        promised_on=account.promised_on,
        text=text,
        whatsapp_url=whatsapp_url(account.phone, text),
    )


def write(
    shop: str,
    currency: str,
    language: str,
    account: AccountOut,
    lines: list[StatementLineOut],
    forward: int,
    today: date,
) -> str:
    words = _WORDS.get(language, _WORDS["en"])

    def say(word: str, **values: Any) -> str:
        shown = {
            name: _day(value, language)
            if isinstance(value, date)
            else show_money(value, currency, language)
            if isinstance(value, int)
            else value
            for name, value in values.items()
        }
        return words[word].format(**shown)

    said = [say("hello", name=account.customer_name), say("title", shop=shop, day=today), ""]
    if forward:
        said.append(say("forward", amount=forward))
    for line in lines:
        due = say("due", due=line.due_on) if line.due_on is not None and line.amount > 0 else ""
        said.append("- " + say(line.type.value, day=line.day, number=line.number or "", amount=line.amount) + due)
    if lines or forward:
        said.append("")
    if account.balance > 0:
        said.append("*" + say("owed", amount=account.balance) + "*")
        if account.promised_on is not None:
            word = "promise" if account.promised_amount is None else "part"
            said.append(say(word, day=account.promised_on, amount=account.promised_amount))
    elif account.balance < 0:
        said.append("*" + say("advance", amount=-account.balance) + "*")
    else:
        said.append(say("settled"))
    said.append(say("thanks"))
    return "\n".join(said)


def whatsapp_url(phone: str | None, text: str) -> str | None:
    """Opens a conversation with the text; None without a phone."""
    digits = "".join(char for char in phone or "" if char.isascii() and char.isdigit())
    return f"https://wa.me/{digits}?text={quote(text, safe='')}" if digits else None


def _day(day: date, language: str) -> str:
    return day.strftime("%d/%m/%Y") if language == "fr" else day.strftime("%d %b %Y")
