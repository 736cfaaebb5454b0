"""What every endpoint's test begins with: nobody, then the neighbour, then the roles."""

from __future__ import annotations

from typing import Any

from digiboost.kernel.ids import new_id
from tests.factories.people import Person


def refuses_nobody(client: Any, method: str, path: str, body: Any = None) -> None:
    client.cookies.clear()
    answer = client.request(method, f"/api/v1{path}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


def hides(neighbour: Person, method: str, path: str, row_id: str, body: Any = None) -> None:
    """The neighbour's answer for the row is the one for a row that does not exist."""
    answers = [
        neighbour.request(method, path.format(id=value), **({} if body is None else {"json": body}))
        for value in (row_id, str(new_id()))
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()


def only_for(shop: Person, roles: set[str], method: str, path: str, body: Any = None) -> None:
    """The named roles pass the door and the others are refused at it; ``path`` names a row that does not
    exist or a body that is refused, so that nothing changes."""
    for role in ("manager", "employee", "viewer"):
        answer = shop.colleague(role).request(method, path, **({} if body is None else {"json": body}))
        assert (answer.status_code == 403) == (role not in roles), (role, answer.text)


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def field_problem(answer: Any) -> tuple[str, str]:
    """The field and the code of the first problem of a refused body."""
    assert answer.status_code == 422, answer.text
    first = answer.json()["errors"][0]
    return first["field"], first["code"]


def every_item(person: Person, path: str, **params: Any) -> list[dict[str, Any]]:
    """All items of a list, page after page."""
    items: list[dict[str, Any]] = []
    cursor = None
    while True:
        answer = person.get(path, params={**params, **({"cursor": cursor} if cursor else {})})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items
        assert page["items"], "an empty page says that there is another"
