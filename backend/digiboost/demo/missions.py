"""The missions of a demo company that sends people out: who works there, what clients asked for, how it went.

Rows as the tables of providers and requests hold them, up to a moment: a request that was under way then is under way.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from digiboost.demo.ids import stable_id
from digiboost.demo.people import DOMAIN, full_names, phones, slug
from digiboost.demo.types import DemoTenant, DemoUser
from digiboost.kernel.text import fold

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trade:
    """A service: its share of the requests, what it costs and how long it takes."""

    name: str
    share: float
    price: int
    minutes: int
    problems: tuple[str, ...]


_LEAKS = ("Fuite sous l’évier", "Chasse d’eau qui coule", "Évier bouché", "Robinet à changer")
_POWER = ("Plus de courant dans deux pièces", "Disjoncteur qui saute", "Prise brûlée")
_COLD = ("Climatiseur qui ne refroidit plus", "Split qui goutte", "Entretien avant les chaleurs")
_MACHINES = ("Machine à laver en panne", "Congélateur qui ne gèle plus", "Four qui ne chauffe plus")
SERVICES = (
    Trade("Plomberie", 0.34, 10_000, 60, _LEAKS),
    Trade("Électricité", 0.26, 10_000, 75, _POWER),
    Trade("Froid et climatisation", 0.24, 15_000, 90, _COLD),
    Trade("Électroménager", 0.16, 12_000, 80, _MACHINES),
)
LANDMARKS = (
    "En face de la pharmacie",
    "Derrière l’école publique",
    "Portail bleu après le carrefour",
    "Immeuble au-dessus de la boulangerie",
    "À côté de la station-service",
    "Deuxième rue à gauche après l’église",
    "Près du marché, maison à étage",
)
COMMENTS = {
    5: ("Rapide et propre.", "Très professionnel, merci !", "Il a pris le temps d’expliquer."),
    4: ("Bon travail.", "Un peu de retard mais bien fait."),
    3: ("Correct, mais il a fallu rappeler.",),
    2: ("Le problème est revenu.",),
    1: ("Pas venu à l’heure, pas réglé.",),
}
DECLINES = ("Trop loin", "Déjà occupé", "Pas le bon matériel")
CANCELS = ("J’ai trouvé quelqu’un d’autre", "Ce n’est plus nécessaire", "Erreur de ma part")
PEOPLE = 7
A_DAY = 6.0
"""Requests on a usual day."""
HOURS = tuple(
    (hour, weight) for hour, weight in zip(range(7, 20), (3, 8, 11, 10, 8, 6, 5, 7, 9, 9, 7, 4, 2), strict=True)
)
LIVE_MINUTES = (4, 16, 33, 52, 75, 105, 150)
"""How long ago the last requests came, so that there is something to see at any hour."""
OFFER_SECONDS = 90
SPEED_KMH, DETOUR = 22.0, 1.3


@dataclass
class Missions:
    """Rows by table, in an order that foreign keys allow; ``users`` are the providers' own accounts."""

    users: list[DemoUser] = field(default_factory=list)
    services: list[Row] = field(default_factory=list)
    zones: list[Row] = field(default_factory=list)
    providers: list[Row] = field(default_factory=list)
    skills: list[Row] = field(default_factory=list)
    provider_zones: list[Row] = field(default_factory=list)
    hours: list[Row] = field(default_factory=list)
    requests: list[Row] = field(default_factory=list)
    history: list[Row] = field(default_factory=list)
    offers: list[Row] = field(default_factory=list)
    reviews: list[Row] = field(default_factory=list)


def missions(demo: DemoTenant, zones: Sequence[Row], moment: datetime) -> Missions:
    """The missions of ``demo`` up to ``moment``, in the given ``zones`` ({id, name, latitude, longitude, ...}).

    The same (seed, day, moment) gives the same rows.
    """
    return _Writer(demo, zones, moment).write()


