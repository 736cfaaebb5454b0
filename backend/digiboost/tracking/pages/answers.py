"""The answers that pages are sent as."""

from __future__ import annotations

from hashlib import blake2b

from starlette.responses import Response

from digiboost.kernel.clock import now
from digiboost.kernel.errors import DomainError, TooManyRequests
from digiboost.kernel.i18n import Language
from digiboost.tracking.pages import ask, follow, layout
from digiboost.tracking.pages.words import said, word


def followed(seen: follow.Followed, chosen: Language | None, *, part: bool, refused: bool = False) -> Response:
    """The page of a request, or the part that keeps itself up to date; ``refused``: what was just asked for is not
    possible any more."""
    living = follow.living(seen, now())
    if part:
        response = layout.answer(living)
        response.headers["ETag"] = f'"{blake2b(living.encode(), digest_size=9).hexdigest()}"'
        return response
    notice = f'<p class="note" role="alert">{said("refused", seen.language)}</p>' if refused else ""
    other = "en" if seen.language == "fr" else "fr"
    text = layout.page(seen.language, follow.title(seen), seen.company, "", live=notice + living, other=f"?l={other}")
    return layout.answer(text, 409 if refused else 200)


def form(asking: ask.Asking) -> Response:
    """The form, with what is wrong with what was typed."""
    title = word("ask.title", asking.language)
    other = "en" if asking.language == "fr" else "fr"
    text = layout.page(asking.language, title, asking.company, ask.body(asking), other=f"?l={other}")
    return layout.answer(text, 422 if asking.wrong else 200)


def refusal(error: DomainError, language: Language, gone: str) -> Response:
    """A page that says why there is none; ``gone`` names the words for what is not there."""
    if isinstance(error, TooManyRequests):
        title, hint = word("busy.title", language), word("busy.hint", language)
        return layout.message(language, title, hint, error.status, error.headers)
    return layout.message(language, word(f"{gone}.title", language), word(f"{gone}.hint", language), error.status)
