"""The messages that carry reports, as they are registered with notifications."""

from __future__ import annotations

from digiboost.notifications.service import Template
from digiboost.notifications.types import Kind

FILE, LINK, FAILED = "reports.file", "reports.link", "reports.failed"

TEMPLATES = (
    Template(
        code=FILE,
        kind=Kind.REPORT,
        texts={
            ("fr", "formal"): (
                "{title}",
                "Bonjour {name},\nVeuillez trouver ci-joint le document « {title} » de {company}.",
            ),
            ("fr", "friendly"): ("{title}", "Bonjour {name},\nVoici le document « {title} » de {company}."),
            ("fr", "concise"): ("{title}", "{company} : document ci-joint."),
            ("en", "formal"): ("{title}", "Dear {name},\nPlease find attached “{title}” of {company}."),
            ("en", "friendly"): ("{title}", "Hello {name},\nHere is “{title}” of {company}."),
            ("en", "concise"): ("{title}", "{company}: document attached."),
        },
        whatsapp={"fr": "digiboost_rapport_fr", "en": "digiboost_report_en"},
        parameters=("company", "title"),
        takes_document=True,
    ),
    Template(
        code=LINK,
        kind=Kind.REPORT,
        texts={
            ("fr", "formal"): (
                "{title}",
                "Bonjour {name},\nLe document « {title} » de {company} est trop lourd pour ce message. Vous pouvez le"
                " télécharger jusqu'au {until} :\n{link}",
            ),
            ("fr", "friendly"): (
                "{title}",
                "Bonjour {name},\n« {title} » de {company} est trop lourd pour ce message. Téléchargez-le jusqu'au"
                " {until} :\n{link}",
            ),
            ("fr", "concise"): ("{title}", "{company}, jusqu'au {until} : {link}"),
            ("en", "formal"): (
                "{title}",
                "Dear {name},\n“{title}” of {company} is too large for this message. You may download it until"
                " {until}:\n{link}",
            ),
            ("en", "friendly"): (
                "{title}",
                "Hello {name},\n“{title}” of {company} is too large for this message. Download it until {until}:\n"
                "{link}",
            ),
            ("en", "concise"): ("{title}", "{company}, until {until}: {link}"),
        },
        whatsapp={"fr": "digiboost_rapport_lien_fr", "en": "digiboost_report_link_en"},
        parameters=("company", "title", "until", "link"),
    ),
    Template(
        code=FAILED,
        kind=Kind.REPORT,
        texts={
            ("fr", "formal"): (
                "{title} : pas de rapport",
                "Bonjour {name},\nLe document « {title} » de {company}, prévu aujourd'hui, n'a pas pu être préparé."
                " Veuillez le demander de nouveau depuis l'écran Rapports.",
            ),
            ("fr", "friendly"): (
                "{title} : pas de rapport",
                "Bonjour {name},\n« {title} » de {company}, prévu aujourd'hui, n'a pas pu être préparé. Demandez-le de"
                " nouveau depuis l'écran Rapports.",
            ),
            ("fr", "concise"): ("{title} : pas de rapport", "{company} : à demander de nouveau dans Rapports."),
            ("en", "formal"): (
                "{title}: no report",
                "Dear {name},\n“{title}” of {company}, due today, could not be made. Please ask for it again on the"
                " Reports screen.",
            ),
            ("en", "friendly"): (
                "{title}: no report",
                "Hello {name},\n“{title}” of {company}, due today, could not be made. Ask for it again on the Reports"
                " screen.",
            ),
            ("en", "concise"): ("{title}: no report", "{company}: ask for it again in Reports."),
        },
        whatsapp={"fr": "digiboost_rapport_echec_fr", "en": "digiboost_report_failed_en"},
        parameters=("company", "title"),
    ),
)
