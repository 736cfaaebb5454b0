"""The monthly synthesis: what a shop shows to its banker, four to six A4 pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from digiboost.kernel.db.tx import Tx
from digiboost.kernel.i18n.formats import WEEKDAYS
from digiboost.kernel.paper import row, short, sign, table
from digiboost.kernel.pdf import pdf_of
from digiboost.reports.papers import charts
from digiboost.reports.papers.month import Figures, Month, back, read
from digiboost.reports.papers.monthly_advice import advice
from digiboost.reports.papers.monthly_lists import dead, products, stock
from digiboost.reports.papers.page import METHODS, NOTHING, Writer, writer
from digiboost.reports.papers.summary import change, sentences
from digiboost.reports.types import Asked, Made, Progress
from digiboost.statistics.types import DEAD_DAYS

CATEGORIES = 8
_STYLE = """
.said { border: 0.3mm solid #777; padding: 2.5mm 4mm; margin: 0 0 4mm }
.said p { margin: 0 0 1.2mm }
.said p:last-child { margin: 0 }
.up { font-weight: bold }
.tight table { font-size: 8pt }
.last { break-before: avoid }
tr.sub { break-after: avoid }
tr.sub td { font-weight: bold; background: #f4f4f4; border-bottom: 0.3mm solid #777 }
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
        until = w.moment(w.at) if month.last == month.today else w.day(month.last)
        facts.append(w.say(f"Mois en cours, arrêté au {until}", f"Month to {until}"))
    facts.append(w.say(f"Montants en {w.unit}", f"Amounts in {w.unit}"))
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences(w, month))
    parts = [
        f"<h2>{w.say('En bref', 'In short')}</h2>",
        f'<div class="said">{said}</div>',
        f"<h2>{w.say('Chiffres clés', 'Key figures')}</h2>",
        _kpis(w, month),
    ]
    sections = [_charts(w, month), products(w, month), stock(w, month), dead(w, month) + advice(w, month)]
    # A company without sales has a few lines in each: they follow each other.
    sells = month.now.sales or month.top
    kinds = ["own", "own", "flow", "own"] if sells else ["flow"] * len(sections)
    parts += [
        f'<section class="{kind}">{section}</section>' for kind, section in zip(kinds, sections, strict=True) if section
    ]
    parts.append(_signatures(w, month))
    return w.page(title, w.say("Synthèse mensuelle", "Monthly synthesis"), facts, "".join(parts), _STYLE)


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
    return [
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
        _Key(
            w.say("Valeur du stock, fin de période", "Stock value, end of period"), lambda one: one.stock_value, money
        ),
        _Key(
            w.say("Rotation du stock (fois par an)", "Stock turnover (a year)"),
            lambda one: one.turnover,
            lambda value: w.number(value, 1),
        ),
        _Key(
            w.say(f"Marge annuelle pour 1 {w.unit} de stock (GMROI)", f"Yearly margin for 1 {w.unit} of stock (GMROI)"),
            lambda one: one.gmroi,
            lambda value: w.number(value, 2),
        ),
        _Key(
            w.say("Couverture du stock (jours)", "Stock coverage (days)"),
            lambda one: one.coverage_days,
            lambda value: w.number(value),
        ),
        _Key(
            w.say("Crédit clients, fin de période", "Owed by customers, end of period"), lambda one: one.credit, money
        ),
    ]


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
    size = "tight" if len(others) > 1 else "wide"
    return f'<div class="{size}">{table(columns, rows)}</div>{_hints(w, month)}'


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
    for other, start in ((month.before, back(month.first, 1)), (month.year, back(month.first, 12))):
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


# -- charts -------------------------------------------------------------------------------------


def _charts(w: Writer, month: Month) -> str:
    if month.best is None:
        return ""
    unit = w.unit
    shown = _compact(w, [point.revenue for point in (*month.trend, *month.trend_before)])
    days = max(len(month.trend), len(month.trend_before))
    values = [float(point.revenue) for point in month.trend]
    compared = [float(point.revenue) for point in month.trend_before] if month.before is not None else []
    other = w.month(back(month.first, 1))
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
        charts.Bar(METHODS[w.language][one.method], one.revenue, _part(w, one.revenue, month.now.revenue))
        for one in month.payments
    ]
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
            short(one.name or w.say("Sans catégorie", "Without a category"), 30),
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


def _signatures(w: Writer, month: Month) -> str:
    true = w.say(
        "Document établi à partir des ventes, du stock et des carnets enregistrés dans Digiboost.",
        "Made from the sales, the stock and the accounts that are kept in Digiboost.",
    )
    ours = w.say(f"Pour {w.shop}, le gérant", f"For {w.shop}, the manager")
    mine = sign(ours, w.say("Nom, date et signature", "Name, date, signature"))
    return (
        f'<div class="last keep"><div class="signs">{mine}'
        f"{sign(w.say('Cachet de l’entreprise', 'Company stamp'), '')}</div>"
        f'<p class="hint">{escape(true)}</p></div>'
    )
