"""The SQL of identity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from digiboost.identity.models import DeviceSession, Invitation, Login, Tenant, User
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx, jsonb


def logins_of(tx: Tx, email: str) -> list[dict[str, Any]]:
    """The companies that an e-mail opens; only that e-mail's rows become visible."""
    tx.set_local("app.login", email)
    return tx.rows(
        "SELECT company_id, user_id, password_hash FROM logins WHERE email = %s ORDER BY company_id", (email,)
    )


def login_of_user(tx: Tx, email: str) -> Login | None:
    tx.set_local("app.login", email)
    return tx.session.scalar(select(Login).where(Login.email == email, Login.company_id == tx.tenant_id))


def tenant(tx: Tx) -> Tenant | None:
    return tx.session.scalar(select(Tenant).where(Tenant.id == tx.tenant_id))


def logo(tx: Tx) -> dict[str, Any] | None:
    return tx.row("SELECT media_type, content, width, height FROM company_logos WHERE tenant_id = %s", (tx.tenant_id,))


def set_logo(tx: Tx, media_type: str, content: bytes, width: int, height: int) -> None:
    tx.run(
        "INSERT INTO company_logos (tenant_id, media_type, content, width, height, updated_at)"
        " VALUES (%(tenant)s, %(type)s, %(content)s, %(width)s, %(height)s, %(at)s) ON CONFLICT (tenant_id) DO UPDATE"
        " SET media_type = EXCLUDED.media_type, content = EXCLUDED.content, width = EXCLUDED.width,"
        " height = EXCLUDED.height, updated_at = EXCLUDED.updated_at",
        {
            "tenant": tx.tenant_id, "type": media_type, "content": content, "width": width, "height": height,
            "at": now(),
        },
    )  # fmt: skip


def remove_logo(tx: Tx) -> bool:
    return tx.run("DELETE FROM company_logos WHERE tenant_id = %s", (tx.tenant_id,)) == 1


def set_clock(tx: Tx, time_zone: str) -> None:
    tx.run(
        "INSERT INTO tenant_clocks (company_id, time_zone) VALUES (%s, %s)"
        " ON CONFLICT (company_id) DO UPDATE SET time_zone = excluded.time_zone",
        (tx.tenant_id, time_zone),
    )


def companies(tx: Tx) -> list[dict[str, Any]]:
    """Every company and its time zone; workers alone may ask."""
    return tx.rows("SELECT company_id, time_zone FROM tenant_clocks ORDER BY company_id")


def user(tx: Tx, user_id: UUID) -> User | None:
    return tx.session.scalar(select(User).where(User.tenant_id == tx.tenant_id, User.id == user_id))


def active_people(tx: Tx, user_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT id, role FROM users WHERE tenant_id = %s AND id = ANY(%s) AND is_active",
        (tx.tenant_id, list(user_ids)),
    )


def people_to_tell(tx: Tx, roles: Sequence[str], user_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT id, full_name, language, phone, email FROM users WHERE tenant_id = %s AND is_active"
        " AND role <> 'operator' AND (role = ANY(%s) OR id = ANY(%s)) ORDER BY id",
        (tx.tenant_id, list(roles), list(user_ids)),
    )


# -- whose telephone it is ----------------------------------------------------------------------


def insert_phone_link(tx: Tx, code_hash: bytes, user_id: UUID, expires_at: datetime) -> None:
    tx.run(
        "INSERT INTO phone_links (code_hash, company_id, user_id, expires_at) VALUES (%s, %s, %s, %s)",
        (code_hash, tx.tenant_id, user_id, expires_at),
    )


def take_phone_link(tx: Tx, code_hash: bytes, at: datetime) -> dict[str, Any] | None:
    """Uses up the link of a code, for a worker; None when there is none that still holds."""
    return tx.row(
        "DELETE FROM phone_links WHERE code_hash = %s AND expires_at > %s RETURNING company_id, user_id",
        (code_hash, at),
    )


