"""Who is told what of a request: the rules decide, the reader's wishes say how and when, and what was told is kept.

People of the company have their wishes with notifications, which holds back and bundles for them. A client is nobody's
user: what they chose is kept here, and what they do not want at once waits here, to be written anew from the request as
it is then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from digiboost.channels.types import Channel
from digiboost.identity.service import company, people_to_tell
from digiboost.identity.types import Role
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.i18n import Language
from digiboost.notifications import service as notifications
from digiboost.notifications.types import Frequency, Kind, Recipient, Tone, Wanted
from digiboost.providers import service as providers
from digiboost.requests import service as requests
from digiboost.tracking import foreseeing, repository, templates, wording
from digiboost.tracking.notice_rules import Notice, notice, notices
from digiboost.tracking.types import BEFORE_ARRIVAL, Audience, Event, Facts, MessageState

MANAGERS = (Role.OWNER.value, Role.MANAGER.value)
AT_THE_DOOR = frozenset({Event.ARRIVED})
"""Somebody stands at the door and the client's code is wanted: no quiet hours, no bundle."""
EXPIRES = timedelta(hours=48)
EXPIRES_SOON = timedelta(hours=2)
MOVING = frozenset({Event.ENROUTE, Event.ARRIVED, Event.LATE})
"""What is of no use any more when it comes hours later."""
NOT_WANTED, NO_ADDRESS, NO_PROVIDER, OVERTAKEN = "not_wanted", "no_address", "no_provider", "overtaken"
HELD_AT_ONCE = 200
DEFAULT_TONE: Tone = "friendly"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a client wants to hear of their requests."""

    ladder: tuple[Channel, ...]
    frequency: Frequency
    tone: Tone
    quiet_hours: tuple[Any, Any] | None
    daily_at: Any
    reminders: bool


def tell(
    tx: Tx, facts: Facts, event: Event, occasion: str, at: datetime, audiences: Iterable[Audience] = tuple(Audience)
) -> int:
    """Tells everybody whom a rule names, once for this ``occasion``; how many messages were made."""
    told = 0
    for rule in notices(tx):
        if rule.event == event and rule.audience in audiences and rule.is_about(facts):
            told += by_rule(tx, facts, rule, occasion, at)
    return told


def by_rule(tx: Tx, facts: Facts, rule: Notice, occasion: str, at: datetime) -> int:
    key = f"{rule.id}:{facts.id}:{occasion}"
    match rule.audience:
        case Audience.CLIENT:
            return _tell_client(tx, facts, rule.event, key, at, rule)
        case Audience.PROVIDER:
            if facts.provider_id is None:
                return 0
            if rule.event == Event.REMINDER and not facts.notify_reminders:
                return _drop(tx, facts, rule.event, Audience.PROVIDER, key, facts.provider or "", NOT_WANTED, rule)
            to = providers.recipient(tx, facts.provider_id)
            return _tell_people(tx, facts, rule.event, Audience.PROVIDER, [to], key, at, rule=rule)
        case Audience.MANAGER:
            people = people_to_tell(tx, MANAGERS, rule.user_ids)
            return _tell_people(tx, facts, rule.event, Audience.MANAGER, people, key, at, rule=rule)


# -- clients ------------------------------------------------------------------------------------


def wishes_of(tx: Tx, facts: Facts) -> Wishes:
    chosen = repository.preference(tx, facts.customer_id) or {}
    ladder = tuple(map(Channel, chosen.get("channels", ()))) or notifications.DEFAULTS[Kind.REQUEST][0]
    hours = None if chosen.get("quiet_from") is None else (chosen["quiet_from"], chosen["quiet_until"])
    return Wishes(
        ladder=ladder,
        frequency=Frequency(chosen.get("frequency", Frequency.IMMEDIATE)),
        tone=chosen.get("tone", DEFAULT_TONE),
        quiet_hours=hours,
        daily_at=chosen.get("daily_at"),
        reminders=chosen.get("reminders", True),
    )


def client_of(tx: Tx, facts: Facts) -> Recipient:
    chosen = repository.preference(tx, facts.customer_id) or {}
    here = company(tx)
    return Recipient(
        None,
        facts.client_name,
        wording.language_of(chosen.get("language"), facts.language),
        here.time_zone,
        facts.client_phone,
        None if facts.customer_id is None else repository.email_of(tx, facts.customer_id),
    )


def _tell_client(tx: Tx, facts: Facts, event: Event, key: str, at: datetime, rule: Notice) -> int:
    to, wishes = client_of(tx, facts), wishes_of(tx, facts)
    if wishes.frequency == Frequency.NEVER or (event == Event.REMINDER and not wishes.reminders):
        return _drop(tx, facts, event, Audience.CLIENT, key, to.name, NOT_WANTED, rule)
    if to.phone is None and to.email is None:
        return _drop(tx, facts, event, Audience.CLIENT, key, to.name, NO_ADDRESS, rule)
    due_at = None
    if event not in AT_THE_DOOR and not rule.by_hand and facts.customer_id is not None and wishes.daily_at is not None:
        due_at = notifications.due(at, wishes.frequency, wishes.quiet_hours, wishes.daily_at, to.time_zone)
    state = MessageState.TOLD if due_at is None else MessageState.HELD
    message_id = _add(tx, facts, event.value, Audience.CLIENT, key, to, state, rule, due_at=due_at)
    if message_id is None or due_at is not None:
        return int(message_id is not None)
    ladder, tone = (rule.channels or wishes.ladder), (rule.tone or wishes.tone)
    _send(
        tx,
        facts,
        to,
        message_of(tx, facts, event, to, at, rule),
        f"tracking:{key}",
        message_id,
        ladder,
        tone,
        expires(event, at),
    )
    return 1


def send_held(tx: Tx, at: datetime) -> int:
    """What clients did not want at once and is due now, one message for each client: of each request the latest
    alone, written from the request as it is now. How many clients."""
    clients = 0
    for _, rows in groupby(repository.held(tx, at, HELD_AT_ONCE), key=lambda row: row["customer_id"]):
        waiting = list(rows)
        latest: dict[UUID, dict[str, Any]] = {}
        for row in waiting:
            latest.setdefault(row["request_id"], row)
        overtaken = [row["id"] for row in waiting if latest[row["request_id"]]["id"] != row["id"]]
        if overtaken:
            repository.settle_messages(tx, overtaken, MessageState.DROPPED.value, reason=OVERTAKEN, due_at=None)
        _send_bundle(tx, list(latest.values()), at)
        clients += 1
    return clients


def _send_bundle(tx: Tx, rows: Sequence[dict[str, Any]], at: datetime) -> None:
    written: list[tuple[UUID, Facts, Wanted, Notice | None]] = []
    for row in rows:
        facts = repository.facts(tx, row["request_id"])
        if facts is None:
            raise RuntimeError("a message's request is there")
        rule = notice(tx, row["rule_id"])
        to = client_of(tx, facts)
        written.append((row["id"], facts, message_of(tx, facts, Event(row["event"]), to, at, rule), rule))
    ids, facts = [one[0] for one in written], written[0][1]
    to, wishes = client_of(tx, facts), wishes_of(tx, facts)
    ladder, tone = wishes.ladder, wishes.tone
    if len(written) == 1:
        rule = written[0][3]
        wanted = written[0][2]
        ladder, tone = (rule.channels if rule else ()) or ladder, (rule.tone if rule else None) or tone
    else:
        lines = tuple(_line(wanted, to.language) for _, _, wanted, _ in written)
        values = {"name": to.name, "company": company(tx).name}
        wanted = Wanted(Kind.REQUEST, templates.DIGEST, values, key="", lines=lines, url="")
    subject = facts.id if len(written) == 1 else None
    told = notifications.notify(
        tx, to, _keyed(wanted, f"tracking:held:{ids[0]}", at + EXPIRES, subject), ladder=ladder, tone=tone
    )
    repository.settle_messages(tx, ids, MessageState.TOLD.value, notification_id=told.id, due_at=None)


def _line(wanted: Wanted, language: Language) -> str:
    """``n° 12 (Plomberie) : Koffi est en route. Suivi : https://...``"""
    values = wanted.values
    number = f"n° {values['number']}" if language == "fr" else f"no. {values['number']}"
    colon = " : " if language == "fr" else ": "
    return f"{number} ({values['service']}){colon}{values['headline']}{values['follow'].replace(chr(10), '. ')}"


