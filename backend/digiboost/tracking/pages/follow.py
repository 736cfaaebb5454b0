"""The page on which a client follows a request: what it shows is a pure function of what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from urllib.parse import quote
from zoneinfo import ZoneInfo

from digiboost.kernel.i18n import Language
from digiboost.kernel.i18n.formats import MONTHS, WEEKDAYS, day_text, money_text
from digiboost.tracking.pages.words import said, word

SEARCHING = frozenset({"request_received", "provider_search", "provider_notified"})
SEARCH, STARTED = "provider_search", "service_started"
COMPLETED, CANCELLED, NOBODY = "service_completed", "cancelled", "no_provider_found"
HERE = frozenset({"provider_arrived", STARTED})
CODE_SHOWN = frozenset({"provider_accepted", "provider_enroute", "provider_arrived"})


@dataclass(frozen=True, slots=True)
class Who:
    """The provider, as a client may see them; ``rating`` is 1 to 5 or None before the first review."""

    name: str
    phone: str
    rating: float | None
    rating_count: int
    has_photo: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """When the next thing happens that a client waits for, with 80 % between ``low`` and ``high``."""

    at: datetime
    low: datetime
    high: datetime
    is_late: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """A move of the request: the state and stage that it led to."""

    state: str
    stage: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Followed:
    """Everything that the page shows; moments are aware, amounts minor units."""

    company: str
    company_phone: str | None
    language: Language
    time_zone: str
    currency: str
    exponent: int
    token: str
    number: int
    service: str
    state: str
    stage: str | None
    percent: int
    opened_at: datetime
    provider: Who | None
    expected: Expected | None
    code: str | None
    quote: int | None
    amount: int | None
    materials: int
    fee: int | None
    """What cancelling costs now, or cost."""
    not_fixed: bool
    can_cancel: bool
    can_relaunch: bool
    can_rate: bool
    stars: int | None
    history: Sequence[Happened]


def title(seen: Followed) -> str:
    return word("follow.title", seen.language, number=seen.number)


def living(seen: Followed, now: datetime) -> str:
    """What changes while somebody looks, as escaped HTML."""
    parts = [
        _state(seen, now),
        _quote(seen),
        _code(seen),
        _who(seen),
        _amount(seen),
        _rating(seen),
        _history(seen, now),
    ]
    return "".join(parts) + _ways_out(seen)


def _state(seen: Followed, now: datetime) -> str:
    language = seen.language
    hint = {"request_received": "request_received", NOBODY: NOBODY}.get(
        seen.state, "provider_search" if seen.state in SEARCHING else ""
    )
    told = f"<p>{said(f'hint.{hint}', language)}</p>" if hint else ""
    if seen.state == COMPLETED and seen.not_fixed:
        told = f'<p class="note">{said("hint.not_fixed", language)}</p>'
    if seen.state == CANCELLED and seen.fee:
        told = f"<p>{said('fee.paid', language, amount=_money(seen, seen.fee))}</p>"
    bar = ""
    if seen.state not in (CANCELLED, NOBODY):
        share = said("progress", language, percent=seen.percent)
        bar = (
            f'<div class="bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{seen.percent}"'
            f' aria-label="{share}"><i style="width:{seen.percent}%"></i></div><p class="soft">{share}</p>'
        )
    return (
        f'<section aria-live="polite"><p class="soft">{escape(title(seen))} · {escape(seen.service)}</p>'
        f"<h1>{escape(headline(seen))}</h1>{told}{bar}{_expected(seen, now)}</section>"
    )


def headline(seen: Followed) -> str:
    """The state in a client's words."""
    code = f"state.{seen.state}" + (f".{seen.stage}" if seen.stage else "")
    return word(code, seen.language, provider=seen.provider.name if seen.provider else "")


def _expected(seen: Followed, now: datetime) -> str:
    expected = seen.expected
    if expected is None or seen.state in (COMPLETED, CANCELLED, NOBODY):
        return ""
    if expected.is_late:
        return f'<p class="note">{said("eta.late", seen.language)}</p>'
    what = "eta.end" if seen.state in HERE else "eta.found" if seen.state in SEARCHING else "eta.arrival"
    low, high = _moment(seen, expected.low, now), _moment(seen, expected.high, now)
    between = word("eta.between", seen.language, low=low, high=high)
    return f'<p>{said(what, seen.language)}<br><span class="eta">{escape(between)}</span></p>'


