"""Files that mean harm, or look as if they did. Each is made when it is asked for, none is stored."""

from __future__ import annotations

import gzip
import io
import os
import random
import resource
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest

from digiboost.imports.reading import errors
from digiboost.imports.reading.headers import guess_mapping
from digiboost.imports.reading.parent import ReadOrder, inspect_file, run_child
from digiboost.imports.reading.types import ReadOptions

OPTIONS = ReadOptions(0, "Africa/Dakar", datetime(2026, 6, 1, tzinfo=UTC))

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = (
    '<?xml version="1.0"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{0}" '
    'Target="{1}"/></Relationships>'
)
_BOOK = (
    f'<?xml version="1.0"?><workbook xmlns="{NAMESPACE}" xmlns:r="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships"><sheets><sheet name="Feuil1" sheetId="1" r:id="rId1"/></sheets>'
    "</workbook>"
)
TITLES = ("Date", "Produit", "Quantité", "Prix")


def cell(reference: str, value: str | float) -> str:
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{reference}"><v>{value}</v></c>'


def header(row: int = 1) -> str:
    cells = "".join(cell(f"{letter}{row}", title) for letter, title in zip("ABCD", TITLES, strict=True))
    return f'<row r="{row}">{cells}</row>'


def workbook(path: Path, rows: str, prologue: str = "", extra: dict[str, bytes] | None = None) -> Path:
    body = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData></worksheet>'
    sheet = f'<?xml version="1.0"?>{prologue}{body}'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS.format("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _RELATIONS.format("worksheet", "worksheets/sheet1.xml"))
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return path


def zip_bomb(path: Path) -> Path:
    """A workbook whose sheet unpacks to 4 GB of blanks from 4 MB."""
    workbook(path, header())
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = b" " * (1 << 20)
    body = b"".join(squeezed.compress(block) for _ in range(64)) + squeezed.flush(zlib.Z_FULL_FLUSH)
    bytes_once, times = 64 << 20, 64
    raw = body * (times - 1) + body + zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    return _with_raw_part(path, "xl/worksheets/sheet2.xml", raw, bytes_once * times)


def lying_zip_bomb(path: Path) -> Path:
    """The same, but the directory says that the part has 100 bytes."""
    zip_bomb(path)
    content = bytearray(path.read_bytes())
    where = content.rfind(b"PK\x01\x02")
    struct.pack_into("<I", content, where + 24, 100)
    path.write_bytes(bytes(content))
    return path


def _with_raw_part(path: Path, name: str, raw: bytes, size: int) -> Path:
    """Append a deflated part to an archive by hand, so that its content need not be made."""
    content = path.read_bytes()
    end = content.rfind(b"PK\x05\x06")
    _, _, _, _, entries, length, offset, _ = struct.unpack("<IHHHHIIH", content[end : end + 22])
    central = content[offset : offset + length]
    title = name.encode()
    size32 = min(size, 0xFFFFFFFE)
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, 0, len(raw), size32, len(title), 0) + title
    entry = struct.pack(
        "<IHHHHHHIIIHHHHHII",
        0x02014B50,
        20,
        20,
        0,
        8,
        0,
        0,
        0,
        len(raw),
        size32,
        len(title),
        0,
        0,
        0,
        0,
        0,
        offset,
    )
    central += entry + title
    start = offset + len(local) + len(raw)
    tail = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, entries + 1, entries + 1, len(central), start, 0)
    path.write_bytes(content[:offset] + local + raw + central + tail)
    return path


def nested_zip(path: Path) -> Path:
    inner = b"0" * (1 << 20)
    for level in range(5):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(16):
                archive.writestr(f"{level}-{copy}.zip", inner)
        inner = packed.getvalue()
    path.write_bytes(inner)
    return path


def png_as_xlsx(path: Path) -> Path:
    noise = random.Random(7).randbytes(200_000)
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + noise)
    return path


def pdf_as_csv(path: Path) -> Path:
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n" + b"0 0 0 rg\n" * 10_000)
    return path


