"""The style sheet, the scripts and the pictures of the pages, read once and served from memory."""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "static"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of ours; ``version`` is of its bytes, so that a browser may keep it for good."""

    name: str
    content: bytes
    media_type: str
    version: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All files by name; nothing outside the folder can be asked for."""

    files: Mapping[str, Asset]

    def url(self, name: str) -> str:
        """``/static/app.css?v=1f0c…``.."""
        return f"/static/{self.files[name].name}?v={self.files[name].version}"


def load_assets(folder: Path = FOLDER) -> Assets:
    """Read the folder."""
    return Assets({path.name: _read(path) for path in sorted(folder.iterdir()) if path.is_file()})


def _read(path: Path) -> Asset:
    content = path.read_bytes()
    guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    media_type = _TYPES.get(path.suffix, guessed)
    return Asset(path.name, content, media_type, hashlib.sha256(content).hexdigest()[:12])
