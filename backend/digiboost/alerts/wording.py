"""What people read of alerts: what happened, how much is left, since when, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from digiboost.alerts.types import RuleType, Subject
from digiboost.kernel.clock import zone
from digiboost.kernel.i18n import Language
from digiboost.kernel.i18n.formats import MONTHS, WEEKDAYS, number_text, quantity_text
from digiboost.kernel.money import MILLI, show_money


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom something is written, and when. ``costs``: whether they may read what things cost; ``answers``:
    whether they may order what is short, snooze and ignore."""

    language: Language
    time_zone: str
    currency: str
    at: datetime
    costs: bool = False
    answers: bool = False

    @property
    def today(self) -> date:
        return self.at.astimezone(zone(self.time_zone)).date()

    def say(self, french: str, english: str) -> str:
        return french if self.language == "fr" else english


@dataclass(frozen=True, slots=True)
class Said:
    """``headline`` says what happened, ``facts`` how much and since when, ``todo`` what to do (empty: nothing that
    we know); ``line`` all of it in a list, ``brief`` what happened beside the product's name."""

    headline: str
    facts: str
    todo: str
    line: str
    brief: str


def say(subject: Subject, reader: Reader) -> Said:
    match subject.type:
        case RuleType.RUPTURE | RuleType.LOW_STOCK:
            return _short(subject, reader)
        case RuleType.STOCK_OUT:
            return _stock_out(subject, reader)
        case RuleType.DEAD_STOCK:
            return _dead_stock(subject, reader)
        case RuleType.EXPIRY:
            return _expiry(subject, reader)
        case RuleType.SERVICE_RATE:
            return _service_rate(subject, reader)
        case RuleType.SALES_ANOMALY:
            return _sales_anomaly(subject, reader)
        case RuleType.REVENUE:
            return _revenue(subject, reader)
        case RuleType.FAILURE_RATE:
            return _failure_rate(subject, reader)


# -- products -----------------------------------------------------------------------------------


def _short(subject: Subject, reader: Reader) -> Said:
    since = _since(_moment(subject, "since") or subject.alert.started_at, reader)
    left = _left(subject, reader)
    if subject.type == RuleType.RUPTURE:
        brief = reader.say("rupture", "out of stock")
        facts = reader.say(f"Reste : {left}, {since}.", f"Left: {left}, {since}.")
    else:
        brief = reader.say(f"stock faible, reste {left}", f"low stock, {left} left")
        least = _units(subject.alert.threshold, subject.unit, reader)
        facts = reader.say(f"Reste : {left}, {since}. Seuil : {least}.", f"Left: {left}, {since}. Threshold: {least}.")
    return _of_product(subject, reader, brief, facts, _order(subject, reader), f", {since}")


def _stock_out(subject: Subject, reader: Reader) -> Said:
    day = _day(subject, "day")
    earliest, latest = _day(subject, "earliest"), _day(subject, "latest")
    when = _short_day(day, reader) if day else ""
    brief = reader.say(f"rupture prévue vers le {when}", f"expected to run out around {when}")
    facts = reader.say(f"Reste : {_left(subject, reader)}.", f"Left: {_left(subject, reader)}.")
    if earliest is not None and latest is not None:
        first, last = _short_day(earliest, reader), _short_day(latest, reader)
        facts += reader.say(
            f" Rupture probable entre le {first} et le {last}.", f" Likely to run out between {first} and {last}."
        )
    return _of_product(subject, reader, brief, facts, _order(subject, reader))


def _dead_stock(subject: Subject, reader: Reader) -> Said:
    days = int(subject.alert.value or 0)
    brief = reader.say(f"aucune vente depuis {days} jours", f"not sold for {days} days")
    facts = reader.say(f"Reste : {_left(subject, reader)}.", f"Left: {_left(subject, reader)}.")
    if reader.costs and subject.worth:
        worth = show_money(subject.worth, reader.currency, reader.language)
        facts += reader.say(f" Valeur au coût : {worth}.", f" Worth at cost: {worth}.")
    todo = reader.say(
        "Pensez à une remise ou à un retour au fournisseur.", "Think of a discount, or of sending it back."
    )
    return _of_product(subject, reader, brief, facts, todo)


