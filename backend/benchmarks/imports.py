"""An import of sales through the whole product, beside a raw COPY of the same rows into the same tables.

    python -m benchmarks.imports [FILE] [--rounds 2] [--growth]

FILE is a CSV that the product can read (perhaps gzipped); without one, the public data set in the folder that
DIGIBOOST_SHARED_DATA names (else `../shared/data` beside the repository) if it is there (`online-retail/`), else
a generated file of 100,000 lines.

Each round starts from an empty database: upload over HTTP, dry run by the worker, confirmation, import, and the
overview that shows it. Then everything that the import wrote is copied out, and COPY puts it into an identical,
empty database, with the same indexes and constraints, in one transaction. `--growth` takes 5,000, 50,000 and
500,000 lines.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import psutil  # type: ignore[import-untyped]
import psycopg
from psycopg import sql

from benchmarks.figures import Figures, at_most
from benchmarks.sql import copy_database, database_exists, plain_url, rename_database
from benchmarks.stage import DATA, environment, migrate
from tools import services
from tools.console import ROOT, Failed, bold, red, say, step
from tools.stack import DATABASE, Stack

EMPTY, COPIED = "digiboost_empty", "digiboost_copied"
PUBLIC_DATA = Path(os.environ.get("DIGIBOOST_SHARED_DATA") or ROOT.parent / "shared" / "data")
PUBLIC = PUBLIC_DATA / "online-retail" / "transactions.csv.gz"
# In the order in which foreign keys allow them.
TABLES = (
    "categories", "suppliers", "products", "customers", "stock_levels", "stock_summaries", "stock_days", "sales",
    "sale_lines", "stock_movements", "sales_summaries", "sales_days", "product_days", "product_weeks",
)  # fmt: skip


def chosen_file(asked: Path | None, folder: Path) -> tuple[Path, str]:
    """The file to import, and the currency that its prices are in."""
    for path in (asked, PUBLIC):
        if path is not None and path.exists():
            return path, "GBP" if path.name.startswith("transactions") else "XOF"
        if path is not None and path is asked:
            raise Failed(f"{path} does not exist")
    return generated(folder / "generated.csv.gz", 100_000), "XOF"


def generated(path: Path, lines: int) -> Path:
    """A shop's year as its till would have written it."""
    chance = random.Random(11)
    products = [(f"A{n:05}", f"Article {n} modèle {n % 17}", chance.randrange(2, 400) * 25) for n in range(3000)]
    first = date.today() - timedelta(days=364)  # noqa: DTZ011 - any year will do
    with gzip.open(path, "wt", encoding="utf-8", newline="") as out:
        out.write("ticket,code,produit,quantite,date,prix_unitaire,client\n")
        ticket = written = 0
        while written < lines:
            ticket += 1
            day = first + timedelta(days=364 * written // lines)
            client = f"Client {chance.randrange(900)}" if ticket % 3 == 0 else ""
            moment = f"{day} {8 + ticket % 12:02}:{ticket % 60:02}:00"
            for code, name, price in chance.sample(products, min(chance.randrange(1, 6), lines - written)):
                out.write(f"T{ticket:07},{code},{name},{chance.randrange(1, 9)},{moment},{price},{client}\n")
                written += 1
    return path


def first_lines(source: Path, target: Path, lines: int) -> Path:
    with gzip.open(source, "rt", encoding="utf-8") as given, gzip.open(target, "wt", encoding="utf-8") as out:
        for number, line in enumerate(given):
            if number > lines:
                break
            out.write(line)
    return target


class Memory:
    """The greatest resident set of the worker's busy process and of the reader that it starts."""

    def __init__(self, services_running: services.Services) -> None:
        self._worker = psutil.Process(services_running.pid("worker"))
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.worker = self.reader = self.both = 0.0

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.02):
            worker = reader = 0.0
            for process in self._worker.children(recursive=True):
                try:
                    resident = process.memory_info().rss / 1e6
                    reads = "digiboost.imports.reading.child" in process.cmdline()
                except psutil.Error:
                    continue
                if reads:
                    reader = max(reader, resident)
                else:
                    worker = max(worker, resident)
            self.worker, self.reader = max(self.worker, worker), max(self.reader, reader)
            self.both = max(self.both, worker + reader)


