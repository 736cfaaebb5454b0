"""How far a company looks ahead, and what it aims at."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from digiboost.forecasting import repository
from digiboost.forecasting.schemas import ForecastSettingsOut, ForecastSettingsPatch
from digiboost.forecasting.types import Settings
from digiboost.identity.service import record_audit
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid
from digiboost.kernel.http.versions import check_version

_KNOWN = "forecasting.settings"


def settings(tx: Tx) -> Settings:
    """This company's; asked once in a transaction."""
    known: Settings | None = tx.notes.get(_KNOWN)
    if known is None:
        row = repository.settings(tx)
        known = Settings() if row is None else Settings(**row)
        tx.notes[_KNOWN] = known
    return known


def settings_out(tx: Tx) -> ForecastSettingsOut:
    return ForecastSettingsOut.model_construct(**asdict(settings(tx)))


def edit_settings(tx: Tx, wanted: ForecastSettingsPatch) -> ForecastSettingsOut:
    """Changes what is given. Raises VersionConflict, Invalid for a field that is emptied."""
    changes: dict[str, Any] = wanted.model_dump(exclude_unset=True)
    for name, value in changes.items():
        if value is None:
            raise Invalid(name, "field.missing")
    repository.wait_for_settings(tx)
    tx.notes.pop(_KNOWN, None)
    known = settings(tx)
    check_version(tx, known.version)
    repository.write_settings(tx, {**asdict(known), **changes, "version": known.version + 1})
    tx.notes.pop(_KNOWN)
    record_audit(tx, "forecasts.settings_edited", "tenant", tx.tenant_id, fields=sorted(changes))
    return settings_out(tx)
