"""What a report costs: time and peak memory of the analysis of 1,000, 10,000 and 100,000 sale lines, beside a bare
XlsxWriter (constant memory) that writes the same cells, and of the monthly PDF.

    python -m benchmarks.reports [--rounds 3]

Each report is made in a process of its own, as a worker makes it: the year of a shop, read from the database and
written to a file. The bare writer is given the finished cells; what it takes to read them is not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks import seed
from benchmarks.figures import Figures, at_most
from benchmarks.sql import copy_database, plain_url
from benchmarks.stage import DATA, PYTHON, environment, migrate
from tools.console import BACKEND, Failed, red, say
from tools.stack import DATABASE, Stack

SCALE = 0.05
"""Of the seeded companies: the large one then has 50,000 sales, of two lines on average."""
SIZES = (("1k", "small"), ("10k", "middle"), ("100k", "large"))
YEAR = 365


def measured(name: str, *arguments: str) -> dict[str, Any]:
    """One child: what it says, and its greatest resident set in MB."""
    done = subprocess.run(
        [PYTHON, "-m", "benchmarks.report_child", name, *arguments],
        cwd=BACKEND, capture_output=True, text=True, check=False, timeout=1800,
    )  # fmt: skip
    if done.returncode != 0:
        raise Failed(f"{name} broke off\n{done.stderr[-4000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def analysis(figures: Figures, label: str, tenant: UUID, rounds: int, folder: Path) -> None:
    last = date.today()  # noqa: DTZ011 - the seeded year ends today
    first = last - timedelta(days=YEAR)
    path, cells, bare = folder / f"{label}.xlsx", folder / f"{label}.cells", folder / f"{label}-bare.xlsx"
    ours, theirs = [], []
    for n in range(rounds):
        path.unlink(missing_ok=True)
        ours.append(measured("report", "sales_analysis", str(tenant), str(path), str(first), str(last)))
        if n == 0:
            count = measured("cells", str(path), str(cells))["cells"]
        theirs.append(measured("bare", str(cells), str(bare)))
    one = ours[0]
    seconds = statistics.median(each["seconds"] for each in ours)
    plain = statistics.median(each["seconds"] for each in theirs)
    peak, plain_peak = max(each["mb"] for each in ours), max(each["mb"] for each in theirs)
    name = f"sales_{label}"
    large = label == SIZES[-1][0]
    figures.add(f"{name}.lines", one["size"], note=f"{count} cells, {one['bytes'] / 1e6:.1f} MB")
    figures.add(f"{name}.seconds", seconds, "s")
    figures.add(f"{name}.cpu_seconds", statistics.median(each["cpu"] for each in ours), "s", note="of this process")
    figures.add(f"{name}.bare_seconds", plain, "s")
    figures.add(f"{name}.of_bare", seconds / plain, "", at_most(2.0) if large else None, "time, database included")
    of_bare = statistics.median(each["cpu"] for each in ours) / statistics.median(each["cpu"] for each in theirs)
    figures.add(f"{name}.cpu_of_bare", of_bare, "", at_most(1.8) if large else None, "processor time of the process")
    figures.add(f"{name}.peak_mb", peak, "MB")
    figures.add(f"{name}.bare_peak_mb", plain_peak, "MB")
    figures.raw.append({"name": name, "ours": ours, "bare": theirs})
    for each in (path, cells, bare):
        each.unlink(missing_ok=True)


def monthly(figures: Figures, tenant: UUID, rounds: int, folder: Path) -> None:
    from digiboost.reports.definitions import DEFINITIONS
    from digiboost.reports.types import ReportType

    if ReportType.MONTHLY_SYNTHESIS not in DEFINITIONS:
        say("the monthly synthesis is not there: not measured")
        return
    last = date.today().replace(day=1) - timedelta(days=1)  # noqa: DTZ011
    found = []
    for _ in range(rounds):
        path = folder / "monthly.pdf"
        path.unlink(missing_ok=True)
        found.append(
            measured("report", "monthly_synthesis", str(tenant), str(path), str(last.replace(day=1)), str(last))
        )
    figures.add("monthly_pdf.pages", found[0]["size"], note=f"{found[0]['bytes'] / 1e3:.0f} kB")
    figures.add("monthly_pdf.seconds", statistics.median(one["seconds"] for one in found), "s")
    figures.add("monthly_pdf.peak_mb", max(one["mb"] for one in found), "MB")
    figures.raw.append({"name": "monthly_pdf", "rounds": found})


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reports", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    figures = Figures("reports")
    try:
        with Stack(DATA / "reports", durable=False, keep=False) as stack, tempfile.TemporaryDirectory() as scratch:
            env = environment(stack, 0)
            os.environ.update(env)
            admin = env["DIGIBOOST_ADMIN_DATABASE_URL"]
            # Another benchmark may have left its companies in the same server.
            copy_database(admin, "template1", DATABASE)
            migrate(env)
            seed.seed(plain_url(admin), "-", SCALE)
            shops = {shop.name: shop.tenant_id for shop in seed.shops(SCALE)}
            for label, shop in SIZES:
                analysis(figures, label, shops[shop], options.rounds, Path(scratch))
            small, large = (figures.value(f"sales_{label}.peak_mb") for label in ("1k", "100k"))
            figures.add("sales.memory_growth", large / small, "", at_most(1.3), "peak at 100,000 lines / at 1,000")
            rate = [figures.value(f"sales_{n}.seconds") / figures.value(f"sales_{n}.lines") for n in ("10k", "100k")]
            figures.add(
                "sales.time_growth", rate[1] / rate[0], "", at_most(1.2), "a line's time at 100,000 / at 10,000"
            )
            monthly(figures, shops["middle"], options.rounds, Path(scratch))
    except Failed as error:
        say(red(str(error)))
        return 1
    figures.save()
    return 0


if __name__ == "__main__":
    sys.exit(main())