class Shop:
    """A new company, through HTTP alone."""

    def __init__(self, url: str, currency: str) -> None:
        self.client = httpx.Client(base_url=f"{url}/api/v1", timeout=600)
        answer = self.client.post(
            "/auth/signup",
            json={
                "company_name": "Boutique Import", "country": "SN", "currency": currency, "language": "fr",
                "time_zone": "Africa/Dakar", "full_name": "Awa Ndiaye", "email": "import@example.com",
                "password": "Teranga-2026!",
            },
        )  # fmt: skip
        answer.raise_for_status()
        session = answer.json()
        self.tenant_id: str = session["tenant"]["id"]
        self.client.headers["Authorization"] = f"Bearer {session['access_token']}"

    def wait_for(self, import_id: str, wanted: str) -> dict[str, Any]:
        while True:
            found: dict[str, Any] = self.client.get(f"/imports/{import_id}").json()
            if found["status"] == wanted:
                return found
            if found["status"] in ("failed", "uploaded", "cancelled"):
                raise Failed(f"the import is {found['status']}: {found.get('error')} {found.get('mapping')}")
            time.sleep(0.05)

    def take_in(self, path: Path) -> tuple[dict[str, float], dict[str, Any]]:
        """Seconds of each step, and the import as it ended."""
        began = time.perf_counter()
        with path.open("rb") as file:
            answer = self.client.post("/imports", data={"kind": "sales"}, files={"file": (path.name, file)})
        if answer.status_code != 201:
            raise Failed(f"the upload was answered with {answer.status_code}: {answer.text[:500]}")
        import_id = answer.json()["id"]
        uploaded = time.perf_counter()
        self.wait_for(import_id, "checked")
        checked = time.perf_counter()
        self.client.post(f"/imports/{import_id}/confirm").raise_for_status()
        done = self.wait_for(import_id, "done")
        taken = time.perf_counter()
        while self.client.get("/dashboards/overview").json()["stock"]["products"] == 0:
            time.sleep(0.02)
        shown = time.perf_counter()
        return {
            "upload": uploaded - began,
            "dry_run": checked - uploaded,
            "import": taken - checked,
            "show": shown - taken,
            "all": shown - began,
        }, done


def copy_out(url: str, tenant_id: str, folder: Path) -> dict[str, int]:
    """What the company has in each table, one file each; how many rows."""
    rows: dict[str, int] = {}
    with psycopg.connect(url) as connection:
        for table in TABLES:
            statement = sql.SQL("COPY (SELECT * FROM {} WHERE tenant_id = {} ORDER BY ctid) TO STDOUT").format(
                sql.Identifier(table), sql.Literal(tenant_id)
            )
            with (folder / table).open("wb") as file, connection.cursor() as cursor:
                with cursor.copy(statement) as copy:
                    for piece in copy:
                        file.write(piece)
                rows[table] = cursor.rowcount
    return rows


def copy_in(admin_url: str, tenant_id: str, folder: Path, rows: dict[str, int]) -> float:
    """Seconds that COPY takes for the same rows, in one transaction, into empty tables just like those."""
    copy_database(admin_url, EMPTY, COPIED)
    with psycopg.connect(plain_url(admin_url, COPIED)) as connection:
        connection.execute(
            "INSERT INTO tenants (id, name, country, currency, currency_exponent, language, time_zone, halves,"
            " created_at, updated_at, version)"
            " VALUES (%s, 'x', 'SN', 'XOF', 0, 'fr', 'UTC', '{stock}', now(), now(), 1)",
            (tenant_id,),
        )
        connection.commit()
        connection.autocommit = True
        connection.execute("CHECKPOINT")
        connection.autocommit = False
        began = time.perf_counter()
        for table in TABLES:
            if rows[table] == 0:
                continue
            statement = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
            with connection.cursor().copy(statement) as copy, (folder / table).open("rb") as file:
                while piece := file.read(1 << 18):
                    copy.write(piece)
        connection.commit()
        return time.perf_counter() - began


