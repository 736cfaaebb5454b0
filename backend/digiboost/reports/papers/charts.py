"""Small charts for paper, drawn as SVG: what is compared is told apart by strokes and not by colours, and figures stand
beside bars, so that nothing is lost on a black and white printer.

All sizes are points (1/72 inch); a chart is as wide as the text of an A4 page.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 516
_INK, _PALE, _GRID, _FILL = "#111", "#777", "#ccc", "#555"
Shown = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: float
    text: str
    """The value as people read it."""


def image(svg: str, says: str) -> str:
    """The chart in a page; ``says`` is read aloud in its place."""
    return f'<img alt="{escape(says)}" src="data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}">'


def lines(
    values: Sequence[float | None],
    compared: Sequence[float | None],
    labels: Sequence[str],
    shown: Shown,
    names: tuple[str, str],
    height: int = 170,
) -> str:
    """A line over the labels, and a dashed one of what it is compared with. None is a day that is not known (yet)."""
    known = [value for value in (*values, *compared) if value is not None]
    ticks = scale(min(known, default=0), max(known, default=0))
    left, right, top, bottom = 52, 6, 20, 18
    low, high = ticks[0], ticks[-1]
    step = (WIDTH - left - right) / max(len(labels) - 1, 1)

    def at(n: int) -> float:
        return left + n * step

    def up(value: float) -> float:
        return top + (height - top - bottom) * (1 - (value - low) / (high - low))

    parts = [_grid(ticks, shown, up, left, right)]
    every = 1 if len(labels) <= 12 else 2 if len(labels) <= 16 else 5
    for n, label in enumerate(labels):
        if n == 0 or (n + 1) % every == 0:
            parts.append(_text(at(n), height - 6, label, "middle"))
    parts.append(_path(compared, at, up, f'stroke="{_PALE}" stroke-width="1.2" stroke-dasharray="4 2.5"'))
    parts.append(_path(values, at, up, f'stroke="{_INK}" stroke-width="1.8"'))
    for n, value in enumerate(values):
        if value is not None:
            parts.append(f'<circle cx="{at(n):.1f}" cy="{up(value):.1f}" r="1.6" fill="{_INK}"/>')
    parts.append(_legend(names, left))
    return _svg(height, parts)


def columns(bars: Sequence[Bar], shown: Shown, height: int = 130) -> str:
    """Upright bars with their figures above."""
    # A little higher than the highest, so that its figure stands clear of the grid.
    ticks = scale(min((bar.value for bar in bars), default=0), 1.12 * max((bar.value for bar in bars), default=0))
    left, right, top, bottom = 52, 6, 14, 18
    low, high = ticks[0], ticks[-1]

    def up(value: float) -> float:
        return top + (height - top - bottom) * (1 - (value - low) / (high - low))

    parts = [_grid(ticks, shown, up, left, right)]
    step = (WIDTH - left - right) / max(len(bars), 1)
    for n, bar in enumerate(bars):
        x, y, base = left + n * step + step * 0.2, up(max(bar.value, 0)), up(min(bar.value, 0))
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{step * 0.6:.1f}" height="{max(base - y, 0):.1f}" fill="{_FILL}"/>'
        )
        parts.append(_text(x + step * 0.3, y - 3, bar.text, "middle"))
        parts.append(_text(x + step * 0.3, height - 6, bar.label, "middle"))
    return _svg(height, parts)


def bars(rows: Sequence[Bar], label_width: int = 150, text_width: int = 150) -> str:
    """Lying bars, the first at the top, each with its name before it and its figure behind it."""
    pitch = 17
    most = max((abs(row.value) for row in rows), default=0) or 1
    room = WIDTH - label_width - text_width
    parts = []
    for n, row in enumerate(rows):
        y = n * pitch + 3
        width = max(row.value, 0) / most * room
        parts.append(_text(label_width - 6, y + 9, row.label, "end"))
        parts.append(f'<rect x="{label_width}" y="{y}" width="{max(width, 0.5):.1f}" height="11" fill="{_FILL}"/>')
        parts.append(_text(label_width + width + 5, y + 9, row.text))
    return _svg(max(len(rows), 1) * pitch + 4, parts)


def scale(low: float, high: float, about: int = 4) -> list[float]:
    """Round figures at even distances, from at most ``low`` (and 0) to at least ``high``."""
    low, high = min(low, 0), max(high, 0)
    if high - low <= 0:
        return [0, 1]
    rough = (high - low) / about
    power = 10.0 ** (len(str(int(rough))) - 1) if rough >= 1 else 1.0
    step = next(power * one for one in (1, 2, 2.5, 5, 10) if power * one >= rough)
    first, last = int(low // step), int(-(-high // step))
    return [n * step for n in range(first, last + 1)]


def _grid(ticks: Sequence[float], shown: Shown, up: Callable[[float], float], left: int, right: int) -> str:
    parts = []
    for tick in ticks:
        stroke = _PALE if tick == 0 else _GRID
        y = f"{up(tick):.1f}"
        parts.append(f'<path d="M{left} {y}H{WIDTH - right}" stroke="{stroke}" stroke-width="0.6"/>')
        parts.append(_text(left - 5, up(tick) + 2.8, shown(tick), "end"))
    return "".join(parts)


def _path(values: Sequence[float | None], at: Callable[[int], float], up: Callable[[float], float], look: str) -> str:
    told, pen = [], "M"
    for n, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        told.append(f"{pen}{at(n):.1f} {up(value):.1f}")
        pen = "L"
    return f'<path d="{" ".join(told)}" fill="none" stroke-linejoin="round" {look}/>' if told else ""


def _legend(names: tuple[str, str], left: int) -> str:
    second = left + 190
    return (
        f'<path d="M{left} 8h22" stroke="{_INK}" stroke-width="1.8"/>{_text(left + 27, 11, names[0])}'
        f'<path d="M{second} 8h22" stroke="{_PALE}" stroke-width="1.2" stroke-dasharray="4 2.5"/>'
        f"{_text(second + 27, 11, names[1])}"
    )


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-family="DejaVu Sans, Liberation Sans, sans-serif"'
        f' font-size="8" fill="{_INK}">{escape(text)}</text>'
    )


def _svg(height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}">'
        f"{''.join(parts)}</svg>"
    )
