"""A sale by message: a proposal that names everything, and a yes.

Of one person one proposal is open at a time; a later one takes its place. The sale's id comes from the message that
asked for it, so that whatever happens twice is one sale.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from digiboost.assistant import finding, repository
from digiboost.assistant.commands import left_of
from digiboost.assistant.conversation import SLACK, Conversation
from digiboost.assistant.finding import Found, Match
from digiboost.assistant.grammar import price_of
from digiboost.assistant.types import Reading, Sell
from digiboost.identity import service as identity
from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import now
from digiboost.kernel.errors import DomainError, Unavailable
from digiboost.kernel.money import MAX_MONEY, from_milli, line_amount
from digiboost.notifications.types import Kind
from digiboost.sales import service as sales
from digiboost.sales.schemas import SaleIn, SaleLineIn
from digiboost.sales.types import PaymentMethod

HOLDS = timedelta(minutes=10)

CHOOSE, CONFIRM, DONE = "choose", "confirm", "done"


# -- asking ---------------------------------------------------------------------------------------


def propose(talk: Conversation, said: Sell) -> None:
    """Answers a wish to sell with a proposal, with a choice of products, or with what is missing."""
    if not talk.may(Scope.SALES_WRITE):
        return
    if not said.words:
        talk.say("sale.usage")
        return
    price = None
    if said.price is not None:
        price = price_of(said.price, identity.company(talk.tx).currency)
        if price is None:
            talk.say("sale.price", price=said.price[:30])
            return
    reading, match = _product_of(talk, said)
    if reading is None and match.products:
        talk.say("sale.how_many", words=said.words[:60])
    elif reading is None:
        named = said.readings[0].words if said.readings else said.words
        talk.say("sale.none", words=named[:60])
    elif match.exact or len(match.products) == 1:
        _ask_yes(talk, match.exact or match.products[0], reading.quantity, price, talk.at)
    elif len(match.products) <= finding.LISTED:
        _ask_which(talk, match.products, reading.quantity, price)
    else:
        talk.say("sale.too_vague", words=reading.words[:60], count=str(len(match.products)))


def _product_of(talk: Conversation, said: Sell) -> tuple[Reading | None, Match]:
    """The first reading that names a product. A number that is glued to a unit is a quantity only where no product is
    called so (``vente riz 25kg`` lacks its quantity when there is a *Riz brisé 25 kg*)."""
    for reading in said.readings:
        match = finding.find(talk.tx, reading.words)
        if reading.glued and any(finding.has_number(one.name, reading.quantity) for one in match.products):
            return None, match
        if match.products:
            return reading, match
    return None, finding.find(talk.tx, said.words)


def _ask_which(talk: Conversation, products: tuple[Found, ...], quantity: int, price: int | None) -> None:
    lines = [
        talk.text(
            "sale.option",
            number=str(number),
            name=one.name,
            price=talk.money(one.sale_price if price is None else price),
        )
        for number, one in enumerate(products, 1)
    ]
    question = talk.say("sale.choose", lines=[*lines, talk.text("sale.pick")])
    _keep(
        talk,
        {
            "step": CHOOSE,
            "options": [one.id for one in products],
            "quantity": quantity,
            "price": price,
            "at": talk.at.isoformat(),
            "question": question,
            "asked_at": now().isoformat(),
        },
    )


def _ask_yes(talk: Conversation, product: Found, quantity: int, price: int | None, at: datetime) -> None:
    unit_price = product.sale_price if price is None else price
    if line_amount(quantity, unit_price) > MAX_MONEY:
        repository.withdraw(talk.tx, talk.user_id)
        talk.say("sale.too_large")
        return
    if product.on_hand is None:
        left = talk.text("sale.not_tracked")
    elif product.on_hand < quantity:
        left = talk.text("sale.short", left=talk.amount(product.on_hand, product.unit))
    else:
        left = talk.text("sale.will_leave", left=talk.amount(product.on_hand - quantity, product.unit))
    question = talk.say("sale.confirm", **_named(talk, product, quantity, unit_price), left=left)
    _keep(
        talk,
        {
            "step": CONFIRM,
            "sale_id": uuid5(NAMESPACE_URL, f"{talk.tx.tenant_id}/{talk.heard.adapter}/{talk.heard.event_id}"),
            "product_id": product.id,
            "quantity": quantity,
            "price": unit_price,
            "at": at.isoformat(),
            "question": question,
            "asked_at": now().isoformat(),
        },
    )


def _named(talk: Conversation, product: Found, quantity: int, unit_price: int) -> dict[str, str]:
    return {
        "name": product.name,
        "quantity": talk.amount(quantity, product.unit),
        "price": talk.money(unit_price),
        "total": talk.money(line_amount(quantity, unit_price)),
    }


def _keep(talk: Conversation, content: dict[str, Any]) -> None:
    repository.propose(talk.tx, talk.user_id, content, max(now(), talk.at) + HOLDS)


# -- answers --------------------------------------------------------------------------------------


class Open:
    """The proposal that is open, as this message finds it."""

    def __init__(self, talk: Conversation) -> None:
        row = repository.proposal(talk.tx, talk.user_id)
        self.content: dict[str, Any] = row["content"] if row else {}
        self.step = self.content.get("step")
        self.is_over = row is not None and talk.heard.at > row["expires_at"]
        # An answer to a question that was since replaced, or written before this one was asked.
        about = talk.answered.notification_id if talk.answered and talk.answered.kind == Kind.REPLY else None
        self.is_quoted = about is not None and str(about) == self.content.get("question")
        written_before = row is not None and talk.heard.at + SLACK < datetime.fromisoformat(self.content["at"])
        self.is_another = written_before or (about is not None and row is not None and not self.is_quoted)

    @property
    def awaits_choice(self) -> bool:
        return self.step == CHOOSE and not self.is_over and not self.is_another

    @property
    def asked_at(self) -> datetime:
        return datetime.fromisoformat(self.content["asked_at"])


def choose(talk: Conversation, opened: Open, number: int) -> None:
    options = opened.content["options"]
    product = finding.by_id(talk.tx, UUID(options[number - 1])) if 1 <= number <= len(options) else None
    if product is None:
        talk.say("sale.range", count=str(len(options)))
        return
    if talk.may(Scope.SALES_WRITE):
        asked = datetime.fromisoformat(opened.content["at"])
        _ask_yes(talk, product, opened.content["quantity"], opened.content["price"], asked)


def agree(talk: Conversation) -> None:
    """A yes: the sale is recorded as this person's, paid in cash, when it was written."""
    opened = Open(talk)
    if opened.step == DONE and not opened.is_another:
        talk.say("sale.again", number=opened.content["number"])
    elif opened.step is None:
        talk.say("nothing_open")
    elif opened.is_another:
        talk.say("sale.replaced")
    elif opened.is_over:
        talk.say("sale.too_late")
    elif opened.step == CHOOSE:
        talk.say("sale.range", count=str(len(opened.content["options"])))
    elif opened.step == CONFIRM and talk.may(Scope.SALES_WRITE):
        _record(talk, opened.content)


