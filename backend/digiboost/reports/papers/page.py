"""The page that all reports share: whose it is, when it was made, and how its figures are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from digiboost.identity.service import company, logo
from digiboost.kernel.clock import day_of, now, zone
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.i18n import Language
from digiboost.kernel.i18n.formats import (
    MONTHS,
    WEEKDAYS,
    amount_text,
    day_text,
    money_text,
    number_text,
    quantity_text,
)
from digiboost.kernel.paper import a4, document, head, reached, short

METHODS = {
    "fr": {
        "cash": "Espèces",
        "mobile_money": "Mobile money",
        "credit": "À crédit",
        "card": "Carte",
        "unknown": "Non précisé",
    },
    "en": {
        "cash": "Cash",
        "mobile_money": "Mobile money",
        "credit": "On credit",
        "card": "Card",
        "unknown": "Not said",
    },
}
"""How a sale is paid."""
NOTHING = "–"
"""In the place of a figure that nobody knows: it is not zero."""
STYLE = """
h2 { font-size: 12pt; margin: 6mm 0 2mm; border-bottom: 0.4mm solid #333; padding-bottom: 0.6mm; break-after: avoid }
h3 { font-size: 10pt; margin: 4mm 0 1mm; break-after: avoid }
p { margin: 0 0 1.5mm }
.hint { font-size: 8pt; color: #444; margin: 1mm 0 0; break-before: avoid }
.own { break-before: page }
.own > h2:first-child, .own > .keep:first-child > h2 { margin-top: 0 }
.keep { break-inside: avoid }
figure { margin: 0 0 3mm; break-inside: avoid }
figure img { width: 100%; display: block }
th.n { text-align: right }
.w { white-space: nowrap }
"""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, in which language and currency, and at which moment."""

    language: Language
    shop: str
    ninea: str | None
    address: str | None
    phone: str | None
    currency: str
    exponent: int
    zone: str
    at: datetime
    logo: bytes | None

    @property
    def today(self) -> date:
        return day_of(self.at, self.zone)

    @property
    def unit(self) -> str:
        """What an amount is of: ``F CFA``."""
        return money_text(0, self.currency, 0, self.language).removeprefix("0").strip("\u00a0")

    def say(self, french: str, english: str) -> str:
        """In the paper's language; no line begins with a sign of French punctuation, nor ends with an opening one."""
        if self.language == "en":
            return english
        for sign in (":", ";", "»"):
            french = french.replace(f" {sign}", f"\u00a0{sign}")
        return french.replace("« ", "«\u00a0")

    def money(self, minor: int | None) -> str:
        if minor is None:
            return NOTHING
        return money_text(minor, self.currency, self.exponent, self.language).replace(" ", "\u00a0")

    def amount(self, minor: int | None) -> str:
        return NOTHING if minor is None else amount_text(minor, self.exponent, self.language)

    def quantity(self, milli: int | None) -> str:
        return NOTHING if milli is None else quantity_text(milli, self.language)

    def number(self, value: float | None, digits: int = 0) -> str:
        return NOTHING if value is None else number_text(Decimal(f"{value:.{digits}f}"), self.language)

    def percent(self, share: float | None, digits: int = 1) -> str:
        if share is None:
            return NOTHING
        return self.number(share * 100, digits) + self.say("\u202f%", "%")

    def signed(self, share: float | None) -> str:
        """A change, ``+12,4 %``."""
        return NOTHING if share is None else ("+" if round(share, 3) > 0 else "") + self.percent(share)

    def day(self, day: date | None) -> str:
        return NOTHING if day is None else day_text(day, self.language)

    def long_day(self, day: date) -> str:
        """``samedi 14 novembre``."""
        weekday, month = WEEKDAYS[self.language][day.weekday()], MONTHS[self.language][day.month - 1]
        number = "1er" if day.day == 1 and self.language == "fr" else str(day.day)
        return f"{weekday} {number} {month}"

    def month(self, day: date) -> str:
        return f"{MONTHS[self.language][day.month - 1]} {day.year}"

    def time(self, instant: datetime) -> str:
        return f"{instant.astimezone(zone(self.zone)):%H:%M}"

    def moment(self, instant: datetime) -> str:
        return f"{self.day(day_of(instant, self.zone))} {self.say('à', 'at')} {self.time(instant)}"

    def page(self, title: str, called: str, facts: list[str], body: str, style: str = "") -> str:
        """An A4 document with head and foot; ``called`` is its title in the head, ``body`` is escaped already."""
        made = self.say("établi le", "made on")
        top = head(self.shop, reached(self.ninea, self.address, self.phone, self.language), self.logo, called, facts)
        foot = a4(f"{short(self.shop, 70)} – {made} {self.moment(self.at)}")
        return document(self.language, title, foot + STYLE + style, top + body)


def writer(tx: Tx, language: Language) -> Writer:
    tenant = company(tx)
    return Writer(
        language=language,
        shop=tenant.name,
        ninea=tenant.ninea,
        address=tenant.address,
        phone=tenant.phone,
        currency=tenant.currency,
        exponent=tenant.currency_exponent,
        zone=tenant.time_zone,
        at=now(),
        logo=logo(tx),
    )
