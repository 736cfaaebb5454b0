"""An error is a named class with a status and a stable code (RFC 9457 on the wire)."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel


class FieldProblem(BaseModel):
    field: str
    code: str
    message: str


class Problem(BaseModel):
    """The body of every error, as ``application/problem+json``."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] | None = None


class DomainError(Exception):
    """Base of all errors that a caller can understand.

    ``code`` is stable and names the texts in ``i18n``; ``values`` fill them and travel as members of
    the problem when ``exposed`` names them.
    """

    status: int = 400
    code: str = "bad_request"
    keeps_work: ClassVar[bool] = False
    """Whether what the transaction did before the error is committed (the end of a stolen session)."""

    def __init__(self, **values: Any) -> None:
        super().__init__(self.code, values)
        self.values = values
        self.headers: dict[str, str] = {}
        self.members: dict[str, Any] = {}

    def expose(self, **members: Any) -> DomainError:
        """Adds members to the problem document (they must be JSON)."""
        self.members.update(members)
        return self


class NotFound(DomainError):
    """Also the answer for a row of another tenant: the two must not be told apart."""

    status, code = 404, "not_found"


class Unauthenticated(DomainError):
    status, code = 401, "unauthenticated"

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.headers["WWW-Authenticate"] = "Bearer"


class Forbidden(DomainError):
    status, code = 403, "forbidden"


class Conflict(DomainError):
    status, code = 409, "conflict"


class VersionConflict(Conflict):
    """The row changed since the caller read it."""

    code = "version_conflict"


class PreconditionRequired(DomainError):
    status, code = 428, "precondition_required"


class Invalid(DomainError):
    """A value that the schema allows but the business does not; ``field`` names it."""

    status, code = 422, "invalid_value"

    def __init__(self, field: str, reason: str, **values: Any) -> None:
        super().__init__(field=field, reason=reason, **values)
        self.field = field
        self.reason = reason


class ValueRefused(DomainError):
    """A value that the database cannot hold; the last resort, where no field could be named."""

    status, code = 422, "invalid_value"


class TooManyRequests(DomainError):
    status, code = 429, "too_many_requests"

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.headers["Retry-After"] = str(retry_after)


class TooLarge(DomainError):
    status, code = 413, "request_too_large"


class IdempotencyMismatch(DomainError):
    status, code = 422, "idempotency_key_reused"


class Unavailable(DomainError):
    status, code = 503, "unavailable"

    def __init__(self, retry_after: int = 5) -> None:
        super().__init__()
        self.headers["Retry-After"] = str(retry_after)
