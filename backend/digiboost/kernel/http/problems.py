"""Every error leaves as ``application/problem+json`` (RFC 9457), in the caller's language."""

from __future__ import annotations

import json
import logging
from typing import Any

import psycopg
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from psycopg import errors as pg
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from digiboost.kernel.errors import (
    Conflict,
    DomainError,
    FieldProblem,
    Invalid,
    NotFound,
    Problem,
    Unavailable,
    ValueRefused,
)
from digiboost.kernel.i18n import Language, choose_language, known_codes, text

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"


def problem_document(
    status: int,
    code: str,
    language: Language,
    values: dict[str, Any] | None = None,
    errors: list[FieldProblem] | None = None,
    members: dict[str, Any] | None = None,
) -> dict[str, Any]:
    title, _, detail = text(code, language, values).partition(" | ")
    problem = Problem(
        type=f"urn:digiboost:problem:{code}",
        title=title,
        status=status,
        detail=detail or title,
        code=code,
        errors=errors,
    )
    return {**problem.model_dump(exclude_none=True), **(members or {})}


def problem_response(document: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(
        json.dumps(document, ensure_ascii=False, default=str),
        status_code=document["status"],
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def _language(request: Request) -> Language:
    return choose_language(request.headers.get("accept-language"))


def of_domain(error: DomainError, language: Language) -> dict[str, Any]:
    """The problem document of a domain error; also used for verdicts inside a batch."""
    fields = None
    if isinstance(error, Invalid):
        reason = error.reason if error.reason in known_codes() else "field.other"
        message = text(reason, language, error.values)
        fields = [FieldProblem(field=error.field, code=error.reason, message=message)]
    return problem_document(error.status, error.code, language, error.values, fields, error.members)


def of_database(error: BaseException) -> DomainError | None:
    """What a database error means to the caller, or None when it is our fault."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, (pg.ForeignKeyViolation,)):
        return NotFound()
    if isinstance(original, (pg.UniqueViolation, pg.SerializationFailure, pg.DeadlockDetected)):
        return Conflict()
    if isinstance(original, (pg.NumericValueOutOfRange, pg.CharacterNotInRepertoire)) or (
        # What psycopg itself cannot send: a text with the character NUL.
        type(original) is psycopg.DataError
    ):
        return ValueRefused()
    if isinstance(original, (pg.LockNotAvailable, pg.QueryCanceled)):
        return Unavailable()
    if isinstance(original, (psycopg.OperationalError, psycopg.InterfaceError)):
        return Unavailable()
    if isinstance(original, psycopg.DataError):
        # A value that the schema allows and no column holds: a bent cursor, a sum beyond all bounds.
        return DomainError()
    return None


def validation_document(errors: list[Any], language: Language) -> dict[str, Any]:
    fields = []
    for item in errors[:50]:
        kind = str(item["type"])
        code = f"field.{kind}" if f"field.{kind}" in known_codes() else "field.other"
        path = ".".join(str(part) for part in item["loc"] if part != "body")
        fields.append(FieldProblem(field=path, code=kind, message=text(code, language)))
    return problem_document(422, "validation", language, errors=fields)


def install(app: FastAPI) -> None:
    @app.exception_handler(DomainError)
    async def domain(request: Request, error: DomainError) -> Response:
        return problem_response(of_domain(error, _language(request)), error.headers)

    @app.exception_handler(RequestValidationError)
    async def validation(request: Request, error: RequestValidationError) -> Response:
        return problem_response(validation_document(list(error.errors()), _language(request)))

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        code = {404: "not_found", 405: "method_not_allowed", 413: "request_too_large"}.get(
            error.status_code, "bad_request"
        )
        return problem_response(
            problem_document(error.status_code, code, _language(request)), dict(error.headers or {})
        )

    async def database(request: Request, error: Exception) -> Response:
        known = of_database(error)
        if known is None:
            return await internal(request, error)
        if known.status >= 500:
            log.error("database unavailable", exc_info=error)
        elif known.code == DomainError.code:
            log.warning("the database refused a value", exc_info=error)
        return problem_response(of_domain(known, _language(request)), known.headers)

    async def internal(request: Request, error: Exception) -> Response:
        log.error("unhandled error", exc_info=error)
        reference = request.scope.get("request_id", "-")
        return problem_response(problem_document(500, "internal", _language(request), {"request_id": reference}))

    app.add_exception_handler(DBAPIError, database)
    app.add_exception_handler(psycopg.Error, database)
    app.add_exception_handler(Exception, internal)
