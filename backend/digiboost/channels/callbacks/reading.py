"""Small readers for what services send: bounded, cleaned, never raising anything but ``CallbackMalformed``."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from digiboost.channels.errors import CallbackMalformed, SignatureWrong
from digiboost.channels.types import Channel, Heard, Report
from digiboost.kernel.clock import now
from digiboost.kernel.phone import normalise_phone

LONGEST_TEXT = 4096
LONGEST_ID = 300
MOST_FIELDS = 200
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)

Event = Report | Heard


def same(given: str, expected: str) -> bool:
    """Compared in constant time; a text that is no ASCII compares as well."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def require(is_right: bool) -> None:
    """Raises SignatureWrong."""
    if not is_right:
        raise SignatureWrong


def json_object(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise CallbackMalformed from error
    if not isinstance(found, dict):
        raise CallbackMalformed
    return found


def form_pairs(raw: bytes | str) -> list[tuple[str, str]]:
    """The fields of a form, in order; those without a value as well."""
    try:
        text = raw if isinstance(raw, str) else raw.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise CallbackMalformed from error


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a list; nothing where it is none."""
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, dict))


def inner(value: Any, *names: str) -> Any:
    """``value[a][b]...``, or None where there is no such thing."""
    for name in names:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def words(value: Any, longest: int = LONGEST_TEXT) -> str:
    """A text that the database can hold: no NUL, no half of a character; "" for what is no text."""
    if not isinstance(value, str):
        return ""
    return value[:longest].replace("\x00", "").encode("utf-8", "replace").decode().strip()


def identifier(value: Any) -> str | None:
    """A service's id; None for what is none, or too long to be one."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 1 << 64 else ""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID or not value.isprintable():
        return None
    return words(value, LONGEST_ID) or None


def code_of(value: Any) -> str | None:
    found = identifier(value)
    return None if found is None else found[:40]


def phone_of(value: Any) -> str | None:
    """A telephone in E.164, from how services write it: with a plus or without, ``whatsapp:``, ``tel:``."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    bare = value.strip().removeprefix("whatsapp:").removeprefix("tel:").strip()
    return normalise_phone(bare if bare.startswith("+") else f"+{bare}", "SN")


def moment_of(value: Any) -> datetime:
    """A moment from seconds or ISO 8601; now for what is neither, or lies ahead."""
    present = now()
    found: datetime | None = None
    try:
        if isinstance(value, str) and not (value.isascii() and value.isdigit()):
            found = datetime.fromisoformat(value)
        elif isinstance(value, str | int) and not isinstance(value, bool):
            found = datetime.fromtimestamp(int(value), UTC)
        if found is not None and found.tzinfo is None:
            found = found.replace(tzinfo=UTC)
        if found is None or not EARLIEST <= found <= present + timedelta(minutes=5):
            return present
    except (ValueError, OverflowError, OSError):
        return present
    return min(found.astimezone(UTC), present)


def heard(
    adapter: str,
    channel: Channel,
    event_id: str | None,
    phone: str | None,
    *,
    text: str,
    at: datetime,
    payload: str | None = None,
    reply_to: str | None = None,
) -> Iterator[Heard]:
    """One message, or none where nobody knows who wrote it."""
    if event_id is not None and phone is not None:
        yield Heard(adapter, event_id, channel, phone, text, at, payload=payload, reply_to=reply_to)
