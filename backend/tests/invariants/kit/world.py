"""A company in which every operation can be called: its people, a row of everything, and how to ask."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from digiboost.alerts import service as alerts
from digiboost.identity import totp
from digiboost.identity.types import SCOPES, Role
from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.jobs import worker_engine
from digiboost.reports import making
from digiboost.tables import metadata
from digiboost.tracking import service as tracking
from tests.factories.codes import sent_code
from tests.factories.people import PASSWORD, Person, open_company
from tests.factories.providers import provider, sign_in
from tests.invariants.kit.bodies import example
from tests.invariants.kit.database import Row, fill, transaction
from tests.invariants.kit.operations import PREFIX, Operation, document, operations

ROLES = ("owner", "manager", "employee", "viewer", "provider", "operator")

_TABLE_OF = {
    "device_id": "device_sessions",
    "line_id": "sale_lines",
    "original_sale_id": "sales",
    "movement_id": "stock_movements",
    "count_id": "stock_counts",
    "batch_id": "stock_batches",
    "depends_on": "sync_operations",
    "closing_id": "cash_closings",
    "order_id": "purchase_orders",
    "ids": "notifications",
    "send_id": "notification_sends",
    "subscription_id": "push_subscriptions",
    "rule_id": "alert_rules",
    "notice_rule_id": "tracking_rules",
    "event_id": "calendar_events",
    "schedule_id": "report_schedules",
    "subject_id": "purchase_orders",
    "lead_id": "providers",
    "material_id": "request_materials",
    "photo_id": "request_photos",
    "after_photo_id": "request_photos",
}
"""Where the rows lie that a parameter names, when its table is not simply its plural."""


def table_of(parameter: str) -> str:
    if parameter.endswith("_ids"):
        parameter = parameter.removesuffix("s")
    stem = parameter.removesuffix("_id")
    for name in (_TABLE_OF.get(parameter, ""), f"{stem}s", f"{stem[:-1]}ies", f"stock_{stem}s"):
        if name in metadata.tables:
            return name
    raise LookupError(f"which table does {parameter} name? Tell tests/invariants/kit/world.py")


class Company:
    """A company made through the API, with a row in every table besides."""

    def __init__(self, client: Any, name: str) -> None:
        self.client = client
        self.owner: Person = open_company(client, company_name=name)
        self.tenant_id = UUID(self.owner.tenant_id)
        self.rows: dict[str, Row] = fill(self.tenant_id, {"tenants": {"id": self.tenant_id}})
        self._people: dict[str, Person] = {"owner": self.owner}

    def person(self, role: str) -> Person:
        if role not in self._people:
            made = {"operator": self.operator, "provider": self.provider}.get(role)
            self._people[role] = made() if made else self.owner.colleague(role)
        return self._people[role]

    def caller(self, operation: Operation) -> Person:
        """Who calls this: the owner, but for what somebody does who is sent out."""
        owners = operation.scope is None or operation.scope in SCOPES[Role.OWNER]
        return self.owner if owners else self.person("provider")

    def provider(self) -> Person:
        """Somebody who is sent out, and signs in."""
        return sign_in(self.owner, provider(self.owner))

    def operator(self) -> Person:
        """Nobody is invited as an operator: the platform's own people are made by hand."""
        person = self.owner.colleague("viewer")
        with transaction("app", self.tenant_id) as connection:
            connection.execute("UPDATE users SET role = 'operator' WHERE id = %s", (person.user_id,))
        return person

    def id_for(self, parameter: str) -> str:
        """The id of this company's row that a parameter or field of that name may hold."""
        if parameter in {"secret", "token", "slug"}:
            # Part of an address that somebody was given; nobody's row.
            return str(new_id())
        row = self.rows[table_of(parameter)]
        return str(row.get("id") or row[parameter])


