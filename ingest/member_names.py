"""What members of archives are called: names are shown, never opened or written."""

import re
import zipfile

_UTF8_NAME = 0x800
_ODD_IN_NAME = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def zip_name(entry: zipfile.ZipInfo) -> str:
    """Windows writes names in GBK without saying so; the library then takes them for CP437."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        stored = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return stored.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def inner_name(archive: str, member: str) -> str:
    """A name is only ever shown: “../../etc/x” in a.zip is called “a.zip/etc/x”."""
    cleaned = _ODD_IN_NAME.sub("_", member.replace("\\", "/"))
    steps = [step for step in cleaned.split("/") if step not in {"", ".", ".."}]
    return "/".join([archive, *steps])


def is_hidden(name: str) -> bool:
    """Dot-files are the leavings of systems: “._判决书.docx”."""
    return name.rpartition("/")[2].startswith(".")
