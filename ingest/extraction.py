"""What a reader hands to cleaning: raw words, not yet in the coordinate system."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extracted:
    """Raw text in ``parts``; a part without a closing newline runs on into the next one.

    A PDF gives one part a page (``paged``), so a paragraph that crosses from page 3 to page 4
    stays one line of the text while both pages keep their spans. ``title`` was read in the
    document, ``metadata_title`` beside it, where it may be a left-over of another file.
    """

    parts: tuple[str, ...]
    title: str = ""
    metadata_title: str = ""
    warnings: tuple[str, ...] = ()
    paged: bool = False
