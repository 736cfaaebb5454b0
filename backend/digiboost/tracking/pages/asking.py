"""Asking by the form: what was typed, read by the rules of the API, and said in a client's words where it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from digiboost.identity.service import company
from digiboost.kernel.clock import zone
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid
from digiboost.kernel.i18n import Language, text
from digiboost.requests import service as requests
from digiboost.requests.errors import PhotoRefused
from digiboost.requests.schemas import FormIn
from digiboost.tracking.pages.ask import Asking
from digiboost.tracking.pages.words import word

FIELDS = (
    "service_id", "zone_id", "landmark", "description", "urgency", "wished_from", "budget", "client_name",
    "client_phone",
)  # fmt: skip
TRAP = "website"
"""A field that nobody sees: who fills it in is a machine."""


def offered(tx: Tx, slug: str, language: Language | None) -> Asking:
    """The empty form. Raises NotFound where there is none."""
    form = requests.form(tx, slug)
    return Asking(
        company=form.company.name,
        slug=slug,
        language=language or form.language,
        currency=form.currency,
        services=[(one.id, one.name) for one in form.services],
        zones=[(one.id, one.name) for one in form.zones],
    )


def ask(tx: Tx, asking: Asking, typed: Mapping[str, str], photo: bytes | None) -> str | Asking:
    """The path at which the client follows what they asked for, or the form with what is wrong. Nothing is written in
    the second case. Raises NotFound where there is no form."""
    kept = {name: typed.get(name, "").strip() for name in FIELDS}
    again = replace(asking, typed=kept)
    if not kept["client_phone"]:
        # Who asks without an account is told by telephone, or not at all.
        return replace(again, wrong={"client_phone": word("ask.needed", asking.language)})
    try:
        wanted = FormIn.model_validate({**_given(tx, kept), "language": asking.language})
    except ValidationError as error:
        return replace(again, wrong={str(one["loc"][0]): _said(one, asking.language) for one in error.errors()})
    try:
        with tx.savepoint():
            request_id, url = requests.submit_form(tx, asking.slug, wanted)
            if photo:
                requests.attach_photo(tx, request_id, photo)
    except PhotoRefused as error:
        return replace(again, wrong={"photo": text(error.code, asking.language, error.values).rpartition(" | ")[2]})
    except Invalid as error:
        return replace(again, wrong={error.field: text(error.reason, asking.language, error.values)})
    return urlsplit(url).path


def _given(tx: Tx, kept: Mapping[str, str]) -> dict[str, Any]:
    """What a form's texts mean: an empty field is nothing, a moment is one of the company's clock, an amount may be
    written with spaces."""
    given: dict[str, Any] = {name: value for name, value in kept.items() if value}
    if "wished_from" in given:
        try:
            given["wished_from"] = datetime.fromisoformat(given["wished_from"]).replace(
                tzinfo=zone(company(tx).time_zone)
            )
        except ValueError:
            given["wished_from"] = "?"
    if "budget" in given:
        digits = "".join(one for one in given["budget"] if not one.isspace() and one not in ".,'")
        given["budget"] = int(digits) if digits.isascii() and digits.isdigit() else "?"
    return given


def _said(error: Mapping[str, Any], language: Language) -> str:
    return word("ask.needed" if error["type"] in ("missing", "string_too_short") else "ask.invalid", language)
