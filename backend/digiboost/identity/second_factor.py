"""A second factor for who wants one: a code of an authenticator application besides the password or the code that was
sent; recovery codes stand in for a lost telephone, once each.

A code is taken once: its step and those before are refused. Wrong guesses are counted in a transaction of their own.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import secrets
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

import segno

from digiboost.identity import audit, codes_repository, passwords, repository, totp
from digiboost.identity.errors import (
    SecondFactorLocked,
    SecondFactorOff,
    SecondFactorOn,
    SecondFactorRequired,
    SecondFactorWrong,
)
from digiboost.identity.models import User
from digiboost.identity.profile import company, oneself
from digiboost.identity.schemas import (
    RecoveryCodesOut,
    SecondFactorEnd,
    SecondFactorIn,
    SecondFactorOut,
    SecondFactorStart,
    TotpIn,
)
from digiboost.identity.types import PERSON
from digiboost.kernel import changes
from digiboost.kernel.auth import system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Forbidden, Invalid, NotFound
from digiboost.kernel.settings import get_settings

ISSUER = "Digiboost"
GUESSES, WINDOW = 5, timedelta(minutes=15)
RECOVERY_CODES = 10
_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
"""Without those that are taken for another."""
_NONCE = 12


class _Verdict(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


# -- setting up ---------------------------------------------------------------------------------


def second_factor(tx: Tx) -> SecondFactorOut:
    user = oneself(tx)
    left = 0 if user.second_factor_at is None else codes_repository.recovery_codes(tx, user.id)
    return SecondFactorOut(on_since=user.second_factor_at, recovery_codes_left=left)


def begin_second_factor(tx: Tx, wanted: SecondFactorIn) -> SecondFactorStart:
    """A new secret, which counts once a code of it was confirmed. Raises SecondFactorOn, Invalid for a wrong
    password."""
    user = oneself(tx)
    if user.second_factor_at is not None:
        raise SecondFactorOn
    prove_oneself(tx, user, wanted.password)
    secret = totp.new_secret()
    codes_repository.set_second_factor(tx, user.id, _sealed(secret, user.id), now())
    audit.record(tx, "second_factor.begun", "user", user.id)
    account = user.email or user.phone or user.full_name
    uri = totp.uri(secret, f"{account} ({company(tx).name})", ISSUER)
    return SecondFactorStart(key=totp.shown(secret), uri=uri, qr_svg=_drawn(uri))


def confirm_second_factor(tx: Tx, wanted: TotpIn) -> RecoveryCodesOut:
    """From now on it is asked for; the recovery codes are shown this once. Raises SecondFactorOn, SecondFactorOff when
    none was begun, SecondFactorWrong, SecondFactorLocked."""
    user = oneself(tx)
    if user.second_factor_at is not None:
        raise SecondFactorOn
    if not codes_repository.has_second_factor(tx, user.id):
        raise SecondFactorOff
    _judge(tx, user, wanted.totp)
    at = now()
    user.second_factor_at = at
    user.version += 1
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    codes_repository.confirm_second_factor(tx, user.id, at, [_hash(user.id, one) for one in codes])
    audit.record(tx, "second_factor.on", "user", user.id)
    changes.note(tx, PERSON, [user.id])
    return RecoveryCodesOut(codes=[f"{one[:5]}-{one[5:]}" for one in codes])


def end_second_factor(tx: Tx, wanted: SecondFactorEnd) -> None:
    """Raises SecondFactorOff, Invalid for a wrong password or no proof, SecondFactorWrong, SecondFactorLocked."""
    user = oneself(tx)
    if user.second_factor_at is None:
        raise SecondFactorOff
    if wanted.totp is not None:
        _judge(tx, user, wanted.totp)
    else:
        if not user.has_password:
            raise Invalid("totp", "field.missing")
        prove_oneself(tx, user, wanted.password)
    user.second_factor_at = None
    user.version += 1
    codes_repository.drop_second_factor(tx, user.id)
    audit.record(tx, "second_factor.off", "user", user.id)
    changes.note(tx, PERSON, [user.id])


def prove_oneself(tx: Tx, user: User, password: str | None) -> None:
    """The password of who has one; who signs in by telephone alone must have opened this session themselves. Raises
    Invalid, Forbidden."""
    if not user.has_password:
        if tx.actor.opener_id not in {None, user.id}:
            raise Forbidden
        return
    login = None if user.email is None else repository.login_of_user(tx, user.email)
    if login is None or password is None or not passwords.verify_password(password, login.password_hash):
        raise Invalid("password", "password_wrong")


# -- asking for it --------------------------------------------------------------------------------


def require_second_factor(tx: Tx, user: User, text: str | None) -> None:
    """For a sign-in that has shown its first factor. Raises SecondFactorRequired, SecondFactorWrong,
    SecondFactorLocked."""
    if user.second_factor_at is None:
        return
    if text is None:
        raise SecondFactorRequired
    _judge(tx, user, text)


def _judge(tx: Tx, user: User, text: str) -> None:
    bare = text.replace(" ", "").replace("-", "").lower()
    with tx.sibling(system_actor(user.tenant_id)) as other:
        verdict = _guessed(other, user.id, bare)
    if verdict is _Verdict.LOCKED:
        raise SecondFactorLocked(int(WINDOW.total_seconds()))
    if verdict is _Verdict.WRONG:
        raise SecondFactorWrong


def _guessed(tx: Tx, user_id: UUID, text: str) -> _Verdict:
    row, at = codes_repository.lock_second_factor(tx, user_id), now()
    if row is None:
        raise NotFound
    wrong = row["wrong"] if row["since"] > at - WINDOW else 0
    if wrong >= GUESSES:
        return _Verdict.LOCKED
    step = None
    if text.isascii() and text.isdigit() and len(text) == totp.DIGITS:
        step = totp.matching_step(_opened(bytes(row["secret"]), user_id), text, at, row["last_step"])
        is_right = step is not None
    else:
        is_right = codes_repository.use_recovery_code(tx, user_id, _hash(user_id, text))
    if is_right:
        codes_repository.count_factor_guess(tx, user_id, wrong=0, since=at, last_step=step)
        return _Verdict.RIGHT
    since = row["since"] if wrong else at
    codes_repository.count_factor_guess(tx, user_id, wrong=wrong + 1, since=since, last_step=None)
    audit.record(tx, "second_factor.refused", "user", user_id)
    return _Verdict.WRONG


# -- what is kept ---------------------------------------------------------------------------------


def _key(name: str) -> bytes:
    return hmac.digest(get_settings().secret_key.get_secret_value().encode(), name.encode(), "sha256")


def _sealed(secret: bytes, user_id: UUID) -> bytes:
    # Loaded on first use: it costs every start tens of milliseconds.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_key("second-factor")).encrypt(nonce, secret, user_id.bytes)


def _opened(sealed: bytes, user_id: UUID) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(_key("second-factor")).decrypt(sealed[:_NONCE], sealed[_NONCE:], user_id.bytes)


def _hash(user_id: UUID, code: str) -> bytes:
    """Ten characters of thirty are guessed by nobody; keyed all the same, a stolen hash tells nothing."""
    return hmac.digest(_key("recovery-codes"), f"{user_id}:{code}".encode(), hashlib.sha256)


def _drawn(uri: str) -> str:
    """The QR code as SVG, black on white whatever the screen's colours: cameras want it so."""
    stream = io.BytesIO()
    segno.make(uri, error="m", micro=False).save(
        stream, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, svgns=True, omitsize=True, nl=False
    )
    return stream.getvalue().decode()
