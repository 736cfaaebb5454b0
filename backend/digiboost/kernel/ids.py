"""Identifiers: UUID version 7, sortable by creation time; phones may make them offline."""

from __future__ import annotations

from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    return UUID(bytes=uuid_utils.uuid7().bytes)
