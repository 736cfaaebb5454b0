"""The morning's one message: what is open and was not told lately, grouped by supplier, with what to order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from digiboost.alerts import repository, states, templates
from digiboost.alerts.telling import ORDERED, audience, headline, mark, reader_of, write_message
from digiboost.alerts.types import RuleType, Subject
from digiboost.alerts.wording import Reader, joined, quantity_of, say
from digiboost.identity.service import company
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.money import show_money
from digiboost.notifications.types import Kind, Recipient, Wanted

EXPIRES = timedelta(hours=36)
"""After that the next one has said it anew."""
AT_MOST = 8
"""Products that a supplier's line names."""


def digest(tx: Tx, day: date, at: datetime) -> int:
    """Tells everybody theirs; how many people. Whoever has nothing new gets no message."""
    by_id = {rule.id: rule for rule in repository.rules(tx)}
    alerts = [
        alert
        for alert in repository.tellable(tx)
        if (rule := by_id.get(alert.rule_id)) is not None and states.may_be_told(alert, rule.repeat, at)
    ]
    if not alerts:
        return 0
    told = 0
    for person, mine in audience(tx, alerts, by_id):
        _send(tx, person, mine, at)
        told += 1
    mark(tx, alerts, at, people=told, kind="digest")
    return told


def _send(tx: Tx, person: Recipient, subjects: Sequence[Subject], at: datetime) -> None:
    reader = reader_of(tx, person, at)
    answered = reader.answers and any(subject.product_id is not None for subject in subjects)
    wanted = Wanted(
        kind=Kind.DIGEST,
        template=templates.DIGEST if answered else templates.BRIEFING,
        values={"name": person.name, "company": company(tx).name, "headline": headline(subjects, reader)},
        key="",
        lines=lines(subjects, reader),
        url="/alerts",
        expires_at=at + EXPIRES,
    )
    write_message(tx, person, subjects, "digest", wanted, at)


def lines(subjects: Sequence[Subject], reader: Reader) -> tuple[str, ...]:
    """The company's own first, then a line for each supplier, then what expires and what does not sell."""
    found = [say(subject, reader).headline for subject in subjects if subject.product_id is None]
    suppliers: dict[UUID | None, list[Subject]] = {}
    for subject in subjects:
        if subject.type in ORDERED:
            suppliers.setdefault(subject.supplier_id, []).append(subject)
    # Who has the most urgent comes first; what nobody supplies comes last.
    for supplier_id, theirs in sorted(suppliers.items(), key=lambda pair: (pair[0] is None, _urgency(pair[1]))):
        name = theirs[0].supplier if supplier_id is not None else reader.say("Sans fournisseur", "No supplier")
        listed = joined([_ordered(subject, reader) for subject in theirs], reader, AT_MOST)
        found.append(f"{name}{reader.say(' : ', ': ')}{listed}")
    expiring = [subject for subject in subjects if subject.type == RuleType.EXPIRY]
    if expiring:
        listed = joined([f"{subject.product} ({say(subject, reader).brief})" for subject in expiring], reader, AT_MOST)
        found.append(f"{reader.say('À vendre en premier : ', 'To sell first: ')}{listed}")
    dead = [subject for subject in subjects if subject.type == RuleType.DEAD_STOCK]
    if dead:
        found.append(_dead(dead, reader))
    return tuple(found)


def _urgency(subjects: Sequence[Subject]) -> tuple[int, int]:
    return min(subject.alert.urgency for subject in subjects), -len(subjects)


def _ordered(subject: Subject, reader: Reader) -> str:
    """``Riz brisé 25 kg (rupture, commander 20 sac)``."""
    parts = [say(subject, reader).brief]
    if subject.order:
        wanted = quantity_of(subject.order, subject.unit, reader)
        parts.append(reader.say(f"commander {wanted}", f"order {wanted}"))
    return f"{subject.product} ({', '.join(parts)})"


def _dead(subjects: Sequence[Subject], reader: Reader) -> str:
    listed = joined([str(subject.product) for subject in subjects], reader, AT_MOST)
    text = f"{reader.say('Ne se vend plus : ', 'No longer sells: ')}{listed}"
    worth = sum(subject.worth or 0 for subject in subjects)
    if reader.costs and worth:
        money = show_money(worth, reader.currency, reader.language)
        text += reader.say(f" (valeur au coût : {money})", f" (worth at cost: {money})")
    return text