def forget_phone_links(tx: Tx, at: datetime) -> int:
    return tx.run("DELETE FROM phone_links WHERE expires_at <= %s", (at,))


def phone_owners(tx: Tx, phone: str) -> list[dict[str, Any]]:
    """The companies and people of a telephone; only that telephone's rows become visible."""
    tx.set_local("app.phone", phone)
    return tx.rows(
        "SELECT company_id, user_id FROM phone_owners WHERE phone = %s ORDER BY company_id, user_id", (phone,)
    )


def own_phone(tx: Tx, phone: str, user_id: UUID) -> list[UUID]:
    """Makes a telephone this person's in the company; from whom it was taken."""
    tx.set_local("app.phone", phone)
    taken = tx.rows(
        "DELETE FROM phone_owners WHERE phone = %s AND company_id = %s AND user_id <> %s RETURNING user_id",
        (phone, tx.tenant_id, user_id),
    )
    tx.run(
        "INSERT INTO phone_owners (phone, company_id, user_id) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (phone, tx.tenant_id, user_id),
    )
    return [row["user_id"] for row in taken]


def disown_phone(tx: Tx, phone: str, user_id: UUID) -> None:
    tx.set_local("app.phone", phone)
    tx.run(
        "DELETE FROM phone_owners WHERE phone = %s AND company_id = %s AND user_id = %s",
        (phone, tx.tenant_id, user_id),
    )


def open_phone_login(tx: Tx, phone: str, user_id: UUID) -> None:
    """Lets a code that is sent to ``phone`` sign this person in."""
    tx.set_local("app.phone", phone)
    tx.run(
        "INSERT INTO phone_logins (phone, company_id, user_id) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (phone, tx.tenant_id, user_id),
    )


def close_phone_login(tx: Tx, phone: str, user_id: UUID) -> None:
    tx.set_local("app.phone", phone)
    tx.run(
        "DELETE FROM phone_logins WHERE phone = %s AND company_id = %s AND user_id = %s",
        (phone, tx.tenant_id, user_id),
    )


def phone_logins(tx: Tx, phone: str) -> list[dict[str, Any]]:
    """The people whom a code sent to a telephone signs in; only that telephone's rows become visible."""
    tx.set_local("app.phone", phone)
    return tx.rows(
        "SELECT company_id, user_id FROM phone_logins WHERE phone = %s ORDER BY company_id, user_id", (phone,)
    )


def others_with_phone(tx: Tx, phone: str, user_id: UUID | None) -> bool:
    """Whether an active person but this one has a number. The company stays locked against others who ask, so that two
    people are not given it at once."""
    tx.run("SELECT id FROM tenants WHERE id = %s FOR NO KEY UPDATE", (tx.tenant_id,))
    return (
        tx.row(
            "SELECT id FROM users WHERE tenant_id = %s AND phone = %s AND is_active AND id IS DISTINCT FROM %s LIMIT 1",
            (tx.tenant_id, phone, user_id),
        )
        is not None
    )


def user_by_email(tx: Tx, email: str) -> User | None:
    return tx.session.scalar(select(User).where(User.tenant_id == tx.tenant_id, User.email == email))


def lock_active_owners(tx: Tx) -> int:
    """The number of active owners; their rows stay locked, so that two cannot leave at once."""
    rows = tx.rows(
        "SELECT id FROM users WHERE tenant_id = %s AND role = 'owner' AND is_active ORDER BY id FOR UPDATE",
        (tx.tenant_id,),
    )
    return len(rows)


def users(tx: Tx, after: list[Any] | None, limit: int) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT id, email, full_name, phone, role, language, is_active, pin_hash IS NOT NULL AS has_pin,"
        " has_password, second_factor_at, phone_verified_at, last_seen_at, created_at, version FROM users"
        " WHERE tenant_id = %s AND (%s::text IS NULL OR (full_name, id) > (%s::text, %s::uuid))"
        " ORDER BY full_name, id LIMIT %s",
        (tx.tenant_id, *_after(after), limit + 1),
    )


