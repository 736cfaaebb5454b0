"""The three demo companies: who they are, who works there, when they are open, what moves their trade."""

from collections.abc import Mapping
from dataclasses import dataclass

from digiboost.demo.seasons import Effect, Year
from digiboost.demo.types import PaymentMethod, Role

Hours = tuple[tuple[int, float], ...]
"""Hours of the day (local) with the share of customers who come in each."""


@dataclass(frozen=True, slots=True)
class Person:
    """`counter` is the share of the sales that this person rings up, `pin` what a shared phone asks for."""

    full_name: str
    role: Role
    counter: float
    pin: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """One company and its way of working; shares are 0 to 1, counts are per simulated time.

    `basket` holds the shares of tickets with one line, two lines and so on. `carnets` customers buy on credit.
    `opening_float` is what the till holds every morning (0: nobody counts it), `deposit` what goes to the bank twice
    a week. `dates`: whether expiry dates are noted when goods come in.
    """

    key: str
    goods: str
    name: str
    ninea: str | None
    country: str
    currency: str
    time_zone: str
    address: str
    halves: tuple[str, ...]
    staff: tuple[Person, ...]
    months: int
    customers: int
    tickets: float
    year: Year
    hours: Hours
    friday_hours: Hours
    sunday_hours: Hours
    basket: tuple[float, ...]
    named: float
    payments: Mapping[PaymentMethod, float]
    cover_days: int
    barcodes: float
    returns: float
    breakage: float
    breakage_reasons: tuple[str, ...]
    return_reasons: tuple[str, ...]
    jobs: float
    dead: int
    launched: int
    past_shortages: int
    present_shortages: int
    carnets: int
    opening_float: int
    deposit: int
    dates: bool = False

    @property
    def basket_mean(self) -> float:
        """Mean number of lines on a ticket."""
        return sum(share * (place + 1) for place, share in enumerate(self.basket)) / sum(self.basket)


def _from(opening: int, *shares: float) -> Hours:
    """One share of the customers for each hour from opening time."""
    return tuple((opening + place, share) for place, share in enumerate(shares))


_SENEGAL = {(1, 1): 0.0, (4, 4): 0.45, (5, 1): 0.0, (8, 15): 0.6, (11, 1): 0.7, (12, 25): 0.35}

HARDWARE = Profile(
    key="quincaillerie",
    goods="hardware",
    name="Quincaillerie Ndiaye & Fils",
    ninea="000123457 2G3",
    country="SN",
    currency="XOF",
    time_zone="Africa/Dakar",
    address="Avenue Blaise Diagne x rue 25, Médina, Dakar",
    halves=("stock",),
    staff=(
        Person("El Hadji Ndiaye", "owner", 0.1, "2580"),
        Person("Fatou Ndiaye", "manager", 0.2),
        Person("Modou Diouf", "employee", 0.4, "1937"),
        Person("Awa Sarr", "employee", 0.3, "4406"),
        Person("Cheikh Ndiaye", "viewer", 0.0),
    ),
    months=12,
    customers=60,
    tickets=59,
    year=Year(
        weekdays=(1.3, 0.93, 0.95, 0.98, 0.8, 1.34, 0.3),
        months=(1.08, 1.06, 1.05, 1.03, 1.04, 1.0, 0.86, 0.8, 0.84, 0.98, 1.06, 1.04),
        categories={
            "CIM": (1.12, 1.12, 1.12, 1.1, 1.08, 1.0, 0.65, 0.52, 0.6, 0.95, 1.1, 1.12),
            "FER": (1.1, 1.1, 1.1, 1.08, 1.05, 1.0, 0.7, 0.58, 0.66, 0.95, 1.08, 1.1),
            "ETA": (0.55, 0.5, 0.5, 0.55, 0.9, 1.8, 2.5, 2.6, 2.0, 1.0, 0.6, 0.55),
            "TOL": (0.7, 0.7, 0.7, 0.75, 1.1, 1.8, 2.1, 2.0, 1.6, 0.9, 0.7, 0.7),
            "PEI": (0.95, 0.95, 1.0, 0.95, 0.95, 0.9, 0.65, 0.55, 0.6, 0.95, 1.0, 1.15),
            "PVC": (0.95, 0.95, 0.95, 0.95, 1.0, 1.1, 1.2, 1.2, 1.15, 1.0, 0.95, 0.95),
        },
        effects=(
            Effect("tabaski", -21, -4, 1.06, {"PEI": 2.5, "SAN": 1.2}),
            Effect("tabaski", -3, -1, 0.75, {"PEI": 1.3}),
            Effect("tabaski", 0, 1, 0.0),
            Effect("tabaski", 2, 6, 0.5),
            Effect("ramadan", 0, 28, 0.9),
            Effect("korite", -16, -2, 1.04, {"PEI": 1.9}),
            Effect("korite", 0, 0, 0.0),
            Effect("korite", 1, 2, 0.55),
            Effect("magal", -3, 2, 0.4),
            Effect("gamou", -1, 1, 0.6),
            Effect("tamkharit", 0, 0, 0.7),
        ),
        holidays=_SENEGAL,
        payday=0.17,
        growth=0.1,
    ),
    hours=_from(8, 9, 13, 14, 12, 8, 5, 6, 9, 11, 9, 4),
    friday_hours=_from(8, 11, 16, 17, 15, 8, 0.6, 1.5, 8, 12, 9, 4),
    sunday_hours=_from(9, 5, 7, 6, 3),
    basket=(0.27, 0.24, 0.19, 0.14, 0.1, 0.06),
    named=0.4,
    payments={"cash": 0.62, "mobile_money": 0.28, "credit": 0.1},
    cover_days=26,
    barcodes=0.8,
    returns=0.011,
    breakage=0.12,
    breakage_reasons=("Casse", "Article abîmé en rayon", "Emballage déchiré", "Usage interne"),
    jobs=0.0,
    dead=24,
    launched=8,
    return_reasons=(
        "Article défectueux",
        "Mauvaise référence",
        "Surplus de chantier",
        "Le client a changé d'avis",
    ),
    past_shortages=45,
    present_shortages=11,
    carnets=25,
    opening_float=50_000,
    deposit=500_000,
)

