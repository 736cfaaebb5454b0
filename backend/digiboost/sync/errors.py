from __future__ import annotations

from digiboost.kernel.errors import DomainError


class UpdateRequired(DomainError):
    """A phone speaks of what this server does not know yet, or no longer: the application must be renewed."""

    status, code = 426, "update_required"


class NotYourOperation(DomainError):
    """An operation names somebody whom the caller cannot act for: gone, or with more rights than the caller."""

    status, code = 403, "not_your_operation"


class OperationMismatch(DomainError):
    """The id of an operation that was applied came again with another content: nothing was done."""

    status, code = 422, "idempotency_mismatch"


TEXTS = {
    "update_required": (
        "Mise à jour nécessaire | Mettez l'application à jour ; rien de ce qui est enregistré n'est perdu.",
        "Update needed | Update the application; nothing that was saved is lost.",
    ),
    "not_your_operation": (
        "Opération d'une autre personne | Cette personne doit se connecter elle-même pour l'envoyer.",
        "Somebody else's operation | That person has to sign in to send it.",
    ),
    "idempotency_mismatch": (
        "Opération déjà reçue | Cet identifiant a servi pour une opération dont le contenu est différent.",
        "Operation already received | This id was used for an operation with another content.",
    ),
}
