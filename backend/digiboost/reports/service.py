"""Reports' door: asking for one, its file, sending it, and schedules."""

from __future__ import annotations

from digiboost.reports.asking import generate
from digiboost.reports.keeping import delete, forget
from digiboost.reports.listings import (
    behind,
    definitions,
    detail,
    download,
    link,
    reports,
    schedule,
    schedules,
    summary,
)
from digiboost.reports.scheduling import create_schedule, delete_schedule, edit_schedule, ensure_usual, tonight, visit
from digiboost.reports.sending import send

__all__ = [
    "behind",
    "create_schedule",
    "definitions",
    "delete",
    "delete_schedule",
    "detail",
    "download",
    "edit_schedule",
    "ensure_usual",
    "forget",
    "generate",
    "link",
    "reports",
    "schedule",
    "schedules",
    "send",
    "summary",
    "tonight",
    "visit",
]
