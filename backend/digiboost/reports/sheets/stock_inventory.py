"""The stock on the day it is made: what is there, what it is worth, and a list to count by."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

from digiboost.inventory.types import Status
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.i18n import Language
from digiboost.kernel.i18n.formats import day_text
from digiboost.kernel.money import MILLI
from digiboost.reports.sheets.book import (
    Book,
    Cell,
    Column,
    Firm,
    Formula,
    Kind,
    Sheet,
    firm_of,
    fitted,
    head_look,
    units,
)
from digiboost.reports.sheets.charts import chart_of
from digiboost.reports.sheets.exact import worth
from digiboost.reports.sheets.levels import Level, Share, by_shelf, levels, shares
from digiboost.reports.sheets.stock_words import ENGLISH, FRENCH
from digiboost.reports.types import Asked, Made, Progress
from digiboost.statistics.types import DEAD_DAYS

CHARTED = 12
"""Categories in the chart: more bars would not be read."""
FIRST = 4
"""The row of the first product."""
(CODE, NAME, CATEGORY, SUPPLIER, SHELF, UNIT, ON_HAND, MINIMUM, COST, VALUE, PRICE, TAKINGS, STATUS, LAST, DAYS, SLEEPS,
 KEY) = range(17)  # fmt: skip
MOMENT = (3, 1)
"""Where the summary says of which moment it is."""


def make(tx: Tx, asked: Asked, path: Path, progress: Progress) -> Made:
    at = now()
    words = FRENCH if asked.language == "fr" else ENGLISH
    firm = firm_of(tx, words["phone"])
    known, unknown = levels(tx)
    tx.release()
    progress(0.2)
    day = firm.local(at).date()
    title = words["of"].format(day=day_text(day, asked.language))
    with Book(path, firm, asked.language, title, at) as book:
        Inventory(book, firm, words, asked.language, at).write(known, unknown, progress)
    progress(1.0)
    return Made(name=f"{words['file']}-{day.isoformat()}", title=title, size=len(known) + len(unknown))


class Inventory:
    """The sheets of one inventory."""

    def __init__(self, book: Book, firm: Firm, words: dict[str, str], language: Language, at: datetime) -> None:
        self.book, self.firm, self.language = book, firm, language
        self.words = {key: text.replace("{sign}", firm.sign) for key, text in words.items()}
        self.moment = firm.local(at)

    def write(self, known: list[Level], unknown: list[Level], progress: Progress) -> None:
        say = self.words
        self.summary = self.book.sheet(say["summary"], colour="#1F4E5F")
        self.stock = self.book.sheet(say["stock"])
        counting = self.book.sheet(say["count"], colour="#E0B100")
        self.last = FIRST + max(len(known), 1) - 1
        takings = [self._worth(0, one, one.sale_price * MILLI)[1] for one in known]
        parts = shares(zip(known, takings, strict=True), say["without"])
        self._products(known, takings, {key: part.number for key, part in parts.items()}, progress)
        self._counting(counting, known, unknown)
        if unknown:
            self._unknown(self.book.sheet(say["unknown"]), unknown)
        self._summary(known, takings, unknown, list(parts.values()))

    # -- every product --------------------------------------------------------------------------

    def _products(
        self, known: list[Level], takings: list[int], numbers: dict[UUID | None, int], progress: Progress
    ) -> None:
        say, sheet = self.words, self.stock
        sheet.heading(self.book.title)
        sheet.columns(
            FIRST - 1,
            (
                Column(say["code"], "text", fitted((one.code for one in known), 9, 18)),
                Column(say["name"], "shrunk", fitted((one.name for one in known), 22, 42)),
                Column(say["category"], "shrunk", fitted((one.category for one in known), 12, 25)),
                Column(say["supplier"], "shrunk", fitted((one.supplier for one in known), 12, 25)),
                Column(say["shelf"], "shrunk", fitted((one.shelf for one in known), 9, 15)),
                Column(say["unit"], "text", fitted((one.unit for one in known), 8, 10)),
                Column(say["on_hand"], "quantity", 9),
                Column(say["minimum"], "quantity", 8),
                Column(say["cost"], "cost", 12),
                Column(say["value"], "money", 14),
                Column(say["price"], "money", 11),
                Column(say["takings_short"], "money", 14),
                Column(say["status"], "text", 13),
                Column(say["last_sale"], "day", 12),
                Column(say["days"], "whole", 9),
                Column(say["sleeps"], "text", 9),
                Column(say["key"], "key", 6),
            ),
            height=44,
        )
        for n, level in enumerate(known):
            row = FIRST + n
            sheet.line(row, self._product(row, level, takings[n], numbers[level.category_id]))
            if n % 500 == 0:
                progress(0.2 + 0.5 * n / len(known))
        end = self.last + 1
        sums: dict[int, Cell] = {CODE: say["shown"]}
        for column, total in ((VALUE, sum(one.value for one in known)), (TAKINGS, sum(takings))):
            sums[column] = Formula(f"=SUBTOTAL(109,{_span(column, FIRST, self.last)})", self.firm.money(total))
        for column in range(KEY):
            kind = "money" if column in {VALUE, TAKINGS} else "text"
            sheet.put(end, column, sums.get(column), kind, "total")
        raw = sheet.raw
        raw.autofilter(FIRST - 1, 0, self.last, KEY)
        raw.ignore_errors({"number_stored_as_text": f"A{FIRST + 1}:F{self.last + 1}"})
        for word, background, ink in ((say["rupture"], "#FDE2E1", "#B42318"), (say["low"], "#FFF1CC", "#8A5A00")):
            rule = {"type": "formula", "criteria": f'=$M{FIRST + 1}="{word}"'}
            raw.conditional_format(
                FIRST, CODE, self.last, SLEEPS, rule | {"format": self.book.colours(background, ink)}
            )
        sheet.paper(head=FIRST - 1, last=(end, SLEEPS))

    def _worth(self, row: int, level: Level, price_milli: int, price: int = PRICE) -> tuple[str, int]:
        quantity, cost = f"{_letter(ON_HAND)}{row + 1}", f"{_letter(price)}{row + 1}"
        return worth(quantity, cost, level.on_hand, price_milli, self.firm.exponent)

    def _product(self, row: int, level: Level, takings: int, number: int) -> list[Cell]:
        firm = self.firm
        value, _ = self._worth(row, level, level.average_cost, COST)
        last = None if level.last_sale_at is None else firm.local(level.last_sale_at).date()
        since = f'=IF(N{row + 1}="","",INT({self.summary.cell(*MOMENT)})-N{row + 1})'
        return [
            level.code,
            level.name,
            level.category or self.words["without"],
            level.supplier,
            level.shelf,
            level.unit,
            units(level.on_hand),
            None if level.min_stock is None else units(level.min_stock),
            _cost(level.average_cost, firm.exponent) if level.average_cost else None,
            Formula(value, firm.money(level.value)),
            firm.money(level.sale_price),
            Formula(self._worth(row, level, level.sale_price * MILLI)[0], firm.money(takings)),
            self.words[level.status],
            last,
            Formula(since, "" if last is None else (self.moment.date() - last).days),
            self.words["yes"] if level.dead else None,
            number,
        ]

    # -- to count by ----------------------------------------------------------------------------

    def _counting(self, sheet: Sheet, known: list[Level], unknown: list[Level]) -> None:
        say = self.words
        sheet.heading(say["count_title"], self.book.title)
        sheet.put(2, 0, say["count_note"], "label", "soft")
        sheet.columns(
            FIRST - 1,
            (
                Column(say["shelf"], "shrunk", 14),
                Column(say["code"], "text", fitted((one.code for one in known), 10, 18)),
                Column(say["name"], "shrunk", 46),
                Column(say["unit"], "text", 10),
                Column(say["expected"], "quantity", 12),
                Column(say["counted"], "count_here", 14),
                Column(say["difference"], "quantity", 12),
                Column(say["remark"], "text", 30),
            ),
        )
        tracked = {id(one) for one in known}
        row = FIRST
        for row, level in enumerate(by_shelf([*known, *unknown]), start=FIRST):
            at = row + 1
            is_known = id(level) in tracked
            difference = Formula(f'=IF(OR(E{at}="",F{at}=""),"",F{at}-E{at})', "")
            expected = units(level.on_hand) if is_known else None
            sheet.line(row, (level.shelf, level.code, level.name, level.unit, expected, None, difference, None))
        sheet.raw.autofilter(FIRST - 1, 0, row, 7)
        sheet.raw.ignore_errors({"number_stored_as_text": f"A{FIRST + 1}:D{row + 1}"})
        sheet.signatures(row + 4, (say["made_by"], say["checked_by"]), (2, 7))
        sheet.paper(head=FIRST - 1)

    def _unknown(self, sheet: Sheet, unknown: list[Level]) -> None:
        say = self.words
        sheet.heading(say["unknown_title"], self.book.title)
        sheet.put(2, 0, say["unknown_note"], "label", "soft")
        sheet.columns(
            FIRST - 1,
            (
                Column(say["code"], "text", 14),
                Column(say["name"], "shrunk", 44),
                Column(say["category"], "shrunk", 22),
                Column(say["supplier"], "shrunk", 24),
                Column(say["shelf"], "shrunk", 14),
                Column(say["unit"], "text", 10),
                Column(say["price"], "money", 14),
                Column(say["last_sale"], "day", 14),
            ),
        )
        row = FIRST
        for row, one in enumerate(unknown, start=FIRST):
            sold = None if one.last_sale_at is None else self.firm.local(one.last_sale_at).date()
            category = one.category or say["without"]
            price = self.firm.money(one.sale_price)
            sheet.line(row, (one.code, one.name, category, one.supplier, one.shelf, one.unit, price, sold))
        sheet.raw.autofilter(FIRST - 1, 0, row, 7)
        sheet.raw.ignore_errors({"number_stored_as_text": f"A{FIRST + 1}:F{row + 1}"})
        sheet.paper(head=FIRST - 1)

    # -- the first page -------------------------------------------------------------------------

    def _column(self, column: int) -> str:
        return self.stock.range(column, FIRST, self.last)

    def _summary(self, known: list[Level], takings: list[int], unknown: list[Level], parts: list[Share]) -> None:
        say, sheet = self.words, self.summary
        for column, width in enumerate((14, 32, 12, 17, 12, 17, 14, 14)):
            sheet.raw.set_column(column, column, width)
        sheet.raw.hide_gridlines(2)
        sheet.masthead(say["title"], 3)
        sheet.put(3, 0, say["as_of"], "label")
        sheet.put(*MOMENT, self.moment, "moment", "strong")
        table = self._figures(5, known, takings, len(unknown)) + 1
        end = self._categories(table, parts)
        if parts:
            self._chart(table + 2, parts)
        sheet.signatures(end + 5, (say["made_by"], say["checked_by"], say["stamp"]), (1, 3, 6))
        sheet.paper()

    def _figures(self, row: int, known: list[Level], takings: list[int], unknown: int) -> int:
        """The section of key figures; the row behind it."""
        say, sheet, firm = self.words, self.summary, self.firm
        status, value, cost, sold = (self._column(column) for column in (STATUS, VALUE, COST, TAKINGS))
        sleeps, on_hand = self._column(SLEEPS), self._column(ON_HAND)
        sheet.section(row, say["essentials"], 3)
        sheet.raw.set_row(row, 30)
        for column, word in ((2, say["products"]), (3, say["value"])):
            sheet.put(row, column, word, "head", "strong")

        def worth_of(chosen: list[Level]) -> int | float:
            return firm.money(sum(one.value for one in chosen))

        lines: list[tuple[str, Formula | int, Formula | None]] = [
            (
                say["known"],
                Formula(f"=COUNTA({self._column(CODE)})", len(known)),
                Formula(f"=SUM({value})", worth_of(known)),
            )
        ]
        for state in (Status.RUPTURE, Status.LOW, Status.OK):
            chosen = [one for one in known if one.status == state]
            count = Formula(f'=COUNTIF({status},"{say[state]}")', len(chosen))
            lines.append(
                (say[f"in_{state}"], count, Formula(f'=SUMIFS({value},{status},"{say[state]}")', worth_of(chosen)))
            )
        dead = [one for one in known if one.dead]
        lines.append(
            (
                say["dead"].format(days=DEAD_DAYS),
                Formula(f'=COUNTIF({sleeps},"{say["yes"]}")', len(dead)),
                Formula(f'=SUMIFS({value},{sleeps},"{say["yes"]}")', worth_of(dead)),
            )
        )
        blind = sum(one.on_hand > 0 and not one.average_cost for one in known)
        lines.append((say["no_cost"], Formula(f'=COUNTIFS({cost},"",{on_hand},">0")', blind), None))
        lines.append((say["never"], unknown, None))
        for text, number, amount in lines:
            row += 1
            self._figure(row, text, number, amount)
        costed = sum(sale for one, sale in zip(known, takings, strict=True) if one.average_cost)
        row += 1
        self._figure(row, say["takings"], None, Formula(f"=SUM({sold})", firm.money(sum(takings))))
        row += 1
        margin = firm.money(costed - sum(one.value for one in known))
        self._figure(row, say["margin"], None, Formula(f'=SUMIFS({sold},{cost},">0")-SUM({value})', margin))
        sheet.note(row + 2, say["cost_note"], 7, lines=2)
        sheet.note(row + 3, say["margin_note"], 7)
        return row + 4

    def _figure(self, row: int, text: str, number: Formula | int | None, amount: Formula | None) -> None:
        self.summary.put(row, 0, text, "row")
        self.summary.put(row, 1, None, "row")
        self.summary.put(row, 2, number, "whole")
        self.summary.put(row, 3, amount, "money")

    def _categories(self, row: int, parts: list[Share]) -> int:
        """The table of categories; the row of its total."""
        say, sheet, firm = self.words, self.summary, self.firm
        sheet.section(row, say["by_category"], 5)
        sheet.raw.set_row(row + 1, 30)
        kinds: tuple[tuple[str, Kind], ...] = (
            (say["number"], "key"), (say["category"], "text"), (say["products"], "whole"), (say["value"], "money"),
            (say["share"], "percent"), (say["takings_short"], "money"),
        )  # fmt: skip
        for column, (word, kind) in enumerate(kinds):
            sheet.put(row + 1, column, word, "head", head_look(kind))
        first, key = row + 2, self._column(KEY)
        end = first + max(len(parts), 1)
        whole = sum(part.value for part in parts)
        for at, part in enumerate(parts, start=first):
            name = f"$A{at + 1}"
            cells: tuple[Cell, ...] = (
                part.number,
                part.name,
                Formula(f"=COUNTIFS({key},{name})", part.products),
                Formula(f"=SUMIFS({self._column(VALUE)},{key},{name})", firm.money(part.value)),
                Formula(f'=IF($D${end + 1}=0,"",D{at + 1}/$D${end + 1})', part.value / whole if whole else ""),
                Formula(f"=SUMIFS({self._column(TAKINGS)},{key},{name})", firm.money(part.takings)),
            )
            for column, cell in enumerate(cells):
                sheet.put(at, column, cell, kinds[column][1])
        totals: tuple[Cell, ...] = (
            None,
            say["total"],
            Formula(f"=SUM({_span(2, first, end - 1)})", sum(part.products for part in parts)),
            Formula(f"=SUM({_span(3, first, end - 1)})", firm.money(whole)),
            Formula(f"=SUM({_span(4, first, end - 1)})", 1 if whole else 0),
            Formula(f"=SUM({_span(5, first, end - 1)})", firm.money(sum(part.takings for part in parts))),
        )
        for column, cell in enumerate(totals):
            sheet.put(end, column, cell, kinds[column][1] if column else "text", "total")
        return end

    def _chart(self, first: int, parts: list[Share]) -> None:
        say, sheet = self.words, self.summary
        shown = parts[:CHARTED]
        last = first + len(shown) - 1
        chart = chart_of(
            self.book,
            say["chart"],
            sheet.range(1, first, last),
            sheet.range(3, first, last),
            [part.name for part in shown],
            [self.firm.money(part.value) for part in shown],
            "bar",
        )
        chart.set_size({"width": 520, "height": 335})
        place = {"description": say["chart_about"], "object_position": 2, "x_offset": 14, "y_offset": 6}
        sheet.raw.insert_chart(0, 4, chart, place)


def _letter(column: int) -> str:
    return chr(ord("A") + column)


def _span(column: int, first: int, last: int) -> str:
    return f"{_letter(column)}{first + 1}:{_letter(column)}{last + 1}"


def _cost(average: int, exponent: int) -> int | float:
    """An average cost (thousandths of a minor unit) in units of the currency."""
    scale: int = MILLI * 10**exponent
    return average // scale if average % scale == 0 else average / scale
