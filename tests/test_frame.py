"""The frame: settings, pins, headers, the guard at the door, sign-in, and the accounts of the local run."""

import os
import re
import secrets
import stat
import subprocess
import sys
import tomllib
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import reverse
from packaging.requirements import Requirement

from core.middleware import RequestGuard, address_behind_proxy

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))


def production_environment() -> dict[str, str]:
    """The environment block of README.md, with a secret put in as it asks."""
    (block,) = re.findall(r"```env\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    shown = dict(line.split("=", 1) for line in block.splitlines() if line and not line.startswith("#"))
    assert shown["SECRET_KEY"] == ""  # a made-up one would be copied
    return shown | {"SECRET_KEY": secrets.token_urlsafe(50)}


def manage(*arguments, environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
    )


# Settings


def test_the_production_environment_of_the_readme_passes_the_deployment_check():
    result = manage("check", "--deploy", "--fail-level", "WARNING", environment=production_environment())
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_nothing_starts_without_a_secret_key():
    result = manage("check", environment={})
    assert result.returncode != 0
    assert "SECRET_KEY is not set" in result.stderr


def test_an_empty_environment_is_a_safe_one():
    code = (
        "from django.conf import settings as s;"
        "print(s.DEBUG, s.ALLOWED_HOSTS, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    )
    result = manage("shell", "--no-imports", "-c", code, environment={"SECRET_KEY": secrets.token_urlsafe(50)})
    assert result.stdout.strip() == "False [] True True True", result.stderr


# Pins


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.name)
def test_pins_have_hashes_and_name_no_host_and_no_path(file):
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"://|^\s*-(i|f|-index|-extra-index|-find-links|-trusted)|file:", text, flags=re.MULTILINE)
    pins = re.findall(r"^[^\s#].*?(?=^[^\s#]|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    assert pins
    assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


def declared_dependencies():
    """Yields (line of pyproject.toml, requirement, the file that pins it)."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    for requirements, file in (
        (data["project"]["dependencies"], "runtime"),
        (data["project"]["optional-dependencies"]["scale"], "scale"),
        (data["dependency-groups"]["dev"], "dev"),
        (data["dependency-groups"]["postgres-wheel"], "postgres-wheel"),
    ):
        for requirement in requirements:
            (line,) = [line for line in text.splitlines() if f'"{requirement}"' in line]
            yield pytest.param(line, Requirement(requirement), file, id=Requirement(requirement).name)


@pytest.mark.parametrize(("line", "requirement", "file"), [*declared_dependencies()])
def test_every_dependency_has_a_reason_and_a_pin_in_its_range(line, requirement, file):
    assert re.search(r'",  # \S.{10,}', line)
    pins = (ROOT / "requirements" / f"{file}.txt").read_text(encoding="utf-8")
    (version,) = re.findall(rf"^{re.escape(requirement.name)}==(\S+)", pins, flags=re.MULTILINE)
    assert requirement.specifier.contains(version)


# tools/test


@pytest.mark.parametrize(
    ("codes", "ci", "expected"),
    [
        ((0, 0, 0), "", 0),
        ((1, 0, 0), "", 1),
        ((0, 1, 0), "", 1),
        ((0, 0, 5), "", 1),  # no browser test at all
        ((0, 77, 77), "", 0),  # no PostgreSQL and no browser to be had
        ((0, 77, 0), "true", 1),
        ((0, 0, 77), "true", 1),
    ],
)
def test_the_whole_suite_fails_when_a_part_does(monkeypatch, capsys, codes, ci, expected):
    loader = SourceFileLoader("tools_test", str(ROOT / "tools" / "test"))
    tool = module_from_spec(spec_from_loader("tools_test", loader))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(tool)
    monkeypatch.setattr(sys, "argv", ["tools/test"])
    monkeypatch.setenv("CI", ci)
    parts = iter([(code, "7 passed in 1.00s") for code in codes])
    monkeypatch.setattr(tool, "run", lambda *_: next(parts))
    monkeypatch.setattr(tool, "run_browser", lambda *_: next(parts))
    assert tool.main() == expected
    assert capsys.readouterr().out.endswith("21 passed, 0 failed, 0 skipped\n")


# Headers and cookies


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/admin/login/", "/no-such-page/", "/?q=%00", "/static/admin/css/base.css"])
def test_every_answer_carries_the_strict_policy(client, path):
    response = client.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    response.close()  # a static file is open until it is sent


def test_templates_hold_nothing_that_the_policy_refuses():
    refused = re.compile(r"<style|<script(?![^>]*\bsrc=)|\s(style|on[a-z]+)=[\"']|javascript:", flags=re.IGNORECASE)
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in sorted((ROOT / "templates").rglob("*.html"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if refused.search(line)
    ]
    assert found == []


@pytest.mark.django_db
def test_readers_get_no_cookies(client):
    assert client.get("/").status_code == 200
    assert not client.cookies


# The guard


def guarded(rf, address):
    return RequestGuard(lambda request: HttpResponse("through"))(rf.get(address))


@pytest.mark.parametrize(
    "address",
    [
        "/%00",
        "/?q=%00",
        "/?q=\0",
        "/countries/%ED%A0%80/",  # a lone surrogate
        "/?q=%ED%A0%80",
        "/%FF/",
        "/?q=%C3",  # half a letter
        "/?" + "&".join(f"a{number}=1" for number in range(5000)),
        "/?" + "&" * 200,
        "/?q=" + "a" * 8191,
    ],
    ids=lambda address: address[:24],
)
def test_addresses_that_no_page_could_answer_are_refused_with_a_sentence(rf, address):
    response = guarded(rf, address)
    assert response.status_code == 400
    assert "This address" in response.content.decode()
    assert "try again" in response.content.decode() or "start again" in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/countries/%D0%AE/?q=%C3%A9",
        "/countries/Ю/",
        "/?q=%F0%9F%87%A6",
        "/?q=100%",
        "/?" + "&".join(["a=1"] * 200),
    ],
    ids=lambda address: address[:24],
)
def test_all_other_addresses_go_through(rf, address):
    assert guarded(rf, address).content == b"through"


def test_async_servers_hand_over_decoded_paths(async_rf):
    assert guarded(async_rf, "/countries/Ю/").content == b"through"
    assert guarded(async_rf, "/?q=%ED%A0%80").status_code == 400


def test_behind_a_proxy_only_the_address_that_it_saw_counts(rf):
    assert address_behind_proxy(rf.get("/", headers={"X-Forwarded-For": "1.2.3.4, 203.0.113.9"})) == "203.0.113.9"
    assert address_behind_proxy(rf.get("/")) == "127.0.0.1"


# Sign-in


@pytest.mark.django_db
def test_sign_in_pauses_after_five_failures(client):
    get_user_model().objects.create_user("editor", password="right", is_staff=True)
    address = reverse("admin:login")
    statuses = [client.post(address, {"username": "editor", "password": "wrong"}).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]

    locked = client.post(address, {"username": "editor", "password": "right"})
    assert locked.status_code == 429
    assert "admin/locked_out.html" in [template.name for template in locked.templates]
    # Somebody else at the same address may still sign in.
    get_user_model().objects.create_user("reviewer", password="right", is_staff=True)
    assert client.post(address, {"username": "reviewer", "password": "right"}).status_code == 302


def test_a_person_signs_in_through_the_browser(page):
    get_user_model().objects.create_superuser("administrator", password="right")
    complaints = []  # breaches of the policy among them
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            # Browsers ask for an icon where the page names none.
            if message.type == "error" and not message.location["url"].endswith("/favicon.ico")
            else None
        ),
    )

    page.goto("/admin/")
    page.get_by_label("Username").fill("administrator")
    page.get_by_label("Password").fill("right")
    page.get_by_role("button", name="Log in").click()

    page.wait_for_url("/admin/")
    assert page.locator("#user-tools").is_visible()
    assert complaints == []


# The accounts of the local run


@pytest.mark.django_db
def test_local_accounts_are_made_once_and_kept_privately(settings, tmp_path, capsys, client):
    settings.VAR_DIR = tmp_path / "var"
    call_command("local_accounts")
    printed = capsys.readouterr().out
    file = settings.VAR_DIR / "accounts.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    passwords = dict(line.split() for line in file.read_text(encoding="utf-8").splitlines())
    assert all(f"{username:<14} {password}" in printed for username, password in passwords.items())

    users = get_user_model().objects
    assert [group.name for group in users.get(username="editor").groups.all()] == ["Editors"]
    assert [group.name for group in users.get(username="dataeditor").groups.all()] == ["Data editors"]
    assert [group.name for group in users.get(username="reviewer").groups.all()] == ["Reviewers"]
    assert users.get(username="administrator").is_superuser
    assert all(users.get(username=username).check_password(password) for username, password in passwords.items())

    users.filter(username="editor").update(is_active=False)
    call_command("local_accounts")
    assert capsys.readouterr().out == ""
    assert not users.get(username="editor").is_active
    assert len(file.read_text(encoding="utf-8").splitlines()) == 4
