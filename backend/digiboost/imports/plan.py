"""What every kind of import can do: match, say what it would do, write, take back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from uuid import UUID

from digiboost.imports import repository
from digiboost.imports.schemas import ImportOptions
from digiboost.kernel.db.tx import Tx


class Plan(ABC):
    """The staged rows of one import and what they mean; ``match`` comes first."""

    def __init__(self, tx: Tx, import_id: UUID, options: ImportOptions) -> None:
        self.tx, self.import_id, self.options = tx, import_id, options
        self.duplicates = 0
        self._refused: dict[int, str] = {}

    @abstractmethod
    def match(self) -> None:
        """Finds what the rows name; takes out rows that cannot be taken or are known already."""

    @abstractmethod
    def write(self, report: Callable[[float], None]) -> None:
        """Has the rooms below write what is staged; ``report`` is told the share of it that is done, 0 to 1."""

    @abstractmethod
    def undo(self) -> None:
        """Takes back what ``write`` of this import did."""

    def refused_rows(self) -> dict[int, str]:
        """Rows (their numbers in the file) that only the database could refuse, with the code."""
        return self._refused

    def accepted(self) -> int:
        return repository.staged_count(self.tx)

    def created_products(self) -> int:
        return 0

    def refuse(self, column: str, keys: list[str], code: str) -> None:
        if keys:
            self._refused.update(dict.fromkeys(repository.staged_rows_of(self.tx, column, keys), code))
