"""The sales of a period from every side, in living tables over the lines themselves."""

from __future__ import annotations

from pathlib import Path

from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.i18n.formats import day_text
from digiboost.reports.sheets import sale_details as details
from digiboost.reports.sheets.book import Book, firm_of
from digiboost.reports.sheets.sale_details import Details
from digiboost.reports.sheets.sale_lines import Sold, Span
from digiboost.reports.sheets.sales_summary import Compared, write_summary
from digiboost.reports.sheets.sales_tables import Tables
from digiboost.reports.sheets.sales_words import ENGLISH, FRENCH
from digiboost.reports.types import Asked, Made, Progress
from digiboost.statistics.service import Comparison, TopBy, sales_analysis


def make(tx: Tx, asked: Asked, path: Path, progress: Progress) -> Made:
    if asked.first is None or asked.last is None:
        raise ValueError("an analysis of sales has a period")
    at = now()
    firm = firm_of(tx, FRENCH["phone"] if asked.language == "fr" else ENGLISH["phone"])
    words = {
        key: text.replace("{sign}", firm.sign) for key, text in (FRENCH if asked.language == "fr" else ENGLISH).items()
    }
    span = Span(asked.first, asked.last)
    title = words["of"].format(first=day_text(span.first, asked.language), last=day_text(span.last, asked.language))
    shown = sales_analysis(tx, span.first, span.last, Comparison.PREVIOUS, None, TopBy.REVENUE)
    sold = Sold(tx, span, firm.time_zone)
    items, categories = sold.items(words["without"])
    parts = sold.parts(details.LINES)
    progress(0.1)
    with Book(path, firm, asked.language, title, at) as book:
        summary = book.sheet(words["summary"], colour="#1F4E5F")
        tables = Tables(book, words, span)
        lines = Details(book, words, parts)
        tallies = lines.write(sold.lines(), items, categories, lambda done: progress(0.1 + 0.7 * done))
        # Nothing more is read, and putting the file together takes as long again.
        tx.release()
        tables.write(lines, tallies, items, categories)
        write_summary(summary, words, asked.language, span, lines, tallies, tables, Compared.of(shown))
        progress(0.85)
    progress(1.0)
    name = f"{words['file']}-{span.first.isoformat()}-{span.last.isoformat()}"
    return Made(name=name, title=title, size=lines.whole)