def truncated_workbook(path: Path) -> Path:
    rows = "".join(f'<row r="{n}">{cell(f"A{n}", n * 1.5)}</row>' for n in range(2, 5_000))
    workbook(path, header() + rows)
    path.write_bytes(path.read_bytes()[:-3_000])
    return path


def billion_laughs(path: Path) -> Path:
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{level} "{"".join([f"&a{level - 1};"] * 10)}">' for level in range(1, 10)
    )
    return workbook(path, header() + f'<row r="2">{cell("A2", "&a9;")}</row>', f"<!DOCTYPE x [{entities}]>")


def million_empty_rows(path: Path) -> Path:
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, 1_000_002))
    return workbook(path, header() + rows)


def million_blank_lines(path: Path) -> Path:
    path.write_bytes(";".join(TITLES).encode() + b"\r\n" + b";;;\r\n" * 1_000_000)
    return path


def formulas_only(path: Path) -> Path:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><f>TODAY()</f></c><c r="B{n}"><f>WEBSERVICE("http://localhost/")</f><v></v></c></row>'
        for n in range(2, 200)
    )
    return workbook(path, header() + rows)


def huge_cell_workbook(path: Path) -> Path:
    noise = random.Random(3)
    block = "".join(noise.randbytes(250).hex() + "x" * 1_500 for _ in range(25))  # no suspicious ratio
    return workbook(path, header() + f'<row r="2">{cell("A2", block * 1_000)}</row>')


def huge_cell_csv(path: Path) -> Path:
    path.write_bytes(";".join(TITLES).encode() + b'\r\n"' + b"x" * 50_000_000 + b'";1;2;3\r\n')
    return path


def million_columns(path: Path) -> Path:
    path.write_bytes(b";".join(b"c%d" % n for n in range(1_000_000)) + b"\n" + b";" * 999_999 + b"\n")
    return path


def million_columns_workbook(path: Path) -> Path:
    cells = "".join(f'<c r="{_letters(n)}1"><v>{n}</v></c>' for n in range(1, 1_000_000, 7))
    return workbook(path, f'<row r="1">{cells}</row>')


def far_corners(path: Path) -> Path:
    """Two cells, as far apart as a sheet allows: a dense reader would need half a terabyte."""
    return workbook(path, header() + '<row spans="1:1" r="1048576"><c t="n" r="XFD1048576"><v>1</v></c></row>')


def middling_corners(path: Path) -> Path:
    """Two cells 26 columns and a million rows apart: within the first look, beyond the memory of a reader."""
    rows = "".join(f'<row r="{n}">{cell(f"Z{n}", 1)}</row>' for n in (2, 1_048_576))
    return workbook(path, header() + rows)


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def nul_bytes(path: Path) -> Path:
    path.write_bytes(b"Date;Produit;Quantite;Prix\n2026-01-02;Riz\x00;1;500\n")
    return path


def invalid_encoding(path: Path) -> Path:
    path.write_bytes(b"Date;Produit;Quantite;Prix\n2026-01-02;R\x81\xc3z\x8d;1;500\n" * 20)
    return path


def broken_utf16(path: Path) -> Path:
    path.write_bytes("Date;Produit;Quantité;Prix\n".encode("utf-16") + b"\x00\xd8\x41\x00\x0a")
    return path


def gzip_bomb(path: Path) -> Path:
    """A CSV of 4 GB in 4 MB."""
    block = gzip.compress(b"2026-01-02;Riz;1;500\n" * 800_000, 9)
    path.write_bytes(gzip.compress(";".join(TITLES).encode() + b"\n") + block * 250)
    return path


def gzip_of_zeros(path: Path) -> Path:
    path.write_bytes(gzip.compress(b"a;b\n") + gzip.compress(b" " * (64 << 20), 9) * 16)
    return path


def truncated_gzip(path: Path) -> Path:
    path.write_bytes(gzip.compress(random.Random(5).randbytes(100_000).hex().encode())[:-2_000])
    return path


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def encrypted(path: Path) -> Path:
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100_000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 900
    )
    return path


def legacy(path: Path) -> Path:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4_000 + "Workbook".encode("utf-16-le"))
    return path


def web_page(path: Path) -> Path:
    path.write_bytes(b"\xef\xbb\xbf\n<html><table><tr><td>Date</td></tr></table></html>")
    return path