class _Writer:
    def __init__(self, demo: DemoTenant, zones: Sequence[Row], moment: datetime) -> None:
        self.demo, self.moment = demo, moment
        self.random = Random(f"{demo.seed}/{demo.key}/missions")  # noqa: S311 - repeatable, not secret
        self.zone = ZoneInfo(demo.company.time_zone)
        self.made = Missions(zones=list(zones))
        self.quality: dict[UUID, float] = {}
        self.free_at: dict[UUID, datetime] = {}
        self.number = 0

    def write(self) -> Missions:
        self._services()
        self._providers()
        for opened_at in self._openings():
            self._request(opened_at)
        for provider in self.made.providers:
            reviews = [one for one in self.made.reviews if one["provider_id"] == provider["id"]]
            provider["rating_count"] = len(reviews)
            provider["rating_sum"] = sum(one["stars"] for one in reviews)
        return self.made

    def _id(self, *names: str) -> UUID:
        return stable_id(self.demo.seed, self.demo.key, *names)

    # -- who works there ------------------------------------------------------------------------

    def _services(self) -> None:
        for trade in SERVICES:
            self.made.services.append(
                {
                    "id": self._id("service", trade.name),
                    "name": trade.name,
                    "name_key": fold(trade.name),
                    "base_price": trade.price,
                    "minutes": trade.minutes,
                    "is_active": True,
                }
            )

    def _providers(self) -> None:
        random, made = self.random, self.made
        taken = {user.full_name for user in self.demo.users}
        names = (
            name for name, woman in full_names(self.demo.company.country, random) if not woman and name not in taken
        )
        numbers = phones(self.demo.company.country, Random(f"{self.demo.seed}/providers"))  # noqa: S311 - repeatable
        for place in range(PEOPLE):
            name, phone = next(names), next(numbers)
            user_id, provider_id = self._id("user", f"provider {place}"), self._id("provider", str(place))
            home = made.zones[(place * 5) % len(made.zones)]
            made.users.append(
                DemoUser(user_id, f"{slug(name)}@{DOMAIN}", name, phone, "provider", "fr", self.demo.company.created_at)
            )
            made.providers.append(
                {
                    "id": provider_id,
                    "user_id": user_id,
                    "lead_id": made.providers[0]["id"] if place in (1, 2) else None,
                    "name": name,
                    "name_key": fold(name),
                    "search_text": fold(f"{name} {phone}"),
                    "phone": phone,
                    "about": None,
                    "latitude": home["latitude"],
                    "longitude": home["longitude"],
                    "hourly_rate": 3_000 + 500 * (place % 4),
                    "callout_fee": 2_000,
                    "capacity": 2,
                    "is_available": place != PEOPLE - 1,
                    "is_there": place != PEOPLE - 1,
                    "auto_accept": place == 0,
                }
            )
            self.quality[provider_id] = random.uniform(0.55, 0.97)
            first = place % len(SERVICES)
            for offset, level in ((0, 3 if place % 3 == 0 else 2), (1, 1 + place % 2)):
                service = made.services[(first + offset) % len(SERVICES)]
                made.skills.append({"provider_id": provider_id, "service_id": service["id"], "level": level})
            near = sorted(made.zones, key=lambda zone: _km(zone, home))[:7]
            made.provider_zones += [{"provider_id": provider_id, "zone_id": zone["id"]} for zone in near]
            for weekday in range(6):
                closes = time(18) if weekday < 5 else time(14)
                made.hours.append(
                    {"provider_id": provider_id, "weekday": weekday, "opens": time(7, 30), "closes": closes}
                )

    # -- when clients ask -----------------------------------------------------------------------

    def _openings(self) -> Iterator[datetime]:
        random, moments = self.random, []
        first_live = self.moment - timedelta(minutes=max(LIVE_MINUTES) + 5)
        day = self.demo.first_day
        while day <= self.moment.astimezone(self.zone).date():
            usual = A_DAY * (0.15 if day.weekday() == 6 else 1.2 if day.weekday() in (0, 5) else 1.0)
            for _ in range(_poisson(usual, random)):
                hour = random.choices([one for one, _ in HOURS], [weight for _, weight in HOURS])[0]
                at = datetime.combine(day, time(hour, random.randrange(60), random.randrange(60)), self.zone)
                if at < first_live:
                    moments.append(at)
            day += timedelta(days=1)
        moments += [self.moment - timedelta(minutes=minutes, seconds=20) for minutes in LIVE_MINUTES]
        yield from sorted(moments)

    # -- one request ----------------------------------------------------------------------------

    def _request(self, opened_at: datetime) -> None:
        random, made = self.random, self.made
        self.number += 1
        place = str(self.number)
        service_at = random.choices(range(len(SERVICES)), [one.share for one in SERVICES])[0]
        trade, service = SERVICES[service_at], made.services[service_at]
        zone = random.choice(made.zones)
        customer = random.choice(self.demo.customers) if random.random() < 0.6 else None
        name = customer.name if customer else next(n for n, _ in full_names(self.demo.company.country, random))
        phone = customer.phone if customer else next(phones(self.demo.company.country, random))
        urgency = random.choices(("normal", "urgent", "emergency"), (0.76, 0.19, 0.05))[0]
        row: Row = {
            "id": self._id("request", place),
            "number": self.number,
            "customer_id": customer.id if customer else None,
            "client_name": name,
            "client_phone": phone,
            "language": "fr",
            "search_text": fold(f"{self.number} {name} {phone}"),
            "service_id": service["id"],
            "zone_id": zone["id"],
            "landmark": random.choice(LANDMARKS),
            "description": random.choice(trade.problems),
            "urgency": urgency,
            "budget": random.choice((None, None, None, 15_000, 25_000, 40_000)),
            "source": random.choices(("operator", "form", "whatsapp"), (0.5, 0.35, 0.15))[0],
            "state": "request_received",
            "stage": None,
            "percent": 5,
            "state_at": opened_at,
            "provider_id": None,
            "start_code": f"{random.randrange(10_000):04d}",
            "opened_at": opened_at,
            "search_until": opened_at + timedelta(minutes=30),
            "wave": 0,
            "materials_amount": 0,
        }
        made.requests.append(row)
        self._live_through(row, trade, zone, opened_at)

    def _live_through(self, row: Row, trade: Trade, zone: Row, opened_at: datetime) -> None:
        random = self.random
        at = opened_at + timedelta(seconds=random.uniform(0.3, 2))
        if not self._move(row, at, "provider_search", None, 15, "system"):
            return
        ranked = self._ranked(row, zone, at)
        for wave in range(1, 4):
            asked = ranked[(wave - 1) * 3 : wave * 3]
            if not asked:
                break
            at += timedelta(seconds=random.uniform(0.2, 1.5))
            row["wave"] = wave
            if not self._move(row, at, "provider_notified", None, 25, "system"):
                return
            winner, answered_at = self._offer(row, asked, wave, at)
            if winner is not None:
                self._go(row, trade, zone, winner, answered_at)
                return
            at = answered_at
            if not self._move(row, at, "provider_search", None, 15, "system"):
                return
        self._move(row, max(at, row["search_until"]), "no_provider_found", None, 15, "system")

    def _ranked(self, row: Row, zone: Row, at: datetime) -> list[tuple[Row, float]]:
        able = {one["provider_id"] for one in self.made.skills if one["service_id"] == row["service_id"]}
        free = [
            one
            for one in self.made.providers
            if one["id"] in able
            and one["is_available"]
            and self.free_at.get(one["id"], at) <= at + timedelta(minutes=45)
        ]
        scored = [
            (one, round(max(10.0, 92 - 5 * _km(one, zone) + 8 * self.quality[one["id"]] + self.random.gauss(0, 3)), 1))
            for one in free
        ]
        return sorted(((one, min(score, 99.0)) for one, score in scored), key=lambda pair: -pair[1])

    def _offer(
        self, row: Row, asked: Sequence[tuple[Row, float]], wave: int, at: datetime
    ) -> tuple[Row | None, datetime]:
        """The offers of a wave; who accepted and when, or None and when the wave was over."""
        random, expires_at = self.random, at + timedelta(seconds=OFFER_SECONDS)
        answers: list[tuple[Row, float, str, datetime]] = []
        for provider, score in asked:
            chance = random.random()
            answer = "accepted" if chance < 0.62 else "declined" if chance < 0.75 else "expired"
            answers.append((provider, score, answer, at + timedelta(seconds=random.uniform(12, OFFER_SECONDS - 2))))
        yes = min((one for one in answers if one[2] == "accepted"), key=lambda one: one[3], default=None)
        over_at = yes[3] if yes else max((one[3] if one[2] == "declined" else expires_at) for one in answers)
        for rank, (provider, score, answer, answered_at) in enumerate(answers, 1):
            state = answer if yes is None or provider is yes[0] or answered_at < yes[3] else "withdrawn"
            state = "withdrawn" if state == "accepted" and yes is not None and provider is not yes[0] else state
            state = "expired" if state == "expired" and yes is None else "withdrawn" if state == "expired" else state
            ends_at = answered_at if state in ("accepted", "declined") else over_at
            if ends_at > self.moment:
                state = "open"
            answered = state in ("accepted", "declined")
            self.made.offers.append(
                {
                    "id": self._id("offer", str(row["number"]), str(wave), str(rank)),
                    "request_id": row["id"],
                    "provider_id": provider["id"],
                    "wave": wave,
                    "rank": rank,
                    "score": score,
                    "reasons": [{"code": "distance", "points": round(score * 0.3, 1), "value": None}],
                    "state": state,
                    "expires_at": expires_at,
                    "delivered_at": at + timedelta(seconds=2),
                    "seen_at": at + timedelta(seconds=8) if answered else None,
                    "answered_at": answered_at if answered else None,
                    "answered_by": random.choice(("app", "app", "whatsapp")) if answered else None,
                    "reason": random.choice(DECLINES) if state == "declined" else None,
                    "created_at": at,
                }
            )
        return (yes[0] if yes else None), over_at

    def _go(self, row: Row, trade: Trade, zone: Row, provider: Row, at: datetime) -> None:
        random, quality = self.random, self.quality[provider["id"]]
        if not self._move(row, at, "provider_accepted", None, 40, "provider", provider):
            return
        row["provider_id"] = provider["id"]
        row["accepted_at"] = at
        if random.random() < 0.05:
            at += timedelta(minutes=random.uniform(2, 20))
            if self._move(row, at, "cancelled", None, 40, "client", reason=random.choice(CANCELS)):
                row["cancelled_by"], row["reason"] = "client", self.made.history[-1]["reason"]
            return
        work = timedelta(minutes=trade.minutes * random.lognormvariate(-0.1, 0.35))
        pace = 0.6 if row["urgency"] != "normal" else 1.0
        travel = timedelta(minutes=6 + 60 * _km(provider, zone) * DETOUR / SPEED_KMH * random.lognormvariate(0, 0.25))
        steps: list[tuple[str, str | None, int, str, timedelta]] = [
            ("provider_enroute", None, 55, "enroute_at", timedelta(minutes=pace * random.lognormvariate(2.1, 0.5))),
            ("provider_arrived", None, 65, "arrived_at", travel),
            ("service_started", "diagnostic", 75, "started_at", timedelta(minutes=random.uniform(1, 6))),
            ("service_started", "repair", 85, "repair_at", timedelta(minutes=random.lognormvariate(2.5, 0.4))),
            ("service_completed", None, 100, "completed_at", work),
        ]
        for state, stage, percent, column, lasts in steps:
            at += lasts
            if not self._move(row, at, state, stage, percent, "provider", provider):
                return
            row[column] = at
        self.free_at[provider["id"]] = at
        fixed = random.random() < 0.86 + 0.12 * quality
        row["outcome"] = "fixed" if fixed else "not_fixed"
        row["outcome_note"] = None if fixed else "Pièce à commander"
        row["amount"] = max(5_000, round(trade.price * random.lognormvariate(0.25, 0.4) / 500) * 500)
        reviewed_at = at + timedelta(hours=random.uniform(0.2, 20))
        if random.random() < 0.62 and reviewed_at <= self.moment:
            stars = _stars(quality if fixed else quality - 0.45, random)
            comment = random.choice(COMMENTS[stars]) if random.random() < 0.5 else None
            review = {"request_id": row["id"], "provider_id": provider["id"], "stars": stars, "comment": comment}
            self.made.reviews.append(review | {"created_at": reviewed_at})

    def _move(
        self,
        row: Row,
        at: datetime,
        state: str,
        stage: str | None,
        percent: int,
        by: str,
        provider: Row | None = None,
        reason: str | None = None,
    ) -> bool:
        """Leads the request on; False where that is yet to come."""
        if at > self.moment:
            return False
        self.made.history.append(
            {
                "id": self._id("step", str(row["number"]), str(len(self.made.history))),
                "request_id": row["id"],
                "kind": "transition",
                "from_state": row["state"],
                "from_stage": row["stage"],
                "to_state": state,
                "to_stage": stage,
                "by": by,
                "provider_id": provider["id"] if provider else None,
                "user_id": provider["user_id"] if provider else None,
                "reason": reason,
                "occurred_at": at,
                "received_at": at + timedelta(seconds=1),
            }
        )
        row["state"], row["stage"], row["percent"], row["state_at"] = state, stage, percent, at
        return True


def _km(one: Row, other: Row) -> float:
    """Along a straight line, close enough within a city (one degree is 111 km)."""
    north = (one["latitude"] - other["latitude"]) * 111.2
    east = (one["longitude"] - other["longitude"]) * 111.2 * math.cos(math.radians(one["latitude"]))
    return math.hypot(north, east)


def _poisson(mean: float, random: Random) -> int:
    """Knuth's method; the means here are small."""
    limit, product, count = math.exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count


def _stars(quality: float, random: Random) -> int:
    return min(5, max(1, round(random.gauss(2.2 + 2.9 * quality, 0.7))))