class Call:
    """What is sent to an operation; ``path`` is complete but for the prefix."""

    def __init__(self, path: str, **options: Any) -> None:
        self.path = path
        self.options = options

    def by(self, person: Person, method: str, **more: Any) -> Any:
        return person.request(method, self.path, **{**self.options, **more})

    def anonymously(self, client: Any, method: str) -> Any:
        client.cookies.clear()
        return client.request(method, PREFIX + self.path, **self.options)


Ids = Callable[[str], str]


def call_of(operation: Operation, ids: Ids, *, full: bool = False) -> Call:
    """A well-formed call of any operation, its identifiers given by ``ids``."""
    path = operation.path
    for name in operation.path_parameters:
        path = path.replace("{" + name + "}", ids(name))
    schema = operation.body_schema
    if schema is None:
        return Call(path)
    if operation.is_upload:
        return Call(path, files={"file": ("produits.csv", FILE, "text/csv")}, data={"kind": "products"})
    if operation.is_part:
        return Call(path, content=b"x", headers=FIRST_PART)
    return Call(path, json=example(document(), schema, ids, full=full))


FIRST_PART = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}


# -- calls that must succeed -----------------------------------------------------------------------


def _made(company: Company, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = company.owner.post(path, body)
    assert answer.status_code in (200, 201, 202), (path, answer.text)
    made: dict[str, Any] = answer.json()
    return made


def _has(name: str) -> bool:
    return any(operation.name == name for operation in operations())


def _signup(company: Company) -> Call:
    operation = next(one for one in operations() if one.name == "POST /auth/signup")
    return call_of(operation, company.id_for)


def _accept(company: Company) -> Call:
    url = _made(company, "/invitations", {"email": f"x{company.tenant_id}@example.com", "role": "viewer"})["accept_url"]
    token = url.split("#")[1]
    return Call("/auth/invitations/accept", json={"token": token, "full_name": "Fatou Sow", "password": PASSWORD})


def _number(company: Company) -> str:
    """The owner's telephone, which nobody else has."""
    phone = f"+2217{company.tenant_id.int % 10**8:08d}"
    assert company.owner.patch("/me", {"phone": phone}).status_code == 200
    return phone


def _by_code(company: Company) -> Call:
    phone = _number(company)
    code = sent_code("sign_in", phone, company.client)
    return Call("/auth/codes/verify", json={"phone": phone, "code": code})


def _new_password(company: Company) -> Call:
    # Of somebody else: the owner's password is what the other calls sign in with.
    email = company.person("viewer").email
    code = sent_code("recovery", email, company.client)
    return Call("/auth/recovery/password", json={"email": email, "code": code, "new_password": PASSWORD})


def _application(company: Company) -> bytes:
    """The secret of a second factor that was begun by the owner."""
    ended = company.owner.post("/me/second-factor/end", {"password": PASSWORD})
    assert ended.status_code in {204, 409}, ended.text
    shown = _made(company, "/me/second-factor", {"password": PASSWORD})["key"]
    return base64.b32decode(shown + "=" * (-len(shown) % 8))


def _totp(secret: bytes) -> str:
    return totp.code(secret, totp.step_of(datetime.now(UTC)))


def _confirmation(company: Company) -> Call:
    return Call("/me/second-factor/confirm", json={"totp": _totp(_application(company))})


def _factor_end(company: Company) -> Call:
    _made(company, "/me/second-factor/confirm", {"totp": _totp(_application(company))})
    return Call("/me/second-factor/end", json={"password": PASSWORD})


def _cookie(company: Company) -> dict[str, str]:
    """A fresh sign-in's cookie, with what the cookie endpoints ask for."""
    answer = company.client.post("/api/v1/auth/login", json={"email": company.owner.email, "password": PASSWORD})
    company.client.cookies.clear()
    cookie = answer.headers["set-cookie"].split(";")[0]
    return {"Cookie": cookie, "Origin": "http://testserver", "X-Digiboost": "1"}


def _another_device(company: Company) -> Call:
    company.client.post("/api/v1/auth/login", json={"email": company.owner.email, "password": PASSWORD})
    company.client.cookies.clear()
    devices = company.owner.get("/devices").json()["items"]
    return Call("/devices/" + next(device["id"] for device in devices if not device["current"]))


def product(company: Company) -> str:
    wanted = {"code": f"P-{new_id()}", "name": "Savon", "sale_price": 500}
    return str(_made(company, "/products", wanted)["id"])


def sale(company: Company) -> dict[str, Any]:
    return _made(
        company, "/sales",
        {"payment_method": "cash", "lines": [{"product_id": product(company), "quantity": 2}]},
    )  # fmt: skip


def _return(company: Company) -> Call:
    sold = sale(company)
    lines = sold.get("lines") or company.owner.get(f"/sales/{sold['id']}").json()["lines"]
    return Call(f"/sales/{sold['id']}/returns", json={"lines": [{"line_id": lines[0]["id"], "quantity": 1}]})


def order(company: Company) -> str:
    """A draft."""
    supplier = _made(company, "/suppliers", {"name": "Dakar Gros"})["id"]
    lines = [{"product_id": product(company), "quantity": 3, "unit_cost": 100}]
    return str(_made(company, "/purchase-orders", {"supplier_id": supplier, "lines": lines})["id"])


def _order(path: str = "", **options: Any) -> Callable[[Company], Call]:
    return lambda company: Call(f"/purchase-orders/{order(company)}{path}", **options)


def _movement(company: Company) -> Call:
    return Call("/stock/movements", json={"product_id": product(company), "type": "ENTRY", "quantity": 5})


def _batch(**options: Any) -> Callable[[Company], Call]:
    """A call on goods that just came in with a date."""

    def call(company: Company) -> Call:
        dated = {"product_id": product(company), "type": "ENTRY", "quantity": 5, "expires_on": "2027-01-31"}
        made = company.owner.post("/stock/movements", dated)
        assert made.status_code == 201, made.text
        return Call(f"/stock/batches/{made.json()['id']}", **options)

    return call


def _push(company: Company) -> Call:
    at = datetime.now(UTC).isoformat()
    made = {"id": str(new_id()), "name": f"Rayon {new_id()}"}
    sent = {"id": str(new_id()), "type": "category.create", "occurred_at": at, "payload": made}
    return Call("/sync/push", json={"sent_at": at, "operations": [sent]})


DEVICE = {"endpoint": "https://push.example/abc", "p256dh": "B" + "A" * 86, "auth": "A" * 22}
WISHES = {"tone": "formal", "quiet_from": "21:00", "quiet_until": "07:00", "daily_at": "08:00", "kinds": []}


def _device(company: Company) -> Call:
    return Call(
        "/notifications/push-subscriptions/" + _made(company, "/notifications/push-subscriptions", DEVICE)["id"]
    )


def _kept_message(company: Company) -> Call:
    """One that was kept, since nobody configured its channel."""
    told = _made(company, "/notifications/test", {"channel": "email"})["id"]
    messages = company.owner.get("/notifications/messages").json()["items"]
    sent = next(message["id"] for message in messages if message["notification_id"] == told)
    return Call(f"/notifications/messages/{sent}/retry")


FILE = "Code;Désignation;Prix de vente\nS1;Savon;500\nR1;Riz;400\n".encode()
MAPPING = {"code": "Code", "name": "Désignation", "sale_price": "Prix de vente"}


def uploaded(company: Company, status: str) -> str:
    """An import that a worker has brought to ``status``."""
    answer = company.owner.post(
        "/imports", files={"file": ("produits.csv", FILE, "text/csv")}, data={"kind": "products"}
    )
    assert answer.status_code == 201, answer.text
    made = answer.json()["id"]
    with transaction("app", company.tenant_id) as connection:
        connection.execute("UPDATE imports SET status = %s, accepted_rows = 2 WHERE id = %s", (status, made))
    return str(made)


def _import(path: str, status: str, **options: Any) -> Callable[[Company], Call]:
    return lambda company: Call(f"/imports/{uploaded(company, status)}{path}", **options)


def _fresh(path: str, **body: Any) -> Callable[[Company], Call]:
    """One that nothing refers to."""
    return lambda company: Call(f"{path}/{_made(company, path, {**body, 'name': str(new_id())})['id']}")


def _rule(path: str = "", **options: Any) -> Callable[[Company], Call]:
    def call(company: Company) -> Call:
        made = _made(company, "/alerts/rules", {"type": "low_stock", "params": {"threshold": 12}})
        return Call(f"/alerts/rules/{made['id']}{path}", **options)

    return call


def _alert(company: Company) -> str:
    """One that fires: a shelf that somebody looked at and found empty."""
    item = product(company)
    _made(company, "/stock/counts", {"lines": [{"product_id": item, "counted": 0}]})
    with Tx(worker_engine(), system_actor(company.tenant_id)) as tx:
        alerts.judge_products(tx, [UUID(item)])
    return str(company.owner.get(f"/alerts?product_id={item}").json()["items"][0]["id"])


def _report(company: Company) -> str:
    """One of an order, with a file."""
    made = _made(company, "/reports/generate", {"type": "purchase_order", "subject_id": order(company)})["id"]
    with Tx(worker_engine(), system_actor(company.tenant_id)) as tx:
        making.make(tx, {"report_id": made})
    return str(made)


def _one_report(path: str = "", **options: Any) -> Callable[[Company], Call]:
    return lambda company: Call(f"/reports/{_report(company)}{path}", **options)


def _banker(company: Company) -> list[dict[str, str]]:
    return [{"user_id": company.owner.user_id}]


def _schedule(**options: Any) -> Callable[[Company], Call]:
    """The one that every company begins with."""

    def call(company: Company) -> Call:
        with transaction("app", company.tenant_id) as connection:
            connection.execute("DELETE FROM report_settings WHERE tenant_id = %s", (company.tenant_id,))
            connection.execute("UPDATE reports SET schedule_id = NULL WHERE tenant_id = %s", (company.tenant_id,))
            connection.execute("DELETE FROM report_schedules WHERE tenant_id = %s", (company.tenant_id,))
        [usual] = company.owner.get("/reports/schedules").json()["items"]
        return Call(f"/reports/schedules/{usual['id']}", **options)

    return call


LOGO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAGUlEQVR4nGM8ISfHQApgIkn1qIZRDUNKAwBPHwEkcYw1mAAAAABJRU5ErkJggg=="
)


