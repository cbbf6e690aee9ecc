"""The packages stand in one chain; each imports only from those to its right (design, section 2)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHAIN = ("config", "public", "people", "relations", "sources", "exchange", "editorial", "core")
BESIDE_THE_CHAIN = ("tests", "benchmarks", "tools")


def imports_of(file: Path, root: Path):
    """Yields (line, top-level package) of every import: in functions, under TYPE_CHECKING and relative ones too."""
    package = file.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), file)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom):
            # `from ..core import x` in people/ climbs out of people: what is left of the package, then the name.
            climbed = package[: len(package) - node.level + 1] if node.level else ()
            for alias in node.names:
                path = [*climbed, *(node.module.split(".") if node.module else []), alias.name]
                yield node.lineno, path[0]


def forbidden_imports(root: Path) -> list[str]:
    """Each import against the chain as `file:line: package imports package`."""
    found = []
    for position, package in enumerate(CHAIN):
        forbidden = {*CHAIN[:position], *BESIDE_THE_CHAIN}
        for file in sorted((root / package).rglob("*.py")):
            found += [
                f"{file.relative_to(root)}:{line}: {package} imports {target}"
                for line, target in imports_of(file, root)
                if target in forbidden
            ]
    return found


def test_packages_import_only_from_their_right():
    assert forbidden_imports(ROOT) == []


def test_every_package_of_the_chain_is_there():
    assert [package for package in CHAIN if not any((ROOT / package).glob("*.py"))] == []


def test_no_other_package_stands_at_the_top():
    folders = {path.relative_to(ROOT).parts[0] for path in ROOT.glob("[!.]*/**/*.py")}
    assert folders - {*CHAIN, *BESIDE_THE_CHAIN, "var"} == set()


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("core/dates.py", "import editorial"),
        ("core/dates.py", "import editorial.writing as writing"),
        ("editorial/writing.py", "from people.models import Official"),
        ("editorial/writing.py", "def late():\n    from sources import models"),
        (
            "sources/models/citations.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import relations.models",
        ),
        ("relations/admin.py", "from ..people import models"),
        ("relations/models/missions.py", "from ... import people"),
        ("public/views.py", "from config import settings"),
        ("exchange/engine.py", "from tests import settings"),
    ],
)
def test_the_check_sees_a_planted_violation(tmp_path, file, source):
    planted = tmp_path / file
    planted.parent.mkdir(parents=True)
    planted.write_text(source, encoding="utf-8")
    (problem,) = forbidden_imports(tmp_path)
    assert problem.startswith(f"{file}:{source.count(chr(10)) + 1}: ")


@pytest.mark.parametrize(
    ("file", "source"),
    [
        (
            "people/models/officials.py",
            "from relations.models import Country\nfrom . import offices\nfrom .. import choices",
        ),
        ("public/views.py", "import core.dates, people.models\nfrom django.shortcuts import render"),
    ],
)
def test_the_check_lets_allowed_imports_pass(tmp_path, file, source):
    planted = tmp_path / file
    planted.parent.mkdir(parents=True)
    planted.write_text(source, encoding="utf-8")
    assert forbidden_imports(tmp_path) == []
