"""Seals what must stay apart from a pack: who is who, and where each passage comes from."""

import base64
import hashlib
import hmac
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from kb.errors import StoreError
from kb.governance.secret_files import make_secret, read_secret

_LETTERS = str.maketrans("0123456789", "ghijklmnop")


class KeyBox:
    """Opens and shuts with the secret of one deployment; the secret lies in a file of its own."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        digest = hmac.new(secret, b"pack keys", hashlib.sha256).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(digest))

    @classmethod
    def open(cls, path: Path, *, needed: bool = False) -> "KeyBox":
        """With the secret of a file, made at first use; ``needed``: only with one that is there.

        ``StoreError`` SECRET_MISSING, SECRET_WEAK.
        """
        return cls(read_secret(path) if needed or path.exists() else make_secret(path))

    @property
    def lots(self) -> bytes:
        """What aliases are drawn with."""
        return hmac.new(self._secret, b"aliases", hashlib.sha256).digest()

    def mark_of(self, words: str, *, recipient: str) -> str:
        """A digest of quoted words that nobody outside can try guesses against.

        Another for each recipient, so that two who compare their packs learn nothing by it. In
        letters alone: ten digits in a row would be a telephone number to the release gate.
        """
        told = "\0".join((recipient, words)).encode()
        digest = hmac.new(self._secret, told, hashlib.sha256).hexdigest()
        return digest.translate(_LETTERS)

    def seal(self, plain: bytes) -> bytes:
        """Sealed bytes."""
        return self._fernet.encrypt(plain)

    def unseal(self, sealed: bytes) -> bytes:
        """The bytes; ``StoreError`` PACK_KEY_UNREADABLE where the secret is another."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise StoreError("PACK_KEY_UNREADABLE") from error
