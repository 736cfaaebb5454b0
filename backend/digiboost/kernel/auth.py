"""Who is calling: the ``Actor``, its scopes, and the access token that carries it.

The tenant travels in the Actor, explicitly; there is no ambient tenant anywhere.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from jose import JWTError, jwt

from digiboost.kernel.clock import now
from digiboost.kernel.errors import Unauthenticated
from digiboost.kernel.ids import from_short, short


class Scope(StrEnum):
    PROFILE = "profile"
    FOLLOW = "follow"
    COMPANY_READ = "company:read"
    COMPANY_WRITE = "company:write"
    USERS_READ = "users:read"
    USERS_WRITE = "users:write"
    AUDIT_READ = "audit:read"
    CATALOG_READ = "catalog:read"
    CATALOG_WRITE = "catalog:write"
    COSTS_READ = "costs:read"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    STOCK_READ = "stock:read"
    STOCK_WRITE = "stock:write"
    STOCK_RECEIVE = "stock:receive"
    PURCHASES_READ = "purchases:read"
    PURCHASES_WRITE = "purchases:write"
    SALES_READ = "sales:read"
    SALES_WRITE = "sales:write"
    SALES_CANCEL = "sales:cancel"
    IMPORTS_WRITE = "imports:write"
    DASHBOARDS_READ = "dashboards:read"
    ALERTS_READ = "alerts:read"
    ALERTS_WRITE = "alerts:write"
    MESSAGES_READ = "messages:read"
    REPORTS_READ = "reports:read"
    REPORTS_WRITE = "reports:write"
    PROVIDERS_READ = "providers:read"
    PROVIDERS_WRITE = "providers:write"
    REQUESTS_READ = "requests:read"
    REQUESTS_WRITE = "requests:write"
    TRACKING_WRITE = "tracking:write"
    MISSIONS = "missions"
    PLATFORM_READ = "platform:read"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which tenant, and what they may do.

    ``user_id`` is None when the system acts by itself (a job, a schedule). ``opener_id`` is who signed in on the
    device; on a shared phone somebody else may act.
    """

    tenant_id: UUID
    user_id: UUID | None
    role: str
    scopes: frozenset[Scope] = field(default_factory=frozenset)
    session_id: UUID | None = None
    opener_id: UUID | None = None

    def may(self, scope: Scope) -> bool:
        return scope in self.scopes


def system_actor(tenant_id: UUID) -> Actor:
    return Actor(tenant_id=tenant_id, user_id=None, role="system", scopes=frozenset(Scope))


@dataclass(frozen=True, slots=True)
class Claims:
    tenant_id: UUID
    user_id: UUID
    session_id: UUID
    expires_at: float


class TokenSigner:
    """Access tokens: JWT, HS256 alone, all claims required.

    python-jose by itself accepts an empty or a public key as an HMAC secret, several algorithms and
    tokens without ``exp``; this wrapper fixes each of them.
    """

    ALGORITHM = "HS256"
    ISSUER = "digiboost"
    REQUIRED = ("exp", "iat", "sub", "tid", "sid", "iss", "aud")

    def __init__(self, secret: str, minutes: int) -> None:
        if len(secret.encode()) < 32 or secret.lstrip().startswith(("-----BEGIN", "ssh-")):
            raise ValueError("the token secret must be 32 bytes or more, and no public key")
        self._secret = secret
        self._lifetime = timedelta(minutes=minutes)
        self._seen: dict[str, Claims] = {}

    @property
    def seconds(self) -> int:
        return int(self._lifetime.total_seconds())

    def sign(self, *, tenant_id: UUID, user_id: UUID, session_id: UUID, at: datetime | None = None) -> str:
        issued = at or now()
        claims: dict[str, Any] = {
            "iss": self.ISSUER,
            "aud": self.ISSUER,
            "sub": short(user_id),
            "tid": short(tenant_id),
            "sid": short(session_id),
            "iat": int(issued.timestamp()),
            "exp": int((issued + self._lifetime).timestamp()),
        }
        token: str = jwt.encode(claims, self._secret, algorithm=self.ALGORITHM)
        return token

    def read(self, token: str) -> Claims:
        """The claims of a valid token. Raises Unauthenticated for anything else."""
        known = self._seen.get(token)
        if known is None:
            known = self._verify(token)
            if len(self._seen) >= 4096:
                self._seen.clear()
            self._seen[token] = known
        if known.expires_at <= time.time():
            raise Unauthenticated
        return known

    def _verify(self, token: str) -> Claims:
        if len(token) > 2048:
            raise Unauthenticated
        try:
            if jwt.get_unverified_header(token) != {"alg": self.ALGORITHM, "typ": "JWT"}:
                raise Unauthenticated
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[self.ALGORITHM],
                audience=self.ISSUER,
                issuer=self.ISSUER,
                options={f"require_{name}": True for name in ("exp", "iat", "sub", "iss", "aud")},
            )
            if any(name not in claims for name in self.REQUIRED):
                raise Unauthenticated
            lifetime = int(claims["exp"]) - int(claims["iat"])
            if not 0 < lifetime <= self.seconds or int(claims["iat"]) > time.time() + 60:
                raise Unauthenticated
            return Claims(
                tenant_id=from_short(claims["tid"]),
                user_id=from_short(claims["sub"]),
                session_id=from_short(claims["sid"]),
                expires_at=float(claims["exp"]),
            )
        except (JWTError, ValueError, TypeError, AttributeError, KeyError, OverflowError) as error:
            raise Unauthenticated from error
