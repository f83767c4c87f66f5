"""Bounds on what may be asked at once."""

MAX_QUERY = 500
MAX_LIMIT = 100
MAX_OFFSET = 1_000
# of a document, in the answer to a search
PASSAGES = 3
MAX_PASSAGES = 20
MAX_CASE_CHARS = 200_000
MAX_WHERE = 2_000
MAX_WHERE_DEPTH = 30
# passages looked at to count the documents that match a search
MAX_MATCHING = 1_000
