"""An order on paper: one A4 page that a supplier accepts, signs and stamps."""

from __future__ import annotations

from html import escape
from typing import Any
from uuid import UUID

from digiboost.catalog.service import require_suppliers
from digiboost.identity.service import company
from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import day_of
from digiboost.kernel.db.rows import find_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.i18n import Language, choose_language
from digiboost.kernel.i18n.formats import amount_text, day_text, money_text, quantity_text
from digiboost.kernel.pdf import pdf_of
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
    "page": "Page",
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
    "page": "Page",
    "draft": "Draft",
    "cancelled": "Cancelled",
}
_STYLE = """
@page { size: A4; margin: 14mm 14mm 18mm;
  @bottom-left { content: "%(foot)s"; font: 8pt sans-serif; color: #555 }
  @bottom-right { content: "%(page)s " counter(page) " / " counter(pages); font: 8pt sans-serif; color: #555 } }
* { box-sizing: border-box }
body { font: 10pt/1.35 "DejaVu Sans", "Liberation Sans", sans-serif; color: #111; margin: 0 }
.head { display: flex; justify-content: space-between; gap: 8mm; margin-bottom: 5mm }
.shop { font-size: 14pt; font-weight: bold }
.small { font-size: 9pt; color: #333 }
h1 { font-size: 16pt; margin: 0 0 1mm; text-align: right }
.facts { text-align: right }
.mark { color: #a00; font-weight: bold; text-transform: uppercase; letter-spacing: 0.1em }
.box { border: 0.3mm solid #777; padding: 2mm 3mm; margin-bottom: 5mm; width: 60%% }
table { width: 100%%; border-collapse: collapse; font-size: 9pt }
thead { display: table-header-group }
th { text-align: left; background: #eee; border-bottom: 0.4mm solid #333; padding: 1.2mm 2mm; white-space: nowrap }
td { border-bottom: 0.2mm solid #bbb; padding: 0.9mm 2mm; vertical-align: top }
tr { break-inside: avoid }
.n { text-align: right; white-space: nowrap }
.wide { width: 100%% }
.total td { border-bottom: 0; border-top: 0.4mm solid #333; font-weight: bold; font-size: 11pt }
.note { margin: 4mm 0 0; white-space: pre-line }
.signs { display: flex; justify-content: space-between; gap: 10mm; margin-top: 8mm; break-inside: avoid }
.sign { width: 48%%; height: 28mm; border: 0.3mm solid #777; padding: 2mm 3mm }
"""


def order_pdf(tx: Tx, order_id: UUID, language: Language | None = None) -> tuple[str, bytes]:
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

    def cell(text: str, kind: str = "") -> str:
        return f'<td class="{kind}">{escape(text)}</td>' if kind else f"<td>{escape(text)}</td>"

    def amount(minor: int | None) -> str:
        return "" if minor is None else amount_text(minor, exponent, language)

    def row(n: int, line: dict[str, Any]) -> str:
        cells = [cell(str(n), "n"), cell(line["code"]), cell(line["product_name"])]
        if packed:
            cells.append(cell(packs_text(line["quantity"], line["pack_size"], language) or "", "n"))
        cells.append(cell(f"{quantity_text(line['quantity'], language)} {line['unit']}", "n"))
        if priced:
            cells += [cell(amount(line["unit_cost"]), "n"), cell(amount(line["amount"]), "n")]
        return f"<tr>{''.join(cells)}</tr>"

    columns = [("", "n"), (words["code"], ""), (words["name"], "wide")]
    columns += [(words["packs"], "n")] if packed else []
    columns += [(words["quantity"], "n")]
    columns += [(words["unit_cost"], "n"), (words["amount"], "n")] if priced else []
    head = "".join(f'<th class="{kind}">{escape(text)}</th>' for text, kind in columns)
    total = ""
    if priced and order["total"] is not None:
        text = money_text(order["total"], tenant.currency, exponent, language)
        label = f'<td class="n" colspan="{len(columns) - 2}">{words["total"]}</td>'
        total = f'<tr class="total">{label}<td class="n" colspan="2">{escape(text)}</td></tr>'
    ours = [f"NINEA {tenant.ninea}"] if tenant.ninea else []
    ours += [tenant.address] if tenant.address else []
    ours += [f"{words['phone']} {tenant.phone}"] if tenant.phone else []
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
    style = _STYLE % {"foot": order["number"], "page": words["page"]}
    html = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(words['title'])} {escape(order['number'])}</title><style>{style}</style></head><body>"
        f'<div class="head"><div><div class="shop">{escape(tenant.name)}</div>{_small(ours)}</div>'
        f'<div><h1>{escape(words["title"])}</h1><div class="facts">{"<br>".join(escape(fact) for fact in facts)}'
        f"{f'<br><span class=mark>{escape(mark)}</span>' if mark else ''}</div></div></div>"
        f'<div class="box"><div class="small">{words["supplier"]}</div><b>{escape(supplier.name)}</b>{_small(theirs)}'
        f"</div><table><thead><tr>{head}</tr></thead><tbody>"
        f"{''.join(row(n, line) for n, line in enumerate(lines, start=1))}{total}</tbody></table>{note}"
        f'<div class="signs"><div class="sign">{escape(words["ours"].format(shop=tenant.name))}'
        f'<div class="small">{words["sign"]}</div></div><div class="sign">{escape(words["theirs"])}'
        f'<div class="small">{words["sign"]}</div></div></div></body></html>'
    )
    return order["number"], html


def _small(texts: list[str]) -> str:
    return "".join(f'<div class="small">{escape(text)}</div>' for text in texts)
