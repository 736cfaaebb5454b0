from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

Share = float | None


class TodayOut(BaseModel):
    new: int = Field(description="Offers that wait for an answer")
    accepted: int
    running: int
    done: int = Field(description="Completed today")


class EarnedOut(BaseModel):
    gross: int = Field(description="What clients pay, materials included, minor units")
    net: int = Field(description="Without the materials")
    missions: int


class AcceptanceOut(BaseModel):
    accepted: int
    delivered: int = Field(description="Offers that arrived and could be answered; others count against nobody")
    rate: Share = Field(description="Null before the first offer that arrived")


class RatingOut(BaseModel):
    mean: float | None = Field(description="1 to 5 over 90 days; null without a review")
    count: int
    before: float | None = Field(description="The mean of the 90 days before")


class DayOut(BaseModel):
    day: date
    amount: int
    missions: int


class ServiceShareOut(BaseModel):
    service_id: UUID
    name: str
    missions: int
    amount: int


class HeatOut(BaseModel):
    weekday: int = Field(description="Monday is 0")
    hour: int
    count: int


class WeekOut(BaseModel):
    monday: date
    mean: float | None
    count: int


class WaitingOut(BaseModel):
    unseen: int = Field(description="Open offers that were not looked at")
    urgent: int = Field(description="Open offers and missions not begun that are urgent")
    waiting: int = Field(description="Missions accepted more than 30 minutes ago whose wished time has come")


class MissionsSummaryOut(BaseModel):
    """A provider's own figures; days and hours are the company's."""

    today: TodayOut
    week: EarnedOut = Field(description="Since Monday")
    month: EarnedOut = Field(description="Since the first of the month")
    acceptance: AcceptanceOut = Field(description="7 days")
    rating: RatingOut
    response_seconds: float | None = Field(description="Median from an offer's arrival to its answer, 7 days")
    days: list[DayOut] = Field(description="30 days, the oldest first")
    services: list[ServiceShareOut] = Field(description="30 days, what earned most first")
    heat: list[HeatOut] = Field(description="When missions were accepted, 90 days; hours without one are left out")
    satisfaction: list[WeekOut] = Field(description="13 weeks, the oldest first")
    alerts: WaitingOut


class LiveOut(BaseModel):
    """The services day at this moment."""

    searching: int
    accepted: int
    running: int = Field(description="En route, arrived or being worked on")
    urgent: int = Field(description="Open and urgent")
    unassigned: int = Field(description="Open and nobody has it")
    opened_today: int
    completed_today: int
    cancelled_today: int
    nobody_today: int = Field(description="For which nobody was found today")
    amount_today: int
    accept_seconds: float | None = Field(description="Median from opening to acceptance, today")
    satisfaction: RatingOut = Field(description="All providers, 90 days")
    providers: int = Field(description="Active providers")
    available: int = Field(description="Who switched themselves to available and is not away")


class PerformanceRowOut(BaseModel):
    id: UUID | None = Field(description="Null for requests without a district")
    name: str | None
    requests: int
    completed: int
    success: Share = Field(description="Completed of those that are over")
    accept_seconds: float | None
    arrive_seconds: float | None = Field(description="Median from acceptance to arrival")
    satisfaction: float | None
    reviews: int
    amount: int


class TrendOut(BaseModel):
    day: date
    requests: int
    completed: int
    accept_seconds: float | None


class PhaseOut(BaseModel):
    phase: Literal["accept", "arrive", "work", "whole"] = Field(
        description="From opening to acceptance, to arrival, from the beginning of the work to its end, all of it"
    )
    cases: int
    low: float = Field(description="Seconds; eight of ten lie between low and high")
    median: float
    high: float


class PerformanceOut(BaseModel):
    first: date
    last: date
    total: PerformanceRowOut
    phases: list[PhaseOut] = Field(description="In their order; one without a case is left out")
    services: list[PerformanceRowOut]
    zones: list[PerformanceRowOut]
    providers: list[PerformanceRowOut]
    days: list[TrendOut]


AdviceCode = Literal["more_providers", "slow_answers", "low_acceptance", "low_rating"]


class AdviceOut(BaseModel):
    """Something to change, with the figures that speak for it."""

    code: AdviceCode
    service_id: UUID | None
    zone_id: UUID | None
    provider_id: UUID | None
    name: str
    hour: int | None
    cases: int = Field(description="How many requests or offers it rests on")
    value: float = Field(description="A share, for slow_answers seconds, for low_rating stars")
    usual: float = Field(description="The company's own figure")


class OptimizationOut(BaseModel):
    first: date
    last: date
    items: list[AdviceOut] = Field(description="The weightiest first; empty while there is not enough to go by")
    enough: bool = Field(description="Whether there are requests enough to say anything")
