from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, EmailStr, Field

from digiboost.kernel.http.fields import EmptyIsNone, In, Storable, bounded
from digiboost.kernel.money import Price

Name = Annotated[str, bounded(120), Storable]
Code = Annotated[str, bounded(40), Storable]
OptionalText = Annotated[Annotated[str, bounded(2000), Storable] | None, EmptyIsNone]
OptionalName = Annotated[Annotated[str, bounded(120), Storable] | None, EmptyIsNone]
OptionalPhone = Annotated[Annotated[str, bounded(30), Storable] | None, EmptyIsNone]
OptionalEmail = Annotated[Annotated[EmailStr, Field(max_length=200)] | None, EmptyIsNone]
OptionalCode = Annotated[Code | None, EmptyIsNone]
LeadTime = Annotated[int, Field(ge=0, le=365)]


class CategoryIn(In):
    id: UUID | None = None
    name: Name
    description: OptionalText = None


class CategoryPatch(In):
    name: Name | None = None
    description: OptionalText = None


class CategoryOut(BaseModel):
    id: UUID
    name: str
    description: str | None
    version: int


class SupplierIn(In):
    """Without a ``code`` one is generated: S-0001, S-0002 ..."""

    id: UUID | None = None
    code: OptionalCode = None
    name: Name
    contact_name: OptionalName = None
    phone: OptionalPhone = None
    email: OptionalEmail = None
    lead_time_days: LeadTime = 7
    minimum_order: Price | None = None
    is_active: bool = True


class SupplierPatch(In):
    code: Code | None = None
    name: Name | None = None
    contact_name: OptionalName = None
    phone: OptionalPhone = None
    email: OptionalEmail = None
    lead_time_days: LeadTime | None = None
    minimum_order: Price | None = None
    is_active: bool | None = None


class SupplierOut(BaseModel):
    id: UUID
    code: str
    name: str
    contact_name: str | None
    phone: str | None
    email: str | None
    lead_time_days: int
    minimum_order: int | None
    is_active: bool
    version: int
