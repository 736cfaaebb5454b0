"""The texts of what people are told. A room registers its own in ``wiring``; notifications writes them for each
channel (``rendering``)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from digiboost.kernel.i18n import LANGUAGES, Language
from digiboost.kernel.settings import get_settings
from digiboost.notifications.types import Kind, Tone

TONES: tuple[Tone, ...] = get_args(Tone)
WHATSAPP_BODY = 1024
"""What the body of an approved template may hold, its parameters included."""
APPROVED_WORDS = 64
"""What the words of an approved body take at the most, beside its parameters (``to_approve``)."""
HOLE = re.compile(r"\{(\w+)\}")

Text = tuple[str, str]
"""(title, body)"""


@dataclass(frozen=True, slots=True)
class Template:
    """A message in both languages and up to three tones; a tone that is missing is the friendly one.

    ``texts`` hold (title, body), with ``{name}`` for a value and ``{lines}`` for the list. ``whatsapp`` names the
    template that WhatsApp approved for each language; ``parameters`` are the values that fill it in order, where
    ``title`` is the message's title and ``lines`` its list on one line. Without names the general one is used
    (``GENERAL``). ``takes_document``: they were approved with a document at their head, the message's attachment, and
    are refused without one. ``replies`` are answers that the reader may give, each (payload, label by language):
    buttons on WhatsApp, and elsewhere a numbered line that this room adds by itself; ``{name}`` in a payload is a
    value. ``secret`` names a value that its reader alone may know (a sign-in code): it stands as dots in every list,
    the message is in no inbox, and it is emptied when it holds no more (``secrets``); WhatsApp approves such a template
    for authentication, with a button that copies it. ``fallback_seconds``: how long it may be undelivered before the
    next channel is tried, where that is not what the settings say.
    """

    code: str
    kind: Kind
    texts: Mapping[tuple[Language, Tone], Text]
    whatsapp: Mapping[Language, str] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()
    replies: tuple[tuple[str, Mapping[Language, str]], ...] = ()
    takes_document: bool = False
    secret: str | None = None
    fallback_seconds: int | None = None

    def text(self, language: Language, tone: Tone) -> Text:
        found = self.texts.get((language, tone)) or self.texts.get((language, "friendly"))
        if found is None:
            raise KeyError(f"the template {self.code} has no text in {language!r}")
        return found

    def fixed(self, language: Language) -> int:
        """The longest that the words around the parameters are, in any tone and in what WhatsApp approved."""
        return max(APPROVED_WORDS, *(len(HOLE.sub("", "\n".join(self.text(language, tone)))) for tone in TONES))


GENERAL: Mapping[Language, str] = {"fr": "digiboost_message_fr", "en": "digiboost_message_en"}
"""The approved template of two parameters, title and text, for what has none of its own."""

_templates: dict[str, Template] = {}


def register(*templates: Template) -> None:
    """Makes templates known. Raises ValueError for a second one of the same code, a language without its texts,
    a parameter that is no value, or words that leave a WhatsApp message no room."""
    for one in templates:
        if _templates.get(one.code, one) != one:
            raise ValueError(f"the template {one.code} is given twice")
        for language in LANGUAGES:
            if (language, "friendly") not in one.texts:
                raise ValueError(f"the template {one.code} has no friendly text in {language!r}")
            if one.fixed(language) > WHATSAPP_BODY // 2:
                raise ValueError(f"the words of the template {one.code} are too long")
        if one.whatsapp and set(one.whatsapp) != set(LANGUAGES):
            raise ValueError(f"the template {one.code} is approved in one language only")
        _templates[one.code] = one


def template(code: str) -> Template:
    """Raises KeyError for one that nobody registered."""
    return _templates[code]


def fallback_seconds(code: str) -> int:
    """How long a message may be undelivered before the next channel of its ladder is tried."""
    own = _templates[code].fallback_seconds if code in _templates else None
    return get_settings().fallback_seconds if own is None else own


def all_templates() -> Sequence[Template]:
    return sorted(_templates.values(), key=lambda one: one.code)


@dataclass(frozen=True, slots=True)
class Approved:
    """A template as it is entered at WhatsApp: a body neither begins nor ends with a parameter there."""

    name: str
    language: Language
    parameters: tuple[str, ...]
    body: str
    buttons: tuple[str, ...]
    takes_document: bool = False
    category: str = "utility"


def to_approve() -> list[Approved]:
    """Every template that must be approved by WhatsApp, by its name."""
    found = [_approved(GENERAL[language], language, ("title", "text"), ()) for language in LANGUAGES]
    for one in all_templates():
        for language, name in one.whatsapp.items():
            if one.secret is not None:
                body, label = _AUTHENTICATION[language]
                found.append(Approved(name, language, one.parameters, body, (label,), category="authentication"))
                continue
            found.append(_approved(name, language, one.parameters, [label[language] for _, label in one.replies]))
    return sorted(found, key=lambda one: one.name)


def _approved(
    name: str, language: Language, parameters: tuple[str, ...], labels: Sequence[str], *, takes_document: bool = False
) -> Approved:
    head, tail = _FRAME[language]
    holes = [f"{{{{{number}}}}}" for number in range(1, len(parameters) + 1)]
    body = "\n".join([f"{head} {holes[0]}", *holes[1:], tail])
    buttons = tuple(label.capitalize() for label in labels)
    return Approved(name, language, parameters, body, buttons, takes_document)


_AUTHENTICATION: Mapping[Language, tuple[str, str]] = {
    "fr": ("*{{1}}* est votre code de vérification.", "Copier le code"),
    "en": ("*{{1}}* is your verification code.", "Copy code"),
}
"""WhatsApp's own words, which cannot be changed: (body, button)."""

_FRAME: Mapping[Language, tuple[str, str]] = {
    "fr": ("Digiboost :", "Vous pouvez répondre à ce message."),
    "en": ("Digiboost:", "You may reply to this message."),
}


def filled(pattern: str, values: Mapping[str, str], lines: str = "") -> str:
    """``pattern`` with its holes filled. Raises KeyError for a value that was not given."""
    return HOLE.sub(lambda hole: lines if hole[1] == "lines" else values[hole[1]], pattern)
