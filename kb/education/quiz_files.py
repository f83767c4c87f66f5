"""The quiz of a pack for other programs: JSON for a training platform, CSV for a spreadsheet.

A cell that a spreadsheet would compute (``=1+1``, ``@SUM``) is kept as text by a quote in front.
Learners' files have no answers.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from io import StringIO

from kb.education.pack_content import QuizQuestion
from kb.education.pack_words import QUESTION_NAMES, answer_of, clean, letter

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def quiz_json(questions: Sequence[QuizQuestion], *, answers: bool) -> bytes:
    """``answers`` of a question are indices into its ``options``, the first is 0."""
    rows = [
        {
            "number": number,
            "kind": one.kind.value,
            "stem": clean(one.stem),
            "options": [clean(option) for option in one.options],
            "sources": list(one.sources),
            **(
                {"answers": list(one.answers), "explanation": clean(one.explanation)}
                if answers
                else {}
            ),
        }
        for number, one in enumerate(questions, start=1)
    ]
    return json_bytes({"questions": rows})


def quiz_csv(questions: Sequence[QuizQuestion], *, answers: bool) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it; a column for each option."""
    most = max((len(one.options) for one in questions), default=0)
    header = ["题号", "题型", "题干", *(f"选项{letter(index)}" for index in range(most))]
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*header, *(("答案", "解析") if answers else ()), "来源"])
    for number, one in enumerate(questions, start=1):
        cells = [str(number), QUESTION_NAMES[one.kind], *_cells(one, most, answers=answers)]
        writer.writerow([_text(cell) for cell in cells])
    return ("\ufeff" + out.getvalue()).encode("utf-8")


def json_bytes(value: object) -> bytes:
    """As people can read it, too: Chinese as it is, a line for each value."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _cells(question: QuizQuestion, options: int, *, answers: bool) -> Iterator[str]:
    yield question.stem
    yield from question.options
    yield from ("" for _ in range(options - len(question.options)))
    if answers:
        yield answer_of(question)
        yield question.explanation
    yield " ".join(question.sources)


def _text(cell: str) -> str:
    plain = clean(cell)
    return f"'{plain}" if plain.startswith(_FORMULA) else plain
