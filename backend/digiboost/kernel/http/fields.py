"""Field types of request bodies."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from digiboost.kernel.money import from_milli, to_milli


class In(BaseModel):
    """A request body: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("a text cannot hold the character NUL")
    return text


Storable = AfterValidator(_storable)
"""Refuses what PostgreSQL cannot store."""


def bounded(max_length: int) -> StringConstraints:
    """One character or more, without the white space around it:
    ``Name = Annotated[str, bounded(120), Storable]``."""
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=max_length)


def empty_is_none(value: Any) -> Any:
    """An emptied field of a form means that there is no value."""
    return None if isinstance(value, str) and not value.strip() else value


EmptyIsNone = BeforeValidator(empty_is_none)
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC))]
"""When something happened, with its time zone."""

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))]
"""A day of the calendar, the company's."""


def _on_the_clock(value: time) -> time:
    if value.tzinfo is not None:
        raise ValueError("a time on the company's clock has no zone")
    return value.replace(second=0, microsecond=0)


ClockTime = Annotated[
    time,
    AfterValidator(_on_the_clock),
    PlainSerializer(lambda value: f"{value:%H:%M}", when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"}),
]
"""A time of day on the company's clock, ``07:30``: JSON Schema's own "time" would carry a zone."""


def _not_negative(milli: int) -> int:
    if milli < 0:
        raise ValueError("the quantity is negative")
    return milli


def _positive(milli: int) -> int:
    if milli <= 0:
        raise ValueError("the quantity must be above zero")
    return milli


def _schema(**limits: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "number", "multipleOf": 0.001, "maximum": 10**9, **limits})


Amount = Annotated[
    int,
    BeforeValidator(to_milli),
    AfterValidator(_not_negative),
    PlainSerializer(from_milli, when_used="json"),
    _schema(minimum=0),
]
"""A quantity of zero or more; holds thousandths."""

PositiveQuantity = Annotated[
    int,
    BeforeValidator(to_milli),
    AfterValidator(_positive),
    PlainSerializer(from_milli, when_used="json"),
    _schema(exclusiveMinimum=0),
]
"""A quantity above zero; holds thousandths."""
