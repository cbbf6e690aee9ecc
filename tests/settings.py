"""
Settings for tests: the real ones, from an environment that is the same everywhere, with six changes.

Only DATABASE_URL is taken from outside: tools/test sets it to run the suite on PostgreSQL.
"""

import os

for name in ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DEBUG", "HSTS_SECONDS", "LOG_LEVEL", "TRUSTED_PROXY"):
    os.environ.pop(name, None)
os.environ |= {
    "CACHE_URL": "locmemcache://",
    "HTTPS": "off",  # the test client and the browser speak plain HTTP
    "SECRET_KEY": "not a secret: only the tests use it",
}

from config.settings import *  # noqa: E402 -- reads the environment made above

# The slow hashing that protects real passwords would take a third of the suite's time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Files by their plain names, straight from the packages: nothing needs collecting before a test.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# A test that needs the worker does its work itself.
IMPORT_WORKER = "separate"

# Documents lie under their digests, so that tests may share a folder; one that tampers with them takes its own.
DOCUMENT_DIR = VAR_DIR / "test-documents"
