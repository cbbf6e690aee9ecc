"""
How long verifying citations takes: 10,000 citations against 1,000 documents, one in fifty of them not as it should be.

    python -m benchmarks.verification

Prints seconds, with reading the stored documents and without; exit code 1 above ten seconds. Works on a database of
its own, in memory.
"""

import os
import random
import sys
import tempfile
import time

MAX_SECONDS = 10
DOCUMENTS, PASSAGES, CITATIONS = 1_000, 30, 10_000
BROKEN = 50

os.environ |= {"DATABASE_URL": "sqlite://:memory:", "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "off"}
os.environ.setdefault("SECRET_KEY", "not a secret: only the benchmark uses it")
os.environ["DOCUMENT_DIR"] = tempfile.mkdtemp(prefix="chancery-benchmark-")

import django  # noqa: E402 -- reads the environment made above

django.setup()

from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core.management import call_command  # noqa: E402

from relations.models import Country  # noqa: E402
from sources.documents.words import fingerprint  # noqa: E402
from sources.models import Citation, Document, Passage, Source  # noqa: E402
from sources.storage import store  # noqa: E402
from sources.verification import counts, verify  # noqa: E402

WORDS = "the treaty of friendship was signed by both ministers in Tskhinvali on September".split()  # noqa: SIM905


def fill(chance):
    """The documents with their passages, and the citations; written in bulk, since writing is not measured."""
    country = Country.objects.bulk_create([Country(name="Nauru", slug="nauru", country_status="un-member")])[0]
    sources = Source.objects.bulk_create(
        Source(slug=f"source-{number}", title=f"Source {number}", source_type="book") for number in range(DOCUMENTS)
    )
    passages, documents = [], []
    for source in sources:
        texts = [" ".join([*chance.choices(WORDS, k=60), str(chance.randrange(10**6))]) for _ in range(PASSAGES)]
        data = "\n".join(texts).encode()
        documents.append(
            Document(source=source, sha256=store(data), media_type="text/plain", file_name="a.txt", size=len(data))
        )
        passages += [
            Passage(source=source, number=number, text=text, fingerprint=fingerprint(text))
            for number, text in enumerate(texts, 1)
        ]
    Document.objects.bulk_create(documents)
    passages = Passage.objects.bulk_create(passages, batch_size=500)
    about = ContentType.objects.get_for_model(Country)
    Citation.objects.bulk_create(
        (citation(chance, number, about, country, chance.choice(passages)) for number in range(CITATIONS)),
        batch_size=500,
    )


def citation(chance, number, about, country, passage):
    words = passage.text.split()
    start = chance.randrange(len(words) - 8)
    quoted = words[start : start + 8]
    if number % BROKEN == 0:
        quoted[chance.randrange(8)] = "altered"
    exact = " ".join(quoted) if number % 2 == 0 else ""
    return Citation(
        key=f"{number:016}",
        content_type=about,
        object_id=country.pk,
        source_id=passage.source_id,
        passage=passage,
        exact=exact,
        says="" if exact else words[-1],
    )


def seconds(**options):
    """How long one run takes, and what it found."""
    start = time.perf_counter()
    found = counts(verify(Citation.objects.all(), **options))
    return time.perf_counter() - start, found


def main():
    call_command("migrate", verbosity=0)
    fill(random.Random(20080826))
    whole, found = seconds()
    shown, _found = seconds(read_documents=False)
    print(f"{CITATIONS:,} citations, {DOCUMENTS:,} documents of {PASSAGES} passages: {found}")
    print(f"documents read: {whole:.2f} s; not read: {shown:.2f} s; at most {MAX_SECONDS} s")
    return whole > MAX_SECONDS


if __name__ == "__main__":
    sys.exit(main())
