"""Codes of six digits that are sent to a telephone or an e-mail address: to sign in, or to set a new password.

Asking is the same for an address that somebody has and for one that nobody has: a row is written, and a worker looks
whose it is (``code_sending``). The code itself is kept nowhere: it follows from the row's id and the server's key. A
guess is one conditional UPDATE that is committed whatever becomes of the request, so that no race and no failure brings
another guess.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from digiboost.channels.types import Channel
from digiboost.identity import codes_repository as repository
from digiboost.identity.errors import CodeOver, CodesUsedUp, CodeWrong
from digiboost.identity.people import read_phone
from digiboost.identity.schemas import AddressIn, CodeAsked, CodeIn, CodeLoginIn, RecoveryIn
from digiboost.identity.types import CodePurpose
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid
from digiboost.kernel.ids import new_id
from digiboost.kernel.jobs import wake
from digiboost.kernel.settings import get_settings

SEND_CODE, END_CODE = "identity.send_code", "identity.end_code"
DIGITS = 6
HOLDS = timedelta(minutes=5)
TRIES = 5
SENDS, WINDOW = 3, timedelta(minutes=15)
AGAIN_SECONDS = 30
"""After which a screen offers another code."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a code goes, or was sent: a telephone in E.164 or an e-mail."""

    text: str
    is_phone: bool


def ask_code(tx: Tx, wanted: CodeIn) -> CodeAsked:
    """Has a code sent to sign in with. Raises Invalid for what is no number, CodesUsedUp."""
    return _ask(tx, CodePurpose.SIGN_IN, phone_of(wanted), Channel(wanted.channel), wanted.language)


def ask_recovery(tx: Tx, wanted: RecoveryIn) -> CodeAsked:
    """Has a code sent to set a new password with. Raises Invalid for no address or two, CodesUsedUp."""
    address = address_of(wanted)
    channel = Channel(wanted.channel) if address.is_phone else Channel.EMAIL
    return _ask(tx, CodePurpose.RECOVERY, address.text, channel, wanted.language)


def phone_of(wanted: CodeIn | CodeLoginIn) -> str:
    """Raises Invalid for what is no number."""
    phone = read_phone(wanted.phone, wanted.country)
    if phone is None:
        raise Invalid("phone", "phone_invalid")
    return phone


def address_of(wanted: AddressIn) -> Address:
    """Raises Invalid unless it is a telephone or an e-mail, and one of them."""
    if wanted.email is not None and not wanted.phone:
        return Address(wanted.email, is_phone=False)
    phone = read_phone(wanted.phone, wanted.country)
    if phone is None or wanted.email is not None:
        raise Invalid("phone", "one_address")
    return Address(phone, is_phone=True)


def _ask(tx: Tx, purpose: CodePurpose, address: str, channel: Channel, language: str | None) -> CodeAsked:
    code_id, at = new_id(), now()
    since = repository.ask_code(
        tx,
        {
            "purpose": purpose.value, "address": address, "id": code_id, "channel": channel.value,
            "code_hash": _hash(purpose, address, code_of(code_id)), "language": language, "at": at,
            "expires_at": at + HOLDS, "window": at - WINDOW, "sends": SENDS,
        },
    )  # fmt: skip
    if since is not None:
        raise CodesUsedUp(max(1, int((since + WINDOW - at).total_seconds()) + 1))
    wake(tx, SEND_CODE, code_id, queue="messages")
    return CodeAsked(digits=DIGITS, expires_in=int(HOLDS.total_seconds()), again_in=AGAIN_SECONDS)


def guess(tx: Tx, purpose: CodePurpose, address: str, code: str) -> UUID:
    """The id of the code that was guessed. Raises CodeWrong, and CodeOver when there is none that holds or no guess is
    left. The same for an address that nobody has."""
    with tx.sibling(None) as other:
        found = repository.guess_code(other, purpose.value, address, _hash(purpose, address, code), now(), TRIES)
    if found is None:
        raise CodeOver
    if not found["is_right"]:
        left = TRIES - found["tries"]
        raise CodeWrong(left) if left else CodeOver
    code_id: UUID = found["id"]
    return code_id


def use(tx: Tx, purpose: CodePurpose, address: str, code_id: UUID) -> None:
    """Uses a guessed code up, with what it opens. Raises CodeOver when somebody else did."""
    if not repository.use_code(tx, purpose.value, address, code_id, now()):
        raise CodeOver
    wake(tx, END_CODE, code_id, queue="messages")


def code_of(code_id: UUID) -> str:
    digest = hmac.digest(_key(), f"login-code:{code_id}".encode(), "sha256")
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}d}"


def _hash(purpose: CodePurpose, address: str, code: str) -> bytes:
    return hmac.digest(_key(), f"login-code:{purpose}:{address}:{code}".encode(), "sha256")


def _key() -> bytes:
    return get_settings().secret_key.get_secret_value().encode()
