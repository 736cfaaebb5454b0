"""The daily closing: what a till should hold and what was counted, on A4 to file or on a receipt."""

from __future__ import annotations

from html import escape
from pathlib import Path

from digiboost.kernel.db.tx import Tx
from digiboost.kernel.paper import document, picture, reached, row, short, sign, table
from digiboost.kernel.pdf import END, pdf_of, strip_of
from digiboost.reports.papers.page import METHODS, Writer, writer
from digiboost.reports.papers.till import Day, read
from digiboost.reports.types import Asked, Format, Made, Progress
from digiboost.sales.types import CashMoveType

ROLL_MM = 80
"""The width of the paper; printers leave 72 mm of it."""
ROLL_TOP = 5
LATE = 20
_STYLE = """
.two { display: flex; gap: 8mm; align-items: flex-start }
.two > div { width: 50% }
.counts .total td { font-size: 12pt }
table { font-size: 8.5pt }
.sign { height: 24mm }
.last { break-before: avoid }
"""
_ROLL = """
@page { margin: 3mm 4mm 0 }
body { font-size: 9pt; line-height: 1.3 }
.logo { max-width: 40mm; max-height: 14mm; margin: 0 auto 1mm }
.top { text-align: center; margin-bottom: 2mm }
.top b { font-size: 12pt }
h1 { font-size: 12pt; text-align: center; margin: 1mm 0 }
h2 { font-size: 9.5pt; margin: 2.5mm 0 0.5mm; border-top: 0.3mm dashed #111; padding-top: 1.5mm }
table { font-size: 9pt }
td { border: 0; padding: 0.35mm 0 }
td.n { padding-left: 2mm }
.big td { font-size: 13pt; font-weight: bold; padding-top: 0.8mm }
.total td { font-size: 10pt; padding-top: 0.8mm }
.line { border-bottom: 0.3mm solid #111; height: 14mm; margin-top: 1mm }
p { margin: 0 0 0.5mm }
"""


def make(tx: Tx, asked: Asked, path: Path, progress: Progress) -> Made:
    """The closing ``asked.subject_id``, or the whole shop's day ``asked.first`` (today where none is named)."""
    w = writer(tx, asked.language)
    day = read(tx, asked.subject_id, asked.first or w.today)
    tx.release()
    progress(0.3)
    title = f"{w.say('Clôture de caisse', 'Till closing')} – {w.day(day.day)}"
    if day.person is not None:
        title += f" – {day.person}"
    rolled = asked.format is Format.RECEIPT
    drawn = strip_of(receipt(w, day, title), ROLL_MM) if rolled else pdf_of(page(w, day, title))
    progress(0.95)
    path.write_bytes(drawn.content)
    name = w.say("cloture", "closing") + ("-ticket" if rolled else "")
    return Made(name=f"{name}-{day.day:%Y-%m-%d}", title=title, size=drawn.pages)


# -- what it says -------------------------------------------------------------------------------

Pairs = list[tuple[str, str]]


def _whose(w: Writer, day: Day) -> str:
    if day.person is None:
        return w.say("Toute la boutique", "The whole shop")
    return w.say(f"Caisse de {day.person}", f"{day.person}'s till")


def _when(w: Writer, day: Day) -> str:
    if day.closing is None:
        return w.say(f"Situation au {w.moment(w.at)}", f"As known on {w.moment(w.at)}")
    by = "" if day.closed_by is None else w.say(f" par {day.closed_by}", f" by {day.closed_by}")
    return w.say("Comptée le ", "Counted on ") + w.moment(day.closing.closed_at) + by


def _till(w: Writer, day: Day) -> Pairs:
    till = day.till
    pairs = [] if day.closing is None else [(w.say("Fond de caisse", "Opening float"), day.closing.opening_float)]
    pairs += [
        (w.say("Ventes en espèces", "Cash sales"), till.cash_sales),
        (w.say("Acomptes sur ventes à crédit", "Paid at once of sales on credit"), till.credit_parts),
        (w.say("Versements de clients", "Customers' payments"), till.credit_payments),
        (w.say("Retours remboursés", "Returns paid back"), till.cash_returns),
        (w.say("Entrées de caisse", "Put in"), till.moves_in),
        (w.say("Sorties de caisse", "Taken out"), till.moves_out),
    ]
    return [(name, w.amount(amount)) for name, amount in pairs]


def _expected(w: Writer, day: Day) -> tuple[str, str]:
    if day.closing is None:
        return w.say("Espèces du jour", "Cash of the day"), w.amount(day.till.cash)
    return w.say("Attendu en caisse", "Expected in the till"), w.amount(day.closing.expected)


def _counted(w: Writer, day: Day) -> Pairs:
    closing = day.closing
    if closing is None:
        return []
    wrong = w.say("Écart", "Difference")
    if closing.difference:
        wrong += w.say(" (manque)", " (missing)") if closing.difference < 0 else w.say(" (en trop)", " (too much)")
    plus = "+" if closing.difference > 0 else ""
    return [
        (w.say("Compté", "Counted"), w.amount(closing.counted)),
        (wrong, plus + w.amount(closing.difference)),
    ]


