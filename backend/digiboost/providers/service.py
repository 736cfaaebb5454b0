"""Providers' door."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.providers import bulk, files, presence, profiles, repository
from digiboost.providers.candidates import candidates, distance_km
from digiboost.providers.files import certificate_file, photo
from digiboost.providers.offering import (
    add_districts,
    create_service,
    create_zone,
    delete_service,
    delete_zone,
    edit_service,
    edit_zone,
    ready_made,
    require_service,
    require_zone,
)
from digiboost.providers.presence import tonight, visit
from digiboost.providers.profiles import (
    add_absence,
    create,
    delete,
    edit,
    leaving,
    own,
    remove_absence,
    require,
    set_hours,
    set_skills,
    set_zones,
)
from digiboost.providers.reading import card, detail, load_of, loads, providers, recipient
from digiboost.providers.schemas import CertificateIn, CertificateOut

__all__ = [
    "add_absence",
    "add_certificate",
    "add_districts",
    "add_rating",
    "bulk",
    "candidates",
    "card",
    "certificate_file",
    "create",
    "create_service",
    "create_zone",
    "delete",
    "delete_service",
    "delete_zone",
    "detail",
    "distance_km",
    "edit",
    "edit_service",
    "edit_zone",
    "leaving",
    "load_of",
    "loads",
    "own",
    "photo",
    "provider_of",
    "providers",
    "ready_made",
    "recipient",
    "remove_absence",
    "remove_certificate",
    "remove_photo",
    "require",
    "require_service",
    "require_zone",
    "set_availability",
    "set_certificate_file",
    "set_hours",
    "set_photo",
    "set_skills",
    "set_zones",
    "tonight",
    "visit",
]


def provider_of(tx: Tx, user_id: UUID) -> UUID | None:
    """The provider who signs in as this person; None for who is none."""
    return repository.provider_of(tx, user_id)


def set_availability(
    tx: Tx,
    provider_id: UUID,
    is_available: bool,
    away_from: datetime | None = None,
    away_until: datetime | None = None,
) -> None:
    """See ``presence``. Raises NotFound, Invalid. What was said without a network states no version."""
    profiles.locked(tx, provider_id, versioned=False)
    presence.set_availability(tx, provider_id, is_available, away_from, away_until)


def add_rating(tx: Tx, provider_id: UUID, stars: int) -> None:
    """One review more, of 1 to 5 stars. Raises NotFound."""
    if not repository.add_rating(tx, provider_id, stars):
        raise NotFound


def set_photo(tx: Tx, provider_id: UUID, stream: BinaryIO) -> None:
    """Raises NotFound, ProviderPictureInvalid."""
    files.set_photo(tx, provider_id, profiles.locked(tx, provider_id)["photo"], stream)


def remove_photo(tx: Tx, provider_id: UUID) -> None:
    """Raises NotFound, also where there is none."""
    files.remove_photo(tx, provider_id, profiles.locked(tx, provider_id)["photo"])


def add_certificate(tx: Tx, provider_id: UUID, wanted: CertificateIn) -> CertificateOut:
    """Raises NotFound."""
    profiles.locked(tx, provider_id, versioned=False)
    return files.add_certificate(tx, provider_id, wanted)


def remove_certificate(tx: Tx, provider_id: UUID, certificate_id: UUID) -> None:
    """Raises NotFound."""
    profiles.locked(tx, provider_id, versioned=False)
    files.remove_certificate(tx, provider_id, certificate_id)


def set_certificate_file(tx: Tx, provider_id: UUID, certificate_id: UUID, stream: BinaryIO) -> None:
    """Raises NotFound, ProviderPictureInvalid."""
    profiles.locked(tx, provider_id, versioned=False)
    files.set_certificate_file(tx, provider_id, certificate_id, stream)
