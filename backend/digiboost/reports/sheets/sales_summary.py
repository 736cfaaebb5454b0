"""The first page of an analysis of sales."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from digiboost.kernel.i18n import Language
from digiboost.kernel.i18n.formats import day_text
from digiboost.reports.sheets import sale_details as of
from digiboost.reports.sheets.book import Formula, Sheet, serial, units
from digiboost.reports.sheets.charts import chart_of
from digiboost.reports.sheets.sale_details import Details
from digiboost.reports.sheets.sale_lines import Span, Sums, Tallies, total
from digiboost.reports.sheets.sales_tables import FIRST, Tables, basket
from digiboost.statistics.sales_schemas import SalesAnalysisOut, Totals

CHARTED = 10
"""Categories in the chart."""
LONG = 62
"""Days from which on a line is easier to read than columns."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What the dashboards say of this period, and of the one before."""

    first: date
    last: date
    present: Totals
    before: Totals

    @classmethod
    def of(cls, shown: SalesAnalysisOut) -> Compared:
        if shown.compared is None or shown.compared_first is None or shown.compared_last is None:
            raise ValueError("nothing to compare with")
        return cls(shown.compared_first, shown.compared_last, shown.totals, shown.compared)


def write_summary(
    sheet: Sheet, words: dict[str, str], language: Language, span: Span, lines: Details, tallies: Tallies,
    tables: Tables, compared: Compared,
) -> None:  # fmt: skip
    for column, width in enumerate((16, 20, 17, 17, 11, 15, 15, 15, 15)):
        sheet.raw.set_column(column, column, width)
    sheet.raw.hide_gridlines(2)
    sheet.masthead(words["title"], 3)

    def period(first: date, last: date) -> str:
        return words["from_to"].format(first=day_text(first, language), last=day_text(last, language))

    sheet.put(3, 0, words["period"], "label")
    sheet.put(3, 1, period(span.first, span.last), "label", "strong")
    sheet.put(4, 0, words["made"], "label")
    sheet.put(4, 1, sheet.book.made, "moment", "plain")
    row = _figures(sheet, words, lines, total(iter(tallies.days.values())), compared)
    row = _best_day(sheet, words, row + 1, span, tallies, tables)
    sheet.note(row + 1, words["note"].format(previous=period(compared.first, compared.last)), 4, lines=3)
    row = _payments(sheet, words, row + 3, lines, tallies)
    _control(sheet, words, row + 2, lines, compared)
    _charts(sheet, words, span, tallies, tables)
    sheet.paper()


def _figures(sheet: Sheet, words: dict[str, str], lines: Details, whole: Sums, compared: Compared) -> int:
    """The section of key figures; its last row."""
    firm, before, row = sheet.book.firm, compared.before, 6
    _heads(sheet, row, words["essentials"], {2: words["this"], 3: words["previous"], 4: words["change"]})
    n = row + 2

    def total_of(column: int, value: int | float) -> Formula:
        return Formula("=" + lines.sum_of(column), value)

    def was(minor: int | None) -> int | float | None:
        return None if minor is None else firm.money(minor)

    costed = f"(C{n + 5}+{lines.sum_of(of.COST)})"
    rate = Formula(f'=IF({costed}=0,"",C{n + 5}/{costed})', whole.rate)
    cells: tuple[tuple[str, str, Formula | int | float, int | float | None], ...] = (
        ("revenue", "money", total_of(of.AMOUNT, firm.money(whole.revenue)), was(before.revenue)),
        ("sales", "whole", total_of(of.SALE, whole.sales), before.sales),
        ("returns", "whole", total_of(of.BACK, whole.returns), before.returns),
        ("basket", "money", basket(f"C{n}", f"C{n + 1}", whole, firm.exponent), was(before.basket)),
        ("units", "quantity", total_of(of.QUANTITY, units(whole.units)), units(before.units)),
        ("margin", "money", total_of(of.MARGIN, firm.money(whole.margin)), was(before.margin)),
        ("rate", "percent", rate, before.margin_rate),
        ("discount", "money", total_of(of.DISCOUNT, firm.money(whole.discount)), None),
        ("missed", "quantity", units(compared.present.missed_units), units(before.missed_units)),
    )
    for word, kind, present, past in cells:
        row += 1
        sheet.put(row, 0, words[word], "row")
        sheet.put(row, 1, None, "row")
        sheet.put(row, 2, present, kind)
        sheet.put(row, 3, past, kind)
        # Of a rate, points and not a share of it would have to be told.
        sheet.put(row, 4, None if kind == "percent" else _change(row + 1, present, past), "percent")
    return row


def _change(row: int, present: Formula | int | float, past: int | float | None) -> Formula:
    value = present.value if isinstance(present, Formula) else present
    known = past is not None and past > 0 and not isinstance(value, str)
    change = (float(value) - past) / past if known and past is not None else ""
    return Formula(f'=IF(OR(N(D{row})<=0,C{row}=""),"",(C{row}-D{row})/D{row})', change)


