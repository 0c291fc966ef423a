"""Settings: everything an operator may change comes from the environment (`.env.example`)."""

import os
from pathlib import Path
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured

from layers.tile_source import tile_source
from ntars_geo.gislibs import bundled_library
from ntars_geo.services import ROOT, embedded_services, state_folder

env = environ.Env()
SERVICES = embedded_services()

# Well-known passwords: on for the private services of `make run` alone, never beside a database
# that an operator named.
DEMO = env.bool("NTARS_DEMO", default="demo" in SERVICES and "DATABASE_URL" not in os.environ)
DEBUG = False


def _secret_key() -> str:
    if key := env.str("SECRET_KEY", default=""):
        return str(key)
    if path := SERVICES.get("secret_key_file"):
        return Path(path).read_text().strip()
    raise ImproperlyConfigured(
        "No SECRET_KEY is set and no private services were found: run `make start`, "
        "or set SECRET_KEY, DATABASE_URL and REDIS_URL (see .env.example)."
    )


def _database(variable: str, service: str) -> dict[str, object]:
    url = env.str(variable, default="") or SERVICES.get(service, "")
    if not url:
        raise ImproperlyConfigured(
            f"No database: run `make start`, or set {variable} (see .env.example)."
        )
    found = env.db_url_config(url)
    return {
        **found,
        "HOST": unquote(str(found["HOST"])),  # a socket folder stands percent-encoded in the URL
        "ENGINE": "ntars_geo.database",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c timezone=UTC", "application_name": "ntars"},
        # How long a statement may take, and a transaction do nothing. None by default, for
        # imports and analyses; web processes and the worker set their own (ADR 0067).
        "STATEMENT_SECONDS": env.float("NTARS_STATEMENT_SECONDS", default=0),
        "IDLE_SECONDS": env.float("NTARS_IDLE_SECONDS", default=0),
    }


SECRET_KEY = _secret_key()

# Two roles from the first migration: the owner changes the schema, the application owns nothing.
DATABASES = {
    "default": _database("DATABASE_URL", "database_url"),
}
# Web and worker processes go without the owner's password; only migrations and tests have it.
if env.str("OWNER_DATABASE_URL", default="") or "owner_database_url" in SERVICES:
    DATABASES["owner"] = _database("OWNER_DATABASE_URL", "owner_database_url")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", default=SERVICES.get("redis_url", ""))

# The wheels' own GDAL and GEOS; the environment still wins.
GDAL_LIBRARY_PATH = os.environ.get("GDAL_LIBRARY_PATH") or bundled_library("pyogrio", "libgdal")
GEOS_LIBRARY_PATH = os.environ.get("GEOS_LIBRARY_PATH") or bundled_library("shapely", "libgeos_c")

# Only names of this machine in demo mode; an operator names theirs.
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",  # allauth.mfa needs it
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_rq",
    "members",
    "layers",
    "outreach",
    "incidents",
    "hotspots",
    "ntars_geo",
]

MIDDLEWARE = [
    "ntars_geo.middleware.demo_stays_here",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "incidents.uploads.PhotoUploads",  # before whatever reads a form
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ntars_geo.middleware.responses",
    "ntars_geo.middleware.Unavailable",
    "ntars_geo.middleware.IdleEnds",
    "ntars_geo.middleware.SecondFactorGuard",
]

ROOT_URLCONF = "ntars_geo.urls"
WSGI_APPLICATION = "ntars_geo.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "ntars_geo" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ntars_geo.context.site",
            ],
        },
    },
]

# --- Language and time -------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
USE_I18N = True
TIME_ZONE = "Europe/London"  # shown; PostgreSQL stores UTC
USE_TZ = True

