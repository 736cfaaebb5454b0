"""Dispatch's door: the search for somebody, and offers as they are answered by message."""

from __future__ import annotations

from digiboost.dispatch.answering import Asked, accept, asked, callers, decline
from digiboost.dispatch.errors import NotSearching
from digiboost.dispatch.planning import expire, forget, plan, waiting
from digiboost.dispatch.previewing import preview, run
from digiboost.dispatch.redirecting import redirect
from digiboost.dispatch.searching import Run, attempt, search
from digiboost.dispatch.settings import edit, settings_of, shown
from digiboost.dispatch.templates import TEMPLATES

__all__ = [
    "TEMPLATES",
    "Asked",
    "NotSearching",
    "Run",
    "accept",
    "asked",
    "attempt",
    "callers",
    "decline",
    "edit",
    "expire",
    "forget",
    "plan",
    "preview",
    "redirect",
    "run",
    "search",
    "settings_of",
    "shown",
    "waiting",
]