def _quote(seen: Followed) -> str:
    if seen.quote is None:
        return ""
    # What is agreed to is what was seen, whatever it has become meanwhile.
    amount = f'<input type="hidden" name="amount" value="{seen.quote}">'
    approve = word("quote.approve", seen.language, amount=_money(seen, seen.quote))
    return (
        f"<section><h2>{said('quote.title', seen.language)}</h2>"
        f'<p class="eta">{escape(_money(seen, seen.quote))}</p><p>{said("quote.hint", seen.language)}</p>'
        f"{_form(seen, 'approve', amount, approve, 'wide')}</section>"
    )


def _code(seen: Followed) -> str:
    if seen.code is None or seen.state not in CODE_SHOWN:
        return ""
    return (
        f"<section><h2>{said('code.title', seen.language)}</h2>"
        f'<p class="code">{escape(seen.code)}</p><p class="soft">{said("code.hint", seen.language)}</p></section>'
    )


def _who(seen: Followed) -> str:
    who, language = seen.provider, seen.language
    if who is None or seen.state in SEARCHING or seen.state == NOBODY:
        return ""
    stars = rating_text(who, language)
    face = (
        f'<img src="/suivi/{quote(seen.token)}/photo" width="64" height="64"'
        f' alt="{said("provider.photo", language, name=who.name)}">'
        if who.has_photo
        else f'<span class="face" aria-hidden="true">{escape(who.name[:1].upper())}</span>'
    )
    over = seen.state in (COMPLETED, CANCELLED)
    reach = (
        ""
        if over
        else f'<div class="row">{_call(who.phone, word("call", language))}{_whatsapp(who.phone, language)}</div>'
    )
    title = "provider.was" if over else "provider.here" if seen.state in HERE else "provider.who"
    return (
        f"<section><h2>{said(title, language)}</h2>"
        f'<div class="who">{face}<div><b>{escape(who.name)}</b><br><span class="soft">{escape(stars)}</span></div>'
        "</div>"
        f"{reach}</section>"
    )


def rating_text(who: Who, language: Language) -> str:
    """``4,6 sur 5 (23 avis)``"""
    if who.rating is None:
        return word("provider.new", language)
    stars = f"{who.rating:.1f}"
    code = "provider.rating_one" if who.rating_count == 1 else "provider.rating"
    return word(code, language, stars=stars.replace(".", ",") if language == "fr" else stars, count=who.rating_count)


def _amount(seen: Followed) -> str:
    if seen.state != COMPLETED or (seen.amount is None and not seen.materials):
        return ""
    total = (seen.amount or 0) + seen.materials
    part = ""
    if seen.materials and seen.amount:
        part = f'<p class="soft">{said("total.materials", seen.language, amount=_money(seen, seen.materials))}</p>'
    return (
        f"<section><h2>{said('total.title', seen.language)}</h2>"
        f'<p class="eta">{escape(_money(seen, total))}</p>{part}</section>'
    )


def _rating(seen: Followed) -> str:
    language = seen.language
    if seen.stars is not None:
        return f'<section class="good"><p>{said("rate.thanks", language, stars=seen.stars)}</p></section>'
    if not seen.can_rate:
        return ""
    choices = "".join(
        f'<label><input type="radio" name="stars" value="{count}" required'
        f' aria-label="{said("rate.star", language, count=count)}">{count}</label>'
        for count in range(1, 6)
    )
    fields = (
        f'<fieldset><legend>{said("rate.stars", language)}</legend><div class="stars">{choices}</div></fieldset>'
        f'<label>{said("rate.comment", language)}<textarea name="comment" rows="2" maxlength="1000"></textarea>'
        "</label>"
    )
    return (
        f"<section><h2>{said('rate.title', language)}</h2>"
        f"{_form(seen, 'review', fields, word('rate.do', language), 'wide')}</section>"
    )


