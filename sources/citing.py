"""
“Cite this”, in the forms that people and reference managers read.

BibTeX (as BibTeX 0.99d and Biber read it), RIS (the tags of Reference Manager), and CSL-JSON (csl-data.json 1.0.2).
Each is a pure function of a `Reference`.
"""

import json
import re
import unicodedata

from sources.references import Reference

#: Zero-width joiners shape words in scripts such as Persian.
_JOINERS = "\u200c\u200d"


def as_text(reference: Reference) -> str:
    """One line for a footnote."""
    parts = [
        _line(reference.author),
        _isolated(reference.title),
        _line(reference.publisher or (reference.container if reference.container != reference.author else "")),
        str(reference.issued or ""),
        f"version {reference.version}" if reference.kind == "webpage" else "",
    ]
    told = ", ".join(part for part in parts if part)
    accessed = f" (accessed {reference.accessed})" if reference.accessed else ""
    note = f" {_line(reference.note)}." if reference.note and reference.kind != "webpage" else ""
    return f"{told}. {reference.address}{accessed}.{note}"


_BIBTEX_KINDS = {
    "book": "book",
    "entry-encyclopedia": "incollection",
    "article-newspaper": "article",
}
_BIBTEX_ESCAPES = {
    "\\": r"{\textbackslash}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "@": r"{\char64}",
    '"': r"{\char34}",
    # An unbalanced brace would end the value, however it is escaped: BibTeX counts braces before TeX sees them.
    "{": r"{\char123}",
    "}": r"{\char125}",
    **{char: f"\\{char}" for char in "&%$#_"},
}


def as_bibtex(reference: Reference) -> str:
    """One BibTeX entry."""
    values = {
        # Braces around a name keep BibTeX from looking for a surname in it, and around a title from changing its case.
        "author": f"{{{_tex(reference.author)}}}" if reference.author else "",
        "title": f"{{{_tex(reference.title)}}}",
        "publisher": _tex(reference.publisher),
        "howpublished": _tex(reference.container),
        "year": str(reference.issued.year) if reference.issued else "",
        "date": str(reference.issued or ""),
        "version": _tex(reference.version),
        "langid": _tex(reference.language),
        "note": _tex(reference.note),
        "url": _address(reference.address),
        "urldate": str(reference.accessed or ""),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in values.items() if value]
    return f"@{_BIBTEX_KINDS.get(reference.kind, 'misc')}{{{reference.key},\n" + ",\n".join(lines) + "\n}\n"


_RIS_KINDS = {
    "book": "BOOK",
    "dataset": "DATA",
    "entry-encyclopedia": "ENCYC",
    "article-newspaper": "NEWS",
    "legislation": "STAT",
    "webpage": "ELEC",
}


def as_ris(reference: Reference) -> str:
    """One RIS record; lines end in CR LF."""
    issued, accessed = reference.issued, reference.accessed
    lines = [
        ("TY", _RIS_KINDS.get(reference.kind, "GEN")),
        ("ID", reference.key),
        ("AU", reference.author),
        ("TI", reference.title),
        ("T2", reference.container),
        ("PB", reference.publisher),
        ("PY", f"{issued.year:04}" if issued else ""),
        ("DA", _ris_date(issued)),
        ("ET", reference.version),
        ("LA", reference.language),
        ("N1", reference.note),
        ("UR", _address(reference.address)),
        ("Y2", _ris_date(accessed)),
    ]
    told = [f"{tag}  - {_line(value)}" for tag, value in lines if value]
    return "\r\n".join([*told, "ER  - ", ""])


def as_csl(reference: Reference) -> str:
    """A CSL-JSON list of one item."""
    item = {
        "id": reference.key,
        "type": reference.kind,
        "title": _line(reference.title),
        "author": [{"literal": _line(reference.author)}] if reference.author else None,
        "container-title": _line(reference.container),
        "publisher": _line(reference.publisher),
        "issued": {"date-parts": [reference.issued.parts]} if reference.issued else None,
        "accessed": {"date-parts": [reference.accessed.parts]} if reference.accessed else None,
        "language": reference.language,
        "version": reference.version,
        "note": _line(reference.note),
        "URL": reference.address,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)


def _line(text):
    """One line, without controls and without characters that would turn the text around it (UAX #9, 2.1-2.7)."""
    return " ".join("".join(char for char in text if char.isspace() or _is_shown(char)).split())


def _is_shown(char):
    return char in _JOINERS or unicodedata.category(char) not in ("Cc", "Cf")


def _isolated(text):
    """A line in quotation marks; one with right-to-left letters does not reach beyond them (UAX #9, 2.4)."""
    line = _line(text)
    turns = any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in line)
    return f"“\u2068{line}\u2069”" if turns else f"“{line}”"


def _tex(text):
    return "".join(_BIBTEX_ESCAPES.get(char, char) for char in _line(text))


def _address(address):
    """An address without characters that BibTeX or RIS would read as their own (RFC 3986, 2.1)."""
    return re.sub(r"[{}\\\s\"<>^`|]", lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), address)


def _ris_date(when):
    if when is None:
        return ""
    parts = [f"{when.year:04}", *(f"{part:02}" for part in when.parts[1:])]
    return "/".join([*parts, *[""] * (3 - len(parts)), ""])