def _with_logo(company: Company) -> Call:
    answer = company.owner.put("/company/logo", files={"file": ("logo.png", LOGO, "image/png")})
    assert answer.status_code == 204, answer.text
    return Call("/company/logo")


def _fresh_provider(path: str = "", **options: Any) -> Callable[[Company], Call]:
    return lambda company: Call(f"/providers/{provider(company.owner)['id']}{path}", **options)


def _absence(company: Company) -> Call:
    path = f"/providers/{provider(company.owner)['id']}/absences"
    return Call(f"{path}/{_made(company, path, ABSENCE)['id']}")


def _own_absence(company: Company) -> Call:
    answer = company.person("provider").post("/me/provider/absences", ABSENCE)
    assert answer.status_code == 201, answer.text
    return Call(f"/me/provider/absences/{answer.json()['id']}")


def _certificate(path: str = "", **options: Any) -> Callable[[Company], Call]:
    def call(company: Company) -> Call:
        papers = f"/providers/{provider(company.owner)['id']}/certificates"
        return Call(f"{papers}/{_made(company, papers, {'name': 'CAP'})['id']}{path}", **options)

    return call


def _with_photo(company: Company) -> Call:
    path = f"/providers/{provider(company.owner)['id']}/photo"
    assert company.owner.put(path, files=PICTURE).status_code == 204
    return Call(path)


