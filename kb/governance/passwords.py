"""Passwords: which are good enough, and how they are kept (argon2id)."""

import unicodedata
from collections.abc import Iterable
from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from kb.errors import InvalidQuery

LONGEST = 128
_LONG, _SHORT, _CLASSES = 12, 8, 3
_MEMORY_KIB = 19 * 1024
_AT_ONCE = 2
# of a random password nobody has, by the same cost
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$lloOKb8Sm0YPHwXsKDfUiQ"
    "$PYJizithya0VeVEtLfP4FSkytnsbyZ2UiKQRiqYt3CA"
)
# what is tried first: keyboard walks, the words of this trade and this country, years and pairs
_COMMON = frozenset(
    """
    password passw0rd p@ssw0rd p@ssword letmein welcome admin administrator root superuser
    qwerty qwertyuiop qwerty123 asdfgh asdfghjkl zxcvbn zxcvbnm 1q2w3e4r 1qaz2wsx 1qaz@wsx
    !qaz2wsx qazwsx qazwsxedc zaq12wsx abc123 abcd1234 aa123456 a123456 a1b2c3d4 abcdefgh
    12345678 123456789 1234567890 123456789012 0123456789 87654321 11111111 111111111111
    00000000 000000000000 88888888 66666666 12341234 123123123 123321123 112233445566 147258369
    789456123 987654321 1q2w3e 1q2w3e4r5t iloveyou dragon monkey sunshine princess football
    baseball master shadow michael trustno1 changeme secret default guest test testtest test1234
    user userpassword login access system manager oracle database server woaini woaini1314
    woaini520 5201314 1314520 wodemima mima mima123 mima1234 nihao nihao123 zhongguo china
    beijing shanghai admin123 admin888 admin@123 administrator123 root123 lianjian lianzheng
    fanfu jijian jiwei jianwei jiancha jianchayuan yuan123 lianjian123 lianjian2026 anquan baomi
    bangong jubao huawei lenovo wangxiaowei
    """.split()  # noqa: SIM905 - one word a line would fill pages
)


class Passwords:
    """Hashes and verifies, two at once at the most, so that sign-ins cannot exhaust the machine."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(
            time_cost=2, memory_cost=_MEMORY_KIB, parallelism=1, type=Type.ID
        )
        self._turns = BoundedSemaphore(_AT_ONCE)

    def hash(self, password: str) -> str:
        """What is kept of a password."""
        with self._turns:
            return self._hasher.hash(_normal(password))

    def matches(self, kept: str, password: str) -> bool:
        """Whether it is the password; for "" (no such account) the answer takes as long."""
        with self._turns:
            try:
                right = self._hasher.verify(kept or _NOBODY, _normal(password))
            except (VerificationError, InvalidHashError):
                return False
        return right and bool(kept)

    def require_new(self, password: str, *, name: str, former: Iterable[str]) -> None:
        """``InvalidQuery``: PASSWORD_WEAK as ``require_strong`` says, PASSWORD_REUSED."""
        require_strong(password, name=name)
        if any(self.matches(kept, password) for kept in former):
            raise InvalidQuery("PASSWORD_REUSED")


def require_strong(password: str, *, name: str) -> None:
    """Twelve characters, or eight of three kinds; neither a common one nor made of the name.

    ``InvalidQuery`` PASSWORD_WEAK with ``reason`` short, long, common or name.
    """
    words = _normal(password)
    kinds = {_kind(character) for character in words}
    plain = words.casefold()
    core = plain.strip("0123456789!@#$%^&*()-_=+.,?~ ")
    if len(words) > LONGEST:
        raise InvalidQuery("PASSWORD_WEAK", reason="long")
    if len(words) < _SHORT or (len(words) < _LONG and len(kinds) < _CLASSES):
        raise InvalidQuery("PASSWORD_WEAK", reason="short")
    if plain in _COMMON or core in _COMMON or len(set(plain)) < 4:
        raise InvalidQuery("PASSWORD_WEAK", reason="common")
    if len(name) > 2 and name.casefold() in plain:
        raise InvalidQuery("PASSWORD_WEAK", reason="name")


def _normal(password: str) -> str:
    # the same keys give other code points by input method; a lone surrogate is nobody's password
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    if character.isascii() and character.isalpha():
        return "upper" if character.isupper() else "lower"
    return "other"
