"""The monthly synthesis: what a shop shows to its banker, four to six A4 pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

from digiboost.forecasting.schemas import AdviceLine, SupplierAdvice
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.paper import row, short, sign, table
from digiboost.kernel.pdf import pdf_of
from digiboost.reports.papers import charts
from digiboost.reports.papers.month import DEAD_DAYS, SHOWN, Figures, Month, read
from digiboost.reports.papers.page import NOTHING, WEEKDAYS, Writer, writer
from digiboost.reports.papers.summary import change, sentences
from digiboost.reports.types import Asked, Made, Progress

CATEGORIES = 8
ADVICE_ROWS = 44
"""Of all suppliers: with their heads and the signatures they fill less than two pages."""
ADVICE_SUPPLIERS = 8
_STYLE = """
.said { border: 0.3mm solid #777; padding: 2.5mm 4mm; margin: 0 0 4mm }
.said p { margin: 0 0 1.2mm }
.said p:last-child { margin: 0 }
.up { font-weight: bold }
tr.sub td { font-weight: bold; background: #f4f4f4; border-bottom: 0.3mm solid #777 }
th.n { text-align: right }
"""


def make(tx: Tx, asked: Asked, path: Path, progress: Progress) -> Made:
    """The month of ``asked.first``; the present one where none is named."""
    w = writer(tx, asked.language)
    month = read(tx, asked.first or w.today, w.today, w.zone, progress)
    tx.release()
    title = f"{w.say('Synthèse mensuelle', 'Monthly synthesis')} – {w.month(month.first)}"
    drawn = pdf_of(page(w, month, title))
    progress(0.95)
    path.write_bytes(drawn.content)
    name = w.say("synthese-mensuelle", "monthly-synthesis")
    return Made(name=f"{name}-{month.first:%Y-%m}", title=title, size=drawn.pages)


def page(w: Writer, month: Month, title: str) -> str:
    """The document as HTML."""
    facts = [w.month(month.first).capitalize()]
    if not month.is_over:
        facts.append(w.say(f"Mois en cours, arrêté au {w.day(month.last)}", f"Month to {w.day(month.last)}"))
    facts.append(w.say(f"Montants en {_unit(w)}", f"Amounts in {_unit(w)}"))
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences(w, month))
    parts = [
        f"<h2>{w.say('En bref', 'In short')}</h2>",
        f'<div class="said">{said}</div>',
        f"<h2>{w.say('Chiffres clés', 'Key figures')}</h2>",
        _kpis(w, month),
    ]
    sections = [_charts(w, month), _products(w, month), _stock(w, month), _advice(w, month)]
    # A company without sales has a few lines in each: they follow each other.
    own = "own" if month.now.sales or month.top else "flow"
    parts += [f'<section class="{own}">{section}</section>' for section in sections if section]
    parts.append(_signatures(w, month))
    return w.page(title, w.say("Synthèse mensuelle", "Monthly synthesis"), facts, "".join(parts), _STYLE)


def _unit(w: Writer) -> str:
    return w.money(0).lstrip("0.,").strip("\u00a0")


# -- key figures --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    value: Callable[[Figures], float | None]
    show: Callable[[float], str]
    points: bool = False
    """A rate changes by points, everything else by a share."""


def _keys(w: Writer, month: Month) -> list[_Key]:
    def money(value: float) -> str:
        return w.amount(round(value))

    served = month.now.fill_rate is not None
    keys = [
        _Key(w.say("Chiffre d'affaires", "Revenue"), lambda one: one.revenue, money),
        _Key(w.say("Nombre de ventes", "Number of sales"), lambda one: one.sales, w.number),
        _Key(w.say("Panier moyen", "Average basket"), lambda one: one.basket, money),
        _Key(w.say("Marge brute", "Gross margin"), lambda one: one.margin, money),
        _Key(w.say("Taux de marge", "Margin rate"), lambda one: one.margin_rate, w.percent, points=True),
        _Key(w.say("Quantités vendues", "Units sold"), lambda one: one.units, lambda milli: w.quantity(int(milli))),
        _Key(w.say("Retours de clients", "Customers' returns"), lambda one: one.returns, w.number),
        _Key(
            w.say("Taux de service (demandes servies)", "Fill rate (demand served)"),
            lambda one: one.fill_rate,
            w.percent,
            points=True,
        )
        if served
        else _Key(
            w.say("Disponibilité en rayon", "Availability on the shelf"),
            lambda one: one.availability,
            w.percent,
            points=True,
        ),
        _Key(w.say("Valeur du stock, fin de période", "Stock value, end of period"), lambda one: one.stock_value, money),
        _Key(
            w.say("Rotation du stock (fois par an)", "Stock turnover (a year)"),
            lambda one: one.turnover,
            lambda value: w.number(value, 1),
        ),
        _Key(
            w.say(f"Marge annuelle pour 1 {_unit(w)} de stock (GMROI)", f"Yearly margin for 1 {_unit(w)} of stock (GMROI)"),
            lambda one: one.gmroi,
            lambda value: w.number(value, 2),
        ),
        _Key(
            w.say("Couverture du stock (jours)", "Stock coverage (days)"),
            lambda one: one.coverage_days,
            lambda value: w.number(value),
        ),
        _Key(w.say("Crédit clients, fin de période", "Owed by customers, end of period"), lambda one: one.credit, money),
    ]  # fmt: skip
    return keys


def _kpis(w: Writer, month: Month) -> str:
    others = [other for other in (month.before, month.year) if other is not None]
    columns = [(w.say("Indicateur", "Figure"), "wide"), (w.month(month.first).capitalize(), "n")]
    for other in others:
        columns += [(w.month(other.first).capitalize(), "n"), (w.say("Évolution", "Change"), "n")]
    rows = []
    for key in _keys(w, month):
        cells = [(key.name, ""), (_value(key, month.now), "n up")]
        for other in others:
            cells += [(_value(key, other), "n"), (_moved(w, key, month.now, other), "n")]
        rows.append(row(cells))
    if month.dead is not None:
        value = w.amount(month.dead.value) if month.dead.old_enough else NOTHING
        rows.append(
            row(
                [
                    (w.say(f"Stock sans vente depuis {DEAD_DAYS} jours", f"Stock unsold for {DEAD_DAYS} days"), ""),
                    (value, "n up"),
                    *[("", "n")] * (2 * len(others)),
                ]
            )
        )
    return table(columns, rows) + _hints(w, month)


def _value(key: _Key, figures: Figures) -> str:
    value = key.value(figures)
    return NOTHING if value is None else key.show(value)


def _moved(w: Writer, key: _Key, now: Figures, other: Figures) -> str:
    new, old = key.value(now), key.value(other)
    if not other.whole or new is None or old is None:
        return NOTHING
    if not key.points:
        return w.signed(change(new, old))
    points = round((new - old) * 100, 1)
    return f"{'+' if points > 0 else ''}{w.number(points, 1)} pt"


def _hints(w: Writer, month: Month) -> str:
    said = []
    if not month.is_over:
        said.append(
            w.say(
                "Le mois n'est pas fini : il est comparé aux mêmes jours des autres mois.",
                "The month is not over: it is compared with the same days of the other months.",
            )
        )
    for other, start in ((month.before, _before(month.first, 1)), (month.year, _before(month.first, 12))):
        if other is None:
            said.append(
                w.say(
                    f"{w.month(start).capitalize()} : pas assez de données pour comparer.",
                    f"{w.month(start)}: not enough data to compare.",
                )
            )
        elif not other.whole:
            said.append(
                w.say(
                    f"{w.month(start).capitalize()} n'est connu qu'en partie : il n'est pas comparé.",
                    f"{w.month(start)} is known in part only: it is not compared.",
                )
            )
    said.append(
        w.say(
            f"{NOTHING} : pas assez de données. La marge est celle des ventes dont le coût d'achat est connu ; le stock"
            " est évalué au coût moyen d'achat.",
            f"{NOTHING}: not enough data. The margin is of the sales whose cost is known; the stock is valued at its"
            " average cost.",
        )
    )
    return "".join(f'<p class="hint">{escape(one)}</p>' for one in said)


def _before(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


# -- charts -------------------------------------------------------------------------------------


def _charts(w: Writer, month: Month) -> str:
    if month.best is None:
        return ""
    unit = _unit(w)
    shown = _compact(w, [point.revenue for point in (*month.trend, *month.trend_before)])
    days = max(len(month.trend), len(month.trend_before))
    values = [float(point.revenue) for point in month.trend]
    compared = [float(point.revenue) for point in month.trend_before] if month.before is not None else []
    other = w.month(_before(month.first, 1))
    by_day = charts.lines(
        [*values, *[None] * (days - len(values))],
        [*compared, *[None] * (days - len(compared))],
        [str(n + 1) for n in range(days)],
        shown,
        (w.month(month.first), other if compared else ""),
    )
    title = w.say(f"Chiffre d'affaires par jour ({unit})", f"Revenue by day ({unit})")
    parts = [f"<h2>{escape(title)}</h2>", _figure(by_day, f"{title}, {w.month(month.first)}")]
    means = [value for value in month.weekdays if value is not None]
    title = w.say(f"Une journée moyenne, par jour de la semaine ({unit})", f"A mean day, by weekday ({unit})")
    columns = [
        charts.Bar(WEEKDAYS[w.language][n], float(mean or 0), NOTHING if mean is None else w.amount(mean))
        for n, mean in enumerate(month.weekdays)
    ]
    parts += [f"<h2>{escape(title)}</h2>", _figure(charts.columns(columns, _compact(w, means)), title)]
    title = w.say(f"Chiffre d'affaires par catégorie ({unit})", f"Revenue by category ({unit})")
    parts += [f"<h2>{escape(title)}</h2>", _figure(charts.bars(_categories(w, month)), title)]
    methods = [
        charts.Bar(_METHODS[w.language].get(one.method, one.method), one.revenue, _part(w, one.revenue, month.now.revenue))
        for one in month.payments
    ]  # fmt: skip
    title = w.say(f"Ventes par moyen de paiement ({unit})", f"Sales by means of payment ({unit})")
    parts += [f"<h2>{escape(title)}</h2>", _figure(charts.bars(methods), title)]
    return "".join(parts)


def _figure(svg: str, says: str) -> str:
    return f"<figure>{charts.image(svg, says)}</figure>"


def _part(w: Writer, minor: int, whole: int) -> str:
    return f"{w.amount(minor)} ({w.percent(minor / whole if whole > 0 else None)})"


def _categories(w: Writer, month: Month) -> list[charts.Bar]:
    bars = [
        charts.Bar(
            short(one.name or w.say("Sans catégorie", "Without a category"), 24),
            one.revenue,
            _part(w, one.revenue, month.now.revenue),
        )
        for one in month.categories[:CATEGORIES]
    ]
    rest = month.categories[CATEGORIES:]
    if rest:
        revenue = sum(one.revenue for one in rest)
        name = w.say(f"{len(rest)} autres catégories", f"{len(rest)} other categories")
        bars.append(charts.Bar(name, revenue, _part(w, revenue, month.now.revenue)))
    return bars


def _compact(w: Writer, values: Sequence[int]) -> charts.Shown:
    """Figures beside an axis: in millions or thousands where they are large."""
    most = max((abs(value) for value in values), default=0) / 10**w.exponent
    divisor, sign_ = (1_000_000, " M") if most >= 2_000_000 else (1000, " k") if most >= 10_000 else (1, "")

    def shown(value: float) -> str:
        scaled = value / 10**w.exponent / divisor
        digits = 0 if scaled == int(scaled) else 1 if round(scaled, 1) == scaled else 2
        return w.number(scaled, digits) + (sign_ if scaled else "")

    return shown


_METHODS = {
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


# -- products -----------------------------------------------------------------------------------


def _products(w: Writer, month: Month) -> str:
    if not month.top and not month.falls:
        return ""
    whole = month.before is not None and month.before.whole
    best = [
        row(
            [
                (str(n), "n"),
                (one.code, ""),
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
    text = f"<h2>{w.say('Les articles qui rapportent le plus', 'What sells most')}</h2>{table(columns, best)}"
    other = w.month(_before(month.first, 1))
    if not whole or not month.falls:
        return text
    rows = [
        row(
            [
                (str(n), "n"),
                (one.code, ""),
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
    return f"{text}<h2>{title}</h2>{table(columns, rows)}"


def _days(w: Writer, days: int) -> str:
    return f"{days} {w.say('jour' if days == 1 else 'jours', 'day' if days == 1 else 'days')}"


def _stock(w: Writer, month: Month) -> str:
    parts = [f"<h2>{w.say('Ruptures du mois', 'Products that were out')}</h2>"]
    if not month.tracked:
        parts.append(f"<p>{w.say('Aucun article suivi en stock.', 'No product whose stock is known.')}</p>")
    elif not month.outs:
        parts.append(f"<p>{w.say('Aucune rupture en fin de journée.', 'No product was out at the end of a day.')}</p>")
    else:
        days = sum(one.days for one in month.outs)
        parts.append(
            "<p>"
            + escape(
                w.say(
                    f"{w.number(len(month.outs))} articles sur {w.number(month.tracked)} ont manqué, soit"
                    f" {w.number(days)} jours de rupture en tout. Les plus longues :",
                    f"{w.number(len(month.outs))} products of {w.number(month.tracked)} were out, {w.number(days)} days"
                    " in all. The longest:",
                )
            )
            + "</p>"
        )
        rows = [
            row(
                [
                    (one.code, ""),
                    (short(one.name), ""),
                    (_days(w, one.days), "n"),
                    (w.say("toujours en rupture", "still out") if one.still else w.say("revenu en rayon", "back"), ""),
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
        parts.append(table(columns, rows))
    return "".join(parts) + _dead(w, month)


def _dead(w: Writer, month: Month) -> str:
    dead = month.dead
    title = w.say("Stock dormant", "Dead stock")
    if dead is None:
        said = w.say(
            "Le stock dormant n'est connu que du mois en cours et du mois passé.",
            "Dead stock is known of this month and the last one only.",
        )
    elif not dead.old_enough:
        said = w.say(
            f"Pas assez de données : aucun article n'est connu depuis {DEAD_DAYS} jours.",
            f"Not enough data: no product has been known for {DEAD_DAYS} days.",
        )
    elif not dead.products:
        said = w.say(
            f"Aucun article en stock n'est resté sans vente depuis {DEAD_DAYS} jours, au {w.day(month.today)}.",
            f"No product in stock has gone {DEAD_DAYS} days without a sale, on {w.day(month.today)}.",
        )
    else:
        said = w.say(
            f"Au {w.day(month.today)}, {w.number(dead.products)} articles en stock sont restés sans vente depuis"
            f" {DEAD_DAYS} jours ; ils valent {w.money(dead.value)} au coût d'achat.",
            f"On {w.day(month.today)}, {w.number(dead.products)} products in stock have not sold for {DEAD_DAYS} days;"
            f" they are worth {w.money(dead.value)} at cost.",
        )
    text = f"<h2>{title}</h2><p>{escape(said)}</p>"
    if dead is None or not dead.top:
        return text
    rows = [
        row(
            [
                (one.code, ""),
                (short(one.name), ""),
                (f"{w.quantity(one.on_hand)} {one.unit}", "n"),
                (w.amount(one.value), "n"),
                (w.say("jamais", "never") if one.last_sale_on is None else w.day(one.last_sale_on), "n"),
            ]
        )
        for one in dead.top
    ]
    columns = [
        (w.say("Réf.", "Ref."), ""),
        (w.say("Article", "Product"), "wide"),
        (w.say("En stock", "In stock"), "n"),
        (w.say("Valeur", "Value"), "n"),
        (w.say("Dernière vente", "Last sale"), "n"),
    ]
    return text + table(columns, rows)


# -- what to buy --------------------------------------------------------------------------------


def _advice(w: Writer, month: Month) -> str:
    if month.advice is None:
        return ""
    title = w.say(f"Achats conseillés au {w.day(month.today)}", f"Purchases advised on {w.day(month.today)}")
    if not month.advice:
        nothing = w.say("Rien n'est à commander aujourd'hui.", "Nothing needs to be ordered today.")
        return f"<h2>{escape(title)}</h2><p>{escape(nothing)}</p>"
    columns = [
        (w.say("Réf.", "Ref."), ""),
        (w.say("Article", "Product"), "wide"),
        (w.say("En stock", "In stock"), "n"),
        (w.say("À commander", "To order"), "n"),
        (w.say("Montant", "Amount"), "n"),
        (w.say("Rupture prévue", "Runs out"), "n"),
    ]
    rows: list[str] = []
    room = ADVICE_ROWS
    for n, supplier in enumerate(month.advice):
        if n >= ADVICE_SUPPLIERS:
            rows.append(_others(w, month.advice[n:]))
            break
        # Each of those that follow keeps a line and its head.
        following = min(len(month.advice), ADVICE_SUPPLIERS) - n - 1
        shown = max(min(len(supplier.lines), room - 3 * following - 2), 1)
        rows.append(_supplier(w, supplier))
        rows += [_line(w, line) for line in supplier.lines[:shown]]
        room -= shown + 1
        rest = supplier.lines[shown:]
        if rest:
            rows.append(_rest(w, rest))
            room -= 1
    total = _total([supplier.total for supplier in month.advice])
    known = "" if total is None else f" : {w.money(total)}" if w.language == "fr" else f": {w.money(total)}"
    hint = w.say(
        "Quantités conseillées d'après les ventes prévues, les délais des fournisseurs et ce qui est déjà commandé.",
        "Quantities by the sales that are foreseen, the suppliers' lead times and what is on order.",
    )
    return f'<h2>{escape(title + known)}</h2>{table(columns, rows)}<p class="hint">{escape(hint)}</p>'


def _total(amounts: Sequence[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def _supplier(w: Writer, supplier: SupplierAdvice) -> str:
    name = short(supplier.supplier_name or w.say("Sans fournisseur", "Without a supplier"))
    count = len(supplier.lines)
    lines = w.say("article" if count == 1 else "articles", "product" if count == 1 else "products")
    said = f"{name} – {count} {lines}"
    if supplier.below_minimum:
        said += w.say(
            f" (minimum de commande : {w.amount(supplier.minimum_order)})",
            f" (minimum order: {w.amount(supplier.minimum_order)})",
        )
    return (
        f'<tr class="sub"><td colspan="4">{escape(said)}</td><td class="n">{escape(w.amount(supplier.total))}</td>'
        "<td></td></tr>"
    )


def _line(w: Writer, line: AdviceLine) -> str:
    return row(
        [
            (line.code, ""),
            (short(line.name), ""),
            (f"{w.quantity(line.on_hand)} {line.unit}", "n"),
            (f"{w.quantity(line.quantity)} {line.unit}", "n"),
            (w.amount(line.amount), "n"),
            (w.day(line.stock_out_on), "n"),
        ]
    )


def _rest(w: Writer, lines: Sequence[AdviceLine]) -> str:
    amount = _total([line.amount for line in lines])
    count = len(lines)
    said = w.say(
        f"et {count} {'autre article' if count == 1 else 'autres articles'}",
        f"and {count} {'more product' if count == 1 else 'more products'}",
    )
    return (
        f'<tr><td></td><td colspan="3">{escape(said)}</td><td class="n">{escape(w.amount(amount))}</td><td></td></tr>'
    )


def _others(w: Writer, suppliers: Sequence[SupplierAdvice]) -> str:
    count = len(suppliers)
    said = w.say(
        f"{count} {'autre fournisseur' if count == 1 else 'autres fournisseurs'}",
        f"{count} {'more supplier' if count == 1 else 'more suppliers'}",
    )
    amount = w.amount(_total([one.total for one in suppliers]))
    return f'<tr class="sub"><td colspan="4">{escape(said)}</td><td class="n">{escape(amount)}</td><td></td></tr>'


def _signatures(w: Writer, month: Month) -> str:
    true = w.say(
        "Document établi à partir des ventes, du stock et des carnets enregistrés dans Digiboost.",
        "Made from the sales, the stock and the accounts that are kept in Digiboost.",
    )
    ours = w.say(f"Pour {w.shop}, le gérant", f"For {w.shop}, the manager")
    return (
        f'<div class="keep"><div class="signs">{sign(ours, w.say("Nom, date et signature", "Name, date, signature"))}'
        f"{sign(w.say('Cachet de l’entreprise', 'Company stamp'), '')}</div>"
        f'<p class="hint">{escape(true)}</p></div>'
    )
