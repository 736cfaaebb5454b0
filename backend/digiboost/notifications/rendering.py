"""One message, written for each channel within what the channel takes.

WhatsApp: free text of 4,096 characters inside the 24 hours; else an approved template, whose parameters hold no line
break, no tab and no run of spaces, and whose body has 1,024 characters. SMS: the concise tone, three parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from digiboost.channels.types import Channel, TemplateCall
from digiboost.kernel.i18n import Language
from digiboost.notifications import sms
from digiboost.notifications.templates import GENERAL, WHATSAPP_BODY, Template, filled, template
from digiboost.notifications.types import Tone

INBOX_BODY = 8_000
WHATSAPP_TEXT = 4_096
EMAIL_BODY = 100_000
PUSH_BODY = 300
"""A push carries about 3 kB, encrypted; more than this no phone shows."""

_BREAKS = re.compile(r"[\s\x85\u2028\u2029]*[\n\r\t\v\f\x85\u2028\u2029][\s\x85\u2028\u2029]*")
_SPACES = re.compile(r" {2,}")

Fits = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Content:
    """What a notification says, before it is written for a channel."""

    template: Template
    language: Language
    tone: Tone
    values: Mapping[str, str]
    lines: tuple[str, ...]
    url: str


def content_of(row: Mapping[str, Any]) -> Content:
    """From the columns of a notification. Raises KeyError for a template that is registered no more."""
    stored = row["content"]
    return Content(
        template(row["template"]),
        cast(Language, row["language"]),
        cast(Tone, row["tone"]),
        stored.get("values", {}),
        tuple(stored.get("lines", ())),
        row["url"],
    )


@dataclass(frozen=True, slots=True)
class Written:
    """``template`` is what WhatsApp is given outside the 24 hours; ``parts`` how many messages are paid."""

    subject: str
    text: str
    template: TemplateCall | None = None
    parts: int = 1


def title(content: Content) -> str:
    return filled(content.template.text(content.language, content.tone)[0], content.values)


def inbox(content: Content) -> str:
    """The body as it is read in the inbox."""
    return _body(content, content.tone, "\n", lambda text: len(text) <= INBOX_BODY)


def write(content: Content, channel: Channel, public_url: str) -> Written:
    match channel:
        case Channel.WHATSAPP:
            return Written(title(content), whatsapp_text(content), whatsapp_call(content))
        case Channel.SMS:
            text = sms_text(content)
            return Written(title(content), text, parts=sms.parts(text))
        case Channel.EMAIL:
            return Written(one_line(title(content))[:200], email_text(content, public_url))
        case Channel.PUSH:
            body = _body(content, content.tone, "\n", lambda text: len(text) <= PUSH_BODY)
            return Written(one_line(title(content))[:100], body)


def whatsapp_text(content: Content) -> str:
    tail = answers(content)
    head = f"*{one_line(title(content))}*\n"
    room = WHATSAPP_TEXT - len(head) - (len(tail) + 2 if tail else 0)
    body = _body(content, content.tone, "\n", lambda text: len(text) <= room)
    return head + body + (f"\n\n{tail}" if tail else "")


def whatsapp_call(content: Content) -> TemplateCall:
    language, values = content.language, content.values
    replies = tuple(filled(payload, values) for payload, _ in content.template.replies)
    if not content.template.whatsapp:
        subject = cut(one_line(title(content)), 200)
        room = WHATSAPP_BODY - len(subject) - 64
        body = _body(content, content.tone, " • ", lambda text: len(one_line(text)) <= room)
        return TemplateCall(GENERAL[language], language, (subject or "-", one_line(body) or "-"), replies)
    names = content.template.parameters
    room = WHATSAPP_BODY - content.template.fixed(language)
    others = [name for name in names if name != "lines"]
    # The list takes what the other values leave; when there is no list, they share all of it.
    share = (room // 2 if "lines" in names else room) // max(1, len(others))
    known = {"title": title(content), **values}
    texts = {name: cut(one_line(known[name]), share) for name in others}
    left = room - sum(len(texts[name]) for name in others)
    if "lines" in names:
        listed = fit(
            lambda chosen: " • ".join(map(one_line, chosen)), content.lines, language, lambda text: len(text) <= left
        )
        texts["lines"] = listed
    return TemplateCall(
        content.template.whatsapp[language],
        language,
        tuple(texts[name] or "-" for name in names),
        replies,
        copied=None if content.template.secret is None else values[content.template.secret],
        takes_document=content.template.takes_document,
    )


def sms_text(content: Content) -> str:
    head = title(Content(content.template, content.language, "concise", content.values, content.lines, content.url))
    tail = answers(content)

    def whole(body: str) -> str:
        return sms.plain("\n".join(part for part in (head, body, tail) if part))

    while sms.parts(whole("")) > sms.MAX_PARTS and len(head) > 20:
        head = cut(head, len(head) * 3 // 4)
    body = _body(content, "concise", "\n", lambda text: sms.parts(whole(text)) <= sms.MAX_PARTS)
    return whole(body)


def email_text(content: Content, public_url: str) -> str:
    body = _body(content, content.tone, "\n", lambda text: len(text) <= EMAIL_BODY)
    if not content.url:
        return f"{body}\n"
    see = "Voir dans Digiboost :" if content.language == "fr" else "See it in Digiboost:"
    return f"{body}\n\n{see} {public_url.rstrip('/')}{content.url}\n"


def answers(content: Content) -> str:
    """``Répondez 1 Commander, 2 Plus tard, 3 Ignorer``; empty where no answer is asked for."""
    if not content.template.replies:
        return ""
    labels = [f"{number} {label[content.language]}" for number, (_, label) in enumerate(content.template.replies, 1)]
    return f"{'Répondez' if content.language == 'fr' else 'Reply'} {', '.join(labels)}"


# -- fitting --------------------------------------------------------------------------------------


def one_line(text: str) -> str:
    """Without what a WhatsApp parameter may not hold."""
    return _SPACES.sub(" ", _BREAKS.sub(" ", text)).strip()


def cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: max(0, length - 1)].rstrip() + "…"


def others(number: int, language: Language) -> str:
    if language == "fr":
        return f"… et {number} autre{'s' if number > 1 else ''}"
    return f"… and {number} other{'s' if number > 1 else ''}"


def fit(write: Callable[[Sequence[str]], str], lines: Sequence[str], language: Language, fits: Fits) -> str:
    """``write(lines)``, with as many lines as fit and ``… et 7 autres`` for the rest. Where not even the first one
    fits, the text is cut."""
    whole = write(lines)
    if fits(whole):
        return whole

    def with_first(count: int) -> str:
        return write([*lines[:count], others(len(lines) - count, language)]) if lines else whole

    low, high = 0, max(0, len(lines) - 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(with_first(middle)) else (low, middle - 1)
    text = with_first(low)
    if low > 0 or fits(text):
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(cut(text, middle)) else (low, middle - 1)
    return cut(text, low)


def _body(content: Content, tone: Tone, joint: str, fits: Fits) -> str:
    pattern = content.template.text(content.language, tone)[1]
    return fit(
        lambda chosen: filled(pattern, content.values, joint.join(chosen)), content.lines, content.language, fits
    )
