"""The address at which a client follows a request, without signing in.

``short(company).secret``: the secret comes from the link's id and the server's key, so that the same address can be
written into several messages; what is stored is its hash. Wrong, taken back and over answer alike.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any
from uuid import UUID

from digiboost.identity.service import record_audit
from digiboost.kernel.auth import system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.ids import from_short, new_id, short
from digiboost.kernel.settings import get_settings
from digiboost.requests import links_repository as stored
from digiboost.requests import moving
from digiboost.requests.schemas import RequestLinkOut

PATH = "/suivi/"
DAYS = 90
_SECRET = 22
"""Characters of base64url: 132 bits."""


def link(tx: Tx, request_id: UUID) -> RequestLinkOut:
    """The address as it is, or a first one. Raises NotFound."""
    row = stored.active(tx, request_id, now())
    if row is not None:
        return _out(tx, row["id"], row["expires_at"])
    return new_link(tx, request_id)


def new_link(tx: Tx, request_id: UUID) -> RequestLinkOut:
    """Another address; the ones before end. Raises NotFound."""
    moving.locked(tx, request_id)
    at = now()
    stored.revoke(tx, request_id, at)
    link_id, expires_at = new_id(), at + timedelta(days=DAYS)
    stored.insert(tx, link_id, request_id, _hash(secret_of(link_id)), at, expires_at)
    record_audit(tx, "request.link_made", "request", request_id)
    return _out(tx, link_id, expires_at)


def revoke_link(tx: Tx, request_id: UUID) -> None:
    """Raises NotFound where there is none."""
    moving.locked(tx, request_id)
    if not stored.revoke(tx, request_id, now()):
        raise NotFound
    record_audit(tx, "request.link_ended", "request", request_id)


def behind(tx: Tx, token: str) -> UUID:
    """The request that the address opens; the transaction becomes its company's. Raises NotFound."""
    company, _, secret = token.partition(".")
    if len(secret) != _SECRET or not secret.isascii():
        raise NotFound
    try:
        tenant_id = from_short(company)
    except ValueError as error:
        raise NotFound from error
    tx.become(system_actor(tenant_id))
    tx.notes["via"] = "link"
    request_id = stored.request_behind(tx, _hash(secret), now())
    if request_id is None:
        raise NotFound
    return request_id


def secret_of(link_id: UUID) -> str:
    key = get_settings().secret_key.get_secret_value().encode()
    digest = hmac.digest(key, f"request-link:{link_id}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode()[:_SECRET]


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _out(tx: Tx, link_id: UUID, expires_at: Any) -> RequestLinkOut:
    url = f"{get_settings().public_url}{PATH}{short(tx.tenant_id)}.{secret_of(link_id)}"
    return RequestLinkOut(url=url, expires_at=expires_at)
