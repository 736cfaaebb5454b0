"""Every model, in one place: what Alembic compares the database with."""

from digiboost.alerts import models as alerts
from digiboost.assistant import models as assistant
from digiboost.catalog import models as catalog
from digiboost.channels import models as channels
from digiboost.customers import models as customers
from digiboost.dispatch import models as dispatch
from digiboost.forecasting import models as forecasting
from digiboost.identity import models as identity
from digiboost.imports import models as imports
from digiboost.inventory import models as inventory
from digiboost.kernel import models as kernel
from digiboost.kernel.db.base import Base
from digiboost.notifications import models as notifications
from digiboost.providers import models as providers
from digiboost.purchasing import models as purchasing
from digiboost.reports import models as reports
from digiboost.requests import models as requests
from digiboost.sales import models as sales
from digiboost.statistics import models as statistics
from digiboost.sync import models as sync
from digiboost.tracking import models as tracking

__all__ = [
    "alerts",
    "assistant",
    "catalog",
    "channels",
    "customers",
    "dispatch",
    "forecasting",
    "identity",
    "imports",
    "inventory",
    "kernel",
    "metadata",
    "notifications",
    "providers",
    "purchasing",
    "reports",
    "requests",
    "sales",
    "statistics",
    "sync",
    "tracking",
]

metadata = Base.metadata
