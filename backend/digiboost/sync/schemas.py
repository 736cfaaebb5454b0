from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from digiboost.kernel.errors import FieldProblem
from digiboost.kernel.http.fields import In
from digiboost.sync.types import OperationType, Status

MAX_OPERATIONS = 50
MAX_DEPENDENCIES = 50


class OperationIn(In):
    """One thing that was done on a phone."""

    id: UUID = Field(description="Made by the phone (UUIDv7); the same id again is the same operation")
    type: Annotated[str, Field(max_length=60, json_schema_extra={"enum": [str(one) for one in OperationType]})]
    version: Annotated[int, Field(ge=1, le=1000, description="Of the payload's form")] = 1
    occurred_at: AwareDatetime = Field(description="When it was done, by the phone's clock")
    user_id: UUID | None = Field(default=None, description="Who did it, on a shared phone; the caller when absent")
    base_version: Annotated[int, Field(ge=0, le=2**31)] | None = Field(
        default=None, description="The version that an edit saw; another one by now is a conflict"
    )
    depends_on: Annotated[list[UUID], Field(max_length=MAX_DEPENDENCIES)] = Field(
        default=[], description="Operations without which this one makes no sense"
    )
    payload: dict[str, Any]


class PushIn(In):
    sent_at: AwareDatetime = Field(description="Now, by the phone's clock")
    operations: Annotated[list[OperationIn], Field(min_length=1, max_length=MAX_OPERATIONS)]


class OperationProblem(BaseModel):
    """As the body of an error, RFC 9457; some codes carry members more."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] | None


class Verdict(BaseModel):
    id: UUID
    status: Status
    result: dict[str, Any] | None = Field(description="Of an operation that is applied, now or before")
    problem: OperationProblem | None
    current: dict[str, Any] | None = Field(
        description="The present row that an operation conflicts with, by the names of the pull's columns"
    )


class PushOut(BaseModel):
    received_at: AwareDatetime
    verdicts: list[Verdict] = Field(description="In the order of the operations")


class TableOut(BaseModel):
    columns: list[str]
    rows: list[list[Any]]


class PullOut(BaseModel):
    cursor: str
    more: bool = Field(description="Whether to ask again at once")
    reset: bool = Field(description="Whether to forget all rows before taking these")
    tables: dict[str, TableOut]
    gone: dict[str, list[UUID]]
    unread: int = Field(description="How many notifications of one's own were not seen yet")