def _digital(w: Writer, day: Day) -> Pairs:
    pairs = [
        (w.say("Mobile money reçu, versements compris", "Mobile money received, payments too"), day.till.mobile_money)
    ]
    if day.till.card:
        pairs.append((w.say("Cartes", "Cards"), day.till.card))
    return [(name, w.amount(amount)) for name, amount in pairs]


def _methods(w: Writer, day: Day) -> list[tuple[str, str, str]]:
    return [
        (METHODS[w.language][one.method], w.number(one.sales + one.returns), w.amount(one.total))
        for one in day.methods
    ]  # fmt: skip


def _moves(w: Writer, day: Day) -> list[tuple[str, str, str]]:
    return [
        (
            w.time(move.occurred_at),
            short(move.reason, 70),
            w.amount(move.amount if move.type is CashMoveType.IN else -move.amount),
        )
        for move in day.moves
    ]


def _late(w: Writer, day: Day) -> list[tuple[str, str, str]]:
    kinds = {
        "sale": w.say("Vente", "Sale"),
        "return": w.say("Retour", "Return"),
        "payment": w.say("Versement de client", "Customer's payment"),
        "move": w.say("Mouvement de caisse", "Cash movement"),
        "cancellation": w.say("Annulation", "Cancellation"),
    }
    late = [] if day.closing is None else day.closing.late
    rows = [
        (w.time(one.received_at), f"{kinds[one.kind]} {one.number or ''}".strip(), w.amount(one.amount))
        for one in late[:LATE]
    ]
    if len(late) > LATE:
        rest = w.amount(sum(one.amount for one in late[LATE:]))
        rows.append(("", w.say(f"et {len(late) - LATE} autres", f"and {len(late) - LATE} more"), rest))
    return rows


def _late_hint(w: Writer, day: Day) -> str:
    if day.closing is None or not day.closing.late:
        return ""
    should = day.closing.expected + day.closing.late_amount
    return w.say(
        f"Arrivé après le comptage : la caisse devrait contenir {w.money(should)}.",
        f"Arrived after the counting: the till should hold {w.money(should)}.",
    )


def _note(w: Writer, day: Day) -> str:
    note = None if day.closing is None else day.closing.note
    return "" if not note else f'<p class="note"><b>{w.say("Remarque :", "Note:")}</b> {escape(note)}</p>'


# -- on A4 --------------------------------------------------------------------------------------


def page(w: Writer, day: Day, title: str) -> str:
    facts = [w.day(day.day), _whose(w, day), _when(w, day), w.say(f"Montants en {w.unit}", f"Amounts in {w.unit}")]
    cash = [
        *(row([(name, ""), (amount, "n")]) for name, amount in _till(w, day)),
        *(row([(name, ""), (amount, "n")], "total") for name, amount in [_expected(w, day), *_counted(w, day)]),
    ]
    counts = f'<table class="counts"><tbody>{"".join(cash)}</tbody></table>'
    parts = [f'<div class="two"><div><h2>{w.say("Espèces", "Cash")}</h2>{counts}</div><div>{_sold(w, day)}</div></div>']
    if day.closing is None:
        nobody = w.say("La caisse de toute la boutique n'a pas été comptée.", "The whole shop's till was not counted.")
        parts.append(f'<p class="hint">{escape(nobody)}</p>')
    parts += [_note(w, day), _others(w, day)]
    named = [(w.say("Heure", "Time"), ""), (w.say("Motif", "Reason"), "wide"), (w.say("Montant", "Amount"), "n")]
    if day.moves:
        rows = [row([(at, ""), (what, ""), (amount, "n")]) for at, what, amount in _moves(w, day)]
        parts.append(f"<h2>{w.say('Mouvements de caisse', 'Cash movements')}</h2>{table(named, rows)}")
    if late := _late(w, day):
        rows = [row([(at, ""), (what, ""), (amount, "n")]) for at, what, amount in late]
        named[1] = (w.say("Opération", "What"), "wide")
        parts.append(f"<h2>{w.say('Arrivé après le comptage', 'Arrived after the counting')}</h2>{table(named, rows)}")
        parts.append(f'<p class="hint">{escape(_late_hint(w, day))}</p>')
    if day.top:
        rows = [
            row(
                [
                    (short(one.name), ""),
                    (f"{w.quantity(one.quantity)} {short(one.unit, 10)}", "n"),
                    (w.amount(one.amount), "n"),
                ]
            )
            for one in day.top
        ]
        columns = [
            (w.say("Article", "Product"), "wide"),
            (w.say("Quantité", "Quantity"), "n"),
            (w.say("Montant", "Amount"), "n"),
        ]
        parts.append(f"<h2>{w.say('Meilleures ventes', 'What sold most')}</h2>{table(columns, rows)}")
    what = w.say("Date et signature", "Date and signature")
    parts.append(
        f'<div class="signs last">{sign(w.say("Le caissier ou la caissière", "The cashier"), what)}'
        f"{sign(w.say('Le gérant', 'The manager'), what)}</div>"
    )
    return w.page(title, w.say("Clôture de caisse", "Till closing"), facts, "".join(parts), _STYLE)


