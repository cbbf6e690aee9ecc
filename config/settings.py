"""
All settings, read from the environment and safe when it is empty.

README.md shows a production environment. Only DEBUG=on and HTTPS=off make anything less safe; neither is a default.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent

# What a run makes and git ignores: the SQLite file, collected static files, the local run's secrets.
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

# The switches

DEBUG = env.bool("DEBUG", default=False)

# Off only where browsers reach the server itself over loopback: the local run and the tests.
HTTPS = env.bool("HTTPS", default=not DEBUG)

# On where one reverse proxy stands in front, sets X-Forwarded-Proto and appends to X-Forwarded-For. Without a proxy,
# anybody could write these headers, so they are not read.
TRUSTED_PROXY = env.bool("TRUSTED_PROXY", default=False)

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Put a long random string into the environment and keep it: it signs the sessions. "
            "`make run` makes one for the local run by itself."
        )
    SECRET_KEY = get_random_secret_key()

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# The parts

INSTALLED_APPS = [
    # Ours stand first, so that their templates and commands win; from the readers' pages down to the foundation.
    "public",
    "people",
    "relations",
    "sources",
    "exchange",
    "editorial",
    "core",
    "config.apps.DeskConfig",  # django.contrib.admin with our own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "import_export",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Before all that may answer by itself, so that refusals and static files carry the policy too.
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Before all that reads the path or the query.
    "core.middleware.RequestGuard",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.BusyDatabase",
    # Last, as its documentation asks: it turns a locked-out sign-in into an answer.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# The data

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Readers go on while one writes. A write takes its lock at the start and waits for its turn; a transaction
        # that starts as a reader and then writes would be refused at once ("database is locked").
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # In WAL mode, NORMAL cannot corrupt the file; at most a power cut takes the last transactions.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

# A record with a hundred citations makes an admin form of more than Django's default of 1,000 fields. Query strings
# have tighter bounds of their own in core.middleware.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Where spreadsheets wait between their preview and their confirmation; many machines need one they share.
UPLOAD_DIR = Path(env.str("UPLOAD_DIR", default=str(VAR_DIR / "uploads")))

# Imports up to this size are read and written in the request; larger ones by a worker (see exchange.working): one that
# the web processes start when it is needed, or "separate" ones that somebody keeps running.
IMPORT_ROWS_IN_REQUEST = env.int("IMPORT_ROWS_IN_REQUEST", default=5_000)
IMPORT_BYTES_IN_REQUEST = env.int("IMPORT_BYTES_IN_REQUEST", default=2 * 1024 * 1024)
IMPORT_WORKER = env.str("IMPORT_WORKER", default="embedded")

# Where attached documents lie under their SHA-256; many machines need one they share. Back it up with the database.
DOCUMENT_DIR = Path(env.str("DOCUMENT_DIR", default=str(VAR_DIR / "documents")))

# Language and time

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True

# A typed address without a scheme is read as https, as every Django from 6.0 on does; goes away with 5.2.
FORMS_URLFIELD_ASSUME_HTTPS = True

# Static files

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Who signs in, and how often they may try

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# Both together: neither can a stranger lock an editor out, nor one slip lock a whole office out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_RESET_ON_SUCCESS = True
# Failures are counted; a diary of everybody's successful sign-ins is not kept.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False  # its pages show what was typed into the sign-in; `manage.py axes_reset` frees a name
if TRUSTED_PROXY:
    AXES_CLIENT_IP_CALLABLE = "core.middleware.address_behind_proxy"

# Sessions and cookies: only who signs in gets any

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
# A week: a form left open over a weekend can still be saved.
SESSION_COOKIE_AGE = 7 * 24 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
# A form of the desk whose token is stale comes back filled in.
CSRF_FAILURE_VIEW = "editorial.keeping.csrf_failure"

# Transport and browser policies

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 60 * 60) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if TRUSTED_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # data: is for the small pictures inside the admin's own stylesheets.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}

# Logs go to standard error, where every process manager finds them

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # Django's own handlers print with DEBUG on and mail otherwise; the root's one is enough.
    "loggers": {"django": {"handlers": [], "level": "NOTSET"}},
}
