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


class CodeWrong(DomainError):
    """``left`` says how many guesses remain."""

    status, code = 401, "code_wrong"

    def __init__(self, left: int) -> None:
        super().__init__(left=left)
        self.expose(left=left)


class CodeOver(DomainError):
    """Used up, too old, never asked for, or guessed at too often: another one may be asked for."""

    status, code = 401, "code_over"


class CodesUsedUp(DomainError):
    """No more codes for this address for a while."""

    status, code = 429, "codes_used_up"

    def __init__(self, retry_after: int) -> None:
        super().__init__(minutes=-(-retry_after // 60))
        self.headers["Retry-After"] = str(retry_after)


class NoEmail(Conflict):
    """A password needs an e-mail to sign in with."""

    code = "no_email"


class SecondFactorRequired(DomainError):
    """The first factor was right; the same request with ``totp`` signs in."""

    status, code = 401, "second_factor_required"


class SecondFactorWrong(Forbidden):
    code = "second_factor_wrong"


class SecondFactorLocked(DomainError):
    status, code = 429, "second_factor_locked"

    def __init__(self, retry_after: int) -> None:
        super().__init__(minutes=-(-retry_after // 60))
        self.headers["Retry-After"] = str(retry_after)


class SecondFactorOn(Conflict):
    code = "second_factor_on"


class SecondFactorOff(Conflict):
    code = "second_factor_off"


class PhoneTaken(Conflict):
    """An active person of the company has this number."""

    code = "phone_taken"


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
    "code_wrong": (
        "Code incorrect | Vérifiez le code reçu. Essais restants : {left}.",
        "Wrong code | Check the code that you received. Tries left: {left}.",
    ),
    "code_over": (
        "Code non valable | Ce code n'est plus valable. Demandez-en un nouveau.",
        "Code not valid | This code holds no more. Ask for a new one.",
    ),
    "codes_used_up": (
        "Trop de codes demandés | Attendez {minutes} min avant d'en demander un autre.",
        "Too many codes | Wait {minutes} min before asking for another.",
    ),
    "no_email": (
        "Pas de mot de passe ici | Ce compte n'a pas d'adresse e-mail : connectez-vous par un code.",
        "No password here | This account has no e-mail address: sign in by a code.",
    ),
    "one_address": (
        "Indiquez un numéro de téléphone ou une adresse e-mail, pas les deux.",
        "Give a telephone number or an e-mail address, not both.",
    ),
    "second_factor_required": (
        "Deuxième vérification | Tapez le code de votre application d'authentification.",
        "Second check | Type the code of your authenticator application.",
    ),
    "second_factor_wrong": (
        "Code incorrect | Vérifiez le code de votre application et recommencez.",
        "Wrong code | Check your application's code and try again.",
    ),
    "second_factor_locked": (
        "Vérification bloquée | Trop d'essais. Réessayez dans {minutes} min.",
        "Check locked | Too many tries. Try again in {minutes} min.",
    ),
    "second_factor_on": (
        "Déjà activée | La deuxième vérification est déjà active.",
        "Already on | The second check is on already.",
    ),
    "second_factor_off": (
        "Pas activée | La deuxième vérification n'est pas active.",
        "Not on | The second check is not on.",
    ),
    "phone_taken": (
        "Numéro déjà utilisé | Une personne active de l'équipe a déjà ce numéro.",
        "Number taken | An active person of the team has this number already.",
    ),
    "email_invalid": ("Adresse e-mail incorrecte.", "Invalid e-mail address."),
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
