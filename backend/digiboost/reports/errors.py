from __future__ import annotations

from digiboost.kernel.errors import Conflict, DomainError


class ReportNotReady(Conflict):
    """There is no file yet."""

    code = "report_not_ready"


class ReportFailed(Conflict):
    """There will be no file."""

    code = "report_failed"


class TooManySchedules(Conflict):
    code = "too_many_schedules"


class SubjectGone(DomainError):
    """What ends a report: what it is about is there no more."""

    status, code = 404, "report_subject_gone"


class GaveUp(DomainError):
    """What ends a report: every attempt failed on our side."""

    status, code = 500, "report_gave_up"


TEXTS = {
    "report_not_ready": (
        "Rapport en préparation | Le fichier n'est pas encore prêt.",
        "Report being made | The file is not ready yet.",
    ),
    "report_failed": (
        "Rapport impossible | Ce rapport n'a pas pu être préparé. Demandez-le de nouveau.",
        "Report failed | This report could not be made. Ask for it again.",
    ),
    "report_subject_gone": (
        "Rapport impossible | Ce dont parle le rapport n'existe plus.",
        "Report failed | What the report is about is there no more.",
    ),
    "report_gave_up": (
        "Rapport impossible | Le rapport n'a pas pu être préparé : l'erreur est de notre côté. Demandez-le de nouveau.",
        "Report failed | The report could not be made: the fault is ours. Ask for it again.",
    ),
    "too_many_schedules": (
        "Trop d'envois programmés | Une entreprise peut avoir {most} envois programmés. Supprimez-en un.",
        "Too many schedules | A company may have {most} schedules. Delete one.",
    ),
    "report_format": ("Ce rapport n'existe pas dans ce format.", "This report does not come in this format."),
    "report_not_schedulable": ("Ce rapport ne peut pas être programmé.", "This report cannot be scheduled."),
    "period_not_read": (
        "Ce rapport décrit le moment présent : il n'a pas de période.",
        "This report is about the moment: it has no period.",
    ),
    "period_one_day": ("Ce rapport porte sur un seul jour.", "This report is about one day."),
    "report_period_too_long": ("La période dépasse {most} jours.", "The period is longer than {most} days."),
    "period_in_future": ("La période n'est pas encore passée.", "The period is in the future."),
    "subject_not_read": ("Ce rapport porte sur toute l'entreprise.", "This report is about the whole company."),
    "subject_unknown": ("Ce dont parle le rapport est introuvable.", "What the report is about cannot be found."),
    "recipient_unknown": ("Cette personne ne fait pas partie de l'équipe.", "This person is not on the team."),
    "recipient_unreachable": (
        "Indiquez une adresse e-mail ou un numéro de téléphone.",
        "Give an e-mail address or a telephone number.",
    ),
}
