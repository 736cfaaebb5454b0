"""A month in words: sentences that say what the figures say, and nothing where nobody knows."""

from __future__ import annotations

from datetime import date

from digiboost.kernel.paper import short
from digiboost.reports.papers.month import Figures, Month
from digiboost.reports.papers.page import Writer
from digiboost.statistics.types import DEAD_DAYS

SAME = 0.005
"""Below half a percent nothing has changed."""


def change(now: float | None, was: float | None) -> float | None:
    """None where there is nothing to divide by."""
    return (now - was) / was if now is not None and was is not None and was > 0 else None


def sentences(w: Writer, month: Month) -> list[str]:
    """Five to eight of a company that sells; one or two where there is not enough data."""
    now = month.now
    if not now.sales and not now.revenue:
        nothing = [w.say(f"Aucune vente n'est enregistrée {_during(w, month)}.", f"No sale {_during(w, month)}.")]
        return [*nothing, *_stock(w, month), *_credit(w, month)]
    return [
        _revenue(w, month),
        *_margin(w, month),
        *_best(w, month),
        *_outs(w, month),
        *_stock(w, month),
        *_dead(w, month),
        *_credit(w, month),
    ]


def _during(w: Writer, month: Month) -> str:
    if month.is_over:
        return w.say(f"en {w.month(month.first)}", f"in {w.month(month.first)}")
    if month.last == month.first:
        return w.say(f"le 1er {w.month(month.first)}", f"on 1 {w.month(month.first)}")
    return w.say(
        f"du 1er au {month.last.day} {w.month(month.first)}", f"from 1 to {month.last.day} {w.month(month.first)}"
    )


def _revenue(w: Writer, month: Month) -> str:
    now = month.now
    said = w.say(
        f"Le chiffre d'affaires est de {w.money(now.revenue)} {_during(w, month)}, pour {w.number(now.sales)}"
        f" {'vente' if now.sales == 1 else 'ventes'}",
        f"Revenue is {w.money(now.revenue)} {_during(w, month)}, from {w.number(now.sales)}"
        f" {'sale' if now.sales == 1 else 'sales'}",
    )
    compared = [
        text
        for other in (month.before, month.year)
        if (text := _compared(w, now.revenue, other, same_days=not month.is_over)) is not None
    ]
    if not compared:
        why = w.say(
            "il n'y a pas assez de données pour le comparer à un mois précédent",
            "there is not enough data to compare it with an earlier month",
        )
        return w.say(f"{said} ; {why}.", f"{said}; {why}.")
    return w.say(f"{said} : {' et '.join(compared)}.", f"{said}: {' and '.join(compared)}.")


def _compared(w: Writer, now: int, other: Figures | None, *, same_days: bool) -> str | None:
    if other is None or not other.whole or (moved := change(now, other.revenue)) is None:
        return None
    days = w.say(" aux mêmes jours", " on the same days") if same_days else ""
    month = w.month(other.first)
    if abs(moved) < SAME:
        return w.say(f"autant qu'en {month}{days}", f"as much as in {month}{days}")
    much = w.percent(abs(moved))
    if moved > 0:
        return w.say(f"{much} de plus qu'en {month}{days}", f"{much} more than in {month}{days}")
    return w.say(f"{much} de moins qu'en {month}{days}", f"{much} less than in {month}{days}")


def _margin(w: Writer, month: Month) -> list[str]:
    now, before = month.now, month.before
    if now.margin is None:
        why = w.say(
            "La marge n'est pas connue : aucun article vendu n'a de coût d'achat.",
            "The margin is not known: nothing that was sold has a cost.",
        )
        return [why]
    rate = w.percent(now.margin_rate)
    known = month.costed / now.revenue if now.revenue > 0 else 1.0
    of = (
        w.say("du chiffre d'affaires", "of revenue")
        if known > 1 - SAME
        else w.say(
            f"des {w.percent(known, 0)} du chiffre d'affaires dont le coût d'achat est connu",
            f"of the {w.percent(known, 0)} of revenue whose cost is known",
        )
    )
    said = w.say(
        f"La marge brute est de {w.money(now.margin)}, soit {rate} {of}",
        f"The gross margin is {w.money(now.margin)}, {rate} {of}",
    )
    if before is not None and before.whole and before.margin_rate is not None:
        was = w.percent(before.margin_rate)
        said += w.say(f" (contre {was} en {w.month(before.first)})", f" ({was} in {w.month(before.first)})")
    return [said + "."]