def people(tx: Tx, after: list[Any] | None, limit: int) -> list[dict[str, Any]]:
    """Who may act in this company, by name."""
    return tx.rows(
        "SELECT id, full_name AS name, role, pin_hash IS NOT NULL AS has_pin FROM users"
        " WHERE tenant_id = %s AND is_active AND role <> 'operator'"
        " AND (%s::text IS NULL OR (full_name, id) > (%s::text, %s::uuid))"
        " ORDER BY full_name, id LIMIT %s",
        (tx.tenant_id, *_after(after), limit + 1),
    )


def wrong_guesses(tx: Tx, user_id: UUID, asker_id: UUID, at: datetime, window: timedelta) -> tuple[int, datetime]:
    """How many wrong guesses at the PIN of ``user_id`` the running window holds, and when it began. The row stays
    locked until the end of the transaction, so that racing guesses are judged one after the other."""
    row = tx.row(
        "INSERT INTO pin_guesses AS g (tenant_id, user_id, asker_id, wrong, since) VALUES (%s, %s, %s, 0, %s)"
        " ON CONFLICT (tenant_id, user_id, asker_id) DO UPDATE SET"
        " wrong = CASE WHEN g.since > %s THEN g.wrong ELSE 0 END,"
        " since = CASE WHEN g.since > %s AND g.wrong > 0 THEN g.since ELSE excluded.since END RETURNING wrong, since",
        (tx.tenant_id, user_id, asker_id, at, at - window, at - window),
    )
    return (0, at) if row is None else (row["wrong"], row["since"])


def count_wrong_guess(tx: Tx, user_id: UUID, askers: list[UUID]) -> None:
    tx.run(
        "UPDATE pin_guesses SET wrong = wrong + 1 WHERE tenant_id = %s AND user_id = %s AND asker_id = ANY(%s)",
        (tx.tenant_id, user_id, askers),
    )


def forget_guesses(tx: Tx, user_id: UUID, asker_id: UUID | None = None) -> None:
    """Those of one asker, or all."""
    tx.run(
        "DELETE FROM pin_guesses WHERE tenant_id = %s AND user_id = %s AND (%s::uuid IS NULL OR asker_id = %s)",
        (tx.tenant_id, user_id, asker_id, asker_id),
    )


def device(tx: Tx, session_id: UUID) -> DeviceSession | None:
    return tx.session.scalar(
        select(DeviceSession)
        .where(DeviceSession.tenant_id == tx.tenant_id, DeviceSession.id == session_id)
        .with_for_update()
    )


def live_session(tx: Tx, session_id: UUID, user_id: UUID, at: datetime) -> dict[str, Any] | None:
    """The session on which ``user_id`` acts now, with its opener; None when somebody else acts."""
    return tx.row(
        "SELECT u.role, u.is_active AND o.is_active AS is_active, o.id AS opener_id FROM device_sessions s"
        " JOIN users u ON u.tenant_id = s.tenant_id AND u.id = coalesce(s.acting_user_id, s.user_id)"
        " JOIN users o ON o.tenant_id = s.tenant_id AND o.id = s.user_id WHERE s.tenant_id = %s AND s.id = %s"
        " AND u.id = %s AND s.ended_at IS NULL AND s.expires_at > %s",
        (tx.tenant_id, session_id, user_id, at),
    )


def devices(tx: Tx, user_id: UUID, at: datetime) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT id, label, created_at, last_seen_at FROM device_sessions WHERE tenant_id = %s AND user_id = %s"
        " AND ended_at IS NULL AND expires_at > %s ORDER BY last_seen_at DESC LIMIT 100",
        (tx.tenant_id, user_id, at),
    )


def end_sessions(tx: Tx, user_id: UUID, reason: str, at: datetime, *, keep: UUID | None = None) -> int:
    """Those that this person opened."""
    return tx.run(
        "UPDATE device_sessions SET ended_at = %s, end_reason = %s WHERE tenant_id = %s AND user_id = %s"
        " AND ended_at IS NULL AND id IS DISTINCT FROM %s",
        (at, reason, tx.tenant_id, user_id, keep),
    )


