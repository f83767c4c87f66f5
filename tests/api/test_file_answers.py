"""Files as answers bear their names whatever is in them."""

from urllib.parse import unquote

import pytest

from api.file_answers import DOCX, attachment


@pytest.mark.parametrize("name", ["建议书.docx", '验收"记录; a=b.pdf', "a/b.txt", "100%'.txt"])
def test_a_file_is_saved_under_its_name_and_nowhere_else(name: str) -> None:
    answer = attachment(b"x", name, DOCX)
    disposition = answer.headers["content-disposition"]
    kind, _, encoded = disposition.partition("; filename*=UTF-8''")
    assert (kind, unquote(encoded)) == ("attachment", name)
    assert not set(encoded) & set("/;\"' ")
    assert (answer.headers["cache-control"], answer.media_type) == ("no-store", DOCX)
