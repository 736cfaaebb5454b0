"""Workbooks read back: as they were written, and as LibreOffice calculates them anew."""

from __future__ import annotations

import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from digiboost.reports.definitions import DEFINITIONS
from digiboost.reports.types import Asked, Format, Made, ReportType
from tests.factories.people import Person
from tests.factories.stock import transaction

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not here: no program soffice")

_RESULT = re.compile(rb"(<f>[^<]*</f>)<v>[^<]*</v>")
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def made(
    app: Any, person: Person, kind: ReportType, path: Path, first: date | None = None, last: date | None = None,
    language: Any = "fr",
) -> Made:  # fmt: skip
    """The report of a company, made as a worker makes it."""
    told: list[float] = []
    with transaction(app, UUID(person.tenant_id)) as tx:
        tx.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        found = DEFINITIONS[kind].make(tx, Asked(kind, Format.XLSX, language, first, last), path, told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert [one.name for one in path.parent.iterdir() if one.name.startswith(path.name)] == [path.name]
    return found


def opened(path: Path, *, values: bool = False) -> Any:
    with warnings.catch_warnings():
        # It reads no bars in cells and no charts, and says so.
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(path, data_only=values)


def cells(book: Any) -> Iterator[tuple[str, str, Any]]:
    """Sheet, coordinate and cell of everything that is not empty."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield sheet.title, cell.coordinate, cell


def without_results(source: Path, target: Path) -> int:
    """The same workbook with no formula's result in it; how many were taken out."""
    taken = 0
    with zipfile.ZipFile(source) as given, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in given.namelist():
            content = given.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content, count = _RESULT.subn(rb"\1", content)
                taken += count
            out.writestr(name, content)
    return taken


def calculated(path: Path, folder: Path) -> Any:
    """The workbook with every formula calculated by LibreOffice alone."""
    assert SOFFICE is not None
    bare, profile, out = folder / "bare.xlsx", folder / "profile", folder / "out"
    assert without_results(path, bare) > 0
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS)
    done = subprocess.run(
        [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", out, bare],
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert (out / bare.name).exists(), done.stderr
    return opened(out / bare.name, values=True)


def compare(path: Path, folder: Path) -> int:
    """Every formula of a workbook: what we wrote beside it is what LibreOffice makes of it. How many there were."""
    formulas, written, anew = opened(path), opened(path, values=True), calculated(path, folder)
    count = 0
    for sheet, at, cell in cells(formulas):
        if cell.data_type != "f":
            continue
        count += 1
        ours, theirs = written[sheet][at].value, anew[sheet][at].value
        if isinstance(ours, float) or isinstance(theirs, float):
            assert theirs == pytest.approx(ours, rel=1e-12, abs=1e-9), (sheet, at, cell.value)
        else:
            assert ("" if theirs is None else theirs) == ("" if ours is None else ours), (sheet, at, cell.value)
    return count


def column(sheet: Any, title: str, head: int = 4) -> list[Any]:
    """The values below a head, to the end of the sheet."""
    for cell in sheet[head]:
        if cell.value == title:
            return [sheet.cell(row, cell.column).value for row in range(head + 1, sheet.max_row + 1)]
    raise KeyError(title)
