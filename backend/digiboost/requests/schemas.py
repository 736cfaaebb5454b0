from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from digiboost.kernel.http.fields import EmptyIsNone, In, Moment, PositiveQuantity, Storable, bounded
from digiboost.kernel.money import Price, Quantity
from digiboost.requests.types import (
    AnsweredBy,
    By,
    HistoryKind,
    MissionStep,
    OfferState,
    Outcome,
    PhotoKind,
    RequestSource,
    RequestState,
    Stage,
    Urgency,
)

Name = Annotated[str, bounded(120), Storable]
Note = Annotated[str, bounded(1000), Storable]
Reason = Annotated[str, bounded(300), Storable]
OptionalLine = Annotated[Annotated[str, bounded(300), Storable] | None, EmptyIsNone]
OptionalNote = Annotated[Annotated[str, bounded(2000), Storable] | None, EmptyIsNone]
OptionalPhone = Annotated[Annotated[str, bounded(40), Storable] | None, EmptyIsNone]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Language = Literal["fr", "en"]
Stars = Annotated[int, Field(ge=1, le=5)]
MAX_PHOTO = 5_000_000
"""Bytes of a picture as it is sent."""


# -- asking -------------------------------------------------------------------------------------


class Asked(In):
    """What a client asks for. A request without zone and place waits until somebody says where."""

    client_name: Name
    client_phone: OptionalPhone = None
    language: Language | None = Field(default=None, description="The client's; the company's when left out")
    service_id: UUID
    zone_id: UUID | None = None
    landmark: OptionalLine = Field(default=None, description="How one finds it: where streets have no names")
    latitude: Latitude | None = Field(default=None, description="Only beside `longitude`")
    longitude: Longitude | None = None
    description: OptionalNote = None
    urgency: Urgency = Urgency.NORMAL
    budget: Price | None = None
    wished_from: Moment | None = None
    wished_until: Moment | None = None


class RequestIn(Asked):
    """The same `id` again opens nothing new."""

    id: UUID | None = None
    customer_id: UUID | None = None


class RequestPatch(In):
    """Service, zone and place can be changed until somebody has accepted; the rest until it is over."""

    client_name: Name | None = None
    client_phone: OptionalPhone = None
    customer_id: UUID | None = None
    language: Language | None = None
    service_id: UUID | None = None
    zone_id: UUID | None = None
    landmark: OptionalLine = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    description: OptionalNote = None
    urgency: Urgency | None = None
    budget: Price | None = None
    wished_from: Moment | None = None
    wished_until: Moment | None = None


class FormIn(Asked):
    """A request by the company's public form. ``photo`` is base64 of a PNG or JPEG."""

    photo: Annotated[str | None, Field(max_length=900_000)] = None


class RequestCancelIn(In):
    reason: Reason
    with_fee: bool = Field(default=False, description="The client asked for it: the fee is due from en route on")


class ClientCancelIn(In):
    reason: OptionalLine = None


class RequestReasonIn(In):
    reason: Reason


class AssignIn(In):
    provider_id: UUID


class RequestCompleteIn(In):
    outcome: Outcome
    note: OptionalNote = None
    amount: Price | None = Field(default=None, description="Of the work, without its materials")
    after_photo_missing_reason: OptionalLine = None


class RequestNoteIn(In):
    note: Note


class ApproveIn(In):
    amount: Price = Field(description="Up to where the client agreed")


class ReviewIn(In):
    stars: Stars
    comment: OptionalNote = None


class RequestSettingsPatch(In):
    form_open: bool | None = None
    form_slug: Annotated[str, Field(pattern=r"^[a-z0-9](?:[a-z0-9-]{1,58}[a-z0-9])$")] | None = Field(
        default=None, description="The last part of the form's address"
    )
    start_code_required: bool | None = None
    quote_threshold: Price | None = Field(default=None, description="null: no repair waits for the client's word")
    cancel_fee: Price | None = None


# -- a provider's own ---------------------------------------------------------------------------


class DeclineIn(In):
    reason: OptionalLine = None


class ProposeIn(In):
    at: Moment
    note: OptionalNote = None


