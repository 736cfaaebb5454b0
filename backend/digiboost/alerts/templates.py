"""The messages of alerts, as they are registered with notifications.

The names under ``whatsapp`` are those under which WhatsApp must approve them; their bodies hold the parameters in
order: ``{{1}} : {{2}}`` and so on. Answers are numbered in the order of ``ANSWERS`` wherever there are no buttons.
"""

from __future__ import annotations

from collections.abc import Mapping

from digiboost.alerts.types import Answer
from digiboost.kernel.i18n import Language
from digiboost.notifications.service import Template
from digiboost.notifications.types import Kind

ONE, SEVERAL, NEWS, DIGEST, BRIEFING, TEST = (
    "alerts.one", "alerts.several", "alerts.news", "alerts.digest", "alerts.briefing", "alerts.test",
)  # fmt: skip

_LABELS: dict[Answer, Mapping[Language, str]] = {
    Answer.ORDER: {"fr": "commander", "en": "order"},
    Answer.LATER: {"fr": "plus tard", "en": "later"},
    Answer.IGNORE: {"fr": "ignorer", "en": "ignore"},
}
ANSWERS = tuple((f"{answer.value}:{{message}}", labels) for answer, labels in _LABELS.items())

TEMPLATES = (
    Template(
        code=ONE,
        kind=Kind.ALERT,
        texts={
            ("fr", "formal"): ("{headline}", "Bonjour {name},\n{facts}\n{todo}"),
            ("fr", "friendly"): ("{headline}", "{facts}\n{todo}"),
            ("fr", "concise"): ("{headline}", "{todo}"),
            ("en", "formal"): ("{headline}", "Dear {name},\n{facts}\n{todo}"),
            ("en", "friendly"): ("{headline}", "{facts}\n{todo}"),
            ("en", "concise"): ("{headline}", "{todo}"),
        },
        whatsapp={"fr": "digiboost_alerte_fr", "en": "digiboost_alert_en"},
        parameters=("company", "headline", "facts", "todo"),
        replies=ANSWERS,
    ),
    Template(
        code=SEVERAL,
        kind=Kind.ALERT,
        texts={
            ("fr", "formal"): ("{headline}", "Bonjour {name},\nVoici ce qui demande votre attention :\n{lines}"),
            ("fr", "friendly"): ("{headline}", "{lines}"),
            ("fr", "concise"): ("{headline}", "{lines}"),
            ("en", "formal"): ("{headline}", "Dear {name},\nThis needs your attention:\n{lines}"),
            ("en", "friendly"): ("{headline}", "{lines}"),
            ("en", "concise"): ("{headline}", "{lines}"),
        },
        whatsapp={"fr": "digiboost_alertes_fr", "en": "digiboost_alerts_en"},
        parameters=("company", "headline", "lines"),
        replies=ANSWERS,
    ),
    Template(
        code=NEWS,
        kind=Kind.ALERT,
        texts={
            ("fr", "formal"): ("{headline}", "Bonjour {name},\n{lines}"),
            ("fr", "friendly"): ("{headline}", "{lines}"),
            ("fr", "concise"): ("{headline}", "{lines}"),
            ("en", "formal"): ("{headline}", "Dear {name},\n{lines}"),
            ("en", "friendly"): ("{headline}", "{lines}"),
            ("en", "concise"): ("{headline}", "{lines}"),
        },
        whatsapp={"fr": "digiboost_info_fr", "en": "digiboost_news_en"},
        parameters=("company", "headline", "lines"),
    ),
    *(
        Template(
            code=code,
            kind=Kind.DIGEST,
            texts={
                ("fr", "formal"): ("Point du matin : {headline}", "Bonjour {name},\nVoici votre matinée :\n{lines}"),
                ("fr", "friendly"): ("Point du matin : {headline}", "Bonjour {name} !\n{lines}"),
                ("fr", "concise"): ("{headline}", "{lines}"),
                ("en", "formal"): ("This morning: {headline}", "Dear {name},\nHere is your morning:\n{lines}"),
                ("en", "friendly"): ("This morning: {headline}", "Good morning {name}!\n{lines}"),
                ("en", "concise"): ("{headline}", "{lines}"),
            },
            whatsapp={"fr": french, "en": english},
            parameters=("company", "headline", "lines"),
            replies=replies,
        )
        for code, french, english, replies in (
            (DIGEST, "digiboost_matin_fr", "digiboost_morning_en", ANSWERS),
            (BRIEFING, "digiboost_point_fr", "digiboost_briefing_en", ()),
        )
    ),
    Template(
        code=TEST,
        kind=Kind.TEST,
        texts={
            ("fr", "formal"): ("Essai : {headline}", "Bonjour {name},\nCeci est un essai de « {rule} ».\n{lines}"),
            ("fr", "friendly"): ("Essai : {headline}", "{lines}\nCeci est un essai de « {rule} »."),
            ("fr", "concise"): ("Essai : {headline}", "{lines}"),
            ("en", "formal"): ("Test: {headline}", "Dear {name},\nThis is a test of “{rule}”.\n{lines}"),
            ("en", "friendly"): ("Test: {headline}", "{lines}\nThis is a test of “{rule}”."),
            ("en", "concise"): ("Test: {headline}", "{lines}"),
        },
        whatsapp={"fr": "digiboost_essai_alerte_fr", "en": "digiboost_alert_test_en"},
        parameters=("rule", "headline", "lines"),
    ),
)
