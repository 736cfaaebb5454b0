"""argon2id, at most two at a time: each takes its memory, and a burst of logins must not take the machine."""

from __future__ import annotations

import hashlib
import hmac
import threading
from functools import lru_cache
from itertools import pairwise
from typing import Any
from uuid import UUID

from passlib.hash import argon2

from digiboost.kernel.settings import get_settings

_turn = threading.BoundedSemaphore(2)
COMMON = frozenset(
    {
        "12345678", "123456789", "1234567890", "password", "password1", "motdepasse", "azertyuiop", "qwertyuiop",
        "qwerty123", "azerty123", "iloveyou", "11111111", "00000000", "88888888", "digiboost", "bonjour1",
        "senegal1", "cameroun", "dakar2024", "dakar2025", "dakar2026", "abcdefgh", "abcd1234",
        "passer123", "passer1234",
    }
)  # fmt: skip


@lru_cache
def _hasher() -> Any:
    settings = get_settings()
    return argon2.using(
        type="ID",
        memory_cost=settings.argon2_memory_kib,
        time_cost=settings.argon2_time_cost,
        parallelism=1,
    )


def is_weak(password: str) -> bool:
    return len(password) < 8 or password.lower() in COMMON or len(set(password)) < 3


def hash_password(password: str) -> str:
    with _turn:
        hashed: str = _hasher().hash(password)
    return hashed


def verify_password(password: str, hashed: str) -> bool:
    with _turn:
        return bool(_hasher().verify(password, hashed))


@lru_cache
def decoy() -> str:
    """A hash that nobody's password has: an unknown e-mail costs as much time as a known one."""
    return hash_password("decoy: no password is this one")


def is_weak_pin(pin: str) -> bool:
    """One digit repeated, or digits that count up or down."""
    steps = {ord(after) - ord(before) for before, after in pairwise(pin)}
    return len(steps) == 1 and steps <= {-1, 0, 1}


def hash_pin(user_id: UUID, pin: str) -> str:
    return hash_password(_keyed(user_id, pin))


def verify_pin(user_id: UUID, pin: str, hashed: str) -> bool:
    return verify_password(_keyed(user_id, pin), hashed)


def _keyed(user_id: UUID, pin: str) -> str:
    """Ten thousand PINs are tried in minutes: without the server's key, a stolen hash must tell nothing."""
    key = get_settings().secret_key.get_secret_value().encode()
    return hmac.new(key, f"pin:{user_id}:{pin}".encode(), hashlib.sha256).hexdigest()
