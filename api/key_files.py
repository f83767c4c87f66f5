"""Where the keys of a deployment are: apart from its backups, which hold none of them."""

from dataclasses import dataclass
from pathlib import Path

from api.settings import Settings
from kb.backup.whole_files import disk_errors


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """The key files; a file that is configured by name stays where it is (``fixed``)."""

    audit: Path
    packs: Path
    api: Path
    backup: Path
    fixed: frozenset[Path]

    @classmethod
    def of(cls, settings: Settings, *, folder: Path | None, backup: Path | None) -> "KeyFiles":
        """Those in the folder, where it holds them; else as configured."""
        named = (settings.audit_key_file, settings.pack_key_file, settings.backup_key_file)
        given = {one.name: one for one in folder.iterdir()} if folder and folder.is_dir() else {}
        return cls(
            audit=given.get("audit.key", settings.key_of_audit),
            packs=given.get("packs.key", settings.key_of_packs),
            api=given.get("api.key", settings.key_of_api_keys),
            backup=backup or given.get("backup.key", settings.key_of_backups),
            fixed=frozenset(one for one in named if one),
        )

    def lay(self, folder: Path) -> None:
        """Copy those that are there, and are not configured by name, into a folder (0400)."""
        with disk_errors(folder):
            folder.mkdir(exist_ok=True, mode=0o700)
            names = {"audit.key": self.audit, "packs.key": self.packs, "api.key": self.api}
            for name, source in {**names, "backup.key": self.backup}.items():
                place = folder / name
                if source.exists() and source not in self.fixed and not place.exists():
                    place.touch(mode=0o600)
                    place.write_bytes(source.read_bytes())
                    place.chmod(0o400)
