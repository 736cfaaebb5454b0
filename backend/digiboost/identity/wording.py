"""What identity tells people: the codes that they asked for."""

from __future__ import annotations

from digiboost.identity.types import CodePurpose
from digiboost.notifications.templates import Template
from digiboost.notifications.types import Kind

FALLBACK_SECONDS = 30
"""A code that did not arrive on WhatsApp by then goes by SMS: it holds five minutes."""

SIGN_IN = Template(
    code="identity.code",
    kind=Kind.ACCOUNT,
    texts={
        ("fr", "friendly"): (
            "Code de connexion Digiboost",
            "{code} est votre code de connexion. Il est valable {minutes} minutes. Ne le donnez à personne.",
        ),
        # The last line lets a phone offer the code by itself (WebOTP, "origin-bound one-time codes").
        ("fr", "concise"): (
            "Digiboost",
            "{code} est votre code de connexion, valable {minutes} min. Ne le donnez à personne.\n\n@{host} #{code}",
        ),
        ("en", "friendly"): (
            "Digiboost sign-in code",
            "{code} is your sign-in code. It holds for {minutes} minutes. Give it to nobody.",
        ),
        ("en", "concise"): (
            "Digiboost",
            "{code} is your sign-in code, for {minutes} min. Give it to nobody.\n\n@{host} #{code}",
        ),
    },
    whatsapp={"fr": "digiboost_code_fr", "en": "digiboost_code_en"},
    parameters=("code",),
    secret="code",  # noqa: S106 - the value's name
    fallback_seconds=FALLBACK_SECONDS,
)

RECOVERY = Template(
    code="identity.recovery",
    kind=Kind.ACCOUNT,
    texts={
        ("fr", "friendly"): (
            "Nouveau mot de passe Digiboost",
            "{code} est le code pour choisir un nouveau mot de passe. Il est valable {minutes} minutes. Ne le donnez à"
            " personne. Si vous n'avez rien demandé, ne faites rien : votre mot de passe reste le même.",
        ),
        ("fr", "concise"): (
            "Digiboost",
            "{code} : code pour changer votre mot de passe, valable {minutes} min. Ne le donnez à personne."
            "\n\n@{host} #{code}",
        ),
        ("en", "friendly"): (
            "New Digiboost password",
            "{code} is the code to choose a new password. It holds for {minutes} minutes. Give it to nobody. If you did"
            " not ask for it, do nothing: your password stays as it is.",
        ),
        ("en", "concise"): (
            "Digiboost",
            "{code}: code to change your password, for {minutes} min. Give it to nobody.\n\n@{host} #{code}",
        ),
    },
    whatsapp={"fr": "digiboost_mot_de_passe_fr", "en": "digiboost_password_en"},
    parameters=("code",),
    secret="code",  # noqa: S106 - the value's name
    fallback_seconds=FALLBACK_SECONDS,
)

TEMPLATES = (SIGN_IN, RECOVERY)
OF_PURPOSE = {CodePurpose.SIGN_IN: SIGN_IN, CodePurpose.RECOVERY: RECOVERY}
