"""Texts as a workbook can hold them."""

from __future__ import annotations

import re

LONGEST = 32_767
"""What a cell holds, in UTF-16 units."""

# What XML cannot say (control characters, halves of surrogate pairs, non-characters) and marks of C1 that nobody sees.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def plain(text: str) -> str:
    """``text`` without what a cell cannot hold, shortened to what it can hold."""
    if text.isprintable() and len(text) <= LONGEST // 2:
        return text
    cleaned = _UNSPEAKABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    units = cleaned.encode("utf-16-le")
    if len(units) > 2 * LONGEST:
        # A pair that is cut in the middle is left out.
        cleaned = units[: 2 * (LONGEST - 1)].decode("utf-16-le", errors="ignore") + "…"
    return cleaned


def code_text(text: str, longest: int = 80) -> str:
    """A text within a head or a foot of a printed page, where & begins an order to the printer."""
    short = plain(" ".join(text.split()))
    return (short if len(short) <= longest else short[: longest - 1] + "…").replace("&", "&&")
