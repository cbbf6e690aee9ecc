"""JSON as an import writes it: five texts a row, so that it has to be fast."""

import orjson

decode = orjson.loads


def encode(value) -> str:
    """The JSON text of a value made of dictionaries, lists, texts, numbers and None. Raises TypeError for others."""
    return orjson.dumps(value).decode()
