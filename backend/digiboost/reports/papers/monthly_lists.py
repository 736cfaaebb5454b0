"""The lists of the monthly synthesis: what sold, what fell, what was out, what lies there."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from digiboost.kernel.paper import row, short, table
from digiboost.reports.papers.month import SHOWN, Month, back
from digiboost.reports.papers.page import NOTHING, Writer
from digiboost.reports.papers.summary import change
from digiboost.statistics.types import DEAD_DAYS


def products(w: Writer, month: Month) -> str:
    if not month.top and not month.falls:
        return ""
    whole = month.before is not None and month.before.whole
    best = [
        row(
            [
                (str(n), "n"),
                (short(one.code, 14), ""),
                (short(one.name), ""),
                (w.quantity(one.units), "n"),
                (w.amount(one.revenue), "n"),
                (w.percent(one.share), "n"),
                (w.amount(one.margin), "n"),
                (w.signed(change(one.revenue, before)) if whole else NOTHING, "n"),
            ]
        )
        for n, (one, before) in enumerate(month.top, start=1)
    ]
    columns = [
        ("", "n"),
        (w.say("Réf.", "Ref."), ""),
        (w.say("Article", "Product"), "wide"),
        (w.say("Quantité", "Quantity"), "n"),
        (w.say("Ventes", "Sales"), "n"),
        (w.say("Part", "Share"), "n"),
        (w.say("Marge", "Margin"), "n"),
        (w.say("Évolution", "Change"), "n"),
    ]
    text = f"<h2>{w.say('Les articles qui rapportent le plus', 'What sells most')}</h2>{_tight(columns, best)}"
    other = w.month(back(month.first, 1))
    if not whole or not month.falls:
        return text
    rows = [
        row(
            [
                (str(n), "n"),
                (short(one.code, 14), ""),
                (short(one.name), ""),
                (w.amount(one.before), "n"),
                (w.amount(one.revenue), "n"),
                (w.amount(one.revenue - one.before), "n"),
                (_days(w, one.out_days) if one.out_days else "", "n"),
            ]
        )
        for n, one in enumerate(month.falls, start=1)
    ]
    columns = [
        ("", "n"),
        (w.say("Réf.", "Ref."), ""),
        (w.say("Article", "Product"), "wide"),
        (other.capitalize(), "n"),
        (w.month(month.first).capitalize(), "n"),
        (w.say("Écart", "Difference"), "n"),
        (w.say("Rupture", "Out of stock"), "n"),
    ]
    title = w.say("Les articles dont les ventes baissent le plus", "What fell most")
    return f"{text}<h2>{title}</h2>{_tight(columns, rows)}"


def _tight(columns: Sequence[tuple[str, str]], rows: Sequence[str]) -> str:
    return f'<div class="tight">{table(columns, rows)}</div>'


def _days(w: Writer, days: int) -> str:
    return f"{days} {w.say('jour' if days == 1 else 'jours', 'day' if days == 1 else 'days')}"


def stock(w: Writer, month: Month) -> str:
    if not month.tracked:
        nothing = w.say("Aucun article n'était suivi en stock.", "No product's stock was known.")
        return f"<h2>{w.say('Stock', 'Stock')}</h2><p>{escape(nothing)}</p>"
    return f'<div class="keep">{_outs(w, month)}</div>'


def _outs(w: Writer, month: Month) -> str:
    title = f"<h2>{w.say('Ruptures du mois', 'Products that were out')}</h2>"
    if not month.outs:
        nothing = w.say("Aucune rupture en fin de journée.", "No product was out at the end of a day.")
        return f"{title}<p>{escape(nothing)}</p>"
    days = sum(one.days for one in month.outs)
    said = w.say(
        f"{w.number(len(month.outs))} articles sur {w.number(month.tracked)} ont manqué en fin de journée, soit"
        f" {w.number(days)} jours de rupture en tout. Les plus longues :",
        f"{w.number(len(month.outs))} products of {w.number(month.tracked)} were out at the end of a day,"
        f" {w.number(days)} days in all. The longest:",
    )
    rows = [
        row(
            [
                (short(one.code, 14), ""),
                (short(one.name), ""),
                (_days(w, one.days), "n"),
                (w.say("toujours en rupture", "still out") if one.still else w.say("revenu en rayon", "back"), "w"),
            ]
        )
        for one in month.outs[:SHOWN]
    ]
    columns = [
        (w.say("Réf.", "Ref."), ""),
        (w.say("Article", "Product"), "wide"),
        (w.say("Rupture", "Out of stock"), "n"),
        (w.say(f"Au {w.day(month.last)}", f"On {w.day(month.last)}"), ""),
    ]
    return f"{title}<p>{escape(said)}</p>{_tight(columns, rows)}"


def dead(w: Writer, month: Month) -> str:
    if not month.tracked:
        return ""
    known = month.dead
    title = w.say("Stock dormant", "Dead stock")
    if known is None:
        said = w.say(
            "Le stock dormant n'est connu que du mois en cours et du mois passé.",
            "Dead stock is known of this month and the last one only.",
        )
    elif not known.old_enough:
        said = w.say(
            f"Pas assez de données : aucun article n'est connu depuis {DEAD_DAYS} jours.",
            f"Not enough data: no product has been known for {DEAD_DAYS} days.",
        )
    elif not known.products:
        said = w.say(
            f"Aucun article en stock n'est resté sans vente depuis {DEAD_DAYS} jours, au {w.day(month.today)}.",
            f"No product in stock has gone {DEAD_DAYS} days without a sale, on {w.day(month.today)}.",
        )
    else:
        said = w.say(
            f"Au {w.day(month.today)}, {w.number(known.products)} articles en stock sont restés sans vente depuis"
            f" {DEAD_DAYS} jours ; ils valent {w.money(known.value)} au coût d'achat.",
            f"On {w.day(month.today)}, {w.number(known.products)} products in stock have not sold for {DEAD_DAYS} days;"
            f" they are worth {w.money(known.value)} at cost.",
        )
    text = f'<div class="keep"><h2>{title}</h2><p>{escape(said)}</p>'
    if known is None or not known.top:
        return f"{text}</div>"
    rows = [
        row(
            [
                (short(one.code, 14), ""),
                (short(one.name), ""),
                (f"{w.quantity(one.on_hand)} {short(one.unit, 10)}", "n"),
                (w.amount(one.value), "n"),
                (w.say("jamais", "never") if one.last_sale_on is None else w.day(one.last_sale_on), "n"),
            ]
        )
        for one in known.top
    ]
    columns = [
        (w.say("Réf.", "Ref."), ""),
        (w.say("Article", "Product"), "wide"),
        (w.say("En stock", "In stock"), "n"),
        (w.say("Valeur", "Value"), "n"),
        (w.say("Dernière vente", "Last sale"), "n"),
    ]
    return f"{text}{_tight(columns, rows)}</div>"