class StepIn(In):
    """A step of a mission. ``id`` is made by who sends it: the same one again changes nothing. A step that was made
    without a network on a version that is gone, and that is no longer possible, becomes a note."""

    id: UUID
    step: MissionStep
    occurred_at: Moment
    sent_at: Moment | None = Field(default=None, description="The sender's clock when it was sent")
    version: int = Field(ge=1, description="The version that was seen")
    code: Annotated[str, Field(pattern=r"^[0-9]{4}$")] | None = Field(
        default=None, description="Of diagnostic: the client's start code"
    )
    bypass_reason: OptionalLine = Field(default=None, description="Of diagnostic: why it begins without the code")
    reason: OptionalLine = Field(default=None, description="Of give_back: why")
    outcome: Outcome | None = Field(default=None, description="Of completed")
    note: OptionalNote = None
    amount: Price | None = Field(default=None, description="Of repair: the quote; of completed: what the work costs")
    after_photo_id: UUID | None = Field(default=None, description="Of completed: the photo that is on its way")
    after_photo_missing_reason: OptionalLine = None


class MissionNoteIn(In):
    id: UUID
    note: Note
    occurred_at: Moment


class MaterialIn(In):
    """From the company's stock (``product_id``) or bought on the way (``name`` and ``unit_price``)."""

    id: UUID
    product_id: UUID | None = None
    name: Annotated[Name | None, EmptyIsNone] = None
    quantity: PositiveQuantity
    unit_price: Price | None = Field(default=None, description="The product's sale price when left out")


class RequestPhotoIn(In):
    id: UUID
    kind: PhotoKind
    size: int = Field(ge=1, le=MAX_PHOTO, description="Bytes")
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    taken_at: Moment | None = None


# -- shown --------------------------------------------------------------------------------------


class RequestEtaOut(BaseModel):
    at: datetime
    low: datetime
    high: datetime


class StepOfOut(BaseModel):
    to_state: RequestState
    to_stage: Stage | None


class Shown(BaseModel):
    """What a request and a mission have in common."""

    id: UUID
    number: int
    client_name: str
    client_phone: str | None
    service_id: UUID
    service_name: str
    zone_id: UUID | None
    zone_name: str | None
    landmark: str | None
    urgency: Urgency
    state: RequestState
    stage: Stage | None
    percent: int
    state_at: datetime
    opened_at: datetime
    wished_from: datetime | None
    wished_until: datetime | None
    amount: int | None
    materials_amount: int
    source: RequestSource
    version: int
    eta: RequestEtaOut | None


class RequestOut(Shown):
    provider_id: UUID | None
    provider_name: str | None


class RequestHistoryOut(BaseModel):
    """``actor_name`` is null for clients and the system. ``skew_ms`` is by how much the sender's clock was ahead."""

    id: UUID
    kind: HistoryKind
    from_state: RequestState | None
    from_stage: Stage | None
    to_state: RequestState | None
    to_stage: Stage | None
    by: By
    actor_name: str | None
    reason: str | None
    note: str | None
    occurred_at: datetime
    received_at: datetime
    skew_ms: int | None


class OfferReasonOut(BaseModel):
    code: str
    points: float
    value: Any


class OfferOut(BaseModel):
    id: UUID
    provider_id: UUID
    provider_name: str
    wave: int
    rank: int
    score: float
    reasons: list[OfferReasonOut]
    state: OfferState
    expires_at: datetime
    created_at: datetime
    delivered_at: datetime | None
    seen_at: datetime | None
    answered_at: datetime | None
    answered_by: AnsweredBy | None
    reason: str | None
    proposed_at: datetime | None


class RequestPhotoOut(BaseModel):
    """``is_whole`` is false while parts of it are still missing."""

    id: UUID
    kind: PhotoKind
    width: int | None
    height: int | None
    taken_at: datetime | None
    is_whole: bool


class MaterialOut(BaseModel):
    id: UUID
    product_id: UUID | None
    name: str
    quantity: Quantity
    unit_price: int
    amount: int


class RequestReviewOut(BaseModel):
    stars: int
    comment: str | None
    created_at: datetime


