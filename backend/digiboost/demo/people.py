"""Names, telephones and addresses of people who do not exist."""

import unicodedata
from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import UUID

from digiboost.demo.catalog import read
from digiboost.demo.ids import stable_id
from digiboost.demo.tenants import Profile
from digiboost.demo.types import DemoCustomer

DOMAIN = "demo.digiboost.example"
_CALLING_CODES = {"SN": "+221", "CM": "+237"}
# After the operator's prefix comes a run of zeros: well-formed numbers that a subscriber is unlikely to hold,
# so that a demo which is switched to real messages writes to nobody.
_ZEROS = "000"


def slug(text: str) -> str:
    """A name as the left side of an e-mail address: `Ndèye Astou Cissé` -> `ndeye.astou.cisse`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return ".".join(words)


def phones(country: str, random: Random) -> Iterator[str]:
    """Distinct mobile numbers of the country in E.164."""
    operators: list[str] = read("people")[country]["operators"]
    seen: set[str] = set()
    while True:
        operator = random.choice(operators)
        digits = 9 - len(operator) - len(_ZEROS)
        last = f"{random.randrange(10**digits):0{digits}d}"
        number = f"{_CALLING_CODES[country]}{operator}{_ZEROS}{last}"
        if number not in seen:
            seen.add(number)
            yield number


def full_names(country: str, random: Random) -> Iterator[tuple[str, bool]]:
    """Distinct names of people of the country, each with whether it is a woman's."""
    names: dict[str, Any] = read("people")[country]
    seen: set[str] = set()
    while True:
        woman = random.random() < 0.38
        first = random.choice(names["women"] if woman else names["men"])
        name = f"{first} {random.choice(names['last'])}"
        if name not in seen:
            seen.add(name)
            yield name, woman


def customers(
    profile: Profile, numbers: Iterator[str], random: Random, seed: int
) -> tuple[tuple[DemoCustomer, bool], ...]:
    """The profile's customers, each with whether it is a company (which buys more and on credit)."""
    pool: dict[str, list[str]] = read("people")[profile.goods]
    names = full_names(profile.country, random)
    result: list[tuple[DemoCustomer, bool]] = []
    for number in range(profile.customers):
        company = number < len(pool["companies"])
        name, woman = (pool["companies"][number], False) if company else next(names)
        identity: UUID = stable_id(seed, profile.key, "customer", str(number))
        note = None
        if company:
            note = "Facture à fournir, règlement à 30 jours" if random.random() < 0.5 else "Facture à fournir"
        elif random.random() < 0.75:
            # The trades are written as a man's: masons and plumbers there are men.
            note = None if woman and profile.goods == "hardware" else random.choice(pool["trades"])
        email = f"{slug(name)}@{DOMAIN}" if company else None
        address = random.choice(pool["addresses"])
        result.append((DemoCustomer(identity, name, next(numbers), email, address, note), company))
    return tuple(result)
