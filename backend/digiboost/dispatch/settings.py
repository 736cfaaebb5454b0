"""How a company searches."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from digiboost.dispatch import repository
from digiboost.dispatch.schemas import SettingsIn, SettingsOut, WeightsOut
from digiboost.dispatch.types import Settings, Weights
from digiboost.identity.service import record_audit
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid
from digiboost.kernel.http.versions import check_version


def settings_of(tx: Tx, *, lock: bool = False) -> Settings:
    """What the company chose, else the defaults."""
    row = repository.settings(tx, lock=lock)
    if row is None:
        return Settings()
    # A factor that came later has its default where nobody chose.
    weights = Weights(**{**asdict(Weights()), **row.pop("weights")})
    return Settings(**row, weights=weights)


def shown(settings: Settings) -> SettingsOut:
    values = asdict(settings)
    return SettingsOut(**{**values, "weights": WeightsOut(**values["weights"])})


def edit(tx: Tx, wanted: SettingsIn) -> Settings:
    """Changes what is given; searches that are under way follow it from their next wave on. Raises Invalid,
    VersionConflict."""
    known = settings_of(tx, lock=True)
    check_version(tx, known.version)
    changes: dict[str, Any] = wanted.model_dump(exclude_unset=True)
    for name, value in changes.items():
        if value is None:
            raise Invalid(name, "field.missing")
    if "weights" in changes and not any(changes["weights"].values()):
        raise Invalid("weights", "weights_empty")
    values = {**asdict(known), **changes, "version": known.version + 1}
    repository.save_settings(tx, values, now())
    record_audit(tx, "dispatch.settings_edited", "tenant", tx.tenant_id, fields=sorted(changes))
    return settings_of(tx)
