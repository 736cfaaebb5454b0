from __future__ import annotations

from digiboost.imports.reading.errors import BY_CODE, ReadingError
from digiboost.imports.reading.messages import TEXTS as READING_TEXTS
from digiboost.kernel.errors import Conflict, DomainError


class FileRefused(DomainError):
    """A file, or a mapping, that the reader refused; carries the reader's own stable code."""

    def __init__(self, error: ReadingError) -> None:
        super().__init__(**error.params)
        self.status, self.code = error.status, error.code


class NotNow(Conflict):
    """The import is not in a state that allows this."""

    code = "import_not_now"


class NothingToImport(Conflict):
    code = "import_nothing"


TEXTS = {
    **{
        code: (f"Fichier refusé | {fr}", f"File refused | {en}") for code in BY_CODE for fr, en in [READING_TEXTS[code]]
    },
    "import_not_now": (
        "Pas maintenant | Cet import est « {status} » : l'action n'est pas possible.",
        "Not now | This import is “{status}”: this is not possible.",
    ),
    "import_nothing": (
        "Rien à importer | Aucune ligne nouvelle n'a été trouvée dans ce fichier.",
        "Nothing to import | No new line was found in this file.",
    ),
    "import_gave_up": (
        "Import interrompu | L'import a échoué plusieurs fois ; rien n'a été importé. Réessayez plus tard.",
        "Import stopped | The import failed several times; nothing was imported. Try again later.",
    ),
}
