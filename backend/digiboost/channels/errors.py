"""What a service is answered whose callback is not taken."""

from __future__ import annotations

from digiboost.kernel.errors import DomainError, Forbidden


class SignatureWrong(Forbidden):
    """The callback was not signed by the service, or this installation expects none."""

    code = "signature_wrong"


class CallbackMalformed(DomainError):
    """Signed, and yet nothing that the service's contract allows."""

    status, code = 400, "callback_malformed"


TEXTS = {
    "signature_wrong": (
        "Signature refusée | Cet appel ne vient pas du service attendu.",
        "Signature refused | This call does not come from the expected service.",
    ),
    "callback_malformed": (
        "Appel illisible | Le contenu n'est pas celui que ce service envoie.",
        "Unreadable call | The content is not what this service sends.",
    ),
}
