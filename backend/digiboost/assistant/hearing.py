"""What somebody wrote to us, from its arrival to its reply.

Whose telephone it is comes first, asked without any company. Then everything that follows from a message (its effect,
its reply, and the row that remembers it) is one transaction of one company: a job that runs twice, or dies between,
acts once. Messages of one telephone take turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from digiboost.assistant import answering, commands, grammar, linking, offering, repository, selling
from digiboost.assistant.conversation import Conversation
from digiboost.assistant.grammar import NUMBERED
from digiboost.assistant.types import Ask, Choose, Decide, Intent, Number, Plain, Reply, Said, Sell, Use, intent_of
from digiboost.channels import service as channels
from digiboost.channels.types import Heard, OpenTx
from digiboost.dispatch import service as dispatch
from digiboost.identity import service as identity
from digiboost.kernel.auth import Scope, system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.text import fold
from digiboost.notifications import service as notifications

AN_HOUR, MESSAGES_AN_HOUR = timedelta(hours=1), 30
"""What one person may write to one company: each reply costs money."""

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Home:
    """A company in which this telephone speaks for somebody. ``proved`` is False for who only answers what was sent
    to this number."""

    company_id: UUID
    user_id: UUID
    name: str = ""
    last_at: datetime | None = None
    known: bool = False
    """This very message was dealt with there."""
    proved: bool = True


def hear(open_tx: OpenTx, heard: Heard) -> None:
    """Does what a message asks, and replies; once, however often it is heard."""
    heard = replace(heard, text=_storable(heard.text))
    with open_tx(None) as tx:
        owners = identity.owners_of(tx, heard.phone)
        callers = [caller for caller in dispatch.callers(tx, heard.phone) if caller not in owners]
        about = None if heard.reply_to is None else channels.owner_of(tx, heard.adapter, heard.reply_to)
    homes = [home for owner in owners if (home := _home(open_tx, heard, *owner)) is not None]
    code = identity.code_in(heard.text)
    if code is not None:
        if not any(home.known for home in homes):
            linking.link(open_tx, heard, code)
        return
    said = grammar.read(heard.text, heard.payload)
    answered_in = None if about is None else about[0]
    if about is not None and all(home.company_id != answered_in for home in homes):
        homes += _guest(open_tx, heard, said, about[0])
    homes += _asked_here(open_tx, heard, said, callers, homes)
    if not homes:
        linking.tell_how(heard)
    elif said in (Plain(Intent.STOP), Plain(Intent.START)):
        _everywhere(open_tx, heard, homes, intent_of(said))
    elif not any(home.known for home in homes):
        home = _chosen(open_tx, homes, said, answered_in)
        _talk(open_tx, heard, home, said, homes)


def _storable(text: str) -> str:
    """Without what PostgreSQL cannot hold: the character NUL, halves of characters."""
    return text.encode("utf-8", "replace").decode().replace("\x00", " ")


def _home(open_tx: OpenTx, heard: Heard, company_id: UUID, user_id: UUID) -> Home | None:
    """Also opens the 24 hours there: WhatsApp counts them by telephone, whichever company is meant."""
    with open_tx(system_actor(company_id)) as tx:
        notifications.heard(tx, heard.phone, heard.at)
        row = repository.home(tx, user_id, heard.adapter, heard.event_id)
    return None if row is None else Home(company_id, user_id, row["name"], row["last_at"], row["known"])


def _guest(open_tx: OpenTx, heard: Heard, said: Said, company_id: UUID) -> list[Home]:
    """Who answers a message that went to this very number need not have proved it: to answer, or to stop, is all that
    they may do."""
    if not isinstance(said, Decide | Number | Reply) and said != Plain(Intent.STOP):
        return []
    with open_tx(system_actor(company_id)) as tx:
        sent = notifications.find_send(tx, heard.reply_to or "", heard.adapter)
    if sent is None or sent.user_id is None or sent.address != heard.phone:
        return []
    home = _home(open_tx, heard, company_id, sent.user_id)
    return [] if home is None else [replace(home, proved=False)]


def _asked_here(
    open_tx: OpenTx, heard: Heard, said: Said, callers: Sequence[tuple[UUID, UUID]], homes: Sequence[Home]
) -> list[Home]:
    """Who was sent an offer to this very number need not have proved it to answer it: an SMS quotes nothing, so the
    number alone tells whose answer it is."""
    if offering.reading(said) is None:
        return []
    known = {home.company_id for home in homes}
    found = [_home(open_tx, heard, company, user) for company, user in callers if company not in known]
    return [replace(home, proved=False) for home in found if home is not None]


# -- which company --------------------------------------------------------------------------------


def _chosen(open_tx: OpenTx, homes: Sequence[Home], said: Said, answered_in: UUID | None) -> Home:
    """The company whose message is answered, the one that is named, the one whose button was tapped, else the one
    last written to."""
    if answered_in is not None:
        for home in homes:
            if home.company_id == answered_in:
                return home
    if isinstance(said, Decide) and said.message_id is not None and len(homes) > 1:
        for home in homes:
            with open_tx(system_actor(home.company_id)) as tx:
                if repository.has_alert_message(tx, home.user_id, said.message_id):
                    return home
    if isinstance(said, Reply) and said.offer_id is not None and len(homes) > 1:
        for home in homes:
            with open_tx(system_actor(home.company_id)) as tx:
                if any(one.offer_id == said.offer_id for one in dispatch.asked(tx, home.user_id)):
                    return home
    if isinstance(said, Use) and (named := _named(homes, said.words)) is not None:
        return named
    if (isinstance(said, Decide | Number) or offering.reading(said) is not None) and len(homes) > 1:
        asked = [home for home in homes if _asks(open_tx, home)]
        if len(asked) == 1:
            return asked[0]
    return max(homes, key=lambda home: (home.last_at or _LONG_AGO, home.company_id))


def _named(homes: Sequence[Home], words: str) -> Home | None:
    asked = fold(words)
    exact = [home for home in homes if fold(home.name) == asked]
    found = exact or [home for home in homes if asked and asked in fold(home.name)]
    return found[0] if len(found) == 1 else None


def _asks(open_tx: OpenTx, home: Home) -> bool:
    """Whether something there waits for this person's answer."""
    with open_tx(system_actor(home.company_id)) as tx:
        return repository.awaits(tx, home.user_id, now(), now() - answering.WAITS) or any(
            one.is_open(now()) for one in dispatch.asked(tx, home.user_id)
        )


