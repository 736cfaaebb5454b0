"""Every reaction to every event, and every text: what is joined is joined here."""

from __future__ import annotations

from collections.abc import Callable

from digiboost.alerts import service as alerts
from digiboost.alerts.errors import TEXTS as alerts_texts
from digiboost.alerts.reactions import REACTIONS as alerts_reactions
from digiboost.alerts.templates import TEMPLATES as alerts_templates
from digiboost.assistant import service as assistant
from digiboost.catalog.errors import TEXTS as catalog_texts
from digiboost.channels import service as channels
from digiboost.channels.errors import TEXTS as channels_texts
from digiboost.customers import service as customers
from digiboost.dispatch import service as dispatch
from digiboost.dispatch.errors import TEXTS as dispatch_texts
from digiboost.dispatch.reactions import REACTIONS as dispatch_reactions
from digiboost.forecasting import service as forecasting
from digiboost.forecasting.errors import TEXTS as forecasting_texts
from digiboost.identity import service as identity
from digiboost.identity.errors import TEXTS as identity_texts
from digiboost.imports import service as imports
from digiboost.imports.errors import TEXTS as imports_texts
from digiboost.imports.reactions import REACTIONS as imports_reactions
from digiboost.inventory import service as inventory
from digiboost.inventory.errors import TEXTS as inventory_texts
from digiboost.kernel import i18n
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.events import Reaction, reactions
from digiboost.notifications import service as notifications
from digiboost.notifications.errors import TEXTS as notifications_texts
from digiboost.notifications.wording import TEMPLATES as notifications_templates
from digiboost.providers import service as providers
from digiboost.providers.errors import TEXTS as providers_texts
from digiboost.purchasing import service as purchasing
from digiboost.purchasing.errors import TEXTS as purchasing_texts
from digiboost.reports import service as reports
from digiboost.reports.errors import TEXTS as reports_texts
from digiboost.reports.reactions import REACTIONS as reports_reactions
from digiboost.reports.templates import TEMPLATES as reports_templates
from digiboost.requests import service as requests
from digiboost.requests.errors import TEXTS as requests_texts
from digiboost.sales import service as sales
from digiboost.sales.errors import TEXTS as sales_texts
from digiboost.statistics import service as statistics
from digiboost.statistics.errors import TEXTS as statistics_texts
from digiboost.sync import service as sync
from digiboost.sync.errors import TEXTS as sync_texts
from digiboost.tracking import service as tracking
from digiboost.tracking.errors import TEXTS as tracking_texts
from digiboost.tracking.reactions import REACTIONS as tracking_reactions

REACTIONS: list[Reaction] = [
    *imports_reactions,
    *dispatch_reactions,
    *tracking_reactions,
    *alerts_reactions,
    *reports_reactions,
]

NIGHTLY: dict[str, Callable[[Tx], list[str]]] = {
    "alerts.forget": alerts.forget,
    "assistant.forget": assistant.forget,
    "dispatch.forget": dispatch.forget,
    "forecasting.refresh": forecasting.tonight,
    "identity.audit": identity.check_audit,
    "identity.forget": identity.forget_old,
    "imports.forget": imports.forget,
    "inventory.batches": inventory.close_batches,
    "inventory.drift": inventory.drift,
    "notifications.forget": notifications.forget_old,
    "providers.presence": providers.tonight,
    "purchasing.drift": purchasing.drift,
    "reports.forget": reports.forget,
    "reports.schedules": reports.tonight,
    "requests.drift": requests.drift,
    "requests.forget": requests.forget,
    "sales.costs": sales.fill_costs,
    "sales.drift": sales.drift,
    "statistics.hours": statistics.keep_hours,
    "statistics.spans": statistics.keep_spans,
    "sync.forget": sync.forget,
    "tracking.follow": tracking.tonight,
}
"""Each room's nightly work for one company; what it returns is wrong and somebody must look."""

_wired = False


def wire() -> None:
    """Joins events and reactions; once in a process."""
    global _wired
    if _wired:
        return
    _wired = True
    for reaction in REACTIONS:
        reactions.add(reaction)
    customers.leaving.append(sales.let_customer_go)
    providers.loads.append(requests.load)
    customers.leaving.append(requests.let_customer_go)
    providers.leaving.append(requests.let_provider_go)
    notifications.connect(
        notifications.Hooks(
            person=lambda tx, user_id: next(iter(identity.people_to_tell(tx, (), [user_id])), None),
            time_zone=lambda tx: identity.company(tx).time_zone,
            audit=identity.record_audit,
        )
    )
    requests.etas.append(tracking.etas)
    channels.on_report.append(notifications.on_report)
    channels.on_message.append(assistant.hear)
    notifications.register(
        *notifications_templates,
        *identity.TEMPLATES,
        *dispatch.TEMPLATES,
        *tracking.TEMPLATES,
        *alerts_templates,
        *assistant.TEMPLATES,
        *reports_templates,
    )
    for texts in (
        channels_texts,
        identity_texts,
        catalog_texts,
        inventory_texts,
        providers_texts,
        sales_texts,
        purchasing_texts,
        imports_texts,
        dispatch_texts,
        tracking_texts,
        forecasting_texts,
        statistics_texts,
        sync_texts,
        alerts_texts,
        notifications_texts,
        reports_texts,
        requests_texts,
    ):
        i18n.register(texts)
