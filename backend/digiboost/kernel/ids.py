"""Identifiers: UUID version 7, sortable by creation time; phones may make them offline."""

from __future__ import annotations

import base64
from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    return UUID(bytes=uuid_utils.uuid7().bytes)


def short(value: UUID) -> str:
    """The 22 characters (base64url) of an id inside tokens, which every request pays for."""
    return base64.urlsafe_b64encode(value.bytes).decode().rstrip("=")


def from_short(text: str) -> UUID:
    """Raises ValueError for anything that ``short`` does not write."""
    value = UUID(bytes=base64.b64decode(f"{text}==", altchars=b"-_", validate=True))
    if short(value) != text:
        raise ValueError(text)
    return value
