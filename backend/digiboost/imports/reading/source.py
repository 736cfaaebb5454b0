"""Bytes of an untrusted file, under guard.

A source is an open descriptor that is read by position: several readers can go over the same file without
opening anything, so the child process can give up the right to open files before it looks at the first byte.
"""

from __future__ import annotations

import codecs
import gzip
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from digiboost.imports.reading import errors
from digiboost.imports.reading.limits import (
    MAX_CELL_CHARS,
    MAX_LINE_BYTES,
    MAX_LINES,
    MAX_ROWS,
    MAX_TEXT_BYTES,
    MAX_ZIP_RATIO,
    MIB,
    RATIO_MATTERS_FROM,
)

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 256 * 1024


class Source:
    """A file by its descriptor. `position` is the furthest byte handed out by the latest reader."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.size = os.fstat(descriptor).st_size
        self.position = 0

    def open(self) -> BinaryIO:
        """A new buffered, seekable reader from the first byte."""
        return io.BufferedReader(_Positioned(self), CHUNK)

    def head(self, count: int) -> bytes:
        return os.pread(self.descriptor, count, 0)

    @property
    def share(self) -> float:
        return min(1.0, self.position / self.size) if self.size else 1.0


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield Source(descriptor)
    finally:
        os.close(descriptor)


class _Positioned(io.RawIOBase):
    def __init__(self, source: Source) -> None:
        self._source = source
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._source.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        count = os.preadv(self._source.descriptor, [buffer], self._at)
        self._at += count
        self._source.position = self._at
        return count


class Guarded(io.RawIOBase):
    """The unpacked bytes of a text file; raises as soon as they break a cap, holds at most one chunk.

    `wide`: UTF-16, where zero bytes are normal.
    """

    def __init__(self, source: Source, compressed: bool, wide: bool = False) -> None:
        raw = source.open()
        self._inner = cast(BinaryIO, gzip.GzipFile(fileobj=raw, mode="rb")) if compressed else raw
        self._source = source
        self._compressed = compressed
        self._wide = wide
        self.bytes = 0
        self.lines = 0
        self._line = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        chunk = self.take(view.nbytes)
        view[: len(chunk)] = chunk
        return len(chunk)

    def take(self, count: int) -> bytes:
        try:
            chunk = self._inner.read(count)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise errors.FileUnreadable from error
        self._check(chunk)
        return chunk

    def _check(self, chunk: bytes) -> None:
        self.bytes += len(chunk)
        if self.bytes > MAX_TEXT_BYTES:
            raise errors.FileTooLarge(limit_mb=MAX_TEXT_BYTES // MIB)
        packed = max(1, self._source.position)
        if self._compressed and self.bytes > RATIO_MATTERS_FROM and self.bytes > packed * MAX_ZIP_RATIO:
            raise errors.WorkbookBomb
        if not self._wide and b"\0" in chunk:
            raise errors.FileTypeUnknown(found="NUL")
        ends = chunk.count(b"\n") or chunk.count(b"\r")
        if ends:
            self.lines += ends
            self._line = len(chunk) - max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            if self.lines > MAX_LINES:
                raise errors.TooManyRows(limit=MAX_ROWS)
        else:
            self._line += len(chunk)
            if self._line > MAX_LINE_BYTES:
                raise errors.CellTooLong(limit=MAX_CELL_CHARS)


def text_stream(source: Source, compressed: bool, encoding: str) -> io.TextIOWrapper:
    """Decoded text, line ends untouched; undecodable bytes raise UnicodeDecodeError."""
    guarded = Guarded(source, compressed, wide=encoding.startswith("utf-16"))
    return io.TextIOWrapper(
        io.BufferedReader(cast(Any, guarded), CHUNK), encoding=encoding, errors="strict", newline=""
    )


def detect_encoding(source: Source, compressed: bool, head: bytes) -> tuple[str, int]:
    """(encoding, line ends) after a look at every byte.

    A byte order mark decides; else the file is UTF-8 if all of it is, else Windows-1252 if it uses none of
    the five bytes that are undefined there and no control characters.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return "utf-16", _decode_all(source, compressed, "utf-16")
        except UnicodeDecodeError as error:
            raise errors.EncodingUnreadable from error
    bom = head.startswith(codecs.BOM_UTF8)
    try:
        return ("utf-8-sig" if bom else "utf-8"), _decode_all(source, compressed, "utf-8")
    except UnicodeDecodeError as error:
        if bom:
            raise errors.EncodingUnreadable from error
    try:
        return "cp1252", _decode_all(source, compressed, "cp1252")
    except UnicodeDecodeError as error:
        raise errors.EncodingUnreadable from error


def _decode_all(source: Source, compressed: bool, encoding: str) -> int:
    guarded = Guarded(source, compressed, wide=encoding == "utf-16")
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    lines = 0
    while chunk := guarded.take(CHUNK):
        text = decoder.decode(chunk)
        if encoding == "utf-16":
            if "\0" in text:
                raise errors.FileTypeUnknown(found="NUL")
            lines += text.count("\n") or text.count("\r")
            if lines > MAX_LINES:
                raise errors.TooManyRows(limit=MAX_ROWS)
        elif encoding == "cp1252" and not _CONTROLS.isdisjoint(chunk):
            raise errors.EncodingUnreadable
    decoder.decode(b"", final=True)
    return lines or guarded.lines


_CONTROLS = frozenset([*range(0x09), *range(0x0E, 0x1A), *range(0x1B, 0x20)])