def _expiry(subject: Subject, reader: Reader) -> Said:
    day, days = _day(subject, "day"), int(subject.alert.value or 0)
    when = _short_day(day, reader) if day else ""
    left = _units(subject.alert.details.get("left"), subject.unit, reader)
    if days < 0:
        brief = reader.say(f"périmé depuis le {when}", f"expired on {when}")
        todo = reader.say("Retirez ce lot du rayon.", "Take this batch off the shelf.")
    else:
        brief = reader.say(f"périme le {when}", f"expires on {when}")
        todo = reader.say("Vendez ce lot en premier.", "Sell this batch first.")
    facts = reader.say(f"Reste de ce lot : {left}.", f"Left of this batch: {left}.")
    return _of_product(subject, reader, brief, facts, todo)


def _of_product(subject: Subject, reader: Reader, brief: str, facts: str, todo: str, more: str = "") -> Said:
    name = subject.product or ""
    headline = f"{name}{reader.say(' : ', ': ')}{brief}"
    supplier = f" ({subject.supplier})" if subject.supplier else ""
    return Said(headline, facts, todo, f"{headline}{more}{supplier}", brief)


def _order(subject: Subject, reader: Reader) -> str:
    parts = []
    if subject.supplier:
        parts.append(reader.say(f"Fournisseur : {subject.supplier}.", f"Supplier: {subject.supplier}."))
    if subject.order:
        wanted = _quantity(subject.order, subject.unit, reader)
        parts.append(reader.say(f"À commander : {wanted}.", f"To order: {wanted}."))
    return " ".join(parts) or reader.say("Aucun fournisseur n'est indiqué.", "No supplier is given.")


def _left(subject: Subject, reader: Reader) -> str:
    return _quantity(subject.on_hand or 0, subject.unit, reader)


# -- the company --------------------------------------------------------------------------------


def _service_rate(subject: Subject, reader: Reader) -> Said:
    alert = subject.alert
    rate, threshold = percent(alert.value, reader.language), percent(alert.threshold, reader.language)
    days = alert.details.get("days")
    if alert.details.get("measure") == "fill_rate":
        headline = reader.say(f"Taux de service : {rate}", f"Service rate: {rate}")
        todo = reader.say(
            "Regardez les ventes manquées : ce sont des clients repartis sans rien.",
            "Look at the missed sales: those customers left without anything.",
        )
    else:
        headline = reader.say(f"Disponibilité : {rate}", f"Availability: {rate}")
        todo = reader.say("Regardez les produits en rupture.", "Look at the products that are out of stock.")
    facts = reader.say(f"Seuil : {threshold}, sur {days} jours.", f"Threshold: {threshold}, over {days} days.")
    return Said(headline, facts, todo, headline, rate)


def _sales_anomaly(subject: Subject, reader: Reader) -> Said:
    day = _day(subject, "day") or reader.today
    usual = _money(subject.alert.threshold, reader)
    is_high = (subject.alert.value or 0) > (subject.alert.threshold or 0)
    weekday = WEEKDAYS[reader.language][day.weekday()]
    when, sold = _short_day(day, reader), _money(subject.alert.value, reader)
    how = reader.say("plus que d'habitude" if is_high else "moins que d'habitude",
                     "more than usual" if is_high else "less than usual")  # fmt: skip
    headline = reader.say(f"Ventes du {weekday} {when} : {sold}, {how}", f"Sales of {weekday} {when}: {sold}, {how}")
    facts = reader.say(f"D'habitude un {weekday} : {usual}.", f"On a usual {weekday}: {usual}.")
    todo = reader.say(
        "Vérifiez que toutes les ventes sont enregistrées, une seule fois.",
        "Check that every sale was recorded, and only once.",
    )
    return Said(headline, facts, todo, headline, how)


