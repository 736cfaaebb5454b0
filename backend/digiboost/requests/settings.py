"""How a company handles requests, and the address of its public form."""

from __future__ import annotations

import re
import secrets

from digiboost.identity.service import company, record_audit
from digiboost.kernel.db.rows import refusing_duplicates
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid
from digiboost.kernel.http.versions import check_version
from digiboost.kernel.settings import get_settings
from digiboost.kernel.text import fold
from digiboost.requests import repository
from digiboost.requests.errors import SlugTaken
from digiboost.requests.schemas import RequestSettingsOut, RequestSettingsPatch
from digiboost.requests.types import Settings

FORM_PATH = "/demande/"


def settings(tx: Tx) -> Settings:
    """The company's, or the defaults."""
    row = repository.settings(tx)
    return Settings(**row) if row is not None else Settings()


def shown(tx: Tx) -> RequestSettingsOut:
    now_is = settings(tx)
    slug = repository.slug(tx)
    return RequestSettingsOut(
        form_open=now_is.form_open,
        form_slug=slug,
        form_url=None if slug is None else f"{get_settings().public_url}{FORM_PATH}{slug}",
        start_code_required=now_is.start_code_required,
        quote_threshold=now_is.quote_threshold,
        cancel_fee=now_is.cancel_fee,
        version=now_is.version,
    )


def edit(tx: Tx, wanted: RequestSettingsPatch) -> RequestSettingsOut:
    """Changes what is given; the form has an address from then on. Raises VersionConflict, SlugTaken, Invalid."""
    changes = wanted.model_dump(exclude_unset=True, exclude={"form_slug"})
    for name in ("form_open", "start_code_required", "cancel_fee"):
        if name in changes and changes[name] is None:
            raise Invalid(name, "field.missing")
    repository.open_settings(tx)
    row = repository.settings(tx, lock=True)
    if row is None:
        raise LookupError(tx.tenant_id)
    check_version(tx, row["version"])
    repository.update_settings(tx, changes)
    slug = wanted.form_slug or repository.slug(tx) or new_slug(company(tx).name)
    with refusing_duplicates({"pk_public_forms": SlugTaken}), tx.savepoint():
        repository.set_slug(tx, slug)
    record_audit(tx, "request_settings.edited", "tenant", tx.tenant_id, fields=sorted(wanted.model_fields_set))
    return shown(tx)


def new_slug(name: str) -> str:
    """An address that a person can read, and that no other company has."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:40].strip("-")
    tail = secrets.token_hex(2)
    return f"{words}-{tail}" if words else f"demande-{tail}"
