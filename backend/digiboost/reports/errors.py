from __future__ import annotations

from digiboost.kernel.errors import Conflict


class ReportNotReady(Conflict):
    """There is no file yet."""

    code = "report_not_ready"


TEXTS = {
    "report_not_ready": (
        "Rapport en préparation | Le fichier n'est pas encore prêt.",
        "Report being made | The file is not ready yet.",
    ),
}