# --- Files -------------------------------------------------------------------------------------
# Photographs, each cleaned; served by a view that checks who asks, and by nothing else.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(state_folder() / "media")))
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(state_folder() / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# MapLibre's worker and modules are asked for by their plain names as well.
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
WHITENOISE_MANIFEST_STRICT = False

# --- Signing in --------------------------------------------------------------------------------
AUTH_USER_MODEL = "members.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "members.adapters.InvitationOnlyAdapter"
MFA_ADAPTER = "members.adapters.SealedSecretsAdapter"
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited by somebody who knows them
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "NTARS Geo: "  # or the name that the request was sent to
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "NTARS Geo"
MFA_PASSKEY_LOGIN_ENABLED = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

# Login rate limits need a cache that every web process shares.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- Background work ---------------------------------------------------------------------------
# Redis holds nothing that cannot be asked for again; jobs carry ids and are JSON, never pickles.
RQ_QUEUES = {
    "default": {
        "URL": REDIS_URL or "unix:///nonexistent/redis.sock",
        "DEFAULT_TIMEOUT": 600,
        "SERIALIZER": "rq.serializers.JSONSerializer",
    }
}
RQ = {"JOB_CLASS": "ntars_geo.jobs.ListedJob"}
RQ_SHOW_ADMIN_LINK = False
# All that a worker will run. The standing jobs, asked for after so many seconds each, find out
# for themselves what is due.
STANDING_WORK = {
    "hotspots.jobs.build_missing_contrasts": 900,
    "hotspots.jobs.build_waiting_plans": 3600,
    "hotspots.evidence_jobs.sign_evidence": 3600,
    "hotspots.jobs.publish_quarters": 3600,
    "hotspots.weekly_jobs.build_weekly_maps": 900,
    "hotspots.jobs.build_missing_trends": 900,
    "hotspots.jobs.purge_weekly_files": 86_400,
    "incidents.jobs.drain_outbox": 30,
    "incidents.jobs.sweep_photos": 600,
    "incidents.jobs.erase_old_photos": 3600,
}
BACKGROUND_WORK = [*STANDING_WORK, "hotspots.jobs.build_contrast"]

# What events of the outbox come to, where an app above `incidents` owes them.
OUTBOX_EFFECTS = {"WEEKLY_MAP": "hotspots.actions.weekly_letters.news_of"}

# --- Transport and headers ---------------------------------------------------------------------
# Browsers refuse `__Host-` cookies over plain http, which is all that the loopback demo has.
SECURE = env.bool("NTARS_HTTPS", default=not DEMO)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # browsers themselves allow it on loopback only
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
PASS_COOKIE_NAME = "__Host-pass" if SECURE else "pass"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_SSL_REDIRECT = False  # nginx does it, in front
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
# For the whole domain only if an operator says so: their other sites may not speak https.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("NTARS_HSTS_WHOLE_DOMAIN", default=False)
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# A tile host is the one outside host there can be, and only when an operator names it.
BASEMAP_PMTILES = env.str("NTARS_BASEMAP_PMTILES", default="")
BASEMAP_TILES = env.str("NTARS_BASEMAP_TILES", default="")
BASEMAP_ATTRIBUTION = env.str("NTARS_BASEMAP_ATTRIBUTION", default="")
_TILE_HOST = tile_source(
    pmtiles=BASEMAP_PMTILES, url=BASEMAP_TILES, attribution=BASEMAP_ATTRIBUTION
).host
BASEMAP_HOSTS = [_TILE_HOST] if _TILE_HOST else []
POLICE_BASE = env.str("NTARS_POLICE_BASE", default="https://data.police.uk")
# The private key that evidence packs are signed with; only the worker needs to read it.
EVIDENCE_KEY = Path(
    env.str("NTARS_EVIDENCE_KEY", default=str(state_folder() / "secrets" / "evidence-key.pem"))
)
DOWNLOADS = Path(env.str("NTARS_DOWNLOADS", default=str(state_folder() / "downloads")))

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "worker-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", *BASEMAP_HOSTS],
        "font-src": ["'self'"],
        "connect-src": ["'self'", *BASEMAP_HOSTS],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}

# The service worker that keeps the report page's shell. Off: devices remove theirs, and reports
# that wait are sent from the open page alone.
OFFLINE = env.bool("NTARS_OFFLINE", default=True)

# Request bodies: forms here are small; photographs have limits of their own.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# --- Mail and logs -----------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10  # seconds: a page may wait for the mail server, but not for long
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="NTARS Geo <no-reply@ntars.invalid>")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "ntars_geo.logs.JsonLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},  # a line for each piece of an archive
    },
}
