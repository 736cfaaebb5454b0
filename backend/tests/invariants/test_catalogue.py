"""The catalogue rule: what PostgreSQL itself says of every table, index, policy and role."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from sqlalchemy import Table

from digiboost.kernel.db.rls import APP, BACKUP, OWNER, PLATFORM_TABLES, POLICY, WORKER
from digiboost.tables import metadata
from tests.invariants.kit.database import TENANT_TABLES, tenant_column

Admin = psycopg.Connection[Any]

APPEND_ONLY = {
    "alert_events", "audit_entries", "credit_entries", "escalation_events", "notification_events", "status_history",
    "stock_movements",
}  # fmt: skip
"""What happened stays: nobody who serves requests may change or remove it."""

KEPT = {"audit_heads"}
"""Changed in place, never removed."""

PLATFORM_GRANTS = {
    ("alembic_version", OWNER): "everything",
    ("deliveries", APP): {"INSERT"},
    ("deliveries", WORKER): {"SELECT", "INSERT", "UPDATE", "DELETE"},
    ("deliveries", BACKUP): {"SELECT"},
    ("ticks", WORKER): {"SELECT", "INSERT", "DELETE"},
    ("ticks", BACKUP): {"SELECT"},
    ("logins", APP): {"SELECT", "INSERT", "UPDATE", "DELETE"},
    ("logins", WORKER): {"SELECT", "INSERT", "UPDATE", "DELETE"},
    ("logins", BACKUP): {"SELECT"},
    ("tenant_clocks", APP): {"SELECT", "INSERT", "UPDATE"},
    ("tenant_clocks", WORKER): {"SELECT", "INSERT", "UPDATE"},
    ("tenant_clocks", BACKUP): {"SELECT"},
    ("channel_events", APP): {"INSERT"},
    ("channel_events", WORKER): {"SELECT", "INSERT", "UPDATE", "DELETE"},
    ("channel_events", BACKUP): {"SELECT"},
    ("channel_refs", WORKER): {"SELECT", "INSERT", "UPDATE", "DELETE"},
    ("channel_refs", BACKUP): {"SELECT"},
    ("phone_links", APP): {"INSERT"},
    ("phone_links", WORKER): {"SELECT", "INSERT", "DELETE"},
    ("phone_links", BACKUP): {"SELECT"},
    ("login_codes", APP): {"SELECT", "INSERT", "UPDATE"},
    ("login_codes", WORKER): {"SELECT", "INSERT", "UPDATE", "DELETE"},
    ("login_codes", BACKUP): {"SELECT"},
    **{
        (name, role): {"SELECT"} if role == BACKUP else {"SELECT", "INSERT", "UPDATE", "DELETE"}
        for name in (
            "phone_owners",
            "phone_logins",
            "notification_queue",
            "alert_watch",
            "report_watch",
            "tracking_watch",
            "provider_watch",
            "public_forms",
            "dispatch_watch",
            "offer_calls",
        )
        for role in (APP, WORKER, BACKUP)
    },
}
PLATFORM_POLICIES = {
    ("logins", "presented_email", "(email = current_setting('app.login'::text))", ("public",)),
    ("tenant_clocks", "own_clock", "(company_id = (current_setting('app.tenant_id'::text))::uuid)", (APP,)),
    ("tenant_clocks", "every_clock", "true", (BACKUP, WORKER)),
    ("phone_owners", "writing_phone", "(phone = current_setting('app.phone'::text))", ("public",)),
    ("phone_logins", "presented_phone", "(phone = current_setting('app.phone'::text))", ("public",)),
    ("login_codes", "presented_address", "(address = current_setting('app.address'::text))", (APP,)),
    ("login_codes", "every_row", "true", (BACKUP, WORKER)),
    ("public_forms", "asked_form", "(slug = current_setting('app.form'::text, true))", (APP,)),
    (
        "public_forms",
        "own_form",
        "(company_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)",
        (APP,),
    ),
    ("public_forms", "every_row", "true", (BACKUP, WORKER)),
    *(
        (name, policy, condition, roles)
        for name in (
            "notification_queue",
            "alert_watch",
            "report_watch",
            "tracking_watch",
            "provider_watch",
            "dispatch_watch",
            "offer_calls",
        )
        for policy, condition, roles in (
            ("own_rows", "(company_id = (current_setting('app.tenant_id'::text))::uuid)", (APP,)),
            ("every_row", "true", (BACKUP, WORKER)),
        )
    ),
}

pytestmark = pytest.mark.usefixtures("stack")
tenant_tables = pytest.mark.parametrize("table", TENANT_TABLES, ids=lambda table: table.name)


def test_the_database_holds_the_models_tables_and_no_others(admin: Admin) -> None:
    found = {row[0] for row in admin.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'f')"
                                             " AND relnamespace = 'public'::regnamespace")}  # fmt: skip
    assert found == set(metadata.tables) | {"alembic_version"}


def test_platform_tables_are_those_that_the_kernel_names() -> None:
    without_tenant = {t.name for t in metadata.sorted_tables if "tenant_id" not in t.columns}
    assert without_tenant - {"tenants"} == PLATFORM_TABLES - {"alembic_version"}


@tenant_tables
def test_tenant_comes_first_in_every_index_and_key(admin: Admin, table: Table) -> None:
    column = tenant_column(table)
    indexes = admin.execute(
        "SELECT i.indexrelid::regclass::text, a.attname, i.indisprimary, i.indisunique FROM pg_index i"
        " LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
        " WHERE i.indrelid = %s::regclass",
        (table.name,),
    ).fetchall()
    assert [name for name, first, _, _ in indexes if first != column] == []
    assert sum(primary for _, _, primary, _ in indexes) == 1
    keys = admin.execute(
        "SELECT c.conname, own.attname, c.confrelid::regclass::text, theirs.attname FROM pg_constraint c"
        " JOIN pg_attribute own ON own.attrelid = c.conrelid AND own.attnum = c.conkey[1]"
        " JOIN pg_attribute theirs ON theirs.attrelid = c.confrelid AND theirs.attnum = c.confkey[1]"
        " WHERE c.contype = 'f' AND c.conrelid = %s::regclass",
        (table.name,),
    ).fetchall()
    loose = [key for key in keys if key[1] != column or key[3] != tenant_column(metadata.tables[key[2]])]
    assert loose == []
    assert not table.columns[column].nullable


@tenant_tables
def test_row_level_security_is_forced_with_one_plain_policy(admin: Admin, table: Table) -> None:
    state = admin.execute(
        "SELECT relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) FROM pg_class WHERE oid = %s::regclass",
        (table.name,),
    ).fetchone()
    assert state == (True, True, OWNER)
    policies = admin.execute(
        "SELECT policyname, permissive, roles::text[], cmd, qual, with_check FROM pg_policies"
        " WHERE schemaname = 'public' AND tablename = %s",
        (table.name,),
    ).fetchall()
    condition = f"({tenant_column(table)} = (current_setting('app.tenant_id'::text))::uuid)"
    assert policies == [(POLICY, "PERMISSIVE", ["public"], "ALL", condition, None)]


@tenant_tables
def test_roles_hold_what_they_need_of_a_tenant_table(admin: Admin, table: Table) -> None:
    write = {"INSERT"}
    if table.name not in APPEND_ONLY:
        write |= {"UPDATE"} if table.name in KEPT else {"UPDATE", "DELETE"}
    assert _grants(admin, table.name) == {APP: {"SELECT"} | write, WORKER: {"SELECT"} | write, BACKUP: {"SELECT"}}


def test_platform_tables_have_the_least_grants(admin: Admin) -> None:
    found = {(table, role): privileges for table in PLATFORM_TABLES for role, privileges in
             _grants(admin, table).items()}  # fmt: skip
    assert found == {key: value for key, value in PLATFORM_GRANTS.items() if value != "everything"}


def test_no_column_alone_is_granted(admin: Admin) -> None:
    granted = admin.execute(
        "SELECT attrelid::regclass::text, attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
        " WHERE attacl IS NOT NULL AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    assert granted == []


def test_platform_policies_are_the_known_ones(admin: Admin) -> None:
    found = {
        (table, name, condition, tuple(sorted(roles)))
        for table, name, condition, roles in admin.execute(
            "SELECT tablename, policyname, qual, roles::text[] FROM pg_policies WHERE tablename = ANY(%s)",
            (list(PLATFORM_TABLES),),
        )
    }
    assert found == PLATFORM_POLICIES


def test_indexed_columns_compare_without_leaking(admin: Admin) -> None:
    """An operator that is not leakproof cannot use an index under row-level security."""
    leaky = admin.execute(
        "SELECT DISTINCT i.indexrelid::regclass::text, p.proname FROM pg_index i"
        " JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'public'::regnamespace"
        " CROSS JOIN LATERAL unnest(i.indclass::oid[]) AS used(opclass)"
        " JOIN pg_opclass o ON o.oid = used.opclass"
        " JOIN pg_amop a ON a.amopfamily = o.opcfamily AND a.amoplefttype = o.opcintype"
        " AND a.amoprighttype = o.opcintype"
        " JOIN pg_operator op ON op.oid = a.amopopr JOIN pg_proc p ON p.oid = op.oprcode"
        " WHERE NOT p.proleakproof"
    ).fetchall()
    assert leaky == []


def test_no_enums_numerics_or_unaware_times(admin: Admin) -> None:
    found = admin.execute(
        "SELECT a.attrelid::regclass::text, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a"
        " JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
        " JOIN pg_type t ON t.oid = a.atttypid WHERE a.attnum > 0 AND NOT a.attisdropped"
        " AND (t.typtype = 'e' OR t.typname IN ('numeric', 'money', 'timestamp', 'float4', 'bpchar'))"
    ).fetchall()
    assert found == []


def test_roles_are_bound_and_own_nothing(admin: Admin) -> None:
    roles = admin.execute(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles"
        " WHERE rolname = ANY(%s) ORDER BY rolname",
        ([APP, WORKER, BACKUP, OWNER],),
    ).fetchall()
    plain = (False, False, False, False, False)
    assert roles == [(APP, *plain), (BACKUP, False, True, False, False, False), (OWNER, *plain), (WORKER, *plain)]
    owned = admin.execute(
        "SELECT classid::regclass::text, objid FROM pg_shdepend WHERE deptype = 'o' AND refobjid = ANY("
        " SELECT oid FROM pg_roles WHERE rolname = ANY(%s))",
        ([APP, WORKER, BACKUP],),
    ).fetchall()
    assert owned == []
    member = admin.execute(
        "SELECT pg_get_userbyid(roleid), pg_get_userbyid(member) FROM pg_auth_members"
        " WHERE pg_get_userbyid(member) = ANY(%s)",
        ([APP, WORKER, BACKUP],),
    ).fetchall()
    assert member == []
    assert admin.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", (OWNER,)).fetchone() == (False,)


def test_nothing_runs_with_another_s_rights(admin: Admin) -> None:
    definers = admin.execute(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    ).fetchall()
    materialised = admin.execute("SELECT relname FROM pg_class WHERE relkind = 'm'").fetchall()
    views = admin.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace"
        " AND NOT coalesce(reloptions::text[] && ARRAY['security_invoker=true', 'security_invoker=on'], false)"
    ).fetchall()
    rules = admin.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal").fetchall()
    assert (definers, materialised, views, rules) == ([], [], [], [])


def test_the_public_may_do_nothing(admin: Admin) -> None:
    assert admin.execute("SELECT has_schema_privilege('public', 'public', 'CREATE'),"
                         " has_database_privilege('public', current_database(), 'CONNECT')").fetchone() == (
        False, False,
    )  # fmt: skip
    for role in (APP, WORKER, BACKUP):
        may = admin.execute(
            "SELECT has_schema_privilege(%s, 'public', 'CREATE'), has_database_privilege(%s, current_database(),"
            " 'CREATE')", (role, role),
        ).fetchone()  # fmt: skip
        assert may == (False, False), role


def _grants(admin: Admin, table: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for role, privilege in admin.execute(
        "SELECT coalesce(nullif(grantee, 0)::regrole::text, 'PUBLIC'), privilege_type FROM pg_class,"
        " aclexplode(relacl) WHERE oid = %s::regclass AND grantee <> relowner",
        (table,),
    ):
        found.setdefault(role, set()).add(privilege)
    return found