PHARMACY = Profile(
    key="pharmacie",
    goods="pharmacy",
    name="Pharmacie de la Gare",
    ninea="000234568 2V2",
    country="SN",
    currency="XOF",
    time_zone="Africa/Dakar",
    address="Avenue Léopold Sédar Senghor, face à la gare, Thiès",
    halves=("stock",),
    staff=(
        Person("Dr Aminata Cissé", "owner", 0.15, "7153"),
        Person("Babacar Faye", "manager", 0.25),
        Person("Coumba Seck", "employee", 0.33, "2048"),
        Person("Lamine Badji", "employee", 0.27, "6391"),
        Person("Rokhaya Cissé", "viewer", 0.0),
    ),
    months=6,
    customers=45,
    tickets=52,
    year=Year(
        weekdays=(1.15, 1.02, 1.0, 1.0, 0.9, 1.12, 0.5),
        months=(1.06, 1.04, 1.0, 0.95, 0.94, 0.95, 1.0, 1.06, 1.1, 1.1, 1.04, 1.05),
        categories={
            "PAL": (0.7, 0.55, 0.5, 0.5, 0.55, 0.7, 1.2, 1.9, 2.7, 3.0, 2.1, 1.1),
            "TOU": (2.0, 1.9, 1.4, 1.0, 0.8, 0.75, 0.8, 0.85, 0.85, 0.95, 1.3, 1.8),
            "GAS": (0.9, 0.9, 0.9, 0.95, 1.0, 1.1, 1.4, 1.6, 1.5, 1.1, 0.95, 0.9),
            "DER": (0.9, 0.9, 0.95, 1.0, 1.0, 1.1, 1.3, 1.35, 1.25, 1.1, 0.95, 0.9),
            "VIT": (1.1, 1.1, 1.0, 1.0, 0.95, 0.95, 1.0, 1.0, 1.05, 1.2, 1.1, 1.1),
        },
        effects=(
            Effect("tabaski", -2, -1, 1.15, {"GAS": 1.3}),
            Effect("tabaski", 0, 0, 0.0),
            Effect("tabaski", 1, 4, 0.75, {"GAS": 1.9}),
            Effect("ramadan", 0, 28, 0.95, {"GAS": 1.25}),
            Effect("korite", 0, 0, 0.0),
            Effect("magal", -3, -1, 1.2),
            Effect("magal", 0, 1, 0.6),
            # The pilgrims to Tivaouane change trains and buses at Thiès.
            Effect("gamou", -3, 1, 1.3, {"ANT": 1.2, "GAS": 1.2}),
        ),
        holidays={(1, 1): 0.4, (5, 1): 0.4, (12, 25): 0.5},
        payday=0.12,
        growth=0.06,
    ),
    hours=_from(8, 6, 9, 10, 9, 7, 5, 4, 5, 7, 9, 10, 9, 6, 4),
    friday_hours=_from(8, 7, 10, 11, 9, 6, 1.5, 2, 6, 8, 10, 11, 9, 6, 4),
    sunday_hours=_from(9, 6, 8, 8, 6, 0, 0, 0, 5, 7, 8, 6),
    basket=(0.27, 0.24, 0.19, 0.14, 0.1, 0.06),
    named=0.22,
    payments={"cash": 0.66, "mobile_money": 0.27, "credit": 0.03, "card": 0.04},
    cover_days=12,
    barcodes=0.97,
    returns=0.004,
    breakage=0.25,
    breakage_reasons=("Périmé", "Périmé", "Casse", "Emballage endommagé"),
    jobs=0.0,
    dead=18,
    launched=4,
    past_shortages=40,
    present_shortages=12,
    carnets=25,
    opening_float=30_000,
    deposit=100_000,
    dates=True,
    return_reasons=("Erreur de délivrance", "Ordonnance modifiée", "Boîte abîmée"),
)

