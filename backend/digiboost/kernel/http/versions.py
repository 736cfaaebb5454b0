"""Optimistic edits: ``If-Match: "3"`` states the version that the caller saw."""

from __future__ import annotations

from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, VersionConflict


def seen_version(tx: Tx) -> int | None:
    """The version in ``If-Match``; None when the caller states none. Raises Invalid when it is no version."""
    header = tx.notes.get("if_match")
    if header is None or header.strip() == "*":
        return None
    bare = header.strip().removeprefix("W/").strip('"')
    # No version is longer; Python reads no whole number of thousands of digits.
    if not bare.isdecimal() or len(bare) > 18:
        raise Invalid("If-Match", "field.int_parsing")
    return int(bare)


def check_version(tx: Tx, current: int) -> None:
    """Raises VersionConflict, with the current version, when the caller saw another one."""
    seen = seen_version(tx)
    if seen is not None and seen != current:
        raise VersionConflict().expose(current_version=current)