class Detail(BaseModel):
    """What both details have besides. ``quote`` waits for the client while it is above ``approved_amount``."""

    language: Language
    latitude: float | None
    longitude: float | None
    description: str | None
    budget: int | None
    quote: int | None
    approved_amount: int | None
    outcome: Outcome | None
    outcome_note: str | None
    cancelled_by: Literal["client", "operator"] | None
    reason: str | None
    fee: int | None
    accepted_at: datetime | None
    enroute_at: datetime | None
    arrived_at: datetime | None
    started_at: datetime | None
    repair_at: datetime | None
    completed_at: datetime | None
    history: list[RequestHistoryOut]
    photos: list[RequestPhotoOut]
    materials: list[MaterialOut]
    review: RequestReviewOut | None
    allowed: list[StepOfOut]


class RequestDetail(RequestOut, Detail):
    """``allowed`` is where the caller may lead it now."""

    customer_id: UUID | None
    search_until: datetime | None
    wave: int
    start_code: str
    link_active: bool
    offers: list[OfferOut]


class MissionOfferOut(BaseModel):
    id: UUID
    expires_at: datetime
    rank: int
    reasons: list[OfferReasonOut]
    state: OfferState


class MissionOut(Shown):
    """``client_phone`` is null while it is only offered; ``distance_km`` where a place is unknown."""

    offer: MissionOfferOut | None
    distance_km: float | None


class MissionDetail(MissionOut, Detail):
    """``code_needed``: the work begins with the client's start code; ``quote_threshold``: a repair above it waits for
    the client's word."""

    code_needed: bool
    quote_threshold: int | None


class RequestCountsOut(BaseModel):
    """How many there are in each state; of what is over, of the last seven days. ``open`` is what is not over."""

    request_received: int
    provider_search: int
    provider_notified: int
    provider_accepted: int
    provider_enroute: int
    provider_arrived: int
    service_started: int
    service_completed: int
    no_provider_found: int
    cancelled: int
    open: int
    urgent: int


class RequestSettingsOut(BaseModel):
    """``form_url`` is null until the form's address was chosen or the settings were saved once."""

    form_open: bool
    form_slug: str | None
    form_url: str | None
    start_code_required: bool
    quote_threshold: int | None
    cancel_fee: int
    version: int


class RequestLinkOut(BaseModel):
    url: str
    expires_at: datetime


class StepOut(BaseModel):
    """``noted``: it came too late to be taken, and is a note in the history. ``is_mine``: the mission still is the
    caller's."""

    noted: bool
    state: RequestState
    stage: Stage | None
    percent: int
    version: int
    is_mine: bool


class AcceptedOut(BaseModel):
    request_id: UUID
    offer_state: OfferState
    state: RequestState
    version: int


class UploadOut(BaseModel):
    """Bytes that are here, and bytes that there will be."""

    received: int
    size: int


# -- without a session --------------------------------------------------------------------------


class CompanyCard(BaseModel):
    name: str
    phone: str | None


class FormServiceOut(BaseModel):
    id: UUID
    name: str
    base_price: int | None


class FormZoneOut(BaseModel):
    id: UUID
    name: str
    city: str


class FormOut(BaseModel):
    company: CompanyCard
    services: list[FormServiceOut]
    zones: list[FormZoneOut]
    language: Language
    currency: str


class FollowOut(BaseModel):
    """Where a client follows what they asked for."""

    url: str


class ClientProviderOut(BaseModel):
    provider_id: UUID
    name: str
    phone: str
    rating: float | None
    rating_count: int
    has_photo: bool


class PublicHistoryOut(BaseModel):
    state: RequestState
    stage: Stage | None
    at: datetime


class PublicRequestOut(BaseModel):
    """What a client sees. ``start_code`` is null unless somebody is to come; ``fee`` is what cancelling costs now, or
    has cost. ``quote`` is null unless the client is to say yes to it."""

    number: int
    service: str
    zone: str | None
    landmark: str | None
    description: str | None
    language: Language
    currency: str
    state: RequestState
    stage: Stage | None
    percent: int
    state_at: datetime
    opened_at: datetime
    provider: ClientProviderOut | None
    eta: RequestEtaOut | None
    start_code: str | None
    outcome: Outcome | None
    amount: int | None
    materials_amount: int
    quote: int | None
    can_cancel: bool
    fee: int | None
    can_relaunch: bool
    can_rate: bool
    can_approve: bool
    review: RequestReviewOut | None
    history: list[PublicHistoryOut]
    company: CompanyCard
