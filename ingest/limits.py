"""What one file may cost. Every figure is a setting; the defaults suit a 2 GB worker."""

from dataclasses import dataclass

_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Bounds checked before heavy work: ``ReadLimits(max_pages=300)`` refuses a 301-page PDF.

    ``max_ratio`` is decoded : stored size, and counts only once ``ratio_floor`` bytes came out,
    so a small, honest and very repetitive part is never refused for its ratio.
    """

    max_file_bytes: int = 50 * _MB
    max_text_chars: int = 10_000_000
    max_text_bytes: int = 20 * _MB
    max_pages: int = 2_000
    max_parts: int = 2_000
    max_part_bytes: int = 100 * _MB
    max_total_bytes: int = 300 * _MB
    max_ratio: int = 100
    ratio_floor: int = 10 * _MB
    max_pdf_decoded: int = 500 * _MB
    max_row_bytes: int = 20 * _MB
    max_archive_members: int = 200_000
    max_archive_bytes: int = 20_000 * _MB


DEFAULT_LIMITS = ReadLimits()
