from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from digiboost.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ProviderGone(Event):
    """Somebody is not there now: away, absent from today, switched off, or deactivated. payload: provider_id."""

    type: ClassVar[str] = "providers.gone"


@dataclass(frozen=True, kw_only=True)
class ProviderBack(Event):
    """Somebody may be asked again. payload: provider_id."""

    type: ClassVar[str] = "providers.back"