def _revenue(subject: Subject, reader: Reader) -> Said:
    details = subject.alert.details
    day = _day(subject, "from") or reader.today
    names = {
        "day": (f"du {_short_day(day, reader)}", f"of {_short_day(day, reader)}"),
        "week": (f"de la semaine du {_short_day(day, reader)}", f"of the week of {_short_day(day, reader)}"),
        "month": (f"de {MONTHS['fr'][day.month - 1]}", f"of {MONTHS['en'][day.month - 1]}"),
    }
    of_period = reader.say(*names[str(details.get("period", "day"))])
    sold, amount = _money(subject.alert.value, reader), _money(subject.alert.threshold, reader)
    headline = reader.say(f"Chiffre d'affaires {of_period} : {sold}", f"Revenue {of_period}: {sold}")
    if details.get("direction") == "above":
        facts = reader.say(f"Au-dessus de {amount}.", f"Above {amount}.")
    else:
        facts = reader.say(f"En dessous de {amount}.", f"Below {amount}.")
    return Said(headline, facts, "", headline, sold)


def _failure_rate(subject: Subject, reader: Reader) -> Said:
    rate = percent(subject.alert.value, reader.language)
    threshold = percent(subject.alert.threshold, reader.language)
    headline = reader.say(f"Messages non remis : {rate}", f"Messages not delivered: {rate}")
    facts = reader.say(f"Seuil : {threshold}, sur 24 heures.", f"Threshold: {threshold}, over 24 hours.")
    todo = reader.say(
        "Vérifiez les numéros de téléphone de vos collègues.", "Check your colleagues' telephone numbers."
    )
    return Said(headline, facts, todo, headline, rate)


# -- pieces -------------------------------------------------------------------------------------


def percent(share: float | None, language: Language) -> str:
    """0.953 -> ``95,3 %``."""
    number = (Decimal(str(share or 0)) * 100).quantize(Decimal("0.1")).normalize()
    return f"{number_text(number, language)}\u00a0%" if language == "fr" else f"{number_text(number, language)}%"


def joined(parts: Sequence[str], reader: Reader, at_most: int) -> str:
    """``a, b, c et 7 autres``."""
    if len(parts) <= at_most:
        return ", ".join(parts)
    rest = len(parts) - at_most
    others = reader.say(f"{rest} autre{'s' if rest > 1 else ''}", f"{rest} other{'s' if rest > 1 else ''}")
    return f"{', '.join(parts[:at_most])}{reader.say(' et ', ' and ')}{others}"


def quantity_of(milli: int, unit: str | None, reader: Reader) -> str:
    return _quantity(milli, unit, reader)


def _quantity(milli: int, unit: str | None, reader: Reader) -> str:
    return f"{quantity_text(milli, reader.language)} {unit or ''}".strip()


def _units(value: float | None, unit: str | None, reader: Reader) -> str:
    return _quantity(round((value or 0) * MILLI), unit, reader)


def _money(value: float | None, reader: Reader) -> str:
    return show_money(round(value or 0), reader.currency, reader.language)


def _day(subject: Subject, name: str) -> date | None:
    found = subject.alert.details.get(name)
    return None if found is None else date.fromisoformat(found)


def _moment(subject: Subject, name: str) -> datetime | None:
    found = subject.alert.details.get(name)
    return None if found is None else datetime.fromisoformat(found)


def _short_day(day: date, reader: Reader) -> str:
    """03/12 in French, 3 December in English; with the year when it is another one."""
    if reader.language == "fr":
        return f"{day:%d/%m}" if day.year == reader.today.year else f"{day:%d/%m/%Y}"
    text = f"{day.day} {MONTHS['en'][day.month - 1]}"
    return text if day.year == reader.today.year else f"{text} {day.year}"


def _since(moment: datetime, reader: Reader) -> str:
    here = moment.astimezone(zone(reader.time_zone))
    days = (reader.today - here.date()).days
    if days <= 0:
        return reader.say(f"depuis {here:%H:%M}", f"since {here:%H:%M}")
    if days == 1:
        return reader.say(f"depuis hier {here:%H:%M}", f"since yesterday {here:%H:%M}")
    return reader.say(f"depuis le {_short_day(here.date(), reader)}", f"since {_short_day(here.date(), reader)}")