def _best_day(sheet: Sheet, words: dict[str, str], row: int, span: Span, tallies: Tallies, tables: Tables) -> int:
    last = FIRST + len(span.days) - 1
    days, revenue = tables.days.range(0, FIRST, last), tables.days.range(6, FIRST, last)
    revenues = {day: tallies.days[day].revenue if day in tallies.days else 0 for day in span.days}
    best = max(span.days, key=lambda day: revenues[day])
    sheet.put(row, 0, words["best_day"], "row")
    sheet.put(row, 1, None, "row")
    sheet.put(row, 2, Formula(f"=INDEX({days},MATCH(MAX({revenue}),{revenue},0))", serial(best)), "day")
    sheet.put(row, 3, Formula(f"=MAX({revenue})", sheet.book.firm.money(revenues[best])), "money")
    sheet.put(row, 4, None, "row")
    return row


def _payments(sheet: Sheet, words: dict[str, str], row: int, lines: Details, tallies: Tallies) -> int:
    firm = sheet.book.firm
    _heads(sheet, row, words["payments"], {2: words["revenue"], 3: words["sales"], 4: words["share"]})
    whole = total(iter(tallies.payments.values()))
    ordered = sorted(tallies.payments.items(), key=lambda one: (-one[1].revenue, one[0]))
    first = row + 1
    every = f"SUM($C${first + 1}:$C${first + max(len(ordered), 1)})"
    for row, (method, sums) in enumerate(ordered, start=first):
        n = row + 1
        revenue = "=" + lines.sum_where(of.AMOUNT, of.PAYMENT, f"$A{n}")
        sales = "=" + lines.sum_where(of.SALE, of.PAYMENT, f"$A{n}")
        share = f'=IF({every}=0,"",C{n}/{every})'
        sheet.put(row, 0, words[method], "row")
        sheet.put(row, 1, None, "row")
        sheet.put(row, 2, Formula(revenue, firm.money(sums.revenue)), "money")
        sheet.put(row, 3, Formula(sales, sums.sales), "whole")
        sheet.put(row, 4, Formula(share, sums.revenue / whole.revenue if whole.revenue else ""), "percent")
    return row


def _control(sheet: Sheet, words: dict[str, str], row: int, lines: Details, compared: Compared) -> None:
    """What the dashboards say beside what the lines say."""
    firm, shown = sheet.book.firm, compared.present.revenue
    sheet.put(row, 0, words["control"], "label", "soft")
    sheet.put(row, 3, firm.money(shown), "money", "soft")
    sheet.put(row + 1, 0, words["gap"], "label", "soft")
    gap = firm.money(shown - sum(part.revenue for part in lines.parts))
    sheet.put(row + 1, 3, Formula(f"=D{row + 1}-{lines.sum_of(of.AMOUNT)}", gap), "money", "soft")


def _heads(sheet: Sheet, row: int, title: str, heads: dict[int, str]) -> None:
    sheet.section(row, title, 4)
    sheet.raw.set_row(row, 30)
    for column, word in heads.items():
        sheet.put(row, column, word, "head", "strong")


def _charts(sheet: Sheet, words: dict[str, str], span: Span, tallies: Tallies, tables: Tables) -> None:
    book, firm, days = sheet.book, sheet.book.firm, span.days
    last = FIRST + len(days) - 1
    shown = tables.best_categories[:CHARTED]
    end = FIRST + max(len(shown), 1) - 1
    by_day = chart_of(
        book, words["chart_days"], tables.days.range(0, FIRST, last), tables.days.range(6, FIRST, last),
        [serial(day) for day in days],
        [firm.money(tallies.days[day].revenue) if day in tallies.days else 0 for day in days],
        "line" if len(days) > LONG else "column",
    )  # fmt: skip
    axis = {"date_axis": True, "num_format": "dd/mm", "num_font": {"size": 8}, "label_position": "low"}
    by_day.set_x_axis(axis | {"major_tick_mark": "none", "minor_tick_mark": "none"})
    by_category = chart_of(
        book, words["chart_categories"], tables.categories.range(1, FIRST, end),
        tables.categories.range(4, FIRST, end), [name for name, _ in shown],
        [firm.money(revenue) for _, revenue in shown], "bar",
    )  # fmt: skip
    by_weekday = chart_of(
        book, words["chart_weekdays"], tables.weekdays.range(1, FIRST, FIRST + 6),
        tables.weekdays.range(6, FIRST, FIRST + 6), words["weekdays"].split(), tables.means,
    )  # fmt: skip
    charts = ((by_day, "chart_days", 0, 210), (by_category, "chart_categories", 10, 250),
              (by_weekday, "chart_weekdays", 22, 200))  # fmt: skip
    for chart, word, row, height in charts:
        chart.set_size({"width": 455, "height": height})
        place = {"description": words[word], "object_position": 2, "x_offset": 12, "y_offset": 4}
        sheet.raw.insert_chart(row, 5, chart, place)
