"""What to buy, by supplier: the most urgent of it, so that the whole stays within its pages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from digiboost.forecasting.schemas import AdviceLine, SupplierAdvice
from digiboost.kernel.paper import row, short, table
from digiboost.reports.papers.month import Month
from digiboost.reports.papers.page import Writer

ROWS, MORE_ROWS = 30, 36
"""Of all suppliers: with the signatures they fill a page; below a list of dead stock, which has begun that page, they
go on on another one anyway."""
SUPPLIERS = 8


def advice(w: Writer, month: Month) -> str:
    if month.advice is None:
        return ""
    title = w.say(f"Achats conseillés au {w.day(month.today)}", f"Purchases advised on {w.day(month.today)}")
    if not month.tracked:
        return ""
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
    shown = month.advice[:SUPPLIERS]
    follows = month.dead is not None and bool(month.dead.top)
    most = _lines_each([len(supplier.lines) for supplier in shown], MORE_ROWS if follows else ROWS)
    rows: list[str] = []
    for supplier in shown:
        count = len(supplier.lines) if len(supplier.lines) <= most else most - 1
        rows.append(_supplier(w, supplier))
        rows += [_line(w, line) for line in supplier.lines[:count]]
        if supplier.lines[count:]:
            rows.append(_rest(w, supplier.lines[count:]))
    if month.advice[SUPPLIERS:]:
        rows.append(_others(w, month.advice[SUPPLIERS:]))
    total = _total([supplier.total for supplier in month.advice])
    known = "" if total is None else w.say(f" : {w.money(total)}", f": {w.money(total)}")
    hint = w.say(
        "Quantités conseillées d'après les ventes prévues, les délais des fournisseurs et ce qui est déjà commandé.",
        "Quantities by the sales that are foreseen, the suppliers' lead times and what is on order.",
    )
    listed = f'<div class="tight">{table(columns, rows)}</div><p class="hint">{escape(hint)}</p>'
    return f"<h2>{escape(title + known)}</h2>{listed}"


def _lines_each(counts: Sequence[int], rows: int) -> int:
    """How many lines each supplier may have, two at least: the most urgent ones, and one for all the others."""
    most = 2
    while most < max(counts, default=0) and sum(min(count, most + 1) + 1 for count in counts) <= rows:
        most += 1
    return most


def _total(amounts: Sequence[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def _supplier(w: Writer, supplier: SupplierAdvice) -> str:
    name = short(supplier.supplier_name or w.say("Sans fournisseur", "Without a supplier"), 44)
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
            (short(line.code, 14), ""),
            (short(line.name, 48), ""),
            (f"{w.quantity(line.on_hand)} {short(line.unit, 10)}", "n"),
            (f"{w.quantity(line.quantity)} {short(line.unit, 10)}", "n"),
            (w.amount(line.amount), "n"),
            (w.say("en rupture", "out") if line.on_hand <= 0 else w.day(line.stock_out_on), "n"),
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
