"""What a message can mean."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from digiboost.alerts.types import Answer


class Intent(StrEnum):
    """What was understood of a message; kept beside its text."""

    ANSWER = "answer"
    NUMBER = "number"
    YES = "yes"
    NO = "no"
    STOCK = "stock"
    ALERTS = "alerts"
    SALE = "sale"
    CHOICE = "choice"
    HELP = "help"
    STOP = "stop"
    START = "start"
    COMPANY = "company"
    LINK = "link"
    OFFER = "offer"
    THANKS = "thanks"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Decide:
    """An answer to a message about alerts. ``message_id`` is the one whose button was tapped."""

    answer: Answer
    message_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A bare number: the line of a question that is open, or else the answer of that number to a message."""

    value: int


@dataclass(frozen=True, slots=True)
class Reply:
    """Yes or no to a mission that was offered. ``offer_id`` is the one whose button was tapped, ``number`` the
    request's where it was written."""

    accepts: bool
    offer_id: UUID | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Choose:
    """A line of a question, said to be one (``choix 2``)."""

    value: int


@dataclass(frozen=True, slots=True)
class Ask:
    """What is left of the products that ``words`` names."""

    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a sale: so much (thousandths) of what ``words`` names. ``glued``: the number stood without a
    space before a unit, and may be part of the product's name (``riz 25kg``)."""

    quantity: int
    words: str
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Sell:
    """A sale. ``readings`` in the order in which they are tried, none when no quantity was found; ``words`` is all
    that may name the product; ``price`` is what followed ``à``, unread: the company's currency reads it."""

    readings: tuple[Reading, ...]
    words: str
    price: str | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """The company that is meant from now on, of those that share this telephone."""

    words: str


@dataclass(frozen=True, slots=True)
class Plain:
    """What needs no more words: yes, no, help, ..."""

    intent: Intent


Said = Decide | Number | Reply | Choose | Ask | Sell | Use | Plain

INTENTS: dict[type, Intent] = {
    Decide: Intent.ANSWER,
    Number: Intent.NUMBER,
    Reply: Intent.OFFER,
    Choose: Intent.CHOICE,
    Ask: Intent.STOCK,
    Sell: Intent.SALE,
    Use: Intent.COMPANY,
}


def intent_of(said: Said) -> Intent:
    return said.intent if isinstance(said, Plain) else INTENTS[type(said)]
