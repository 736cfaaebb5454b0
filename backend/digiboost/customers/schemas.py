from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, EmailStr, Field

from digiboost.kernel.http.fields import EmptyIsNone, In, Storable, bounded

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


class CustomerPatch(In):
    name: Name | None = None
    phone: OptionalPhone = None
    email: OptionalEmail = None
    address: OptionalAddress = None
    note: OptionalNote = None


class CustomerOut(BaseModel):
    id: UUID
    name: str
    phone: str | None
    email: str | None
    address: str | None
    note: str | None
    version: int