def _with_own_photo(company: Company) -> Call:
    assert company.person("provider").put("/me/provider/photo", files=PICTURE).status_code == 204
    return Call("/me/provider/photo")


ABSENCE = {"first": "2027-11-03", "last": "2027-11-09", "reason": "Mariage"}
PICTURE = {"file": ("photo.png", LOGO, "image/png")}
PROVIDER = {
    "name": "Modou Fall", "about": "Plombier", "hourly_rate": 2500, "callout_fee": 1000, "capacity": 3, "sound": "horn",
    "auto_accept": True, "is_active": True, "latitude": 14.69, "longitude": -17.44,
}  # fmt: skip

FAIR = {"name": "Foire de Dakar", "first": "2027-11-03", "last": "2027-11-09"}


def _fair(**options: Any) -> Callable[[Company], Call]:
    return lambda company: Call(f"/forecasts/calendar/{_made(company, '/forecasts/calendar', FAIR)['id']}", **options)


def _to_search_for(company: Company) -> str:
    """A request for which nobody was looked for yet."""
    service = _made(company, "/services", {"name": f"Plomberie {new_id()}"})["id"]
    place = {"latitude": 14.705, "longitude": -17.475}
    return str(_made(company, "/requests", {"client_name": "Fatou Sow", "service_id": service, **place})["id"])


