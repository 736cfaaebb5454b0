"""The messages that carry reports, as they are registered with notifications."""

from __future__ import annotations

from digiboost.notifications.service import Template
from digiboost.notifications.types import Kind

FILE, LINK = "reports.file", "reports.link"

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
)