def too_many_parts(path: Path) -> Path:
    return workbook(path, header(), extra={f"xl/media/{n}.xml": b"" for n in range(3_000)})


def no_titles(path: Path) -> Path:
    path.write_bytes(b"12;500;3\n14;700;4\n15;800;9\n")
    return path


def titles_alone(path: Path) -> Path:
    path.write_bytes(";".join(TITLES).encode() + b"\n")
    return path


HOSTILE: dict[str, tuple[Callable[[Path], Path], str, str]] = {
    # name: how it is made, what it calls itself, the code of its refusal
    "zip bomb": (zip_bomb, "ventes.xlsx", "workbook_bomb"),
    "lying zip bomb": (lying_zip_bomb, "ventes.xlsx", "file_unreadable"),
    "nested zip": (nested_zip, "ventes.xlsx", "file_type_unknown"),
    "PNG renamed": (png_as_xlsx, "ventes.xlsx", "file_type_unknown"),
    "PDF renamed": (pdf_as_csv, "ventes.csv", "file_type_unknown"),
    "web page renamed": (web_page, "ventes.xls", "file_type_unknown"),
    "truncated workbook": (truncated_workbook, "ventes.xlsx", "file_unreadable"),
    "billion laughs": (billion_laughs, "ventes.xlsx", "workbook_bomb"),
    "a million empty rows": (million_empty_rows, "ventes.xlsx", "no_rows"),
    "formulas only": (formulas_only, "ventes.xlsx", "formulas_only"),
    "a cell of 50 MB, workbook": (huge_cell_workbook, "ventes.xlsx", "cell_too_long"),
    "a cell of 50 MB, text": (huge_cell_csv, "ventes.csv", "cell_too_long"),
    "a million columns, text": (million_columns, "ventes.csv", "too_many_columns"),
    "a million columns, workbook": (million_columns_workbook, "ventes.xlsx", "workbook_bomb"),
    "far corners": (far_corners, "ventes.xlsx", "workbook_bomb"),
    "NUL bytes": (nul_bytes, "ventes.csv", "file_type_unknown"),
    "invalid encoding": (invalid_encoding, "ventes.csv", "encoding_unreadable"),
    "broken UTF-16": (broken_utf16, "ventes.csv", "encoding_unreadable"),
    "gzip bomb of rows": (gzip_bomb, "ventes.csv.gz", "too_many_rows"),
    "gzip bomb of blanks": (gzip_of_zeros, "ventes.csv.gz", "cell_too_long"),
    "truncated gzip": (truncated_gzip, "ventes.csv.gz", "file_unreadable"),
    "empty file": (empty, "ventes.csv", "file_empty"),
    "encrypted workbook": (encrypted, "ventes.xlsx", "encrypted_workbook"),
    "workbook of Excel 97": (legacy, "ventes.xls", "legacy_workbook"),
    "too many parts": (too_many_parts, "ventes.xlsx", "workbook_bomb"),
    "no titles": (no_titles, "ventes.csv", "no_header"),
    "titles alone": (titles_alone, "ventes.csv", "no_rows"),
}


def _children_seconds() -> float:
    """Processor time of ended child processes: a busy machine does not make a reader slow."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("name", HOSTILE)
def test_is_refused_by_name_quickly_and_in_little_memory(name: str, tmp_path: Path) -> None:
    make, called, code = HOSTILE[name]
    path = make(tmp_path / called)
    before = _children_seconds()
    with pytest.raises(errors.ReadingError) as refusal:
        inspect_file(path)
    seconds = _children_seconds() - before
    assert refusal.value.code == code
    assert seconds < 2
    for language in ("fr", "en"):
        assert refusal.value.message(language)


_PEAK = """
import resource, sys
from pathlib import Path
from digiboost.imports.reading import errors
from digiboost.imports.reading.child import _preload, lock_down
from digiboost.imports.reading.inspection import inspect_source
from digiboost.imports.reading.source import Source
_preload(None)
lock_down(True)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    inspect_source(Source(0))
except errors.ReadingError as error:
    print(error.code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_takes_less_than_64_mb_beyond_the_interpreter(name: str, tmp_path: Path) -> None:
    make, called, code = HOSTILE[name]
    path = make(tmp_path / called)
    # Through a small launcher: a process forked from a large one starts with its peak.
    with path.open("rb") as stream:
        done = subprocess.run(
            ["/bin/sh", "-c", 'exec "$0" -c "$1"', sys.executable, _PEAK],
            stdin=stream, capture_output=True, text=True,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}, check=True,
        )  # fmt: skip
    found, kilobytes = done.stdout.split()
    assert found == code
    assert int(kilobytes) < 64 * 1024


