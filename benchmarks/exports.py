"""
How fast a large sheet goes out as XLSX, beside stock django-import-export and beside bare xlsxwriter, in one run.

    python -m benchmarks.exports [ROWS]

Exports ROWS cited missions (100,000 unless told). The stock library exports a sample of them, its cost being by the
row; its sheet has no citations, and is written by xlsxwriter too, which is faster than its own writer. Prints seconds,
ratios and peak memory; exit code 1 where one misses its goal.
"""

import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

from benchmarks.imports import PARTS, part, run_part, setup

ROWS, SAMPLE = 100_000, 5_000
MIN_TIMES_STOCK, MAX_TIMES_BARE, MAX_MEGABYTES = 5, 1.5, 300


def stock_export(database):
    setup(database)
    from benchmarks._peers import StockExport
    from exchange.writers import write_xlsx

    resource = StockExport()
    start = time.perf_counter()
    dataset = resource.export(resource.get_queryset()[:SAMPLE])
    write_xlsx({"missions": dataset})
    return {"seconds": time.perf_counter() - start}


def our_export(database):
    setup(database)
    from exchange.formats import FORMATS
    from exchange.registry import sheet_for
    from relations.models import Mission

    start = time.perf_counter()
    data = FORMATS["xlsx"]().export_data(sheet_for(Mission)().table())
    return {"seconds": time.perf_counter() - start, "bytes": len(data)}


def bare_export(database):
    """The same cells, read beforehand, through bare xlsxwriter."""
    setup(database)
    import xlsxwriter

    from exchange.registry import sheet_for
    from relations.models import Mission

    table = sheet_for(Mission)().table()
    rows = [table.headers, *table]
    start = time.perf_counter()
    with xlsxwriter.Workbook(BytesIO(), {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(place, column, cell)
    return {"seconds": time.perf_counter() - start}


PARTS |= {each.__name__: each for each in (stock_export, our_export, bare_export)}


def main(count):
    with tempfile.TemporaryDirectory(prefix="chancery-benchmark-") as folder:
        database = Path(folder) / "register.sqlite3"
        part("prepare", database, count)
        theirs = part("stock_export", database, module=__spec__.name)["seconds"] / SAMPLE * count
        mine = part("our_export", database, module=__spec__.name)
        bare = part("bare_export", database, module=__spec__.name)["seconds"]
    print(f"{count:,} cited missions to XLSX")
    print(f"stock django-import-export: {theirs:.1f} s ({SAMPLE:,} rows measured, the rest by the row)")
    print(f"bare xlsxwriter: {bare:.1f} s; ours: {mine['seconds']:.1f} s, {mine['megabytes']} MB")
    print(f"ours is {theirs / mine['seconds']:.1f} times faster than stock (goal: at least {MIN_TIMES_STOCK})")
    print(f"and takes {mine['seconds'] / bare:.2f} times bare xlsxwriter (goal: at most {MAX_TIMES_BARE})")
    return (
        theirs / mine["seconds"] < MIN_TIMES_STOCK
        or mine["seconds"] / bare > MAX_TIMES_BARE
        or mine["megabytes"] > MAX_MEGABYTES
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--part"]:
        run_part(*sys.argv[2:])
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
