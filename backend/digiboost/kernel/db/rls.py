"""The statements that make a table a tenant table, used by the migrations, and the catalogue rule that a
test holds every table against."""

from __future__ import annotations

OWNER, APP, WORKER, BACKUP = "digiboost_owner", "digiboost_app", "digiboost_worker", "digiboost_backup"

POLICY = "tenant_isolation"

PLATFORM_TABLES = frozenset(
    {
        "alembic_version",
        "deliveries",
        "ticks",
        "logins",
        "tenant_clocks",
        "channel_events",
        "channel_refs",
        "phone_owners",
        "phone_links",
        "phone_logins",
        "login_codes",
        "notification_queue",
        "alert_watch",
        "report_watch",
        "tracking_watch",
        "provider_watch",
        "public_forms",
        "dispatch_watch",
        "offer_calls",
    }
)
"""Tables that no tenant owns. They hold ids and schedules; ``logins`` is walled by the e-mail asked for,
``phone_owners`` and ``phone_logins`` by the telephone that wrote or was presented, ``login_codes`` by the address that
was, ``public_forms`` by the address that was opened; ``channel_events`` takes in what only a worker reads."""


def platform_queue(name: str) -> list[str]:
    """A platform table with a ``company_id``: the application sees its own company's rows, a worker all."""
    return [
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY own_rows ON {name} TO {APP} USING (company_id = current_setting('app.tenant_id')::uuid)",
        f"CREATE POLICY every_row ON {name} TO {WORKER}, {BACKUP} USING (true)",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO {APP}, {WORKER}",
        f"GRANT SELECT ON {name} TO {BACKUP}",
    ]


def insert_only(name: str) -> list[str]:
    """A tenant table whose rows can be read and added, never changed or removed."""
    return tenant_table(name, write="INSERT")


def tenant_table(name: str, *, column: str = "tenant_id", write: str = "INSERT, UPDATE, DELETE") -> list[str]:
    """Row-level security with one policy without a subquery; it raises when no tenant is set."""
    return [
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {POLICY} ON {name} USING ({column} = current_setting('app.tenant_id')::uuid)",
        f"GRANT SELECT, {write} ON {name} TO {APP}, {WORKER}",
        f"GRANT SELECT ON {name} TO {BACKUP}",
    ]