# -- people of the company, and who is sent -------------------------------------------------------


def _tell_people(
    tx: Tx,
    facts: Facts,
    event: Event,
    audience: Audience,
    people: Sequence[Recipient],
    key: str,
    at: datetime,
    *,
    rule: Notice,
) -> int:
    told = 0
    for to in people:
        own = f"{key}:{to.user_id or facts.provider_id}"
        message_id = _add(tx, facts, event.value, audience, own, to, MessageState.TOLD, rule)
        if message_id is None:
            continue
        wanted = message_of(tx, facts, event, to, at, rule)
        _send(tx, facts, to, wanted, f"tracking:{own}", message_id, rule.channels, rule.tone, expires(event, at))
        told += 1
    return told


def remind_provider(tx: Tx, facts: Facts, occasion: str, at: datetime) -> str | None:
    """Asks who has it where they are; why that could not be done, or None."""
    if facts.provider_id is None:
        return NO_PROVIDER
    if not facts.notify_reminders:
        return NOT_WANTED
    to = providers.recipient(tx, facts.provider_id)
    if to.user_id is None and to.phone is None and to.email is None:
        return NO_ADDRESS
    key = f"remind:{occasion}"
    message_id = _add(tx, facts, "escalation", Audience.PROVIDER, key, to, MessageState.TOLD, None)
    if message_id is not None:
        values = _common(tx, facts, to.name, to.language)
        wanted = Wanted(Kind.REQUEST, templates.REMIND, values, key="", url=f"/missions/{facts.id}", urgent=True)
        _send(tx, facts, to, wanted, f"tracking:{key}", message_id, (), None, at + EXPIRES_SOON)
    return None