# -- in a company ---------------------------------------------------------------------------------


def _talk(open_tx: OpenTx, heard: Heard, home: Home, said: Said, homes: Sequence[Home]) -> None:
    with open_tx(system_actor(home.company_id)) as tx:
        talk = _begin(tx, heard, home, among=len(homes) > 1)
        if talk is None:
            return
        written = repository.written_since(tx, home.user_id, now() - AN_HOUR)
        if written > MESSAGES_AN_HOUR:
            return
        if written == MESSAGES_AN_HOUR:
            talk.say("too_many", count=str(MESSAGES_AN_HOUR))
        else:
            _answer(talk, said, home, homes)
        repository.keep(tx, talk.row(intent_of(said), heard.text))


def _begin(tx: Tx, heard: Heard, home: Home, *, among: bool) -> Conversation | None:
    """None when this message was dealt with meanwhile, or when this person may not act any more."""
    repository.take_turn(tx, heard.phone)
    if repository.is_known(tx, heard.adapter, heard.event_id):
        return None
    actor = identity.active_people(tx, [home.user_id]).get(home.user_id)
    people = identity.people_to_tell(tx, [], [home.user_id])
    if actor is None or not people:
        return None
    tx.become(actor)
    tx.notes["via"] = heard.channel.value
    answered = None if heard.reply_to is None else notifications.find_send(tx, heard.reply_to, heard.adapter)
    if answered is not None and answered.user_id != home.user_id:
        answered = None
    person = replace(people[0], phone=heard.phone)
    return Conversation(tx, heard, person, new_id(), answered, among)


