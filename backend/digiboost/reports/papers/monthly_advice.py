"""What to buy, by supplier: as much of it as fits on a page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from digiboost.forecasting.schemas import AdviceLine, SupplierAdvice
from digiboost.kernel.paper import row, short, table
from digiboost.reports.papers.month import Month
from digiboost.reports.papers.page import Writer

ROWS = 30
"""Of all suppliers: with the signatures they fill a page."""
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
    most = _lines_each([len(supplier.lines) for supplier in shown])
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
    known = "" if total is None else f" : {w.money(total)}" if w.language == "fr" else f": {w.money(total)}"
    hint = w.say(
        "Quantités conseillées d'après les ventes prévues, les délais des fournisseurs et ce qui est déjà commandé.",
        "Quantities by the sales that are foreseen, the suppliers' lead times and what is on order.",
    )
    listed = f'<div class="tight">{table(columns, rows)}</div><p class="hint">{escape(hint)}</p>'
    return f"<h2>{escape(title + known)}</h2>{listed}"


def _lines_each(counts: Sequence[int]) -> int:
    """How many lines each supplier may have, two at least: the most urgent ones, and one for all the others."""
    most = 2
    while most < max(counts, default=0) and sum(min(count, most + 1) + 1 for count in counts) <= ROWS:
        most += 1
    return most


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
            (short(line.name, 50), ""),
            (f"{w.quantity(line.on_hand)} {line.unit}", "n"),
            (f"{w.quantity(line.quantity)} {line.unit}", "n"),
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
