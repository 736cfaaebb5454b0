"""What the dashboards refuse."""

from __future__ import annotations

TEXTS = {
    "period_backwards": ("La période finit avant de commencer.", "The period ends before it begins."),
    "period_too_long": ("La période dépasse trois ans.", "The period is longer than three years."),
}