def round_of(stack: Stack, path: Path, currency: str, copies: int) -> dict[str, Any]:
    """One import into an empty product, and COPY of what it left."""
    port = services.choose_port(8400)
    env = environment(stack, port)
    admin = env["DIGIBOOST_ADMIN_DATABASE_URL"]
    copy_database(admin, EMPTY, DATABASE)
    with psycopg.connect(plain_url(admin), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    running = services.Services(env, port, stack.data_dir / "logs")
    try:
        running.start(("api", "worker"))
        running.wait_ready()
        shop = Shop(running.url, currency)
        with Memory(running) as memory:
            seconds, done = shop.take_in(path)
    finally:
        running.stop()
    with tempfile.TemporaryDirectory(dir=stack.data_dir) as folder:
        rows = copy_out(plain_url(admin), shop.tenant_id, Path(folder))
        copied = [copy_in(admin, shop.tenant_id, Path(folder), rows) for _ in range(copies)]
    return {
        "seconds": seconds, "copy": statistics.median(copied), "copies": copied, "rows": rows,
        "lines": done["total_rows"], "accepted": done["accepted_rows"], "rejected": done["rejected_rows"],
        "worker_mb": memory.worker, "reader_mb": memory.reader, "both_mb": memory.both,
    }  # fmt: skip


def prepare(stack: Stack) -> None:
    """An empty migrated database to start every round from."""
    env = environment(stack, 0)
    admin = env["DIGIBOOST_ADMIN_DATABASE_URL"]
    copy_database(admin, "template1", DATABASE)
    migrate(env)
    rename_database(admin, DATABASE, EMPTY)
    if not database_exists(admin, DATABASE):
        copy_database(admin, EMPTY, DATABASE)


def report(figures: Figures, name: str, found: list[dict[str, Any]], *, judge: bool) -> None:
    """The median of the rounds."""
    first = found[0]
    say(bold(f"\n{name}: {first['lines']} lines, {first['accepted']} taken, {first['rejected']} refused"))
    say("  " + ", ".join(f"{table} {count}" for table, count in first["rows"].items() if count))
    for part in ("upload", "dry_run", "import", "show", "all"):
        figures.add(f"{name}.{part}", statistics.median(one["seconds"][part] for one in found), "s")
    whole = statistics.median(one["seconds"]["all"] for one in found)
    figures.add(f"{name}.lines_per_second", first["lines"] / whole, "/s", note="file to dashboard")
    pure = statistics.median(one["seconds"]["import"] for one in found)
    figures.add(f"{name}.import_lines_per_second", first["lines"] / pure, "/s", note="from the confirmation on")
    figures.add(f"{name}.copy", statistics.median(one["copy"] for one in found), "s")
    for part, text in (("all", "file to dashboard"), ("import", "from the confirmation on")):
        ratio = statistics.median(one["seconds"][part] / one["copy"] for one in found)
        goal = at_most(4) if judge and part == "all" else None
        figures.add(f"{name}.{part}_of_copy", ratio, "", goal, text)
    for part in ("worker_mb", "reader_mb"):
        figures.add(f"{name}.{part}", max(one[part] for one in found), "MB")
    both = max(one["both_mb"] for one in found)
    figures.add(f"{name}.peak_mb", both, "MB", at_most(300) if judge else None, "worker and reader at one moment")
    figures.raw += [{"name": name, **one} for one in found]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.imports", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--copies", type=int, default=3, help="of COPY in each round")
    parser.add_argument("--growth", action="store_true", help="5,000, 50,000 and 500,000 lines as well")
    options = parser.parse_args()
    figures = Figures("import")
    try:
        with Stack(DATA / "imports", durable=True) as stack:
            path, currency = chosen_file(options.file, stack.data_dir)
            with step("empty database"):
                prepare(stack)
            found = [round_of(stack, path, currency, options.copies) for _ in range(options.rounds)]
            report(figures, "import", found, judge=True)
            if options.growth:
                for lines in (5_000, 50_000, 500_000):
                    target = stack.data_dir / f"lines-{lines}.csv.gz"
                    some = first_lines(path, target, lines) if path.suffix == ".gz" else generated(target, lines)
                    report(figures, f"import_{lines // 1000}k", [round_of(stack, some, currency, 1)], judge=False)
                rates = [figures.value(f"import_{n}k.lines_per_second") for n in (5, 50, 500)]
                say(f"lines per second at 5,000, 50,000 and 500,000 lines: {', '.join(f'{r:.0f}' for r in rates)}")
    except Failed as error:
        say(red(str(error)))
        return 1
    figures.save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