def request(company: Company) -> str:
    """Somebody asked for something."""
    asked = {
        "client_name": "Fatou Sarr", "client_phone": "+221776543210", "service_id": company.id_for("service_id"),
        "zone_id": company.id_for("zone_id"),
    }  # fmt: skip
    return str(_made(company, "/requests", asked)["id"])


def _led(company: Company) -> Call:
    body = {"request_id": request(company), "state": "cancelled", "reason": "doublon"}
    return Call("/tracking/status/update", json=body)


def _told_by_hand(company: Company) -> Call:
    body = {"request_id": request(company), "audience": "client", "event": "late"}
    return Call("/tracking/notifications/send", json=body)


NOTICE = {"event": "late", "audience": "manager"}
POLICY = {"name": "Retard", "trigger": "in_phase", "steps": [{"target": "alert_manager"}]}


def _notice_rule(**options: Any) -> Callable[[Company], Call]:
    path = "/tracking/notifications/rules"
    return lambda company: Call(f"{path}/{_made(company, path, NOTICE)['id']}", **options)


def _escalation_rule(**options: Any) -> Callable[[Company], Call]:
    path = "/tracking/escalations/rules"
    return lambda company: Call(f"{path}/{_made(company, path, POLICY)['id']}", **options)


def _escalation(company: Company) -> Call:
    """One of a request that nobody took."""
    made = _made(company, "/tracking/escalations/rules", POLICY)["id"]
    asked = UUID(request(company))
    with Tx(worker_engine(), system_actor(company.tenant_id)) as tx:
        tracking.opened(tx, asked)
        tracking.visit(tx)
    history = f"/tracking/escalations/history?request_id={asked}&escalation_rule_id={made}"
    [found] = company.owner.get(history).json()["items"]
    return Call(f"/tracking/escalations/{found['id']}/acknowledge")