def _answer(talk: Conversation, said: Said, home: Home, homes: Sequence[Home]) -> None:
    if offering.answer(talk, said):
        return
    if not home.proved and talk.answered is None:
        # A number that nobody proved answers what was sent to it, and nothing else.
        talk.say("offer.none")
        return
    match said:
        case Number(value) if home.proved:
            _number(talk, value)
        case Number(value):
            _numbered_answer(talk, value)
        case Choose(value):
            opened = selling.Open(talk)
            if opened.awaits_choice:
                selling.choose(talk, opened, value)
            else:
                talk.say("nothing_open")
        case Reply(accepts, _, number):
            # "Non 3" of somebody who is offered nothing is a no.
            _plain(talk, Intent.NO if number is not None and not accepts else Intent.UNKNOWN)
        case Decide(answer, message_id):
            answering.decide(talk, answer, message_id)
        case Ask(words):
            commands.stock(talk, words)
        case Sell():
            selling.propose(talk, said)
        case Use(words):
            _use(talk, words, homes)
        case Plain(intent):
            _plain(talk, intent)


def _plain(talk: Conversation, intent: Intent) -> None:
    about_alerts = talk.answered is not None and talk.answered.kind in answering.ABOUT_ALERTS
    match intent:
        case Intent.YES | Intent.NO if about_alerts:
            # A yes to a warning is no yes to a sale.
            talk.say("answer.numbers")
        case Intent.YES:
            selling.agree(talk)
        case Intent.NO:
            selling.decline(talk)
        case Intent.ALERTS:
            commands.alerts(talk)
        case Intent.HELP:
            talk.say("help" if talk.tx.actor.may(Scope.STOCK_READ) else "offer.help")
        case Intent.THANKS:
            # A thank-you wants no answer, and each costs money.
            return
        case _:
            talk.say("unknown" if talk.tx.actor.may(Scope.STOCK_READ) else "offer.help")


def _number(talk: Conversation, value: int) -> None:
    """A bare number belongs to the question that is open, else to a message about alerts. Where both were asked, and
    nothing says which is meant, nothing is done."""
    opened = selling.Open(talk)
    quoted = talk.answered is not None
    if not opened.awaits_choice or (quoted and not opened.is_quoted):
        _numbered_answer(talk, value)
        return
    alert = None if quoted else answering.last_asked(talk)
    if alert is not None and alert["created_at"] > opened.asked_at and 1 <= value <= len(NUMBERED):
        answer = commands.answer_word(talk, NUMBERED[value - 1])
        talk.say("two_questions", number=str(value), answer=answer)
        return
    selling.choose(talk, opened, value)


def _numbered_answer(talk: Conversation, value: int) -> None:
    if 1 <= value <= len(NUMBERED):
        answering.decide(talk, NUMBERED[value - 1])
    else:
        talk.say("answer.numbers")


def _use(talk: Conversation, words: str, homes: Sequence[Home]) -> None:
    named = _named(homes, words)
    if named is not None and named.company_id == talk.tx.tenant_id:
        talk.say("company.now", company=talk.company)
        return
    names = sorted(home.name for home in homes)
    talk.say("company.which", lines=[talk.text("company.line", company=name) for name in names])


def _everywhere(open_tx: OpenTx, heard: Heard, homes: Sequence[Home], intent: Intent) -> None:
    """Whoever says stop, or start, means every company that writes to them; one of them confirms it."""
    ordered = sorted(homes, key=lambda home: (home.last_at or _LONG_AGO, home.company_id), reverse=True)
    for place, home in enumerate(ordered):
        with open_tx(system_actor(home.company_id)) as tx:
            talk = _begin(tx, heard, home, among=False)
            if talk is None:
                continue
            commands.set_told(talk, told=intent is Intent.START)
            if place == 0 and repository.written_since(tx, home.user_id, now() - AN_HOUR) < MESSAGES_AN_HOUR:
                talk.say("started" if intent is Intent.START else "stopped")
            repository.keep(tx, talk.row(intent, heard.text))
