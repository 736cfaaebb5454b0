from __future__ import annotations

import csv
import gzip
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from digiboost.forecasting.engine.command import run
from tests.forecasting.world import MONDAY, shop


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def lines(path: Path, header: str, rows: list[str]) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def test_files_are_answered_and_what_follows_a_cutoff_is_not_looked_at(tmp_path: Path) -> None:
    demand = shop(30, 150)
    sold = [
        f"p{sku:02d},{MONDAY + timedelta(days=int(day))},{demand[sku, day]:g}" for sku, day in np.argwhere(demand > 0)
    ]
    cutoff = MONDAY + timedelta(days=119)
    skus = lines(tmp_path / "skus.csv", "sku,category,unit_price", [f"p{n:02d},a,{n + 1}" for n in range(30)])
    wanted = [f"p{n:02d},{cutoff},{n * 3}" for n in range(30)] + [f"unknown,{cutoff},4"]
    tasks = lines(tmp_path / "tasks.csv", "sku,cutoff,stock_on_hand", wanted)
    answers = []
    for rows in (sold, [row for row in sold if row.split(",")[1] <= str(cutoff)]):
        sales = lines(tmp_path / "sales.csv", "sku,date,qty", rows)
        assert run(sales, skus, tasks, tmp_path / "out.csv") == 31
        answers.append(table(tmp_path / "out.csv"))
    assert answers[0] == answers[1]
    for row in answers[0]:
        levels = [float(row[name]) for name in ("q025", "q10", "q50", "q90", "q95", "q975")]
        assert levels == sorted(levels)
        assert 0 <= float(row["p_stockout15"]) <= 1
        assert row["stockout_day"] == "" or 1 <= int(row["stockout_day"]) <= 15
        assert float(row["order_up_to"]) >= float(row["rop"]) >= 0
    assert answers[0][0]["p_stockout15"] == "1"
    assert float(answers[0][-1]["mean15"]) == 0


@pytest.mark.real_data
@pytest.mark.parametrize(("name", "error", "loss"), [("grocery", 0.33, 0.22), ("wholesale", 0.56, 0.40)])
def test_real_sales(real_data: Path, tmp_path: Path, name: str, error: float, loss: float) -> None:
    """One cut-off in the middle of the tasks: the errors, by value, stay where they were measured."""
    folder = real_data / "forecast" / name
    if not folder.is_dir():
        pytest.skip(f"no folder {folder}: the sales to be foretold are not part of the repository")
    files = {}
    for part in ("sales", "skus", "tasks"):
        files[part] = tmp_path / f"{part}.csv"
        files[part].write_bytes(gzip.decompress((folder / f"{part}.csv.gz").read_bytes()))
    tasks = table(files["tasks"])
    cutoff = sorted({row["cutoff"] for row in tasks})[7]
    kept = [row for row in tasks if row["cutoff"] == cutoff]
    lines(files["tasks"], "sku,cutoff,stock_on_hand", [",".join(row.values()) for row in kept])
    assert run(files["sales"], files["skus"], files["tasks"], tmp_path / "out.csv") == len(kept)
    price = {row["sku"]: float(row["unit_price"] or 1) for row in table(files["skus"])}
    start = np.datetime64(cutoff)
    followed: dict[str, float] = {}
    for row in table(files["sales"]):
        if start < np.datetime64(row["date"]) <= start + 15:
            followed[row["sku"]] = followed.get(row["sku"], 0) + float(row["qty"])
    off = total = lost = inside = 0.0
    found = table(tmp_path / "out.csv")
    for row in found:
        actual, value = followed.get(row["sku"], 0.0), price[row["sku"]]
        off += value * abs(float(row["q50"]) - actual)
        total += value * actual
        inside += float(row["q10"]) <= actual <= float(row["q90"])
        for column, level in (("q10", 0.1), ("q50", 0.5), ("q90", 0.9), ("q95", 0.95)):
            apart = actual - float(row[column])
            lost += value * max(level * apart, (level - 1) * apart) / 2
    assert off / total < error
    assert lost / total < loss
    assert 0.7 < inside / len(found) < 0.92
