from __future__ import annotations

from digiboost.kernel.errors import Conflict


class MessageNotRepeatable(Conflict):
    """Only what was given up, refused or kept is sent again: anything else may be on its way or have arrived."""

    code = "message_not_repeatable"


TEXTS = {
    "message_not_repeatable": (
        "Message en cours ou arrivé | Seul un message abandonné, refusé ou gardé peut être renvoyé.",
        "Message under way or arrived | Only a message that was given up, refused or kept can be sent again.",
    ),
    "channel_twice": ("Ce canal est donné deux fois.", "This channel is given twice."),
    "kind_twice": ("Ce type de message est donné deux fois.", "This kind of message is given twice."),
    "quiet_hours_half": (
        "Indiquez le début et la fin des heures calmes, ou aucun des deux.",
        "Give both the start and the end of quiet hours, or neither.",
    ),
    "quiet_hours_empty": (
        "Le début et la fin des heures calmes sont identiques.",
        "Quiet hours start and end at the same time.",
    ),
    "no_address": (
        "Aucune adresse pour ce canal : complétez votre profil ou autorisez les notifications sur cet appareil.",
        "No address for this channel: complete your profile, or allow notifications on this device.",
    ),
    "push_endpoint": (
        "Adresse d'abonnement refusée : elle doit être en https, chez un service de notification.",
        "Subscription address refused: it must be https, at a push service.",
    ),
}
