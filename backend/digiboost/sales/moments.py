"""When something happened, as a phone states it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from digiboost.kernel.errors import Invalid

AHEAD = timedelta(days=1)
"""How wrong a phone's clock, or its time zone, may be."""
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


def moment(stated: datetime | None, received_at: datetime) -> datetime:
    """What was stated, or the moment of arrival. Raises Invalid for the future and the distant past."""
    if stated is None:
        return received_at
    if stated > received_at + AHEAD:
        raise Invalid("occurred_at", "in_the_future")
    if stated < EARLIEST:
        raise Invalid("occurred_at", "too_long_ago")
    return stated
