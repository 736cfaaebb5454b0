"""Signing in by a code, a forgotten password, the second factor."""

from __future__ import annotations

from typing import Annotated

from fastapi import Request, Response

from digiboost.identity import service
from digiboost.identity.endpoints import SIGN_IN, bound_guesses, signed_in
from digiboost.identity.schemas import (
    CodeAsked,
    CodeIn,
    CodeLoginIn,
    NewPasswordIn,
    RecoveryCodesOut,
    RecoveryIn,
    SecondFactorEnd,
    SecondFactorIn,
    SecondFactorOut,
    SecondFactorStart,
    SessionOut,
    TotpIn,
)
from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.ratelimit import limited
from digiboost.kernel.http.routing import AnonymousTx, allow, api_router
from digiboost.kernel.settings import get_settings

router = api_router()

CODES = limited("codes", lambda: get_settings().code_requests_per_hour, 3600)


@router.post("/auth/codes", status_code=202, tags=["auth"], dependencies=[CODES])
def ask_code(tx: AnonymousTx, body: CodeIn) -> CodeAsked:
    """Has a code of six digits sent to a telephone, by WhatsApp and then by SMS. The answer is the same whether
    somebody has this number or nobody; three codes in a quarter of an hour."""
    return service.ask_code(tx, body)


@router.post("/auth/codes/verify", response_model=SessionOut, tags=["auth"], dependencies=[SIGN_IN])
def log_in_by_code(tx: AnonymousTx, request: Request, body: CodeLoginIn) -> Response:
    """Signs in by the code that was sent; the session lasts thirty days from each use on. Five guesses."""
    return signed_in(request, service.log_in_by_code(tx, body))


@router.post("/auth/recovery", status_code=202, tags=["auth"], dependencies=[CODES])
def ask_recovery(tx: AnonymousTx, body: RecoveryIn) -> CodeAsked:
    """Has a code sent to a telephone or an e-mail address, to set a new password with. The answer is the same whether
    somebody has this address or nobody."""
    return service.ask_recovery(tx, body)


@router.post("/auth/recovery/password", response_model=SessionOut, tags=["auth"], dependencies=[SIGN_IN])
def recover(tx: AnonymousTx, request: Request, body: NewPasswordIn) -> Response:
    """Sets a new password by the code that was sent, and signs in; every other device is signed out."""
    return signed_in(request, service.recover(tx, body))


@router.get("/me/second-factor", tags=["profile"])
def second_factor(tx: Annotated[Tx, allow(Scope.PROFILE)]) -> SecondFactorOut:
    return service.second_factor(tx)


@router.post("/me/second-factor", status_code=201, tags=["profile"])
def begin_second_factor(tx: Annotated[Tx, allow(Scope.PROFILE)], body: SecondFactorIn) -> SecondFactorStart:
    """A secret for an authenticator application (RFC 6238); it counts once a code of it was confirmed."""
    bound_guesses(tx, tx.actor.user_id)
    return service.begin_second_factor(tx, body)


@router.post("/me/second-factor/confirm", tags=["profile"])
def confirm_second_factor(tx: Annotated[Tx, allow(Scope.PROFILE)], body: TotpIn) -> RecoveryCodesOut:
    """From now on signing in asks for a code of the application. The recovery codes are shown this once."""
    return service.confirm_second_factor(tx, body)


@router.post("/me/second-factor/end", status_code=204, tags=["profile"])
def end_second_factor(tx: Annotated[Tx, allow(Scope.PROFILE)], body: SecondFactorEnd) -> None:
    """Ends it, with the password or a code."""
    bound_guesses(tx, tx.actor.user_id)
    service.end_second_factor(tx, body)
