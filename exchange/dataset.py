"""The whole register as one folder of CSV files, or one workbook with a sheet for each record type."""

from hashlib import sha256
from pathlib import Path

from exchange.engine import Problem, Report, import_sheets
from exchange.headers import nearest
from exchange.open_document import write_open_document
from exchange.readers import FileError, read_file
from exchange.registry import sheets
from exchange.workbook import write_register
from exchange.writers import write_csv


def export_dataset(path: Path) -> dict[str, int]:
    """
    Write every record to `path` (a folder of CSVs, or a .xlsx or .ods file); returns the rows of each sheet.

    Drafts are among them: this is the editors' copy, not the public download.
    """
    datasets = {resource.sheet_name(): resource().table() for resource in sheets()}
    if path.suffix == ".xlsx":
        write_register(path, datasets)
    elif path.suffix == ".ods":
        write_open_document(path, datasets)
    else:
        path.mkdir(parents=True, exist_ok=True)
        for name, dataset in datasets.items():
            (path / f"{name}.csv").write_bytes(write_csv(dataset))
    return {name: dataset.rows for name, dataset in datasets.items()}


def import_dataset(path: Path, **options) -> Report:
    """
    Import a folder of CSVs or a workbook, in whole or in part; all or nothing.

    `options` are those of `import_sheets`. Raises FileError when there is nothing to read; what is wrong inside the
    files is told in the report.
    """
    found, digest, problems = _read(path)
    by_name = {resource.sheet_name(): resource for resource in sheets()}
    problems += [
        Problem(name, None, "", "", f"There is no such sheet. {nearest(name, by_name)}")
        for name in found
        if name not in by_name
    ]
    if problems:
        return Report(problems=problems)
    pairs = [(resource(), found[name]) for name, resource in by_name.items() if name in found]
    return import_sheets(pairs, file_name=path.name, file_digest=digest, **options)


def _read(path):
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not files or not files[0].exists():
        raise FileError(f"There is nothing to import at {path}.")
    found, problems, digest = {}, [], sha256()
    for file in files:
        data = file.read_bytes()
        digest.update(data)
        try:
            for name, dataset in read_file(data).items():
                found[name or file.stem] = dataset
        except FileError as error:
            problems.append(Problem(file.stem, None, "", "", str(error)))
    return found, digest.hexdigest(), problems
