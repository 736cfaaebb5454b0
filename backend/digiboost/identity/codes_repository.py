"""The SQL of sign-in codes and second factors."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.db.tx import Tx

# -- codes that are sent --------------------------------------------------------------------------


def ask_code(tx: Tx, wanted: dict[str, Any]) -> datetime | None:
    """Puts a new code in the place of the last one at this address. Since when the running window counts, where it
    holds ``sends`` codes already: then nothing changed."""
    tx.set_local("app.address", wanted["address"])
    taken = tx.run(
        "INSERT INTO login_codes AS c (purpose, address, id, code_hash, channel, language, tries, sends, since,"
        " expires_at) VALUES (%(purpose)s, %(address)s, %(id)s, %(code_hash)s, %(channel)s, %(language)s, 0, 1, %(at)s,"
        " %(expires_at)s) ON CONFLICT (purpose, address) DO UPDATE SET id = excluded.id,"
        " code_hash = excluded.code_hash, channel = excluded.channel, language = excluded.language, tries = 0,"
        " sends = CASE WHEN c.since > %(window)s THEN c.sends + 1 ELSE 1 END,"
        " since = CASE WHEN c.since > %(window)s THEN c.since ELSE excluded.since END,"
        " expires_at = excluded.expires_at, used_at = NULL, looked_at = NULL"
        " WHERE c.since <= %(window)s OR c.sends < %(sends)s",
        wanted,
    )
    if taken == 1:
        return None
    since: datetime = tx.value(
        "SELECT since FROM login_codes WHERE purpose = %(purpose)s AND address = %(address)s", wanted
    )
    return since


def guess_code(tx: Tx, purpose: str, address: str, code_hash: bytes, at: datetime, tries: int) -> dict[str, Any] | None:
    """Counts a guess at the code of an address and judges it in the same statement; None when none may be made."""
    tx.set_local("app.address", address)
    return tx.row(
        "UPDATE login_codes SET tries = tries + 1 WHERE purpose = %s AND address = %s AND used_at IS NULL"
        " AND expires_at > %s AND tries < %s RETURNING id, tries, code_hash = %s AS is_right",
        (purpose, address, at, tries, code_hash),
    )


def use_code(tx: Tx, purpose: str, address: str, code_id: UUID, at: datetime) -> bool:
    """False when it was used, or another took its place."""
    tx.set_local("app.address", address)
    return (
        tx.run(
            "UPDATE login_codes SET used_at = %s, code_hash = ''::bytea WHERE purpose = %s AND address = %s AND id = %s"
            " AND used_at IS NULL",
            (at, purpose, address, code_id),
        )
        == 1
    )


def code_to_send(tx: Tx, code_id: UUID, at: datetime) -> dict[str, Any] | None:
    """For a worker: a code that nobody looked after yet."""
    return tx.row(
        "SELECT purpose, address, channel, language, expires_at FROM login_codes WHERE id = %s AND looked_at IS NULL"
        " AND used_at IS NULL AND expires_at > %s",
        (code_id, at),
    )


def take_code(tx: Tx, code_id: UUID, at: datetime, company_id: UUID | None, user_id: UUID | None) -> bool:
    """For a worker: says in whose name a code is sent, or that nobody has its address; False when somebody did."""
    return (
        tx.run(
            "UPDATE login_codes SET looked_at = %s, company_id = %s, user_id = %s WHERE id = %s AND looked_at IS NULL",
            (at, company_id, user_id, code_id),
        )
        == 1
    )


def codes_to_send(tx: Tx, at: datetime, limit: int) -> list[UUID]:
    """For a worker: those that wait for one."""
    rows = tx.rows(
        "SELECT id FROM login_codes WHERE looked_at IS NULL AND used_at IS NULL AND expires_at > %s ORDER BY expires_at"
        " LIMIT %s",
        (at, limit),
    )
    return [row["id"] for row in rows]


def codes_that_ended(tx: Tx, at: datetime, limit: int) -> list[dict[str, Any]]:
    """For a worker: those that are used or over, and whose message still tells them."""
    return tx.rows(
        "SELECT id, company_id, user_id FROM login_codes WHERE company_id IS NOT NULL AND (used_at IS NOT NULL"
        " OR expires_at <= %s) ORDER BY expires_at LIMIT %s",
        (at, limit),
    )


def ended_code(tx: Tx, code_id: UUID, at: datetime) -> dict[str, Any] | None:
    return tx.row(
        "SELECT id, company_id, user_id FROM login_codes WHERE id = %s AND company_id IS NOT NULL"
        " AND (used_at IS NOT NULL OR expires_at <= %s)",
        (code_id, at),
    )


def empty_code(tx: Tx, code_id: UUID) -> None:
    """For a worker: nothing is left of it but how many were asked for."""
    tx.run(
        "UPDATE login_codes SET company_id = NULL, user_id = NULL, code_hash = ''::bytea WHERE id = %s",
        (code_id,),
    )


def forget_codes(tx: Tx, at: datetime, window_began: datetime) -> int:
    """For a worker: drops what holds no more and limits nothing any more."""
    return tx.run(
        "DELETE FROM login_codes WHERE expires_at <= %s AND since <= %s AND company_id IS NULL", (at, window_began)
    )


# -- the second factor ----------------------------------------------------------------------------


def set_second_factor(tx: Tx, user_id: UUID, secret: bytes, at: datetime) -> None:
    """In the place of one that was never confirmed."""
    tx.run(
        "INSERT INTO second_factors (tenant_id, user_id, secret, last_step, wrong, since) VALUES (%s, %s, %s, 0, 0, %s)"
        " ON CONFLICT (tenant_id, user_id) DO UPDATE SET secret = excluded.secret, confirmed_at = NULL, last_step = 0",
        (tx.tenant_id, user_id, secret, at),
    )


def has_second_factor(tx: Tx, user_id: UUID) -> bool:
    found = tx.row("SELECT 1 FROM second_factors WHERE tenant_id = %s AND user_id = %s", (tx.tenant_id, user_id))
    return found is not None


def lock_second_factor(tx: Tx, user_id: UUID) -> dict[str, Any] | None:
    return tx.row(
        "SELECT secret, last_step, wrong, since FROM second_factors WHERE tenant_id = %s AND user_id = %s FOR UPDATE",
        (tx.tenant_id, user_id),
    )


def count_factor_guess(tx: Tx, user_id: UUID, *, wrong: int, since: datetime, last_step: int | None) -> None:
    tx.run(
        "UPDATE second_factors SET wrong = %s, since = %s, last_step = coalesce(%s, last_step)"
        " WHERE tenant_id = %s AND user_id = %s",
        (wrong, since, last_step, tx.tenant_id, user_id),
    )


def confirm_second_factor(tx: Tx, user_id: UUID, at: datetime, hashes: list[bytes]) -> None:
    """With its recovery codes, in the place of any there were."""
    tx.run("DELETE FROM recovery_codes WHERE tenant_id = %s AND user_id = %s", (tx.tenant_id, user_id))
    tx.run(
        "UPDATE second_factors SET confirmed_at = %s WHERE tenant_id = %s AND user_id = %s",
        (at, tx.tenant_id, user_id),
    )
    tx.run(
        "INSERT INTO recovery_codes (tenant_id, user_id, code_hash) SELECT %s, %s, unnest(%s::bytea[])",
        (tx.tenant_id, user_id, hashes),
    )


def use_recovery_code(tx: Tx, user_id: UUID, code_hash: bytes) -> bool:
    return (
        tx.run(
            "DELETE FROM recovery_codes WHERE tenant_id = %s AND user_id = %s AND code_hash = %s",
            (tx.tenant_id, user_id, code_hash),
        )
        == 1
    )


def recovery_codes(tx: Tx, user_id: UUID) -> int:
    """How many are left."""
    found: int = tx.value(
        "SELECT count(*) FROM recovery_codes WHERE tenant_id = %s AND user_id = %s", (tx.tenant_id, user_id)
    )
    return found


def drop_second_factor(tx: Tx, user_id: UUID) -> None:
    """Its recovery codes go with it."""
    tx.run("DELETE FROM second_factors WHERE tenant_id = %s AND user_id = %s", (tx.tenant_id, user_id))
