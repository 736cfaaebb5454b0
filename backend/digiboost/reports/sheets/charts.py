"""Charts of one series, as quiet as a banker likes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from digiboost.reports.sheets.book import FAINT, SERIES, Book
from digiboost.reports.sheets.text import plain


def chart_of(
    book: Book,
    title: str,
    categories: str,
    values: str,
    names: Sequence[str | int],
    figures: Sequence[int | float],
    kind: Literal["column", "line", "bar"] = "column",
) -> Any:
    """A chart over two ranges. It carries what they hold, so that it shows itself where nothing is calculated.
    Bars lie and say their figures; columns and lines stand on an axis."""
    chart: Any = book.chart(kind)
    digits = book.number_format("whole").partition(";")[0]
    series: dict[str, Any] = {
        "name": title,
        "categories": "=" + categories,
        "values": "=" + values,
        "categories_data": [plain(name) if isinstance(name, str) else name for name in names],
        "values_data": list(figures),
    }
    series |= {"line": {"color": SERIES, "width": 1.75}} if kind == "line" else {"fill": {"color": SERIES}, "gap": 45}
    if kind == "bar":
        series["data_labels"] = {"value": True, "num_format": digits, "font": {"size": 8}}
    chart.add_series(series)
    chart.set_title({"name": f"{title} ({book.firm.sign})", "name_font": {"size": 11}, "overlay": False})
    chart.set_legend({"none": True})
    named: dict[str, Any] = {"num_font": {"size": 8}, "major_tick_mark": "none", "label_position": "low"}
    grid = {"visible": kind != "bar", "line": {"color": FAINT}}
    figured: dict[str, Any] = {"num_format": digits, "num_font": {"size": 8}, "major_gridlines": grid}
    if kind == "bar":
        chart.set_y_axis(named | {"reverse": True})
        # Room for the figure behind the longest bar.
        room = {"max": 1.3 * longest} if (longest := max(figures, default=0)) > 0 else {}
        chart.set_x_axis(figured | room | {"visible": False})
    else:
        chart.set_x_axis(named)
        chart.set_y_axis(figured)
    return chart
