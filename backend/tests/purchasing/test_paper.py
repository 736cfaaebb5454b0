from __future__ import annotations

import io
import socket
import threading
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader

from digiboost.identity.service import record_audit
from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.pdf import Drawn, pdf_of
from tests.factories.buying import goods, order, send, supplier


def text_of(content: bytes) -> str:
    """The words of all pages, spaces as one space."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def paper(person: Any, made: Any) -> Any:
    answer = person.get(f"/purchase-orders/{made['id']}/pdf")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'inline; filename="{made["number"]}.pdf"'
    return answer


def test_an_order_on_paper(shop: Any) -> None:
    assert shop.patch("/tenant", {"ninea": "001234567"}).status_code == 200
    seller = supplier(shop, "Dakar <Gros> & Fils", contact_name="Modou Fall", phone="77 123 45 67")
    rice = goods(shop, seller, code="RIZ25", pack_size=4, unit="sac")
    soap = goods(shop, seller, name="Savon de Marseille 200 g", code="SAV")
    made = order(shop, seller, (rice, 8, 12_000), (soap, 2.5, 301), note="Livrer le matin\nPorte de derrière")
    drafted = text_of(paper(shop, made).content)
    assert "BROUILLON" in drafted
    send(shop, made, occurred_at="2026-03-15T10:00:00Z")
    content = paper(shop, made).content
    document = PdfReader(io.BytesIO(content))
    assert len(document.pages) == 1
    assert [round(float(side) * 25.4 / 72) for side in document.pages[0].mediabox[2:]] == [210, 297]
    text = text_of(content)
    for said in (
        "Boutique Awa", "NINEA 001234567", "Bon de commande", "N° BC-0001", "Date : 15/03/2026",
        "Livraison souhaitée : 22/03/2026", "Dakar <Gros> & Fils", "Modou Fall", "+221771234567", "RIZ25",
        "Riz brisé 25 kg", "2 × 4", "8 sac", "12 000", "96 000", "2,5", "753", "Total 96 753 F CFA", "Livrer le matin",
        "Pour Boutique Awa", "Date, signature et cachet", "Page 1 / 1",
    ):  # fmt: skip
        assert said in text, (said, text)
    assert "BROUILLON" not in text
    # Somebody who may not see costs gets the same page without them.
    seen = text_of(paper(shop.colleague("employee"), made).content)
    assert "Riz brisé" in seen
    for hidden in ("12 000", "96 000", "753", "Total", "Montant"):
        assert hidden not in seen
    shop.post(f"/purchase-orders/{made['id']}/cancel", {})
    assert "ANNULÉE" in text_of(paper(shop, made).content)


def test_an_order_on_paper_in_english(client: Any) -> None:
    from tests.factories.people import open_company

    shop = open_company(client, language="en", currency="GBP", country="GB", time_zone="Europe/London")
    seller = supplier(shop)
    made = order(shop, seller, (goods(shop, seller, code="T"), 3, 1250), (goods(shop, seller, code="U"), 1, 99))
    send(shop, made, occurred_at="2026-03-15T10:00:00Z")
    text = text_of(paper(shop, made).content)
    for said in ("Purchase order", "15 March 2026", "Unit price", "12.50", "37.50", "Total 38.49 £"):
        assert said in text, (said, text)


def test_twenty_lines_and_the_signatures_stand_on_one_page(shop: Any) -> None:
    seller = supplier(shop, contact_name="Modou Fall", phone="77 123 45 67")
    names = [f"Produit numéro {n}, riz brisé parfumé 25 kg" for n in range(20)]
    lines = [(goods(shop, seller, name=name, pack_size=12), 120, 12_500) for name in names]
    made = order(shop, seller, *lines, note="Livrer le matin")
    pages = PdfReader(io.BytesIO(paper(shop, made).content)).pages
    assert len(pages) == 1


def test_a_long_order_repeats_its_head(shop: Any) -> None:
    seller = supplier(shop)
    made = order(shop, seller, *((goods(shop, seller, name=f"Produit {n}"), n + 1) for n in range(60)))
    content = paper(shop, made).content
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert 2 <= len(pages) <= 4
    # Without any cost there are no columns of money.
    assert all("Désignation" in page and "Montant" not in page for page in pages[:-1])
    assert f"{len(pages)} / {len(pages)}" in " ".join(pages[-1].split())


def test_the_database_is_free_while_a_page_is_drawn(app: Any, shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seller = supplier(shop)
    made = order(shop, seller, (goods(shop, seller), 1))
    pool = app.state.edge.engine.pool
    lent: list[int] = []

    def draw(html: str) -> Drawn:
        lent.append(pool.checkedout())
        return pdf_of(html)

    monkeypatch.setattr("digiboost.purchasing.paper.pdf_of", draw)
    before = pool.checkedout()
    assert text_of(paper(shop, made).content)
    assert lent == [before]


def test_nothing_written_can_be_released(app: Any, shop: Any) -> None:
    tx = Tx(app.state.edge.engine, system_actor(UUID(shop.tenant_id)))
    record_audit(tx, "x", "y", "z")
    with pytest.raises(RuntimeError):
        tx.release()
    tx.rollback()


def test_no_address_is_fetched(tmp_path: Any) -> None:
    """Not even when a text gets into a page unescaped."""
    secret = tmp_path / "secret.html"
    secret.write_text("<p>SECRET</p>")
    knocked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0.2)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    visitor, _ = door.accept()
                except TimeoutError:
                    continue
                with visitor:
                    knocked.append(visitor.recv(1000))

        listener = threading.Thread(target=listen)
        listener.start()
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
        content = pdf_of(
            f'<link rel="stylesheet" href="{url}/a.css"><link rel="attachment" href="{url}/b.txt">'
            f'<link rel="attachment" href="file://{secret}"><style>@import url({url}/c.css);'
            f"@font-face {{ font-family: x; src: url({url}/d.ttf) }} p {{ font-family: x }}"
            f"p {{ background: url({url}/e.png) }}"
            f'</style><base href="{url}"><img src="/f.png"><img src="file://{secret}"><object data="{url}/g"></object>'
            f'<img src="ftp://127.0.0.1/h.png"><svg><image href="{url}/i.png"/></svg><p>Bonjour</p>'
        ).content
        over.set()
        listener.join()
    assert knocked == []
    assert text_of(content) == "Bonjour"
    assert b"SECRET" not in content
    assert not PdfReader(io.BytesIO(content)).attachments