SERVICES = Profile(
    key="depannage",
    goods="services",
    name="Dépann'Express Douala",
    ninea=None,
    country="CM",
    currency="XAF",
    time_zone="Africa/Douala",
    address="Rue Toyota, Bonapriso, Douala",
    halves=("services", "stock"),
    staff=(
        Person("Alain Ekambi", "owner", 0.2),
        Person("Clarisse Fotso", "manager", 0.5),
        Person("Serge Mbarga", "employee", 0.1),
        Person("Boris Talla", "employee", 0.1),
        Person("Désiré Njoya", "employee", 0.1),
        Person("Estelle Kamga", "viewer", 0.0),
    ),
    months=6,
    customers=30,
    tickets=1.6,
    year=Year(
        weekdays=(1.2, 1.0, 1.0, 1.0, 1.1, 0.8, 0.0),
        months=(1.05, 1.15, 1.15, 1.1, 1.0, 0.9, 0.8, 0.8, 0.85, 0.95, 1.05, 1.1),
        categories={
            "FRO": (1.3, 1.5, 1.5, 1.4, 1.2, 0.9, 0.6, 0.6, 0.7, 0.8, 1.0, 1.2),
            "ELC": (1.0, 1.0, 1.1, 1.1, 1.1, 1.2, 1.2, 1.2, 1.2, 1.2, 1.0, 1.0),
        },
        effects=(Effect("tabaski", 0, 0, 0.0), Effect("korite", 0, 0, 0.0)),
        holidays={(1, 1): 0.0, (2, 11): 0.5, (5, 1): 0.0, (5, 20): 0.0, (8, 15): 0.0, (12, 25): 0.0},
        payday=0.1,
        growth=0.15,
    ),
    hours=_from(8, 8, 10, 10, 8, 4, 4, 8, 9, 8, 5),
    friday_hours=_from(8, 8, 10, 10, 8, 4, 4, 8, 9, 8, 5),
    sunday_hours=_from(10, 1),
    basket=(0.62, 0.28, 0.1),
    named=0.8,
    payments={"cash": 0.4, "mobile_money": 0.45, "credit": 0.15},
    cover_days=45,
    barcodes=0.65,
    returns=0.01,
    breakage=0.03,
    breakage_reasons=("Pièce défectueuse", "Cassée à la pose"),
    jobs=2.4,
    dead=3,
    launched=1,
    past_shortages=4,
    present_shortages=3,
    carnets=12,
    opening_float=0,
    deposit=0,
    return_reasons=("Pièce incompatible", "Pièce défectueuse"),
)

PROFILES: Mapping[str, Profile] = {profile.key: profile for profile in (HARDWARE, PHARMACY, SERVICES)}
