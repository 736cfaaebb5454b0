from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from digiboost.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ReportWanted(Event):
    """payload: report_id."""

    type: ClassVar[str] = "reports.wanted"
