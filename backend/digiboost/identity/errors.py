from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from digiboost.kernel.errors import Conflict, DomainError, Forbidden


class InvalidCredentials(DomainError):
    """The same for an unknown e-mail and a wrong password."""

    status, code = 401, "invalid_credentials"


class ChooseTenant(Conflict):
    """One e-mail and password open several companies; the problem lists them."""

    code = "choose_tenant"


class SessionEnded(DomainError):
    status, code = 401, "session_ended"


class SessionReused(SessionEnded):
    """A refresh token that had its successor came again: its family ended, and that end is kept."""

    keeps_work: ClassVar[bool] = True

    def __init__(self, session_id: UUID) -> None:
        super().__init__()
        self.session_id = session_id


class LogoInvalid(DomainError):
    """No PNG or JPEG, or too large."""

    status, code = 422, "logo_invalid"


class PinRequired(Forbidden):
    """Somebody with more rights than the one who acts now proves who they are."""

    code = "pin_required"


class PinWrong(Forbidden):
    """The guess was counted, and that is kept; ``left`` says how many remain."""

    code = "pin_wrong"
    keeps_work: ClassVar[bool] = True

    def __init__(self, left: int) -> None:
        super().__init__(left=left)
        self.expose(left=left)


class PinLocked(DomainError):
    """Too many wrong guesses: the password opens, or waiting does."""

    status, code = 429, "pin_locked"

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)
        self.headers["Retry-After"] = str(retry_after)


class InvitationInvalid(DomainError):
    """Unknown, expired, used and revoked invitations are not told apart."""

    status, code = 404, "invitation_invalid"


class AlreadyMember(Conflict):
    code = "already_member"


class RoleNotYours(Forbidden):
    code = "role_not_yours"


class LastOwner(Conflict):
    code = "last_owner"


TEXTS = {
    "invalid_credentials": (
        "Connexion refusée | L'adresse ou le mot de passe ne correspond pas.",
        "Sign-in refused | The e-mail or the password does not match.",
    ),
    "choose_tenant": (
        "Quelle entreprise ? | Vous avez accès à plusieurs entreprises : choisissez.",
        "Which company? | You have access to several companies: choose one.",
    ),
    "session_ended": (
        "Session terminée | Reconnectez-vous ; votre travail en attente est gardé.",
        "Session ended | Sign in again; your waiting work is kept.",
    ),
    "pin_required": (
        "Code PIN demandé | Cette personne a plus de droits : tapez son code PIN ou son mot de passe.",
        "PIN needed | This person has more rights: type their PIN or their password.",
    ),
    "pin_wrong": (
        "Code PIN incorrect | Vérifiez le code et recommencez. Essais restants : {left}.",
        "Wrong PIN | Check the PIN and try again. Tries left: {left}.",
    ),
    "pin_locked": (
        "Code PIN bloqué | Trop d'essais. Utilisez le mot de passe, ou réessayez plus tard.",
        "PIN locked | Too many tries. Use the password, or try again later.",
    ),
    "pin_weak": ("Choisissez un code moins facile à deviner.", "Choose a PIN that is harder to guess."),
    "invitation_invalid": (
        "Invitation non valable | Demandez une nouvelle invitation.",
        "Invitation not valid | Ask for a new invitation.",
    ),
    "already_member": (
        "Déjà membre | Cette adresse fait déjà partie de l'équipe.",
        "Already a member | This e-mail already belongs to the team.",
    ),
    "role_not_yours": (
        "Rôle protégé | Votre rôle ne permet pas de gérer ce rôle.",
        "Protected role | Your role may not manage that role.",
    ),
    "last_owner": (
        "Dernier propriétaire | L'entreprise doit garder au moins un propriétaire actif.",
        "Last owner | The company must keep at least one active owner.",
    ),
    "currency_unknown": ("Monnaie inconnue.", "Unknown currency."),
    "time_zone_unknown": ("Fuseau horaire inconnu.", "Unknown time zone."),
    "logo_invalid": (
        "Logo refusé | Envoyez une image PNG ou JPEG de {most_kb} ko au plus, de {least_side} à {most_side} points de"
        " côté.",
        "Logo refused | Send a PNG or JPEG picture of {most_kb} kB at the most, {least_side} to {most_side} pixels a"
        " side.",
    ),
    "phone_invalid": ("Numéro de téléphone incorrect.", "Invalid telephone number."),
    "ninea_invalid": ("Un NINEA a de 7 à 13 chiffres et lettres.", "A NINEA has 7 to 13 digits and letters."),
    "password_weak": (
        "Choisissez au moins 8 caractères, pas un mot de passe courant.",
        "Choose at least 8 characters, and no common password.",
    ),
    "password_wrong": ("Le mot de passe actuel ne correspond pas.", "The current password does not match."),
}
