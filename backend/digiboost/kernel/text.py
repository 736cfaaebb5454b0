"""Text kept for search: without case and accents, so that "Peinture à l'huile" is found by "huile"."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Lower case, without accents, runs of white space as one space."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(plain.split())


def like_pattern(text: str) -> str:
    """A LIKE pattern that finds ``text`` anywhere; the wildcards in it mean themselves."""
    escaped = fold(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