def _best(w: Writer, month: Month) -> list[str]:
    best = month.best
    if best is None:
        return []
    said = w.say(
        f"Le meilleur jour est le {w.long_day(best.start)}, avec {w.money(best.revenue)}",
        f"The best day is {w.long_day(best.start)}, with {w.money(best.revenue)}",
    )
    if month.top:
        top = month.top[0][0]
        said += w.say(
            f" ; l'article qui rapporte le plus est « {short(top.name)} », avec {w.money(top.revenue)}"
            f" ({w.percent(top.share)} des ventes)",
            f"; what sells most is “{short(top.name)}”, with {w.money(top.revenue)} ({w.percent(top.share)} of sales)",
        )
    return [said + "."]


def _outs(w: Writer, month: Month) -> list[str]:
    if not month.tracked:
        return []
    count = len(month.outs)
    if not count:
        none = f"Aucun des {w.number(month.tracked)} articles suivis n'a manqué en fin de journée."
        return [w.say(none, f"None of the {w.number(month.tracked)} tracked products was out at the end of a day.")]
    longest = month.outs[0]
    still = sum(one.still for one in month.outs)
    fr_have = "article a manqué" if count == 1 else "articles ont manqué"
    said = w.say(
        f"{w.number(count)} {fr_have} au moins un jour, dont « {short(longest.name)} » pendant {longest.days}"
        f" {'jour' if longest.days == 1 else 'jours'}",
        f"{w.number(count)} {'product was' if count == 1 else 'products were'} out on one day at least, among them"
        f" “{short(longest.name)}” for {longest.days} {'day' if longest.days == 1 else 'days'}",
    )
    if still:
        said += w.say(
            f" ; {w.number(still)} {'manque' if still == 1 else 'manquent'} encore au {w.day(month.last)}",
            f"; {w.number(still)} still {'is' if still == 1 else 'are'} on {w.day(month.last)}",
        )
    return [said + "."]


def _stock(w: Writer, month: Month) -> list[str]:
    now = month.now
    if now.stock_value is None:
        return []
    said = w.say(
        f"Au {w.day(month.last)}, le stock vaut {w.money(now.stock_value)} au coût d'achat",
        f"On {w.day(month.last)} the stock is worth {w.money(now.stock_value)} at cost",
    )
    if now.coverage_days is not None:
        days = w.number(now.coverage_days)
        said += w.say(
            f", de quoi vendre pendant {days} {'jour' if round(now.coverage_days) <= 1 else 'jours'} au rythme du mois",
            f", enough for {days} days at the month's pace",
        )
    return [said + "."]


def _dead(w: Writer, month: Month) -> list[str]:
    dead = month.dead
    if dead is None or not dead.old_enough:
        return []
    if not dead.products:
        return [
            w.say(
                f"Aucun article en stock n'est resté sans vente depuis {DEAD_DAYS} jours.",
                f"No product in stock has gone {DEAD_DAYS} days without a sale.",
            )
        ]
    sleep = "article dort" if dead.products == 1 else "articles dorment"
    return [
        w.say(
            f"{w.number(dead.products)} {sleep} sans vente depuis {DEAD_DAYS} jours, pour {w.money(dead.value)}.",
            f"{w.number(dead.products)} {'product has' if dead.products == 1 else 'products have'} not sold for"
            f" {DEAD_DAYS} days, worth {w.money(dead.value)}.",
        )
    ]


def _credit(w: Writer, month: Month) -> list[str]:
    now, before = month.now, month.before
    day = _evening(month)
    if not now.credit:
        return [w.say(f"Aucun client ne doit d'argent au {w.day(day)}.", f"No customer owes money on {w.day(day)}.")]
    said = w.say(
        f"Les clients doivent {w.money(now.credit)} au {w.day(day)}",
        f"Customers owe {w.money(now.credit)} on {w.day(day)}",
    )
    if before is not None and before.credit:
        said += w.say(
            f", contre {w.money(before.credit)} au {w.day(before.last)}",
            f", against {w.money(before.credit)} on {w.day(before.last)}",
        )
    return [said + "."]


def _evening(month: Month) -> date:
    return month.last
