"""Who may do what: the one table of roles and scopes."""

from __future__ import annotations

from enum import StrEnum

from digiboost.kernel.auth import Scope

PERSON = "person"
"""The word of an active colleague in the feed of changes."""


class Role(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    EMPLOYEE = "employee"
    VIEWER = "viewer"
    PROVIDER = "provider"
    OPERATOR = "operator"


class Half(StrEnum):
    """What a company does: it sells goods of a stock, sends people out, or both."""

    STOCK = "stock"
    SERVICES = "services"


class CodePurpose(StrEnum):
    """What a code that is sent opens."""

    SIGN_IN = "sign_in"
    RECOVERY = "recovery"


_LOOK = frozenset(
    {
        Scope.PROFILE,
        Scope.FOLLOW,
        Scope.COMPANY_READ,
        Scope.CATALOG_READ,
        Scope.CUSTOMERS_READ,
        Scope.STOCK_READ,
        Scope.SALES_READ,
        Scope.DASHBOARDS_READ,
        Scope.ALERTS_READ,
        Scope.PROVIDERS_READ,
        Scope.REQUESTS_READ,
    }
)
_SELL = _LOOK | {
    Scope.CUSTOMERS_WRITE,
    Scope.SALES_WRITE,
    Scope.STOCK_RECEIVE,
    Scope.PURCHASES_READ,
    Scope.REQUESTS_WRITE,
}
_MANAGE = _SELL | {
    Scope.USERS_READ,
    Scope.USERS_WRITE,
    Scope.AUDIT_READ,
    Scope.CATALOG_WRITE,
    Scope.COSTS_READ,
    Scope.STOCK_WRITE,
    Scope.PURCHASES_WRITE,
    Scope.SALES_CANCEL,
    Scope.IMPORTS_WRITE,
    Scope.ALERTS_WRITE,
    Scope.MESSAGES_READ,
    Scope.REPORTS_READ,
    Scope.REPORTS_WRITE,
    Scope.PROVIDERS_WRITE,
    Scope.TRACKING_WRITE,
}

SCOPES: dict[Role, frozenset[Scope]] = {
    Role.OWNER: _MANAGE | {Scope.COMPANY_WRITE},
    Role.MANAGER: _MANAGE,
    Role.EMPLOYEE: _SELL,
    Role.VIEWER: _LOOK,
    # Somebody who is sent out sees their own offers and missions, and nothing else of the company.
    Role.PROVIDER: frozenset({Scope.PROFILE, Scope.FOLLOW, Scope.MISSIONS}),
    Role.OPERATOR: frozenset({Scope.PROFILE, Scope.PLATFORM_READ}),
}

MAY_APPOINT: dict[Role, frozenset[Role]] = {
    Role.OWNER: frozenset({Role.OWNER, Role.MANAGER, Role.EMPLOYEE, Role.VIEWER, Role.PROVIDER}),
    Role.MANAGER: frozenset({Role.EMPLOYEE, Role.VIEWER, Role.PROVIDER}),
}
"""Whom a role may invite, change or deactivate; nobody raises anyone above what is listed here."""
