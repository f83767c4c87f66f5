"""The fields read from a document, as plain values with the spans they come from."""

from dataclasses import asdict

from kb.model import Mention, TaggedDocument


def fields_of(tagged: TaggedDocument) -> dict[str, object]:
    """Only what the text gives; every value beside its span."""
    header = tagged.header
    mentions: dict[str, Mention | None] = {
        "case_no": header.case_no,
        "document_no": header.document_no,
        "court": header.court,
        "procuratorate": header.procuratorate,
        "issuer": header.issuer,
        "recipient": header.recipient,
        "date": header.date,
    }
    fields: dict[str, object] = {name: asdict(one) for name, one in mentions.items() if one}
    if header.instance:
        fields["instance"] = header.instance
    for name, values in (
        ("related_case_nos", header.related_case_nos),
        ("parties", header.parties),
        ("offences", tagged.offences),
        ("amounts", tagged.amounts),
        ("penalties", tagged.penalties),
    ):
        if values:
            fields[name] = [asdict(one) for one in values]
    if tagged.statutes:
        fields["statutes"] = [
            {"text": str(one.ref), **asdict(one.ref), "span": asdict(one.span)}
            for one in tagged.statutes
        ]
    if tagged.amount:
        fields["amount"] = asdict(tagged.amount)
    if tagged.time_span:
        fields["time_span"] = asdict(tagged.time_span)
    return fields