def test_a_million_blank_lines_are_read_in_no_time(tmp_path: Path) -> None:
    path = million_blank_lines(tmp_path / "ventes.csv")
    before = _children_seconds()
    shape = inspect_file(path)
    order = ReadOrder(path, shape, guess_mapping("sales", shape.columns), "sales", OPTIONS, tmp_path / "rejected.csv")
    with pytest.raises(errors.NoRows):
        list(run_child(order, None))
    assert _children_seconds() - before < 4


def test_a_reader_that_runs_out_of_memory_is_a_named_refusal(tmp_path: Path) -> None:
    path = middling_corners(tmp_path / "ventes.xlsx")
    before = _children_seconds()
    with pytest.raises(errors.FileTooHeavy):
        inspect_file(path)
    assert _children_seconds() - before < 2


def test_a_mapping_of_a_hostile_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Date;Produit;Quantité\n01/02/2026;Riz;2\n")
    shape = inspect_file(path)
    for mapping, code in (
        ({"date": "Date", "product_name": "Produit"}, "mapping_incomplete"),
        ({"date": "Date", "product_name": "Produit", "quantity": "Autre"}, "mapping_unknown"),
        ({"date; DROP TABLE": "Date"}, "mapping_unknown"),
    ):
        order = ReadOrder(path, shape, mapping, "sales", OPTIONS, tmp_path / "rejected.csv")
        with pytest.raises(errors.ReadingError) as refusal:
            list(run_child(order, None))
        assert refusal.value.code == code


_AFTER_LOCK_DOWN = """
import socket, os, json
from digiboost.imports.reading.child import lock_down
lock_down(True)
refused = []
for attempt in (socket.socket, lambda: open("/etc/passwd"), lambda: bytearray(2 << 30), os.pipe):
    try:
        attempt()
    except (OSError, MemoryError):
        refused.append(1)
print(len(refused), [name for name in os.environ if name.startswith(("DIGIBOOST", "PG", "DATABASE"))])
"""


def test_the_reader_can_open_nothing_and_knows_no_database() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _AFTER_LOCK_DOWN], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert done.stdout.split() == ["4", "[]"]


def test_the_readers_environment_holds_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGIBOOST_DATABASE_URL", "postgresql://secret")
    given: dict[str, str] = {}
    start = subprocess.Popen

    def watched(*arguments: Any, **options: Any) -> Any:
        given.update(options["env"])
        return start(*arguments, **options)

    monkeypatch.setattr(subprocess, "Popen", watched)
    with pytest.raises(errors.FileEmpty):
        inspect_file(empty(tmp_path / "a.csv"))
    assert set(given) == {"PYTHONPATH", "PYTHONUTF8", "PYTHONDONTWRITEBYTECODE"}


def test_a_reader_that_is_killed_is_a_named_refusal(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Date;Produit;Quantité\n" + "01/02/2026;Riz;2\n" * 200_000)
    shape = inspect_file(path)
    order = ReadOrder(path, shape, guess_mapping("sales", shape.columns), "sales", OPTIONS, tmp_path / "rejected.csv")
    with pytest.raises(errors.FileTooHeavy):
        list(run_child(order, lambda piece: time.sleep(0.2), wall_seconds=0.5))
    abandoned = run_child(order, lambda piece: None)
    next(abandoned)
    abandoned.close()
    with pytest.raises(ZeroDivisionError):
        list(run_child(order, lambda piece: 1 / 0))
    left = [one for one in psutil.Process().children() if any("reading.child" in word for word in one.cmdline())]
    assert left == []