def _history(seen: Followed, now: datetime) -> str:
    rows = "".join(
        f'<li><span>{escape(text)}</span><time datetime="{at.isoformat()}">{escape(_past(seen, at, now))}</time></li>'
        for text, at in _told(seen)
    )
    return f"<section><h2>{said('history.title', seen.language)}</h2><ol>{rows}</ol></section>"


def _told(seen: Followed) -> list[tuple[str, datetime]]:
    """What happened in a client's words. That one person after another is asked is one search to them, and whoever
    gave it back is not who comes."""
    lines = [(word("history.opened", seen.language), seen.opened_at)]
    moves = [one for one in seen.history if one.state not in ("request_received", "provider_notified")]
    accepted = [one for one in moves if one.state == "provider_accepted"]
    before = searched = ""
    for one in moves:
        code = f"history.{one.state}" + (f".{one.stage}" if one.stage else "")
        if one.state == SEARCH:
            code, searched = (code if not searched else "history.searched_again"), SEARCH
        elif one.state == "provider_accepted" and (seen.provider is None or one is not accepted[-1]):
            code = "history.somebody_accepted"
        if one.state != SEARCH or before != SEARCH:
            name = seen.provider.name if seen.provider else ""
            lines.append((word(code, seen.language, provider=name), one.at))
        before = one.state
    return lines


def _ways_out(seen: Followed) -> str:
    language, parts = seen.language, []
    if seen.can_relaunch:
        parts.append(_form(seen, "relaunch", "", word("relaunch", language), "wide"))
    if seen.company_phone:
        parts.append(_call(seen.company_phone, word("company.call", language, company=seen.company), "second"))
    if seen.can_cancel:
        fee = ""
        if seen.fee:
            fee = f'<p class="note">{said("cancel.fee", language, amount=_money(seen, seen.fee))}</p>'
        reason = f'<label>{said("cancel.reason", language)}<input name="reason" maxlength="300"></label>'
        parts.append(
            f"<details><summary>{said('cancel.open', language)}</summary>"
            f"{_form(seen, 'cancel', fee + reason, word('cancel.do', language), 'danger')}</details>"
        )
    return f'<div class="card" style="display:grid;gap:12px">{"".join(parts)}</div>' if parts else ""


def _form(seen: Followed, action: str, fields: str, label: str, look: str) -> str:
    return (
        f'<form method="post" action="/suivi/{quote(seen.token)}/{action}?l={seen.language}">{fields}'
        f'<button class="{look}">{escape(label)}</button></form>'
    )


def _call(phone: str, label: str, look: str = "") -> str:
    return f'<a class="button {look}" href="tel:{quote(phone, safe="+")}">{escape(label)}</a>'


def _whatsapp(phone: str, language: Language) -> str:
    number = phone.lstrip("+")
    return f'<a class="button second" href="https://wa.me/{quote(number)}">{said("whatsapp", language)}</a>'


def _money(seen: Followed, minor: int) -> str:
    return money_text(minor, seen.currency, seen.exponent, seen.language)


def _moment(seen: Followed, at: datetime, now: datetime) -> str:
    """``14:05`` today, ``demain 09:30``, ``mardi 09:30`` within six days, else with the day of the calendar."""
    zone = ZoneInfo(seen.time_zone)
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    time = f"{local:%H:%M}"
    if local.date() == today:
        return time
    if local.date() == today + timedelta(days=1):
        return word("day.tomorrow", seen.language, time=time)
    if today < local.date() < today + timedelta(days=7):
        return f"{WEEKDAYS[seen.language][local.weekday()]} {time}"
    return word("day.on", seen.language, day=day_text(local.date(), seen.language), time=time)


def _past(seen: Followed, at: datetime, now: datetime) -> str:
    """``14:05`` today, ``hier 09:30``, before ``25/11 09:30``, in English ``25 Nov 09:30``."""
    zone = ZoneInfo(seen.time_zone)
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    time = f"{local:%H:%M}"
    if local.date() == today - timedelta(days=1):
        return word("day.yesterday", seen.language, time=time)
    if local.date() == today:
        return time
    day = f"{local:%d/%m}" if seen.language == "fr" else f"{local.day} {MONTHS['en'][local.month - 1][:3]}"
    return f"{day} {time}"
