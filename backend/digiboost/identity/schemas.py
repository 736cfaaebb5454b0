from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, EmailStr, Field, StringConstraints

from digiboost.identity.types import Half, Role

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Password = Annotated[str, Field(min_length=8, max_length=200)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=30)]
Language = Literal["fr", "en"]
AssignableRole = Literal[Role.OWNER, Role.MANAGER, Role.EMPLOYEE, Role.VIEWER]


def _in_order(halves: list[Half]) -> list[Half]:
    return [half for half in Half if half in halves]


Halves = Annotated[
    list[Half],
    Field(min_length=1, max_length=2, description="What the company does; its screens follow"),
    AfterValidator(_in_order),
]


def normalise_email(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


SentCode = Annotated[str, StringConstraints(strip_whitespace=True, pattern="^[0-9]{6}$")]
Totp = Annotated[str, StringConstraints(strip_whitespace=True, pattern="^[0-9A-Za-z -]{6,20}$")]
"""Of the authenticator application, or a recovery code."""
Email = Annotated[EmailStr, BeforeValidator(normalise_email), Field(max_length=200)]


class In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignUp(In):
    company_name: Name
    ninea: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20)] | None = None
    country: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")] = "SN"
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] = "XOF"
    language: Language = "fr"
    time_zone: Annotated[str, Field(max_length=64)] = "Africa/Dakar"
    full_name: Name
    email: Email
    phone: Phone | None = None
    password: Password
    halves: Halves = [Half.STOCK]


class LoginIn(In):
    email: Email
    password: Annotated[str, Field(max_length=200)]
    tenant_id: UUID | None = None
    totp: Totp | None = None


class Dialled(In):
    country: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")] = Field(
        default="SN", description="Where a number without its prefix is dialled"
    )


class AddressIn(Dialled):
    """A telephone or an e-mail."""

    phone: Phone | None = None
    email: Email | None = None


class CodeIn(Dialled):
    phone: Phone
    channel: Literal["whatsapp", "sms"] = Field(
        default="whatsapp", description="Where it is tried first; by SMS it is on WhatsApp never"
    )
    language: Language | None = None


class CodeAsked(BaseModel):
    """The same whether somebody has this address or nobody."""

    digits: int
    expires_in: int = Field(description="Seconds")
    again_in: int = Field(description="Seconds after which another code may be worth asking for")


class CodeLoginIn(Dialled):
    phone: Phone
    code: SentCode
    tenant_id: UUID | None = None
    totp: Totp | None = None


class RecoveryIn(AddressIn):
    channel: Literal["whatsapp", "sms"] = "whatsapp"
    language: Language | None = None


class NewPasswordIn(AddressIn):
    code: SentCode
    new_password: Password
    tenant_id: UUID | None = None
    totp: Totp | None = None


class SecondFactorIn(In):
    """The password of who has one."""

    password: Annotated[str, Field(max_length=200)] | None = None


class TotpIn(In):
    totp: Totp


class SecondFactorEnd(In):
    """The password, a code of the application, or a recovery code."""

    password: Annotated[str, Field(max_length=200)] | None = None
    totp: Totp | None = None


class SecondFactorOut(BaseModel):
    on_since: datetime | None
    recovery_codes_left: int


class SecondFactorStart(BaseModel):
    key: str = Field(description="To be typed where no camera is at hand (base32)")
    uri: str
    qr_svg: str = Field(description="The uri as a QR code")


class RecoveryCodesOut(BaseModel):
    codes: list[str]
    """Shown this once; each opens once."""


class AcceptInvitation(In):
    token: Annotated[str, Field(max_length=200)]
    full_name: Name
    password: Password


Pin = Annotated[str, StringConstraints(pattern="^[0-9]{4,6}$")]


class PinIn(In):
    """One's own PIN: 4 to 6 digits. The password proves that it is oneself; who has none must have signed in on this
    device."""

    password: Annotated[str, Field(max_length=200)] | None = None
    pin: Pin


class ActIn(In):
    """Who acts from now on, and the proof that going up asks for: their PIN, or their password."""

    user_id: UUID
    pin: Pin | None = None
    password: Annotated[str, Field(max_length=200)] | None = None


class PersonOut(BaseModel):
    """Who may act on a shared phone."""

    id: UUID
    name: str
    role: Role
    has_pin: bool


class OpenedBy(BaseModel):
    """Who signed in on this device."""

    id: UUID
    name: str


class UserOut(BaseModel):
    id: UUID
    email: str | None
    full_name: str
    phone: str | None
    role: Role
    language: Language
    is_active: bool
    has_pin: bool
    has_password: bool
    second_factor_at: datetime | None = Field(description="Since when signing in asks for a second factor")
    phone_verified_at: datetime | None = Field(
        description="When a message from this telephone, or a code sent to it, proved that it is theirs; null until"
        " then, and when it changes"
    )
    last_seen_at: datetime | None
    created_at: datetime
    version: int


class PhoneLinkOut(BaseModel):
    """What a person sends from their own telephone to prove that it is theirs."""

    code: str
    whatsapp_url: str | None = Field(
        description="Opens a chat with us, with the message written; null without a number"
    )
    sms_number: str | None = Field(description="Where the code may go by SMS; null when no SMS is read")
    expires_at: datetime


class TenantOut(BaseModel):
    id: UUID
    name: str
    ninea: str | None
    country: str
    currency: str
    currency_exponent: int
    language: Language
    time_zone: str
    phone: str | None
    address: str | None
    halves: list[Half]
    version: int


class Me(BaseModel):
    user: UserOut
    tenant: TenantOut
    permissions: list[str]
    opened_by: OpenedBy


class TokenOut(BaseModel):
    """The next token of a caller whose profile has not changed."""

    access_token: str
    expires_in: int
    """Seconds."""


class SessionOut(Me):
    access_token: str
    token_type: Literal["bearer"]
    expires_in: int
    profile: str
    """Names what the profile holds; sent back as ``X-Profile``, it keeps an unchanged one from being sent again."""


class MePatch(In):
    full_name: Name | None = None
    phone: Phone | None = None
    language: Language | None = None


class PasswordChange(In):
    current_password: Annotated[str, Field(max_length=200)]
    new_password: Password


class TenantPatch(In):
    name: Name | None = None
    ninea: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20)] | None = None
    phone: Phone | None = None
    address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] | None = None
    language: Language | None = None
    time_zone: Annotated[str, Field(max_length=64)] | None = None
    halves: Halves | None = None


class UserPatch(In):
    role: AssignableRole | None = None
    is_active: bool | None = None
    full_name: Name | None = None


class InvitationIn(In):
    email: Email
    role: AssignableRole


class InvitationOut(BaseModel):
    id: UUID
    email: str
    role: Role
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None


class InvitationCreated(InvitationOut):
    accept_url: str
    """Shown once; whoever opens it joins the company."""


class DeviceOut(BaseModel):
    id: UUID
    label: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


class AuditOut(BaseModel):
    seq: int
    at: datetime
    user_id: UUID | None
    action: str
    subject_type: str
    subject_id: str
    details: dict[str, Any]
