"""The texts of the API, in French (first) and English. A room adds its own with ``register``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
DEFAULT: Language = "fr"

_texts: dict[Language, dict[str, str]] = {"fr": {}, "en": {}}


def register(texts: Mapping[str, tuple[str, str]]) -> None:
    """Adds texts: code -> (French, English); a ``title | detail`` pair is split at the bar."""
    for code, (french, english) in texts.items():
        if code in _texts["fr"] and (_texts["fr"][code], _texts["en"][code]) != (french, english):
            raise ValueError(f"the text {code} is given twice")
        _texts["fr"][code], _texts["en"][code] = french, english


def text(code: str, language: Language, values: Mapping[str, Any] | None = None) -> str:
    found = _texts[language].get(code, code)
    for name, value in (values or {}).items():
        found = found.replace("{" + name + "}", str(value))
    return found


def known_codes() -> frozenset[str]:
    return frozenset(_texts["fr"])


def choose_language(accept_language: str | None) -> Language:
    """The first of our languages that an ``Accept-Language`` header names; French otherwise."""
    for part in (accept_language or "").split(","):
        tag = part.split(";")[0].strip().lower()[:2]
        if tag == "fr":
            return "fr"
        if tag == "en":
            return "en"
    return DEFAULT


from digiboost.kernel.i18n import messages as _messages  # noqa: E402

register(_messages.KERNEL)
