"""One phone, several sellers: whoever signed in on it opened the session, and somebody else may act on it.

Going down or sideways (to somebody who may do nothing more) needs no proof here: the phone asks for the PIN
itself, also without network. Going up needs the PIN or the password of the person one goes up to.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from digiboost.identity import audit, passwords, repository
from digiboost.identity.errors import PinLocked, PinRequired, PinWrong
from digiboost.identity.models import DeviceSession, User
from digiboost.identity.profile import Opened, company, oneself
from digiboost.identity.schemas import ActIn, PinIn
from digiboost.identity.second_factor import prove_oneself
from digiboost.identity.types import PERSON, SCOPES, Role
from digiboost.kernel import changes
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound, Unauthenticated

GUESSES, WINDOW = 5, timedelta(minutes=15)
"""Wrong guesses at one person's PIN that one session has."""
GUESSES_IN_ALL, LONG_WINDOW = 20, timedelta(days=1)
"""The same for all sessions together: a new session is a password away, and must not bring new guesses without end."""


def set_pin(tx: Tx, wanted: PinIn) -> None:
    """Raises Invalid for a wrong password or a PIN that anybody would try first."""
    user = oneself(tx)
    prove_oneself(tx, user, wanted.password)
    give_pin(tx, user, wanted.pin)


def give_pin(tx: Tx, user: User, pin: str) -> None:
    """Raises Invalid for a PIN that anybody would try first."""
    if passwords.is_weak_pin(pin):
        raise Invalid("pin", "pin_weak")
    user.pin_hash = passwords.hash_pin(user.id, pin)
    repository.forget_guesses(tx, user.id)
    audit.record(tx, "pin.set", "user", user.id)
    changes.note(tx, PERSON, [user.id])


def remove_pin(tx: Tx) -> None:
    user = oneself(tx)
    user.pin_hash = None
    repository.forget_guesses(tx, user.id)
    audit.record(tx, "pin.removed", "user", user.id)
    changes.note(tx, PERSON, [user.id])


def act(tx: Tx, wanted: ActIn) -> Opened:
    """The session as ``wanted.user_id`` acts on it from now on; every earlier access token of it is refused.

    Raises NotFound for nobody of this company who may act, PinRequired for going up without proof, PinWrong,
    PinLocked, and Invalid for a wrong password.
    """
    session = repository.device(tx, tx.actor.session_id) if tx.actor.session_id else None
    if session is None or session.ended_at is not None or session.actor_id != tx.actor.user_id:
        raise Unauthenticated
    acting, opener = repository.user(tx, session.actor_id), repository.user(tx, session.user_id)
    target = repository.user(tx, wanted.user_id)
    if target is None or not target.is_active or target.role == Role.OPERATOR:
        raise NotFound
    if acting is None or not acting.is_active or opener is None:
        raise Unauthenticated
    if wanted.password is not None:
        _check_password(tx, target, wanted.password)
        repository.forget_guesses(tx, target.id)
    elif wanted.pin is not None:
        _check_pin(tx, session, target, wanted.pin)
    elif not SCOPES[Role(target.role)] <= SCOPES[Role(acting.role)]:
        raise PinRequired
    session.acting_user_id = None if target.id == session.user_id else target.id
    target.last_seen_at = now()
    audit.record(tx, "session.switched", "session", session.id, to=str(target.id))
    tx.session.flush()
    return Opened(session, None, target, opener, company(tx))


def _check_pin(tx: Tx, session: DeviceSession, target: User, pin: str) -> None:
    if target.pin_hash is None:
        raise PinRequired
    at = now()
    # The row that all sessions share comes first, so that no two wait for each other.
    in_all = _left(tx, target, target, at, GUESSES_IN_ALL, LONG_WINDOW)
    left = min(in_all, _left(tx, target, session, at, GUESSES, WINDOW))
    if not passwords.verify_pin(target.id, pin, target.pin_hash):
        repository.count_wrong_guess(tx, target.id, [target.id, session.id])
        audit.record(tx, "pin.refused", "user", target.id)
        raise PinWrong(left - 1)
    repository.forget_guesses(tx, target.id, session.id)


def _left(tx: Tx, target: User, asker: User | DeviceSession, at: datetime, limit: int, window: timedelta) -> int:
    """The guesses that remain, this one included. Raises PinLocked when there is none."""
    wrong, since = repository.wrong_guesses(tx, target.id, asker.id, at, window)
    if wrong >= limit:
        raise PinLocked(max(1, int((since + window - at).total_seconds())))
    return limit - wrong


def _check_password(tx: Tx, user: User, password: str) -> None:
    login = None if user.email is None else repository.login_of_user(tx, user.email)
    if login is None or not passwords.verify_password(password, login.password_hash):
        raise Invalid("password", "password_wrong")
