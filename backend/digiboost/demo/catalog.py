"""The goods of a demo company: what they are, what they cost over time, how much people want them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from random import Random
from typing import Any, NamedTuple

_MILLI = 1000
# How far a purchase price climbs in a year: most goods follow imported inflation, a few jump.
_YEARLY_DRIFT = (0.055, 0.02)
_SMALLEST_DRIFT, _LARGEST_DRIFT = 0.01, 0.11
# Popularity follows rank as 1 / (rank + offset)^slope: a handful of goods make the day, most wait.
_ZIPF_OFFSET, _ZIPF_SLOPE = 2.0, 0.78
# Dear goods are bought less often than cheap ones of the same family.
_DEAR = 0.5


@dataclass(frozen=True, slots=True)
class Article:
    """A product's fixed facts; quantities in thousandths, `pull` is its share of all lines sold (sums to 1).

    `cover` is for how many days it is bought at a time.

    Until `revised_on` it was sold at `old_price`, since then at `sale_price`; its purchase price climbs to
    `purchase_price` by `drift` over the simulated time.
    """

    code: str
    name: str
    category: int
    supplier: int
    unit: str
    cover: int
    pack: int
    quantities: tuple[int, ...]
    pull: float
    purchase_price: int
    sale_price: int
    old_price: int
    revised_on: date
    drift: float
    shelf: str

    @property
    def mean_quantity(self) -> float:
        return sum(self.quantities) / len(self.quantities)

    @property
    def divisible(self) -> bool:
        """Sold in parts of a unit."""
        return any(quantity % _MILLI for quantity in self.quantities)

    def price_on(self, day: date) -> int:
        return self.sale_price if day >= self.revised_on else self.old_price

    def cost_at(self, share: float, random: Random) -> int:
        """A supplier's price after `share` (0 to 1) of the simulated time; no two bills quite agree."""
        exact = self.purchase_price * (1 - self.drift * (1 - share)) * random.uniform(0.992, 1.004)
        step = 25 if self.purchase_price >= 1000 else 5
        return max(step, round(exact / step) * step)


@dataclass(frozen=True, slots=True)
class Shelves:
    """The data file of one trade, read: `together` lists, by category, those that go in the same basket."""

    articles: tuple[Article, ...]
    categories: tuple[Mapping[str, Any], ...]
    suppliers: tuple[Mapping[str, Any], ...]
    together: tuple[tuple[int, ...], ...]


class _Row(NamedTuple):
    """One line of the shop's price list, as the data file gives it."""

    code: str
    name: str
    category: int
    supplier: int
    cover: int
    family: Mapping[str, Any]
    purchase: int
    sale: int
    shelf: str


def read(name: str) -> Any:
    """One of the package's data files."""
    return json.loads(files(__package__).joinpath("data", f"{name}.json").read_text(encoding="utf-8"))


def _up(value: float, step: int) -> int:
    return -int(-value // step) * step


def shelves(goods: str, cover: int, random: Random, first: date, last: date) -> Shelves:
    """The goods of the data file `goods`, each with its prices and its popularity drawn from `random`.

    They are bought for `cover` days at a time, unless the file says less: no yard holds a month of cement.
    """
    data = read(goods)
    categories, suppliers = tuple(data["categories"]), tuple(data["suppliers"])
    category_place = {category["code"]: place for place, category in enumerate(categories)}
    supplier_place = {supplier["code"]: place for place, supplier in enumerate(suppliers)}
    rows: list[_Row] = []
    for place, category in enumerate(categories):
        number, places = 0, category["places"]
        size = sum(len(family["variants"]) for family in category["families"])
        for family in category["families"]:
            for label, purchase, sale in family["variants"]:
                number += 1
                joined = not label or label[0].isdigit() or label[0].isupper()
                separator = ("" if not label else " ") if joined else data.get("joiner", ", ")
                name = f"{family['name']}{separator}{label}"
                supplier = supplier_place[family.get("supplier", category["supplier"])]
                code = f"{category['code']}-{number:03d}"
                days = category.get("cover", cover)
                shelf = places[(number - 1) * len(places) // size]
                rows.append(_Row(code, name, place, supplier, days, family, purchase, sale, shelf))
    appeal = [row.family["pull"] * row.sale**-_DEAR * random.lognormvariate(0, 0.3) for row in rows]
    ranked = sorted(range(len(rows)), key=lambda place: -appeal[place])
    rank = {place: position for position, place in enumerate(ranked)}
    weights = [(rank[place] + 1 + _ZIPF_OFFSET) ** -_ZIPF_SLOPE for place in range(len(rows))]
    total = sum(weights)
    years = (last - first).days / 365
    articles = tuple(
        _article(row, weight / total, years, random, first, last) for row, weight in zip(rows, weights, strict=True)
    )
    together = tuple(tuple(category_place[code] for code in category["with"]) for category in categories)
    return Shelves(articles, categories, suppliers, together)


def _article(
    row: _Row,
    pull: float,
    years: float,
    random: Random,
    first: date,
    last: date,
) -> Article:
    usual = (1, 1, 1, 1, 1, 2)
    quantities = tuple(int(quantity * _MILLI) for quantity in row.family.get("quantities", usual))
    drift = min(_LARGEST_DRIFT, max(_SMALLEST_DRIFT, random.gauss(*_YEARLY_DRIFT))) * years
    step = 50 if any(quantity % _MILLI for quantity in quantities) else 25
    # A price is put up late, when it hurts, and never under what the goods cost that day.
    old_price = min(row.sale, max(_up(row.sale * (1 - drift) - step, step), _up(row.purchase * 1.03, step)))
    revised = first + timedelta(days=round((last - first).days * random.uniform(0.25, 0.75)))
    return Article(
        code=row.code, name=row.name, category=row.category, supplier=row.supplier, unit=row.family["unit"],
        cover=row.cover, pack=int(row.family["pack"]) * _MILLI, quantities=quantities, pull=pull,
        purchase_price=row.purchase, sale_price=row.sale, old_price=old_price,
        revised_on=revised, drift=drift, shelf=row.shelf,
    )  # fmt: skip


def cumulated(values: Sequence[float]) -> list[float]:
    """Running totals, for drawing by bisection."""
    result: list[float] = []
    total = 0.0
    for value in values:
        total += value
        result.append(total)
    return result
