from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from digiboost.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RequestOpened(Event):
    """Somebody asked for something. payload: request_id."""

    type: ClassVar[str] = "requests.opened"


@dataclass(frozen=True, kw_only=True)
class RequestMoved(Event):
    """A request went from one state to another. payload: request_id, history_id, from_state, from_stage, to_state,
    to_stage, by, provider_id (who has or had it, or None)."""

    type: ClassVar[str] = "requests.moved"


@dataclass(frozen=True, kw_only=True)
class OfferAnswered(Event):
    """A provider said yes or no to an offer. payload: request_id, offer_id, provider_id, state."""

    type: ClassVar[str] = "requests.offer_answered"


@dataclass(frozen=True, kw_only=True)
class RequestReviewed(Event):
    """A client said what the work was worth. payload: request_id, provider_id, stars."""

    type: ClassVar[str] = "requests.reviewed"


@dataclass(frozen=True, kw_only=True)
class OfferDiscussed(Event):
    """A provider asks something about an offer, or proposes another moment. payload: request_id, offer_id,
    provider_id, history_id, proposed_at (ISO, or None for a question)."""

    type: ClassVar[str] = "requests.offer_discussed"


@dataclass(frozen=True, kw_only=True)
class QuoteAsked(Event):
    """A repair costs more than the client agreed to: they are to say yes. payload: request_id, provider_id, amount
    (minor units)."""

    type: ClassVar[str] = "requests.quote_asked"


@dataclass(frozen=True, kw_only=True)
class QuoteApproved(Event):
    """The client agreed to an amount. payload: request_id, provider_id, amount (minor units), by."""

    type: ClassVar[str] = "requests.quote_approved"
