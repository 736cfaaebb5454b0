"""A customer's credit statement: what was bought, what was paid, what is left to pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from pathlib import Path
from uuid import UUID

from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.paper import cell, row, sign, small, table
from digiboost.kernel.pdf import pdf_of
from digiboost.reports.papers.page import METHODS, Writer, writer
from digiboost.reports.types import Asked, Made, Progress
from digiboost.sales.credit_schemas import AccountOut
from digiboost.sales.service import read_account
from digiboost.sales.types import EntryType

USUAL_DAYS = 365
_STYLE = """
.due { border: 0.5mm solid #111; padding: 2.5mm 4mm; margin: 4mm 0; break-inside: avoid }
.due b { font-size: 13pt }
.aged { break-inside: avoid }
.opened td { font-style: italic }
"""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of the carnet; ``amount`` in minor units, positive when the customer owes more."""

    day: date
    type: EntryType
    number: str | None
    method: str | None
    due_on: date | None
    amount: int


@dataclass(frozen=True, slots=True)
class Statement:
    """``opening`` and the lines sum to ``closing``; where it reaches the present day, that is the account's balance."""

    account: AccountOut
    address: str | None
    first: date
    last: date
    reaches_today: bool
    opening: int
    lines: list[Line]

    @property
    def closing(self) -> int:
        return self.opening + sum(line.amount for line in self.lines)


def make(tx: Tx, asked: Asked, path: Path, progress: Progress) -> Made:
    """The customer ``asked.subject_id``, the last twelve months where no days are named."""
    if asked.subject_id is None:
        raise NotFound
    w = writer(tx, asked.language)
    last = asked.last or w.today
    first = asked.first or last - timedelta(days=USUAL_DAYS - 1)
    statement = read(tx, asked.subject_id, first, last, w.today)
    tx.release()
    progress(0.3)
    called = w.say("Relevé de compte client", "Customer's account statement")
    title = f"{called} – {statement.account.customer_name}"
    drawn = pdf_of(page(w, statement, title, called))
    progress(0.95)
    path.write_bytes(drawn.content)
    name = w.say("releve-client", "customer-statement")
    return Made(name=f"{name}-{str(asked.subject_id)[-6:]}-{last:%Y-%m-%d}", title=title, size=drawn.pages)


def read(tx: Tx, customer_id: UUID, first: date, last: date, today: date) -> Statement:
    """Raises NotFound."""
    account = read_account(tx, customer_id)
    reaches = last >= today
    given = {"tenant": tx.tenant_id, "customer": customer_id, "first": first, "last": date.max if reaches else last}
    opening = tx.value(
        "SELECT coalesce(sum(amount), 0)::bigint FROM credit_entries WHERE tenant_id = %(tenant)s"
        " AND customer_id = %(customer)s AND day < %(first)s",
        given,
    )
    rows = tx.rows(
        # A phone's clock may be a day ahead: what is dated tomorrow belongs to the balance of today.
        "SELECT e.day, e.type, s.number, e.method, e.due_on, e.amount FROM credit_entries e LEFT JOIN sales s"
        " ON s.tenant_id = e.tenant_id AND s.id = e.sale_id WHERE e.tenant_id = %(tenant)s"
        " AND e.customer_id = %(customer)s AND e.day BETWEEN %(first)s AND %(last)s"
        " ORDER BY e.day, e.occurred_at, e.received_at, e.id",
        given,
    )
    address = tx.value("SELECT address FROM customers WHERE tenant_id = %(tenant)s AND id = %(customer)s", given)
    lines = [Line(**{**entry, "type": EntryType(entry["type"])}) for entry in rows]
    return Statement(account, address, first, last, reaches, opening, lines)


def page(w: Writer, statement: Statement, title: str, called: str) -> str:
    account = statement.account
    facts = [
        w.say(
            f"Du {w.day(statement.first)} au {w.day(statement.last)}",
            f"From {w.day(statement.first)} to {w.day(statement.last)}",
        ),
        w.say(f"Montants en {w.unit}", f"Amounts in {w.unit}"),
    ]
    theirs = [statement.address] if statement.address else []
    theirs += [f"{w.say('Tél.', 'Tel.')} {account.phone}"] if account.phone else []
    body = (
        f'<div class="box"><div class="small">{w.say("Client", "Customer")}</div><b>'
        f"{escape(account.customer_name)}</b>{small(theirs)}</div>"
        f"{_lines(w, statement)}{_due(w, statement)}{_ageing(w, account)}{_signs(w)}"
    )
    return w.page(title, called, facts, body, _STYLE)


def _lines(w: Writer, statement: Statement) -> str:
    columns = [
        (w.say("Date", "Date"), ""),
        (w.say("Opération", "What"), "wide"),
        (w.say("À payer le", "Due on"), ""),
        (w.say("Débit", "Debit"), "n"),
        (w.say("Crédit", "Credit"), "n"),
        (w.say("Solde", "Balance"), "n"),
    ]
    balance = statement.opening
    opened = w.say("Solde de départ", "Opening balance")
    rows = [_line(w, statement.first, opened, None, None, balance, "opened")]
    for line in statement.lines:
        balance += line.amount
        due = line.due_on if line.type is EntryType.CHARGE else None
        rows.append(_line(w, line.day, _called(w, line), due, line.amount, balance))
    label = w.say(f"Solde au {w.day(statement.last)}", f"Balance on {w.day(statement.last)}")
    debit = sum(line.amount for line in statement.lines if line.amount > 0)
    credit = -sum(line.amount for line in statement.lines if line.amount < 0)
    sums = "".join(cell(w.amount(amount), "n") for amount in (debit, credit, balance))
    total = f'<tr class="total"><td colspan="3">{escape(label)}</td>{sums}</tr>'
    return table(columns, [*rows, total])


def _line(w: Writer, day: date, what: str, due: date | None, amount: int | None, balance: int, kind: str = "") -> str:
    debit = w.amount(amount) if amount is not None and amount > 0 else ""
    credit = w.amount(-amount) if amount is not None and amount < 0 else ""
    shown = "" if due is None else w.day(due)
    cells = [(w.day(day), "w"), (what, ""), (shown, "w"), (debit, "n"), (credit, "n"), (w.amount(balance), "n")]
    return row(cells, kind)


def _called(w: Writer, line: Line) -> str:
    number = line.number or ""
    if line.type is EntryType.CHARGE:
        return w.say(f"Achat {number}", f"Purchase {number}").rstrip()
    if line.type is EntryType.CREDIT_NOTE:
        return w.say(f"Retour {number}", f"Return {number}").rstrip()
    if line.type is EntryType.PAYMENT:
        method = f" ({METHODS[w.language][line.method].lower()})" if line.method is not None else ""
        return w.say(f"Versement{method}", f"Payment{method}")
    if line.number is not None:
        return w.say(f"Annulation de {number}", f"Cancellation of {number}")
    return w.say("Correction", "Correction")


def _due(w: Writer, statement: Statement) -> str:
    account = statement.account
    if account.balance > 0:
        said = w.say("Reste à payer", "To be paid")
        texts = [f"{said}{w.say(' : ', ': ')}{w.money(account.balance)}"]
    elif account.balance < 0:
        said = w.say("Avance du client", "Customer's advance")
        texts = [f"{said}{w.say(' : ', ': ')}{w.money(-account.balance)}"]
    else:
        texts = [w.say("Le compte est à jour : rien à payer.", "The account is settled: nothing to pay.")]
    if not statement.reaches_today:
        texts[0] += w.say(f" (au {w.day(w.today)})", f" (on {w.day(w.today)})")
    more: list[str] = []
    if account.balance > 0:
        if account.promised_on is not None:
            much = "" if account.promised_amount is None else f"{w.money(account.promised_amount)} "
            day = w.day(account.promised_on)
            more.append(w.say(f"Paiement promis : {much}le {day}.", f"Payment promised: {much}on {day}."))
        elif account.oldest_due is not None:
            day = w.day(account.oldest_due)
            more.append(w.say(f"Plus ancienne échéance : {day}.", f"Earliest due day: {day}."))
        at = ", ".join(text for text in (w.shop, w.address, w.phone) if text)
        more.append(
            w.say(
                f"Pour payer : en espèces ou par mobile money, auprès de {at}. Demandez toujours un reçu.",
                f"How to pay: in cash or by mobile money, at {at}. Always ask for a receipt.",
            )
        )
    said = "".join(f"<p>{escape(text)}</p>" for text in more)
    return f'<div class="due"><p><b>{escape(texts[0])}</b></p>{said}</div>'


def _ageing(w: Writer, account: AccountOut) -> str:
    if account.balance <= 0:
        return ""
    ages = account.ageing
    parts = [
        (w.say("0 à 30 jours", "0 to 30 days"), ages.days_0_30),
        (w.say("31 à 60 jours", "31 to 60 days"), ages.days_31_60),
        (w.say("61 à 90 jours", "61 to 90 days"), ages.days_61_90),
        (w.say("Plus de 90 jours", "Over 90 days"), ages.days_over_90),
        (w.say("Total", "Total"), account.balance),
    ]
    title = w.say(f"Ancienneté de la dette au {w.day(w.today)}", f"Age of the debt on {w.day(w.today)}")
    amounts = row([(w.amount(amount), "n") for _, amount in parts])
    listed = table([(name, "n") for name, _ in parts], [amounts])
    return f'<div class="aged"><h2>{escape(title)}</h2>{listed}</div>'


def _signs(w: Writer) -> str:
    what = w.say("Date, signature et cachet", "Date, signature and stamp")
    ours = sign(w.say(f"Pour {w.shop}", f"For {w.shop}"), what)
    agreed = w.say("Le client, bon pour accord", "The customer, agreed")
    theirs = sign(agreed, w.say("Date et signature", "Date and signature"))
    return f'<div class="signs">{ours}{theirs}</div>'
