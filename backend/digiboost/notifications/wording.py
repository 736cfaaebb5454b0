"""The messages of notifications themselves: what was held goes out together, and a test."""

from __future__ import annotations

from digiboost.notifications.templates import Template
from digiboost.notifications.types import Kind

BUNDLE = Template(
    code="notifications.bundle",
    kind=Kind.DIGEST,
    texts={
        ("fr", "formal"): ("{count} messages pour vous", "Bonjour {name},\nVoici ce qui vous attend :\n{lines}"),
        ("fr", "friendly"): ("{count} messages pour vous", "Bonjour {name}, voici ce qui s'est passé :\n{lines}"),
        ("fr", "concise"): ("{count} messages", "{lines}"),
        ("en", "formal"): ("{count} messages for you", "Dear {name},\nHere is what awaits you:\n{lines}"),
        ("en", "friendly"): ("{count} messages for you", "Hello {name}, here is what happened:\n{lines}"),
        ("en", "concise"): ("{count} messages", "{lines}"),
    },
    whatsapp={"fr": "digiboost_resume_fr", "en": "digiboost_summary_en"},
    parameters=("name", "count", "lines"),
)

TEST = Template(
    code="notifications.test",
    kind=Kind.TEST,
    texts={
        ("fr", "formal"): (
            "Message d'essai",
            "Bonjour {name},\nCeci est un essai : les messages de Digiboost vous parviendront ici.",
        ),
        ("fr", "friendly"): ("Message d'essai", "Bonjour {name}, ça marche ! Vos messages Digiboost arriveront ici."),
        ("fr", "concise"): ("Essai", "Vos messages Digiboost arriveront ici."),
        ("en", "formal"): (
            "Test message",
            "Dear {name},\nThis is a test: messages from Digiboost will reach you here.",
        ),
        ("en", "friendly"): ("Test message", "Hello {name}, it works! Your Digiboost messages will arrive here."),
        ("en", "concise"): ("Test", "Your Digiboost messages will arrive here."),
    },
    whatsapp={"fr": "digiboost_essai_fr", "en": "digiboost_test_en"},
    parameters=("name",),
)

TEMPLATES = (BUNDLE, TEST)