def _sold(w: Writer, day: Day) -> str:
    title = w.say("Ventes par moyen de paiement", "Sales by means of payment")
    if not day.methods:
        none = w.say("Aucune vente.", "No sale.")
        return f"<h2>{title}</h2><p>{none}</p>"
    columns = [
        (w.say("Moyen", "Means"), "wide"),
        (w.say("Ventes", "Sales"), "n"),
        (w.say("Retours", "Returns"), "n"),
        (w.say("Total", "Total"), "n"),
    ]
    rows = [
        row(
            [
                (METHODS[w.language][one.method], ""),
                (w.number(one.sales), "n"),
                (w.number(one.returns), "n"),
                (w.amount(one.total), "n"),
            ]
        )
        for one in day.methods
    ]
    sales, returns = sum(one.sales for one in day.methods), sum(one.returns for one in day.methods)
    total = [
        (w.say("Total", "Total"), ""),
        (w.number(sales), "n"),
        (w.number(returns), "n"),
        (w.amount(day.total), "n"),
    ]
    rows.append(row(total, "total"))
    digital = "".join(
        f"<p>{escape(name)}{w.say(' : ', ': ')}<b>{escape(amount)}</b></p>" for name, amount in _digital(w, day)
    )
    return f"<h2>{title}</h2>{table(columns, rows)}{digital}"


def _others(w: Writer, day: Day) -> str:
    if not day.others:
        return ""
    columns = [
        (w.say("Caisse de", "Till of"), "wide"),
        (w.say("Comptée à", "Counted at"), "n"),
        (w.say("Attendu", "Expected"), "n"),
        (w.say("Compté", "Counted"), "n"),
        (w.say("Écart", "Difference"), "n"),
    ]
    rows = [
        row(
            [
                (one.name or "?", ""),
                (w.time(one.closed_at), "n"),
                (w.amount(one.expected), "n"),
                (w.amount(one.counted), "n"),
                (w.amount(one.difference), "n"),
            ]
        )
        for one in day.others
    ]
    return f"<h2>{w.say('Caisses comptées une à une', 'Tills counted one by one')}</h2>{table(columns, rows)}"


# -- on a roll ----------------------------------------------------------------------------------


def receipt(w: Writer, day: Day, title: str) -> str:
    top = "".join(f"<div>{escape(text)}</div>" for text in reached(w.ninea, w.address, w.phone, w.language))
    parts = [
        f'<div class="top">{picture(w.logo, w.shop)}<b>{escape(w.shop)}</b>{top}</div>',
        f"<h1>{w.say('Clôture de caisse', 'Till closing')}</h1>",
        f'<div class="top">{escape(w.long_day(day.day))} {day.day.year}<br>{escape(_whose(w, day))}<br>'
        f"{escape(_when(w, day))}</div>",
        _pairs(w.say(f"Espèces ({w.unit})", f"Cash ({w.unit})"), _till(w, day), [_expected(w, day), *_counted(w, day)]),
        _note(w, day),
        _pairs(
            w.say("Ventes par moyen de paiement", "Sales by means of payment"),
            [(f"{name} ({count})", amount) for name, count, amount in _methods(w, day)],
            [(w.say("Total des ventes", "Total of sales"), w.amount(day.total))],
        ),
        _pairs("", _digital(w, day)),
        _pairs(
            w.say("Caisses comptées", "Tills counted"),
            [(f"{one.name or '?'}, {w.say('écart', 'difference')}", w.amount(one.difference)) for one in day.others],
        ),
        _pairs(w.say("Mouvements de caisse", "Cash movements"), [(what, amount) for _, what, amount in _moves(w, day)]),
        _pairs(
            w.say("Arrivé après le comptage", "Arrived after the counting"),
            [(what, amount) for _, what, amount in _late(w, day)],
        ),
        f"<p>{escape(_late_hint(w, day))}</p>",
        _pairs(
            w.say("Meilleures ventes", "What sold most"),
            [
                (f"{w.quantity(one.quantity)} × {short(one.name, 40)}", w.amount(one.amount))
                for one in day.top[:ROLL_TOP]
            ],
        ),
        f"<h2>{w.say('Le caissier ou la caissière', 'The cashier')}</h2><div class=line></div>",
        f"<h2>{w.say('Le gérant', 'The manager')}</h2><div class=line></div>",
        f'<p class="top">{w.say("Établi le", "Made on")} {escape(w.moment(w.at))}</p>',
        END,
    ]
    return document(w.language, title, _ROLL, "".join(part for part in parts if part != "<p></p>"))


def _pairs(title: str, pairs: Pairs, large: Pairs | None = None) -> str:
    if not pairs and not large:
        return ""
    rows = [row([(name, ""), (amount, "n")]) for name, amount in pairs]
    rows += [row([(name, ""), (amount, "n")], "big") for name, amount in large or []]
    head = f"<h2>{escape(title)}</h2>" if title else ""
    return f"{head}<table><tbody>{''.join(rows)}</tbody></table>"