def _record(talk: Conversation, content: dict[str, Any]) -> None:
    quantity, unit_price = content["quantity"], content["price"]
    line = SaleLineIn.model_validate(
        {"product_id": content["product_id"], "quantity": from_milli(quantity), "unit_price": unit_price}
    )
    wanted = SaleIn(
        id=UUID(content["sale_id"]),
        payment_method=PaymentMethod.CASH,
        occurred_at=datetime.fromisoformat(content["at"]),
        lines=[line],
    )
    try:
        with talk.tx.savepoint():
            sale = sales.record_sale(talk.tx, wanted)
    except Unavailable:
        raise
    except DomainError as error:
        repository.withdraw(talk.tx, talk.user_id)
        talk.refuse(error)
        return
    product = finding.by_id(talk.tx, UUID(content["product_id"]))
    if product is None:
        raise RuntimeError("a product that was sold is there")
    left = "" if product.on_hand is None else talk.text("sale.leaves", left=left_of(talk, product))
    talk.say("sale.done", number=sale.number, **_named(talk, product, quantity, unit_price), left=left)
    repository.propose(talk.tx, talk.user_id, {**content, "step": DONE, "number": sale.number}, now() + HOLDS)


def decline(talk: Conversation) -> None:
    opened = Open(talk)
    if opened.step in {CHOOSE, CONFIRM} and not opened.is_another:
        repository.withdraw(talk.tx, talk.user_id)
        talk.say("sale.cancelled")
    elif opened.step == DONE and not opened.is_another:
        talk.say("sale.again", number=opened.content["number"])
    else:
        talk.say("nothing_open")
