from __future__ import annotations

from digiboost.kernel.errors import Conflict, DomainError


class RequestIdReused(Conflict):
    """The id belongs to a request with another content: nothing was recorded."""

    code = "request_id_reused"


class EventIdReused(Conflict):
    """The id of a step, note, photo or material is another mission's."""

    code = "event_id_reused"


class MoveRefused(Conflict):
    """A request cannot go from where it is to there, or not by this caller; ``current`` says where it is."""

    code = "move_refused"


class PlaceMissing(Conflict):
    """Nobody can be looked for while nobody knows where."""

    code = "place_missing"


class ServiceGone(Conflict):
    """Nobody can be looked for to do what the company does no more."""

    code = "service_gone"


class OfferTaken(Conflict):
    """Somebody else has it, or it went away; ``current`` says where the request is."""

    code = "offer_taken"


class OfferExpired(DomainError):
    """The moment for an answer is over; ``current`` says where the request is."""

    status, code = 410, "offer_expired"


class OfferAnsweredAlready(Conflict):
    """The offer was answered otherwise before."""

    code = "offer_answered"


class AlreadyEnroute(Conflict):
    """One is on the way to one client at a time; ``current`` names the other mission."""

    code = "already_enroute"


class QuoteNeeded(Conflict):
    """The repair costs more than the client agreed to. The client is asked all the same."""

    code = "quote_needed"
    keeps_work = True


class TooLongAgo(Conflict):
    """What was completed more than seven days ago stays completed."""

    code = "reopening_too_late"


class MissionOver(Conflict):
    """Nothing is added to a mission that is over, or that nobody has."""

    code = "mission_over"


class RequestOver(Conflict):
    """What is over is no longer changed."""

    code = "request_over"


class NotToBeRated(Conflict):
    """Only work that is done is rated, and once."""

    code = "not_to_be_rated"


class NothingToApprove(Conflict):
    """No quote waits for the client."""

    code = "nothing_to_approve"


class ClientWaits(Conflict):
    """Somebody for whom something is done is not forgotten."""

    code = "client_waits"


class ProviderBusy(Conflict):
    """Somebody who has a mission is not removed: it is given to another first."""

    code = "provider_busy"


class SlugTaken(Conflict):
    """The address belongs to another company's form."""

    code = "slug_taken"


class TooManyPhotos(Conflict):
    """A request has as many pictures as it can have."""

    code = "too_many_photos"


class UploadOffset(Conflict):
    """The part does not begin where the last one ended; ``received`` says where that is."""

    code = "upload_offset"


class PhotoDamaged(DomainError):
    """What came is not what was taken: it is sent again from its first byte."""

    status, code = 422, "photo_damaged"
    keeps_work = True


class PhotoRefused(DomainError):
    """No picture that can be kept."""

    status, code = 422, "photo_refused"


TEXTS = {
    "request_id_reused": (
        "Demande déjà enregistrée | Cet identifiant appartient à une demande dont le contenu est différent.",
        "Request already recorded | This id belongs to a request with another content.",
    ),
    "event_id_reused": (
        "Déjà enregistré | Cet identifiant appartient à une autre mission.",
        "Already recorded | This id belongs to another mission.",
    ),
    "move_refused": (
        "Étape impossible | La demande n'en est plus là. Regardez où elle en est.",
        "Step not possible | The request is no longer there. Look at where it stands.",
    ),
    "place_missing": (
        "Lieu inconnu | Indiquez d'abord la zone ou l'endroit.",
        "Place unknown | Give the zone or the place first.",
    ),
    "service_gone": (
        "Service arrêté | Votre entreprise ne propose plus ce service. Choisissez-en un autre.",
        "Service discontinued | Your company no longer offers this service. Choose another one.",
    ),
    "offer_taken": (
        "Déjà prise | Cette demande n'est plus disponible.",
        "Already taken | This request is no longer available.",
    ),
    "offer_expired": (
        "Délai dépassé | Le temps pour répondre est passé.",
        "Too late | The time to answer is over.",
    ),
    "offer_answered": (
        "Déjà répondu | Vous avez déjà répondu à cette proposition.",
        "Already answered | You have already answered this offer.",
    ),
    "already_enroute": (
        "Déjà en route | Vous êtes en route vers un autre client.",
        "Already on the way | You are on your way to another client.",
    ),
    "quote_needed": (
        "Accord du client | Le montant dépasse ce que le client a accepté. Nous lui demandons son accord.",
        "Client's approval | The amount is above what the client agreed to. We are asking them.",
    ),
    "reopening_too_late": (
        "Trop tard | Une intervention terminée depuis plus de 7 jours ne peut plus être rouverte.",
        "Too late | Work that was completed more than 7 days ago cannot be reopened.",
    ),
    "mission_over": (
        "Mission close | Rien ne peut être ajouté à cette mission.",
        "Mission closed | Nothing can be added to this mission.",
    ),
    "request_over": (
        "Demande close | Cette demande ne peut plus être modifiée.",
        "Request closed | This request can no longer be changed.",
    ),
    "not_to_be_rated": (
        "Avis impossible | Un avis se donne une fois, quand le travail est terminé.",
        "No review possible | A review is given once, when the work is done.",
    ),
    "nothing_to_approve": (
        "Aucun devis | Aucun devis n'attend votre accord.",
        "No quote | No quote is waiting for your approval.",
    ),
    "client_waits": (
        "Demande en cours | Ce client a une demande en cours : terminez-la ou annulez-la d'abord.",
        "Request under way | This customer has a request under way: complete or cancel it first.",
    ),
    "provider_busy": (
        "Mission en cours | Ce prestataire a une mission : confiez-la d'abord à un autre.",
        "Mission under way | This provider has a mission: give it to another one first.",
    ),
    "slug_taken": (
        "Adresse prise | Cette adresse de formulaire est déjà utilisée.",
        "Address taken | This form address is already in use.",
    ),
    "too_many_photos": (
        "Trop de photos | Cette demande a déjà 40 photos.",
        "Too many photos | This request already has 40 photos.",
    ),
    "upload_offset": (
        "Envoi à reprendre | L'envoi doit reprendre où il s'est arrêté.",
        "Upload to resume | The upload must go on from where it stopped.",
    ),
    "photo_damaged": (
        "Photo abîmée | La photo est arrivée abîmée. Elle va être envoyée à nouveau.",
        "Photo damaged | The photo arrived damaged. It will be sent again.",
    ),
    "photo_refused": (
        "Photo refusée | Envoyez une image JPEG ou PNG de 5 Mo au plus.",
        "Photo refused | Send a JPEG or PNG picture of 5 MB at the most.",
    ),
    "start_code_wrong": ("Ce code n'est pas celui du client.", "This is not the client's code."),
    "start_code_missing": (
        "Demandez son code au client, ou dites pourquoi vous commencez sans lui.",
        "Ask the client for their code, or say why you begin without it.",
    ),
    "reason_missing": ("Dites pourquoi.", "Say why."),
    "outcome_missing": ("Dites si c'est réparé.", "Say whether it is fixed."),
    "after_photo_missing": (
        "Prenez une photo du travail terminé, ou dites pourquoi il n'y en a pas.",
        "Take a photo of the finished work, or say why there is none.",
    ),
    "place_half": ("Une latitude va avec une longitude.", "A latitude comes with a longitude."),
    "wished_backwards": ("La fin est avant le début.", "The end is before the beginning."),
    "material_unnamed": ("Donnez un nom et un prix.", "Give a name and a price."),
    "provider_not_active": ("Ce prestataire n'est plus actif.", "This provider is no longer active."),
}
