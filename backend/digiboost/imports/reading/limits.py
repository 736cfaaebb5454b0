"""What a file may weigh. Beyond these figures it is refused, with a reason the user can act upon."""

from typing import Final

MIB: Final = 1024 * 1024

MAX_PACKED_BYTES: Final = 25 * MIB
"""A workbook or a gzip file, as uploaded."""
MAX_TEXT_BYTES: Final = 200 * MIB
"""A CSV file once unpacked; also everything inside a workbook once unpacked."""
MAX_ROWS: Final = 1_000_000
MAX_LINES: Final = 5_000_000
"""Line ends in a CSV file: blank lines and line ends inside quotes count here, but are no rows."""
MAX_COLUMNS: Final = 200
MAX_CELL_CHARS: Final = 32_767
"""Excel's own limit."""
MAX_LINE_BYTES: Final = 8 * MIB
"""More than 200 full cells: no line of an honest file comes near."""

MAX_ZIP_ENTRIES: Final = 2_000
MAX_ZIP_RATIO: Final = 400
"""Unpacked over packed. A real sheet reaches 10 to 40; a million empty rows about 100."""
RATIO_MATTERS_FROM: Final = 32 * MIB
MAX_SHEET_BOX: Final = 12_000_000
"""Rows times columns between the first and the last used cell: the reader allocates all of them."""

SAMPLE_BYTES: Final = 256 * 1024
SAMPLE_ROWS: Final = 300
HEADER_SEARCH_ROWS: Final = 40
SAMPLES_SHOWN: Final = 5

BATCH_ROWS: Final = 10_000
MEMO_ENTRIES: Final = 100_000
"""Distinct values remembered per column before a memo starts again: bounds the memory of hostile files."""

MAX_CODE_CHARS: Final = 64
MAX_NAME_CHARS: Final = 200
MAX_TEXT_CHARS: Final = 2_000
MAX_MINOR: Final = 10**15
"""Largest price or amount, in minor units, and largest quantity, in thousandths."""

INSPECT_CPU_SECONDS: Final = 20
READ_CPU_SECONDS: Final = 120
WALL_SECONDS: Final = 300
INSPECT_MEMORY_BYTES: Final = 640 * MIB
READ_MEMORY_BYTES: Final = 1024 * MIB
"""Address space, not resident memory: the interpreter alone maps about 150 MiB."""
OUTPUT_FILE_BYTES: Final = 1024 * MIB
