"""1 or 2, yes or no: what a provider answers to a mission that was offered to them.

Which offer is meant: the one whose button was tapped, the one that was quoted, the one whose number was written, else
the only one that waits. Where several wait, nothing is guessed. Who answers too late hears how it stands.
"""

from __future__ import annotations

from collections.abc import Sequence

from digiboost.assistant import answering, repository
from digiboost.assistant.conversation import Conversation
from digiboost.assistant.types import Intent, Number, Plain, Reply, Said
from digiboost.channels.types import Channel
from digiboost.dispatch import service as dispatch
from digiboost.dispatch.service import Asked
from digiboost.kernel.clock import now
from digiboost.kernel.errors import DomainError, Unavailable
from digiboost.notifications.types import Kind
from digiboost.providers import service as providers
from digiboost.requests.errors import OfferExpired, OfferTaken
from digiboost.requests.types import AnsweredBy, OfferState

NUMBERED = {1: True, 2: False}
"""What 1 and 2 mean under an offer."""
VIA = {Channel.WHATSAPP: AnsweredBy.WHATSAPP, Channel.SMS: AnsweredBy.SMS}


def reading(said: Said) -> Reply | None:
    """``said`` as an answer to an offer; None when it cannot be one."""
    match said:
        case Reply():
            return said
        case Number(value) if value in NUMBERED:
            return Reply(NUMBERED[value])
        case Plain(Intent.YES):
            return Reply(True)
        case Plain(Intent.NO):
            return Reply(False)
        case _:
            return None


def answer(talk: Conversation, said: Said) -> bool:
    """Answers an offer, if ``said`` is about one; False when it is about something else."""
    about_offer = talk.answered is not None and talk.answered.kind == Kind.OFFER
    if talk.answered is not None and not about_offer and not isinstance(said, Reply):
        return False
    reply = reading(said)
    if reply is None:
        if about_offer and isinstance(said, Number):
            talk.say("offer.numbers")
            return True
        return False
    offers = dispatch.asked(talk.tx, talk.user_id)
    if not offers and (not isinstance(said, Reply) or providers.provider_of(talk.tx, talk.user_id) is None):
        return False
    named = _named(talk, reply, offers)
    if named is not None:
        _answer(talk, named, reply.accepts)
    elif reply.offer_id is not None or reply.number is not None or about_offer:
        talk.say("offer.none")
    else:
        return _unnamed(talk, said, reply, offers)
    return True


def _named(talk: Conversation, reply: Reply, offers: Sequence[Asked]) -> Asked | None:
    """The offer that the answer names, by its button, its quoted message or its number."""
    if reply.offer_id is not None:
        return next((one for one in offers if one.offer_id == reply.offer_id), None)
    if talk.answered is not None:
        return next((one for one in offers if one.notification_id == talk.answered.notification_id), None)
    if reply.number is not None:
        return next((one for one in offers if one.number == reply.number), None)
    return None


def _unnamed(talk: Conversation, said: Said, reply: Reply, offers: Sequence[Asked]) -> bool:
    waiting = [one for one in offers if one.is_open(now())]
    if not isinstance(said, Reply) and repository.awaits(talk.tx, talk.user_id, now(), now() - answering.WAITS):
        # Something else waits as well, which numbers and a yes may mean: only a word that is an offer's own is clear.
        if not waiting:
            return False
        talk.say("offer.which_question", number=str(waiting[0].number))
    elif len(waiting) > 1:
        lines = [talk.text("offer.option", number=str(one.number), headline=one.headline) for one in waiting]
        talk.say("offer.which", lines=lines)
    elif waiting or offers:
        _answer(talk, (waiting or offers)[0], reply.accepts)
    else:
        talk.say("offer.none")
    return True


def _answer(talk: Conversation, one: Asked, accepts: bool) -> None:
    number = str(one.number)
    if one.state is OfferState.ACCEPTED:
        talk.say("offer.yours_already" if accepts else "offer.too_late_to_decline", number=number)
        return
    if one.state is OfferState.DECLINED:
        talk.say("offer.declined_already", number=number)
        return
    via = VIA[talk.heard.channel]
    try:
        with talk.tx.savepoint():
            if not accepts:
                dispatch.decline(talk.tx, one, via)
                talk.say("offer.declined", number=number)
                return
            taken = dispatch.accept(talk.tx, one, via)
    except OfferTaken:
        talk.say("offer.taken", number=number)
    except OfferExpired:
        talk.say("offer.expired", number=number)
    except Unavailable:
        raise
    except DomainError as error:
        talk.refuse(error)
    else:
        lines = [one.headline, talk.text("offer.client", client=taken["client_name"])]
        if taken["client_phone"]:
            lines[-1] = talk.text("offer.client_phone", client=taken["client_name"], phone=taken["client_phone"])
        if taken["landmark"]:
            lines.append(talk.text("offer.landmark", landmark=taken["landmark"]))
        talk.say("offer.accepted", lines=lines, number=number)
