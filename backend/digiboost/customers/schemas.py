from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, EmailStr, Field

from digiboost.kernel.http.fields import EmptyIsNone, In, Storable, bounded
from digiboost.kernel.money import Money, Price

Name = Annotated[str, bounded(120), Storable]
OptionalPhone = Annotated[Annotated[str, bounded(30), Storable] | None, EmptyIsNone]
OptionalEmail = Annotated[Annotated[EmailStr, Field(max_length=200)] | None, EmptyIsNone]
OptionalAddress = Annotated[Annotated[str, bounded(300), Storable] | None, EmptyIsNone]
OptionalNote = Annotated[Annotated[str, bounded(2000), Storable] | None, EmptyIsNone]


class CustomerIn(In):
    id: UUID | None = None
    name: Name
    phone: OptionalPhone = None
    email: OptionalEmail = None
    address: OptionalAddress = None
    note: OptionalNote = None
    credit_limit: Price | None = Field(default=None, description="A sale on credit above it is recorded and reported")


class CustomerPatch(In):
    name: Name | None = None
    phone: OptionalPhone = None
    email: OptionalEmail = None
    address: OptionalAddress = None
    note: OptionalNote = None
    credit_limit: Price | None = None


class CustomerOut(BaseModel):
    id: UUID
    name: str
    phone: str | None
    email: str | None
    address: str | None
    note: str | None
    credit_limit: Money | None
    version: int
