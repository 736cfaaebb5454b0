"""Devices that are signed in: refresh tokens rotate, and a reused one ends the whole family.

A refresh token is ``tenant.session.secret``; the secret is an HMAC over the session and its generation,
so that the immediate predecessor, presented within the grace (two tabs, a lost answer), can be given the
present token again; only hashes are stored.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
import time
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from digiboost.identity import repository
from digiboost.identity.errors import SessionEnded, SessionReused
from digiboost.identity.models import DeviceSession, User
from digiboost.identity.types import SCOPES, Role
from digiboost.kernel.auth import Actor, TokenSigner, system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Unauthenticated
from digiboost.kernel.ids import from_short, new_id, short
from digiboost.kernel.settings import Settings


class RefreshToken(NamedTuple):
    tenant_id: UUID
    session_id: UUID
    secret: str

    @classmethod
    def parse(cls, text: str | None) -> RefreshToken:
        """Raises SessionEnded for anything that is no refresh token."""
        parts = (text or "").split(".")
        if len(parts) != 3 or len(parts[2]) != 43:
            raise SessionEnded
        try:
            return cls(from_short(parts[0]), from_short(parts[1]), parts[2])
        except ValueError as error:
            raise SessionEnded from error

    def __str__(self) -> str:
        return f"{short(self.tenant_id)}.{short(self.session_id)}.{self.secret}"


def _secret(settings: Settings, session_id: UUID, generation: int) -> str:
    key = settings.secret_key.get_secret_value().encode()
    digest = hmac.digest(key, f"refresh:{session_id}:{generation}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def device_label(user_agent: str) -> str:
    """A short name that its owner recognises: "Chrome · Android"."""
    agent = user_agent.lower()
    browsers = (
        ("edg/", "Edge"),
        ("opr/", "Opera"),
        ("firefox", "Firefox"),
        ("chrome", "Chrome"),
        ("safari", "Safari"),
    )
    systems = (("android", "Android"), ("iphone", "iPhone"), ("ipad", "iPad"), ("windows", "Windows"), ("mac os", "Mac"), ("linux", "Linux"))  # fmt: skip  # noqa: E501
    browser = next((name for mark, name in browsers if mark in agent), None)
    system = next((name for mark, name in systems if mark in agent), None)
    return " · ".join(part for part in (browser, system) if part) or (user_agent[:60] or "?")


def start(tx: Tx, user: User, settings: Settings, days: int | None = None) -> tuple[DeviceSession, RefreshToken]:
    """Opens a session for ``user`` on the calling device, for ``days`` from each use on."""
    session_id = new_id()
    secret = _secret(settings, session_id, 1)
    session = DeviceSession(
        tenant_id=tx.tenant_id,
        id=session_id,
        user_id=user.id,
        label=device_label(tx.notes.get("user_agent", "")),
        token_hash=_hash(secret),
        days=days,
        expires_at=now() + timedelta(days=days or settings.refresh_token_days),
    )
    tx.session.add(session)
    user.last_seen_at = now()
    return session, RefreshToken(tx.tenant_id, session_id, secret)


def lifetime(session: DeviceSession, settings: Settings) -> timedelta:
    """How long a session lasts from its last use on."""
    return timedelta(days=session.days or settings.refresh_token_days)


def rotate(tx: Tx, token: RefreshToken, settings: Settings) -> tuple[DeviceSession, RefreshToken]:
    """The session and its next token. Raises SessionEnded when it has ended, SessionReused when it ends
    now because a token was presented whose successor is in use."""
    tx.become(system_actor(token.tenant_id))
    session = repository.device(tx, token.session_id)
    at = now()
    if session is None or session.ended_at is not None or session.expires_at <= at:
        raise SessionEnded
    presented = _hash(token.secret)
    if hmac.compare_digest(presented, session.token_hash):
        session.generation += 1
        secret = _secret(settings, session.id, session.generation)
        session.previous_hash, session.token_hash = session.token_hash, _hash(secret)
        session.rotated_at = session.last_seen_at = at
        session.expires_at = at + lifetime(session, settings)
        return session, RefreshToken(token.tenant_id, session.id, secret)
    in_grace = at - session.rotated_at <= timedelta(seconds=settings.refresh_grace_seconds)
    if session.previous_hash is not None and hmac.compare_digest(presented, session.previous_hash) and in_grace:
        return session, RefreshToken(token.tenant_id, session.id, _secret(settings, session.id, session.generation))
    session.ended_at, session.end_reason = at, "reuse"
    raise SessionReused(session.id)


def sign(signer: TokenSigner, session: DeviceSession) -> str:
    return signer.sign(tenant_id=session.tenant_id, user_id=session.actor_id, session_id=session.id)


class SessionCache:
    """Which sessions live, believed for a few seconds: logout and role changes act within that time."""

    def __init__(self, engine: Engine, seconds: int) -> None:
        self._engine = engine
        self._seconds = seconds
        self._known: dict[UUID, tuple[float, Actor]] = {}
        self._lock = threading.Lock()

    async def actor(self, tenant_id: UUID, user_id: UUID, session_id: UUID) -> Actor:
        """Raises Unauthenticated when the session has ended, somebody else acts on it now, or its person was
        deactivated."""
        found = self._known.get(session_id)
        # Another person than the known one: the phone may have changed hands a moment ago, in another process.
        if found is None or found[0] <= time.monotonic() or found[1].user_id != user_id:
            found = await run_in_threadpool(self._look, tenant_id, user_id, session_id)
        actor = found[1]
        if actor.tenant_id != tenant_id or actor.user_id != user_id:
            raise Unauthenticated
        return actor

    def forget(self, session_id: UUID) -> None:
        self._known.pop(session_id, None)

    def _look(self, tenant_id: UUID, user_id: UUID, session_id: UUID) -> tuple[float, Actor]:
        with Tx(self._engine, system_actor(tenant_id)) as tx:
            row = repository.live_session(tx, session_id, user_id, now())
        if row is None or not row["is_active"]:
            self.forget(session_id)
            raise Unauthenticated
        role = Role(row["role"])
        actor = Actor(tenant_id, user_id, role, SCOPES[role], session_id, row["opener_id"])
        entry = (time.monotonic() + self._seconds, actor)
        with self._lock:
            if len(self._known) >= 20_000:
                self._known.clear()
            self._known[session_id] = entry
        return entry