def end_acting(tx: Tx, user_id: UUID, reason: str, at: datetime) -> int:
    """The sessions on which this person acts, whoever opened them."""
    return tx.run(
        "UPDATE device_sessions SET ended_at = %s, end_reason = %s WHERE tenant_id = %s AND acting_user_id = %s"
        " AND ended_at IS NULL",
        (at, reason, tx.tenant_id, user_id),
    )


def invitation(tx: Tx, invitation_id: UUID) -> Invitation | None:
    return tx.session.scalar(
        select(Invitation).where(Invitation.tenant_id == tx.tenant_id, Invitation.id == invitation_id).with_for_update()
    )


def invitations(tx: Tx, after: list[Any] | None, limit: int) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT id, email, role, created_at, expires_at, accepted_at, revoked_at FROM invitations"
        " WHERE tenant_id = %s AND (%s::timestamptz IS NULL OR (created_at, id) < (%s::timestamptz, %s::uuid))"
        " ORDER BY created_at DESC, id DESC LIMIT %s",
        (tx.tenant_id, *_after(after), limit + 1),
    )


def append_audit(tx: Tx, at: datetime, entry: dict[str, Any], payload: str) -> None:
    """Adds one entry to the chain in one statement; the head's lock puts writers in order."""
    tx.later(
        "WITH head AS (INSERT INTO audit_heads AS h (tenant_id, seq, hash)"
        " VALUES (%(tenant)s, 1, sha256(convert_to(%(payload)s, 'UTF8')))"
        " ON CONFLICT (tenant_id) DO UPDATE SET seq = h.seq + 1,"
        " hash = sha256(h.hash || convert_to(%(payload)s, 'UTF8')) RETURNING seq, hash)"
        " INSERT INTO audit_entries (tenant_id, seq, at, user_id, action, subject_type, subject_id, details,"
        " payload, hash) SELECT %(tenant)s, seq, %(at)s, %(user_id)s, %(action)s, %(subject_type)s,"
        " %(subject_id)s, %(details)s::jsonb, %(payload)s, hash FROM head",
        {**entry, "details": jsonb(entry["details"]), "tenant": tx.tenant_id, "at": at, "payload": payload},
    )


def audit(tx: Tx, before_seq: Any, limit: int) -> list[dict[str, Any]]:
    return tx.rows(
        "SELECT seq, at, user_id, action, subject_type, subject_id, details FROM audit_entries"
        " WHERE tenant_id = %s AND (%s::bigint IS NULL OR seq < %s::bigint) ORDER BY seq DESC LIMIT %s",
        (tx.tenant_id, before_seq, before_seq, limit + 1),
    )


def audit_chain(tx: Tx) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """Every entry in order, and the head."""
    entries = tx.rows(
        "SELECT seq, at, user_id, action, subject_type, subject_id, details, payload, hash FROM audit_entries"
        " WHERE tenant_id = %s ORDER BY seq",
        (tx.tenant_id,),
    )
    return entries, tx.row("SELECT seq, hash FROM audit_heads WHERE tenant_id = %s", (tx.tenant_id,))


def forget_before(tx: Tx, moment: datetime) -> None:
    for table, condition in (
        ("device_sessions", "coalesce(ended_at, expires_at) < %s"),
        ("invitations", "coalesce(accepted_at, revoked_at, expires_at) < %s"),
        ("idempotency_keys", "created_at < %s"),
        ("pin_guesses", "since < %s"),
    ):
        tx.run(f"DELETE FROM {table} WHERE tenant_id = %s AND {condition}", (tx.tenant_id, moment))


def _after(after: list[Any] | None) -> tuple[Any, Any, Any]:
    return (None, None, None) if after is None else (after[0], after[0], after[1])
