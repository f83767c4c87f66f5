"""Whose copy a file is: stands on every page, so that a copy that wanders tells where from."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Watermark:
    """The unit that receives the copy, the day it was made, and which copy it is."""

    recipient: str
    made: date
    copy: int

    @property
    def day(self) -> str:
        """``2026年6月18日``."""
        return f"{self.made.year}年{self.made.month}月{self.made.day}日"

    @property
    def line(self) -> str:
        """``某县住房和城乡建设局 · 2026年6月18日 · 第3份``: in headers and footers."""
        return f"{self.recipient} · {self.day} · 第{self.copy}份"
