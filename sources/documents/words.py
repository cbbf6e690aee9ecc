"""
The forms in which the words of a document are stored, fingerprinted and compared. Pure Python, no Django.

Three forms, from strict to forgiving:

- *stored*: Unicode NFC, runs of white space made one space, without characters that no database column or page
  should hold (controls, direction overrides, noncharacters);
- the *fingerprint* is the SHA-256 of the stored form, as in `seeds/passages.csv`;
- *compared*: the stored form with the kinds of quotation mark and apostrophe, and the kinds of dash, made one each,
  and without characters that have no width (soft hyphens, zero-width spaces and joiners, direction marks).

No letter, digit, case, accent or other punctuation is ever made equal to another, so that a changed name or number
never compares as the same.
"""

import re
import unicodedata
from hashlib import sha256

#: What no passage keeps: control characters that are no white space, direction overrides and isolates (UAX #9,
#: 2.1-2.5), noncharacters and half surrogates. `core.text` refuses them in what people type, so that a quotation could
#: not hold them.
_UNSTORABLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u206f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)

_WITHOUT_WIDTH = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\ufff9\ufffa\ufffb"
)
_COMPARED = str.maketrans(
    dict.fromkeys("‘’‚‛′ʼ`´", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys(_WITHOUT_WIDTH, None)
)
#: Invisible characters are stripped one by one where offsets matter.
INVISIBLE = frozenset(_WITHOUT_WIDTH)


def stored(text: str) -> str:
    """`text` as a passage keeps it. Idempotent."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _UNSTORABLE.sub("", text))
    else:
        text = _UNSTORABLE.sub("", text)
    return " ".join(text.split())


def fingerprint(text: str) -> str:
    """SHA-256, in hexadecimal digits, of the stored form of `text`."""
    return sha256(stored(text).encode()).hexdigest()


def compared(text: str) -> str:
    """`text` in the form in which quotations are looked for. Idempotent."""
    if text.isascii():
        return " ".join(text.replace("`", "'").split())
    # The second normalization joins what a deleted joiner held apart.
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).translate(_COMPARED)).split())