RECIPES: dict[str, Callable[[Company], Call]] = {
    "PATCH /dispatch/settings": lambda c: Call("/dispatch/settings", json={"wave_size": 4}),
    "POST /dispatch/run/{request_id}": lambda c: Call(f"/dispatch/run/{_to_search_for(c)}"),
    "POST /tracking/status/update": _led,
    "POST /tracking/notifications/send": _told_by_hand,
    "POST /tracking/notifications/rules": lambda c: Call("/tracking/notifications/rules", json=NOTICE),
    "PATCH /tracking/notifications/rules/{notice_rule_id}": _notice_rule(json={"tone": "formal"}),
    "DELETE /tracking/notifications/rules/{notice_rule_id}": _notice_rule(),
    "POST /tracking/escalations/rules": lambda c: Call("/tracking/escalations/rules", json=POLICY),
    "PATCH /tracking/escalations/rules/{escalation_rule_id}": _escalation_rule(json={"after_minutes": 7}),
    "DELETE /tracking/escalations/rules/{escalation_rule_id}": _escalation_rule(),
    "POST /tracking/escalations/{escalation_id}/acknowledge": _escalation,
    "POST /tracking/preferences": lambda c: Call(
        "/tracking/preferences", json={"user_id": c.id_for("customer_id"), "tone": "formal"}
    ),
    "POST /providers": lambda c: Call(
        "/providers",
        json={
            "name": "Modou Fall",
            "phone": f"77{new_id().int % 10**7:07d}",
            "about": "Plombier",
            "capacity": 3,
            "service_ids": [c.id_for("service_id")],
            "zone_ids": [c.id_for("zone_id")],
        },
    ),
    "PATCH /providers/{provider_id}": _fresh_provider(json=PROVIDER),
    "DELETE /providers/{provider_id}": _fresh_provider(),
    "DELETE /providers/{provider_id}/absences/{absence_id}": _absence,
    "DELETE /me/provider/absences/{absence_id}": _own_absence,
    "DELETE /providers/{provider_id}/certificates/{certificate_id}": _certificate(),
    "PUT /providers/{provider_id}/certificates/{certificate_id}/file": _certificate("/file", files=PICTURE),
    "PUT /providers/{provider_id}/photo": _fresh_provider("/photo", files=PICTURE),
    "DELETE /providers/{provider_id}/photo": _with_photo,
    "PUT /me/provider/photo": lambda c: Call("/me/provider/photo", files=PICTURE),
    "DELETE /me/provider/photo": _with_own_photo,
    "DELETE /services/{service_id}": _fresh("/services"),
    "DELETE /zones/{zone_id}": _fresh("/zones", city="Dakar", latitude=14.69, longitude=-17.44),
    "POST /alerts/rules": lambda c: Call("/alerts/rules", json={"type": "expiry", "params": {"days": 12}}),
    "PATCH /alerts/rules/{rule_id}": _rule(json={"name": "Riz", "params": {"threshold": 9}}),
    "DELETE /alerts/rules/{rule_id}": _rule(),
    "POST /alerts/rules/{rule_id}/test": _rule("/test"),
    "PATCH /alerts/settings": lambda c: Call("/alerts/settings", json={"digest_at": "06:15:00"}),
    "POST /alerts/answer": lambda c: Call("/alerts/answer", json={"alert_ids": [_alert(c)], "answer": "later"}),
    "POST /alerts/{alert_id}/acknowledge": lambda c: Call(f"/alerts/{_alert(c)}/acknowledge"),
    "POST /alerts/{alert_id}/snooze": lambda c: Call(f"/alerts/{_alert(c)}/snooze", json={"hours": 3}),
    "PUT /company/logo": lambda c: Call("/company/logo", files={"file": ("logo.png", LOGO, "image/png")}),
    "DELETE /company/logo": _with_logo,
    "POST /reports/generate": lambda c: Call(
        "/reports/generate", json={"type": "purchase_order", "subject_id": order(c)}
    ),
    "POST /reports/schedules": lambda c: Call(
        "/reports/schedules",
        json={"type": "monthly_synthesis", "frequency": "monthly", "recipients": _banker(c)},
    ),
    "PATCH /reports/schedules/{schedule_id}": _schedule(json={"hour": 9}),
    "DELETE /reports/schedules/{schedule_id}": _schedule(),
    "POST /reports/{report_id}/link": _one_report("/link"),
    "POST /reports/{report_id}/send": lambda c: Call(f"/reports/{_report(c)}/send", json={"recipients": _banker(c)}),
    "DELETE /reports/{report_id}": _one_report(),
    "POST /forecasts/calendar": lambda c: Call("/forecasts/calendar", json=FAIR),
    "PATCH /forecasts/calendar/{event_id}": _fair(json={"last": "2027-11-10"}),
    "DELETE /forecasts/calendar/{event_id}": _fair(),
    "POST /auth/signup": _signup,
    "POST /auth/login": lambda c: Call("/auth/login", json={"email": c.owner.email, "password": PASSWORD}),
    "POST /auth/codes": lambda c: Call("/auth/codes", json={"phone": _number(c)}),
    "POST /auth/codes/verify": _by_code,
    "POST /auth/recovery": lambda c: Call("/auth/recovery", json={"email": c.owner.email}),
    "POST /auth/recovery/password": _new_password,
    "POST /me/second-factor": lambda c: (_application(c), Call("/me/second-factor", json={"password": PASSWORD}))[1],
    "POST /me/second-factor/confirm": _confirmation,
    "POST /me/second-factor/end": _factor_end,
    "POST /auth/refresh": lambda c: Call("/auth/refresh", headers=_cookie(c)),
    "POST /auth/logout": lambda c: Call("/auth/logout", headers=_cookie(c)),
    "POST /auth/invitations/accept": _accept,
    "POST /auth/act": lambda c: Call("/auth/act", json={"user_id": c.owner.user_id}),
    "DELETE /devices/{device_id}": _another_device,
    "PATCH /users/{user_id}": lambda c: Call(f"/users/{c.person('viewer').user_id}", json={"role": "employee"}),
    "PATCH /products/{product_id}": lambda c: Call(f"/products/{product(c)}", json={"name": "Savon noir"}),
    "DELETE /products/{product_id}": lambda c: Call(f"/products/{product(c)}"),
    "POST /stock/movements": _movement,
    "PATCH /stock/batches/{batch_id}": _batch(json={"expires_on": "2027-02-28"}),
    "DELETE /stock/batches/{batch_id}": _batch(),
    "POST /stock/counts": lambda c: Call("/stock/counts", json={"lines": [{"product_id": product(c), "counted": 7}]}),
    "POST /sales": lambda c: Call(
        "/sales", json={"payment_method": "cash", "lines": [{"product_id": product(c), "quantity": 2}]}
    ),
    "POST /sales/{sale_id}/returns": _return,
    "POST /sync/push": _push,
    "PATCH /purchase-orders/{order_id}": _order(json={"note": "Livrer le matin"}),
    "DELETE /purchase-orders/{order_id}": _order(),
    "POST /purchase-orders/{order_id}/send": _order("/send", json={"channel": "whatsapp"}),
    "POST /purchase-orders/{order_id}/cancel": _order("/cancel", json={"reason": "trop cher"}),
    "POST /receipts": lambda c: Call("/receipts", json={"lines": [{"product_id": product(c), "quantity": 7}]}),
    "PUT /notifications/preferences": lambda c: Call("/notifications/preferences", json=WISHES),
    "POST /notifications/push-subscriptions": lambda c: Call("/notifications/push-subscriptions", json=DEVICE),
    "DELETE /notifications/push-subscriptions/{subscription_id}": _device,
    "POST /notifications/test": lambda c: Call("/notifications/test", json={"channel": "email"}),
    "POST /notifications/messages/{send_id}/retry": _kept_message,
    "DELETE /categories/{category_id}": _fresh("/categories"),
    "DELETE /suppliers/{supplier_id}": _fresh("/suppliers"),
    "DELETE /customers/{customer_id}": _fresh("/customers"),
    "PUT /imports/{import_id}/mapping": _import("/mapping", "checked", json={"mapping": MAPPING, "options": {}}),
    "POST /imports/{import_id}/check": _import("/check", "checked"),
    "POST /imports/{import_id}/confirm": _import("/confirm", "checked"),
    "POST /imports/{import_id}/undo": _import("/undo", "done"),
    "POST /imports/{import_id}/cancel": _import("/cancel", "checked"),
    "POST /sales/{sale_id}/cancel": lambda c: Call(f"/sales/{sale(c)['id']}/cancel", json={"reason": "erreur"}),
}
"""Operations whose call must be prepared to succeed; any other is called as its schema says."""


def succeeding_call(company: Company, operation: Operation) -> Call:
    # It makes calls out of what is written here.
    from tests.invariants.kit import sent_out

    recipe = RECIPES.get(operation.name) or sent_out.RECIPES.get(operation.name)
    return recipe(company) if recipe else call_of(operation, company.id_for, full=True)
