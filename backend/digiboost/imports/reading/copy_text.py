r"""Values in the text format of COPY: tabs between, \N for null."""

from __future__ import annotations

from datetime import datetime
from typing import Any

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_value(value: Any) -> str:
    r"""One value: None is \N, text is escaped, a datetime (in UTC) to the second."""
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}+00"
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)


def copy_values(*values: Any) -> str:
    return "\t".join(map(copy_value, values))
