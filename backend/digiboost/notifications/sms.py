"""What an SMS can hold: the GSM 7-bit alphabet (3GPP TS 23.038), parts of 160 or 153 characters, and 70 or 67 when
one character lies outside it. Every part is paid."""

from __future__ import annotations

import unicodedata

MAX_PARTS = 3

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
"""Two septets each, which stay in one part."""

_REPLACED = {
    "\u202f": " ", "\u00a0": " ", "\u2009": " ", "\t": " ", "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"',
    "…": "...", "–": "-", "—": "-", "•": "-", "·": "-", "×": "x", "œ": "oe", "Œ": "OE", "→": "->", "≤": "<=",
    "≥": ">=", "✓": "OK", "°": "o", "\u200b": "", "\ufeff": "",
}  # fmt: skip


def plain(text: str) -> str:
    """``text`` with what has an equal in the GSM alphabet written so: no accent is worth a third of the message.
    A letter that has none (Arabic, N'Ko) stays as it is."""
    return "".join(char if char in BASIC or char in EXTENDED else _plain(char) for char in text)


def _plain(char: str) -> str:
    if char in _REPLACED:
        return _REPLACED[char]
    bare = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return bare if bare and all(part in BASIC or part in EXTENDED for part in bare) else char


def is_gsm(text: str) -> bool:
    return all(char in BASIC or char in EXTENDED for char in text)


def parts(text: str) -> int:
    """How many messages are paid for ``text``; at least one."""
    if is_gsm(text):
        sizes, single, joined = [2 if char in EXTENDED else 1 for char in text], 160, 153
    else:
        sizes, single, joined = [2 if ord(char) > 0xFFFF else 1 for char in text], 70, 67
    if sum(sizes) <= single:
        return 1
    count, room = 1, joined
    for size in sizes:
        if size > room:  # neither an escaped character nor a pair of surrogates is torn apart
            count, room = count + 1, joined
        room -= size
    return count
