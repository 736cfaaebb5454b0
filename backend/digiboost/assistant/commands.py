"""What people ask of us: stock, alerts, help, fewer messages."""

from __future__ import annotations

from collections import defaultdict

from digiboost.alerts.types import Answer, RuleType
from digiboost.assistant import finding, repository, wording
from digiboost.assistant.conversation import Conversation
from digiboost.assistant.finding import Found
from digiboost.kernel.auth import Scope
from digiboost.notifications import service as notifications
from digiboost.notifications.schemas import PreferenceIn, PreferencesIn
from digiboost.notifications.types import Frequency, Kind

NAMED = 5
"""Products that are named under one kind of alert."""
STOPPABLE = frozenset({Kind.ALERT, Kind.DIGEST})


def stock(talk: Conversation, words: str) -> None:
    if not talk.may(Scope.STOCK_READ):
        return
    if not words:
        talk.say("stock.ask")
        return
    match = finding.find(talk.tx, words)
    if not match.products:
        talk.say("stock.none", words=words[:60])
        return
    first = [match.exact] if match.exact else []
    ordered = [*first, *(one for one in match.products if one != match.exact)]
    lines = [stock_line(talk, one) for one in ordered[: finding.LISTED]]
    if len(ordered) > finding.LISTED:
        lines.append(talk.text("stock.more", count=str(len(ordered))))
    talk.say("stock.found", lines=lines)


def stock_line(talk: Conversation, product: Found) -> str:
    return talk.text("stock.line", name=product.name, left=left_of(talk, product))


def left_of(talk: Conversation, product: Found) -> str:
    """What is left, with its unit and its state."""
    if product.on_hand is None:
        return talk.text("stock.untracked")
    left = talk.amount(product.on_hand, product.unit)
    if product.status in {"rupture", "low"}:
        return talk.text(f"stock.{product.status}", left=left)
    return left


def alerts(talk: Conversation) -> None:
    """What is firing, by kind, the most urgent first."""
    if not talk.may(Scope.ALERTS_READ):
        return
    by_type: dict[str, list[str | None]] = defaultdict(list)
    rows = repository.firing(talk.tx)
    for row in rows:
        by_type[row["type"]].append(row["name"])
    if not rows:
        talk.say("alerts.none")
        return
    lines = [_alerts_line(talk, kind, names) for kind, names in by_type.items()]
    talk.say("alerts.found", lines=lines, count=str(len(rows)))


def _alerts_line(talk: Conversation, kind: str, names: list[str | None]) -> str:
    called = wording.pick(wording.RULES[RuleType(kind)], talk.language)
    products = [name for name in names if name is not None]
    if not products:
        return talk.text("alerts.alone", type=called)
    named, more = ", ".join(products[:NAMED]), len(products) - NAMED
    if more > 0:
        named = talk.text("alerts.others", names=named, more=str(more))
    return talk.text("alerts.line", type=called, count=str(len(products)), names=named)


def set_told(talk: Conversation, *, told: bool) -> None:
    """Alerts and digests by message, or in the inbox alone; the channels that were chosen are kept for later."""
    now = notifications.preferences(talk.tx)
    kinds = []
    for one in now.kinds:
        frequency = one.frequency
        if one.kind in STOPPABLE:
            if not told:
                frequency = Frequency.NEVER
            elif frequency == Frequency.NEVER:
                frequency = Frequency.IMMEDIATE
        kinds.append(PreferenceIn(kind=one.kind, channels=one.channels, frequency=frequency))
    notifications.set_preferences(
        talk.tx,
        PreferencesIn(
            tone=now.tone, quiet_from=now.quiet_from, quiet_until=now.quiet_until, daily_at=now.daily_at, kinds=kinds
        ),
    )


def answer_word(talk: Conversation, answer: Answer) -> str:
    """The word that says an answer without its number."""
    return wording.pick(wording.ANSWERS[answer], talk.language)
