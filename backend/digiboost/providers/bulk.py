"""Providers by the dozen, set-wise, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from digiboost.kernel import changes
from digiboost.kernel.clock import now
from digiboost.kernel.db.bulk import insert_rows
from digiboost.kernel.db.tx import Tx

Rows = Sequence[Mapping[str, Any]]


def insert_providers(
    tx: Tx, *, services: Rows, zones: Rows, providers: Rows, skills: Rows, provider_zones: Rows, hours: Rows
) -> None:
    """Adds rows as the tables hold them; an entity's times and version are set here."""
    at = now()
    new = {"created_at": at, "updated_at": at, "version": 1}
    usual = {"notify_offers": True, "notify_reminders": True, "sound": "bell", "is_active": True}
    insert_rows(tx, "services", [{**row, **new} for row in services])
    insert_rows(tx, "zones", [{**row, **new} for row in zones])
    # Who leads a team comes before who is in it.
    for in_team in (False, True):
        part = [{**usual, **row, **new} for row in providers if (row.get("lead_id") is not None) is in_team]
        insert_rows(tx, "providers", part)
    insert_rows(tx, "provider_skills", skills)
    insert_rows(tx, "provider_zones", provider_zones)
    insert_rows(tx, "provider_hours", hours)
    changes.restart(tx)