def alert_managers(
    tx: Tx, facts: Facts, occasion: str, rule: str, since: datetime, user_ids: Sequence[UUID], at: datetime
) -> int:
    """Tells those who answer for it that nobody moves; how many people."""
    told = 0
    for to in people_to_tell(tx, MANAGERS, user_ids):
        key = f"alert:{occasion}:{to.user_id}"
        message_id = _add(tx, facts, "escalation", Audience.MANAGER, key, to, MessageState.TOLD, None)
        if message_id is None:
            continue
        language = to.language
        provider = ""
        if facts.provider is not None:
            provider = f" Prestataire : {facts.provider}." if language == "fr" else f" Provider: {facts.provider}."
        lasted = wording.minutes(max(0, int((at - since).total_seconds() // 60)), language)
        values = {**_common(tx, facts, to.name, language), "rule": rule, "since": lasted, "provider": provider}
        wanted = Wanted(Kind.REQUEST, templates.ALERT, values, key="", url=f"/requests/{facts.id}", urgent=True)
        _send(tx, facts, to, wanted, f"tracking:{key}", message_id, (), None, at + EXPIRES_SOON)
        told += 1
    return told


# -- what it says ---------------------------------------------------------------------------------


def message_of(tx: Tx, facts: Facts, event: Event, to: Recipient, at: datetime, rule: Notice | None) -> Wanted:
    """The message of an event to one reader; in the company's own words where the rule has some."""
    audience = rule.audience if rule is not None else Audience.CLIENT
    values = _values(tx, facts, event, audience, to, at)
    own = rule.texts[0 if to.language == "fr" else 1] if rule is not None else None
    if own is not None:
        return own_words(values, own, audience, facts)
    url = {Audience.CLIENT: "", Audience.PROVIDER: f"/missions/{facts.id}"}.get(audience, f"/requests/{facts.id}")
    return Wanted(Kind.REQUEST, templates.code_of(event, audience), values, key="", url=url)


def own_words(values: dict[str, str], text: str, audience: Audience, facts: Facts) -> Wanted:
    """Raises KeyError for a hole that is none of ours."""
    url = {Audience.CLIENT: "", Audience.PROVIDER: f"/missions/{facts.id}"}.get(audience, f"/requests/{facts.id}")
    filled = templates.fill(text, values)
    return Wanted(Kind.REQUEST, templates.OWN, {**values, "title": values["headline"], "text": filled}, key="", url=url)


def _values(tx: Tx, facts: Facts, event: Event, audience: Audience, to: Recipient, at: datetime) -> dict[str, str]:
    language, time_zone = to.language, to.time_zone
    values = _common(tx, facts, to.name, language)
    predicted = foreseeing.etas(tx, [facts.id], at).get(facts.id)
    foretold = wording.expected if facts.phase in BEFORE_ARRIVAL else wording.done_by
    link = None
    if audience == Audience.CLIENT and event != Event.CANCELLED:
        link = link_of(tx, facts.id)
    values |= {
        "eta": foretold(predicted, at, time_zone, language),
        "code": facts.start_code,
        "follow": wording.follow(link, language),
        "why": _why(facts, language) if event == Event.CANCELLED else "",
        "what": wording.say(wording.EVENTS[event], language),
        "when": wording.clock(facts.wished_from, at, time_zone, language) if facts.wished_from else "",
        "provider": facts.provider or ("Le prestataire" if language == "fr" else "The provider"),
    }
    return {**values, "headline": templates.title(templates.code_of(event, audience), language, values)}


def link_of(tx: Tx, request_id: UUID) -> str:
    return requests.link(tx, request_id).url


def _common(tx: Tx, facts: Facts, name: str, language: Language) -> dict[str, str]:
    state = wording.PHASES[facts.phase] if facts.phase else wording.OVER[facts.state]
    return {
        "name": name,
        "company": company(tx).name,
        "number": str(facts.number),
        "service": facts.service,
        "where": f", {facts.zone}" if facts.zone else "",
        "client": facts.client_name,
        "state": wording.say(state, language),
    }


def _why(facts: Facts, language: Language) -> str:
    if not facts.reason:
        return ""
    return f" Motif : {facts.reason}" if language == "fr" else f" Reason: {facts.reason}"


# -- rows -----------------------------------------------------------------------------------------


def _add(
    tx: Tx,
    facts: Facts,
    event: str,
    audience: Audience,
    key: str,
    to: Recipient,
    state: MessageState,
    rule: Notice | None,
    *,
    due_at: datetime | None = None,
) -> UUID | None:
    return repository.add_message(
        tx,
        {
            "request_id": facts.id,
            "rule_id": None if rule is None or rule.by_hand else rule.id,
            "event": "by_hand" if rule is not None and rule.by_hand else event,
            "audience": audience.value,
            "key": key,
            "recipient": None if audience == Audience.CLIENT else to.name,
            "user_id": to.user_id,
            "state": state.value,
            "due_at": due_at,
        },
    )


def _drop(
    tx: Tx, facts: Facts, event: Event, audience: Audience, key: str, name: str, reason: str, rule: Notice
) -> int:
    repository.add_message(
        tx,
        {
            "request_id": facts.id,
            "rule_id": None if rule.by_hand else rule.id,
            "event": "by_hand" if rule.by_hand else event.value,
            "audience": audience.value,
            "key": key,
            "recipient": None if audience == Audience.CLIENT else name,
            "state": MessageState.DROPPED.value,
            "reason": reason,
        },
    )
    return 0


def _send(
    tx: Tx,
    facts: Facts,
    to: Recipient,
    wanted: Wanted,
    key: str,
    message_id: UUID,
    ladder: Sequence[Channel],
    tone: Tone | None,
    expires_at: datetime,
) -> None:
    told = notifications.notify(tx, to, _keyed(wanted, key, expires_at, facts.id), ladder=ladder, tone=tone)
    repository.settle_messages(tx, [message_id], MessageState.TOLD.value, notification_id=told.id)


def _keyed(wanted: Wanted, key: str, expires_at: datetime, request_id: UUID | None) -> Wanted:
    subject = None if request_id is None else ("request", request_id)
    return replace(wanted, key=key, subject=subject, expires_at=expires_at)


def expires(event: Event | None, at: datetime) -> datetime:
    """When it is of no use any more."""
    return at + (EXPIRES_SOON if event in MOVING else EXPIRES)
