"""The form on which a client asks a company for help; it works without any script, and keeps what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote
from uuid import UUID

from digiboost.kernel.i18n import Language
from digiboost.kernel.i18n.formats import SIGNS
from digiboost.tracking.pages.words import said, word

MOMENT, DIGITS = 'type="datetime-local"', 'inputmode="numeric"'
NAME, PHONE = 'autocomplete="name" required', 'type="tel" autocomplete="tel" required'


@dataclass(frozen=True, slots=True)
class Asking:
    """What the form offers, what was typed, and what is wrong with it (field -> what to say)."""

    company: str
    slug: str
    language: Language
    currency: str
    services: Sequence[tuple[UUID, str]]
    zones: Sequence[tuple[UUID, str]]
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)


def body(asking: Asking) -> str:
    language = asking.language
    alert = f'<p class="note" role="alert">{said("ask.wrong", language)}</p>' if asking.wrong else ""
    lead = word("ask.lead", language, company=asking.company)
    urgency = "".join(
        f'<label class="choice"><input type="radio" name="urgency" value="{value}"'
        f"{' checked' if asking.typed.get('urgency', 'normal') == value else ''}>"
        f"{said(f'ask.{value}', language)}</label>"
        for value in ("normal", "urgent", "emergency")
    )
    zones = ""
    if asking.zones:
        zones = _select(asking, "zone_id", "ask.zone", asking.zones, first=word("ask.zone_other", language))
    return (
        f"<section><h1>{said('ask.title', language)}</h1><p>{escape(lead)}</p></section>{alert}"
        f'<form class="card" method="post" enctype="multipart/form-data" novalidate'
        f' action="/demande/{quote(asking.slug)}?l={language}">'
        f"{_select(asking, 'service_id', 'ask.service', asking.services, first=word('ask.choose', language))}"
        f"{zones}"
        f"{_text(asking, 'landmark', 'ask.landmark', 'ask.landmark_hint', 300)}"
        f"{_area(asking, 'description', 'ask.description')}"
        f"<fieldset><legend>{said('ask.urgency', language)}</legend>{urgency}</fieldset>"
        f"{_text(asking, 'wished_from', 'ask.when', None, 20, MOMENT)}"
        f"{_text(asking, 'budget', 'ask.budget', None, 12, DIGITS)}"
        f"{_text(asking, 'client_name', 'ask.name', None, 120, NAME)}"
        f"{_text(asking, 'client_phone', 'ask.phone', 'ask.phone_hint', 30, PHONE)}"
        f'<label>{said("ask.photo", language)}<input type="file" name="photo" accept="image/jpeg,image/png">'
        f"{_error(asking, 'photo')}</label>"
        '<label class="trap" aria-hidden="true">Site<input name="website" tabindex="-1" autocomplete="off"></label>'
        f'<button class="wide">{said("ask.do", language)}</button></form>'
    )


def _select(asking: Asking, name: str, label: str, options: Sequence[tuple[UUID, str]], first: str) -> str:
    chosen = asking.typed.get(name, "")
    shown = f'<option value="">{escape(first)}</option>' + "".join(
        f'<option value="{value}"{" selected" if str(value) == chosen else ""}>{escape(text)}</option>'
        for value, text in options
    )
    return (
        f'<label for="{name}">{said(label, asking.language)}'
        f'<select id="{name}" name="{name}"{_invalid(asking, name)}>{shown}</select>{_error(asking, name)}</label>'
    )


def _text(asking: Asking, name: str, label: str, hint: str | None, most: int, more: str = "") -> str:
    language = asking.language
    values = {"currency": SIGNS.get(asking.currency, asking.currency)} if label == "ask.budget" else {}
    more_said = f'<br><span class="hint">{said(hint, language)}</span>' if hint else ""
    return (
        f'<label for="{name}">{said(label, language, **values)}{more_said}<input id="{name}" name="{name}"'
        f' maxlength="{most}" value="{escape(asking.typed.get(name, ""))}" {more}{_invalid(asking, name)}>'
        f"{_error(asking, name)}</label>"
    )


def _area(asking: Asking, name: str, label: str) -> str:
    return (
        f'<label for="{name}">{said(label, asking.language)}<textarea id="{name}" name="{name}" rows="3"'
        f' maxlength="2000">{escape(asking.typed.get(name, ""))}</textarea>{_error(asking, name)}</label>'
    )


def _invalid(asking: Asking, name: str) -> str:
    return f' aria-invalid="true" aria-describedby="{name}-error"' if name in asking.wrong else ""


def _error(asking: Asking, name: str) -> str:
    if name not in asking.wrong:
        return ""
    return f'<span class="error" id="{name}-error">{escape(asking.wrong[name])}</span>'
