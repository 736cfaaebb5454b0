"""An order on paper: one A4 page that a supplier accepts, signs and stamps."""

from __future__ import annotations

from html import escape
from typing import Any
from uuid import UUID

from digiboost.catalog.service import require_suppliers
from digiboost.identity.service import company, logo
from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import day_of
from digiboost.kernel.db.rows import find_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.i18n import Language, choose_language
from digiboost.kernel.i18n.formats import amount_text, day_text, money_text, quantity_text
from digiboost.kernel.paper import a4, document, head, reached, row, sign, small, table
from digiboost.kernel.pdf import Drawn, pdf_of
from digiboost.purchasing import repository
from digiboost.purchasing.types import OrderStatus
from digiboost.purchasing.wording import packs_text

_FRENCH = {
    "title": "Bon de commande",
    "number": "N°",
    "date": "Date",
    "supplier": "Fournisseur",
    "attention": "À l'attention de",
    "expected": "Livraison souhaitée",
    "code": "Réf.",
    "name": "Désignation",
    "packs": "Colis",
    "quantity": "Quantité",
    "unit_cost": "Prix unitaire",
    "amount": "Montant",
    "total": "Total",
    "note": "Remarque",
    "ours": "Pour {shop}",
    "theirs": "Le fournisseur, bon pour accord",
    "sign": "Date, signature et cachet",
    "phone": "Tél.",
    "draft": "Brouillon",
    "cancelled": "Annulée",
}
_ENGLISH = {
    "title": "Purchase order",
    "number": "No.",
    "date": "Date",
    "supplier": "Supplier",
    "attention": "Attention",
    "expected": "Delivery wished",
    "code": "Ref.",
    "name": "Item",
    "packs": "Packs",
    "quantity": "Quantity",
    "unit_cost": "Unit price",
    "amount": "Amount",
    "total": "Total",
    "note": "Note",
    "ours": "For {shop}",
    "theirs": "The supplier, agreed",
    "sign": "Date, signature and stamp",
    "phone": "Tel.",
    "draft": "Draft",
    "cancelled": "Cancelled",
}


def order_pdf(tx: Tx, order_id: UUID, language: Language | None = None) -> tuple[str, Drawn]:
    """The order's number and its PDF, in the company's language where no other is asked for; without prices for who
    may not see costs. The page is drawn after the database was given back. Raises NotFound."""
    number, html = _page(tx, order_id, language)
    tx.release()
    return number, pdf_of(html)


def _page(tx: Tx, order_id: UUID, wanted: Language | None) -> tuple[str, str]:
    order = find_row(tx, "purchase_orders", order_id)
    if order is None:
        raise NotFound
    tenant = company(tx)
    supplier = require_suppliers(tx, [order["supplier_id"]])[order["supplier_id"]]
    lines = repository.lines_of(tx, order_id)
    language = wanted or choose_language(tenant.language)
    words = _FRENCH if language == "fr" else _ENGLISH
    exponent, costs = tenant.currency_exponent, tx.actor.may(Scope.COSTS_READ)
    priced = costs and any(line["unit_cost"] is not None for line in lines)
    packed = any(packs_text(line["quantity"], line["pack_size"], language) for line in lines)

    def amount(minor: int | None) -> str:
        return "" if minor is None else amount_text(minor, exponent, language)

    def line_of(n: int, line: dict[str, Any]) -> str:
        cells = [(str(n), "n"), (line["code"], ""), (line["product_name"], "")]
        if packed:
            cells.append((packs_text(line["quantity"], line["pack_size"], language) or "", "n"))
        cells.append((f"{quantity_text(line['quantity'], language)} {line['unit']}", "n"))
        if priced:
            cells += [(amount(line["unit_cost"]), "n"), (amount(line["amount"]), "n")]
        return row(cells)

    columns = [("", "n"), (words["code"], ""), (words["name"], "wide")]
    columns += [(words["packs"], "n")] if packed else []
    columns += [(words["quantity"], "n")]
    columns += [(words["unit_cost"], "n"), (words["amount"], "n")] if priced else []
    total = ""
    if priced and order["total"] is not None:
        text = money_text(order["total"], tenant.currency, exponent, language)
        label = f'<td class="n" colspan="{len(columns) - 2}">{words["total"]}</td>'
        total = f'<tr class="total">{label}<td class="n" colspan="2">{escape(text)}</td></tr>'
    theirs = [f"{words['attention']} {supplier.contact_name}"] if supplier.contact_name else []
    theirs += [f"{words['phone']} {supplier.phone}"] if supplier.phone else []
    theirs += [supplier.email] if supplier.email else []
    facts = [
        f"{words['number']} {order['number']}",
        f"{words['date']} : {day_text(day_of(order['sent_at'] or order['created_at'], tenant.time_zone), language)}",
    ]
    if order["expected_on"] is not None:
        facts.append(f"{words['expected']} : {day_text(order['expected_on'], language)}")
    marks = {OrderStatus.DRAFT: words["draft"], OrderStatus.CANCELLED: words["cancelled"]}
    mark = marks.get(OrderStatus(order["status"]), "")
    note = f'<p class="note"><b>{words["note"]} :</b> {escape(order["note"])}</p>' if order["note"] else ""
    body = (
        head(
            tenant.name,
            reached(tenant.ninea, tenant.address, tenant.phone, language),
            logo(tx),
            words["title"],
            facts,
            mark,
        )
        + f'<div class="box"><div class="small">{words["supplier"]}</div><b>{escape(supplier.name)}</b>{small(theirs)}'
        + "</div>"
        + table(columns, [*(line_of(n, line) for n, line in enumerate(lines, start=1)), total])
        + f'{note}<div class="signs">{sign(words["ours"].format(shop=tenant.name), words["sign"])}'
        + f"{sign(words['theirs'], words['sign'])}</div>"
    )
    title = f"{words['title']} {order['number']}"
    return order["number"], document(language, title, a4(order["number"]), body)
