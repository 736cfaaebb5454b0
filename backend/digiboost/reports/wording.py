"""What reports are called, where they are not made yet."""

from __future__ import annotations

from collections.abc import Mapping

from digiboost.kernel.i18n import Language
from digiboost.reports.types import ReportType

NAMES: Mapping[ReportType, tuple[str, str]] = {
    ReportType.STOCK_INVENTORY: ("Inventaire du stock", "Stock inventory"),
    ReportType.MONTHLY_SYNTHESIS: ("Synthèse mensuelle", "Monthly synthesis"),
    ReportType.SALES_ANALYSIS: ("Analyse des ventes", "Sales analysis"),
    ReportType.CREDIT_STATEMENT: ("Relevé de compte client", "Customer statement"),
    ReportType.PURCHASE_ORDER: ("Bon de commande", "Purchase order"),
    ReportType.DAILY_CLOSING: ("Clôture de caisse", "Till closing"),
}


def name_of(wanted: ReportType, language: Language) -> str:
    french, english = NAMES[wanted]
    return french if language == "fr" else english
