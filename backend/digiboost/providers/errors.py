from __future__ import annotations

from digiboost.kernel.errors import Conflict, DomainError


class ServiceNameTaken(Conflict):
    code = "service_name_taken"


class ZoneNameTaken(Conflict):
    code = "zone_name_taken"


class ProviderPictureInvalid(DomainError):
    status, code = 422, "provider_picture_invalid"


TEXTS = {
    "service_name_taken": (
        "Service déjà créé | Un autre service porte ce nom.",
        "Service exists | Another service has this name.",
    ),
    "zone_name_taken": ("Zone déjà créée | Une autre zone porte ce nom.", "Zone exists | Another zone has this name."),
    "provider_picture_invalid": (
        "Photo refusée | Envoyez une photo PNG ou JPEG de {most_mb} Mo au plus.",
        "Picture refused | Send a PNG or JPEG picture of {most_mb} MB at the most.",
    ),
    "place_incomplete": (
        "Indiquez la latitude et la longitude ensemble.",
        "State the latitude and the longitude together.",
    ),
    "lead_is_oneself": ("Personne n'est son propre chef d'équipe.", "Nobody leads themselves."),
    "lead_has_a_lead": (
        "Cette personne appartient déjà à une équipe : elle ne peut pas en diriger une.",
        "This person belongs to a team already and cannot lead one.",
    ),
    "leads_a_team": (
        "Cette personne dirige une équipe : elle ne peut pas rejoindre celle d'un autre.",
        "This person leads a team and cannot join another one's.",
    ),
    "hours_reversed": ("La fin doit venir après le début.", "The end must come after the start."),
    "hours_overlap": ("Deux plages du même jour se chevauchent.", "Two spans of one day overlap."),
    "days_reversed": ("Le dernier jour vient avant le premier.", "The last day comes before the first."),
    "named_twice": ("Un élément est cité deux fois.", "An item is named twice."),
}
