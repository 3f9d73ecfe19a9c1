"""Settings. The environment is read here and nowhere else; a missing or malformed value stops the start.

The names are those of docs/operations.md. ``DEBUG=1`` (what ``make run`` sets) gives every one of them a
default for one's own machine; without it the ones that matter have none.
"""

import re
import sys
from email.utils import parseaddr
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from django.utils.csp import CSP

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
_ADDRESS = r"[^\s@<>,]+@[^\s@<>,]+"
env = environ.Env()


def _stop(name: str, problem: str) -> NoReturn:
    """End the process with one line that names the setting."""
    sys.exit(f"{name} {problem}. See docs/operations.md, Settings.")


def _read(name: str, cast: Any = str, default: Any = environ.Env.NOTSET) -> Any:
    try:
        return env.get_value(name, cast=cast, default=default)
    except environ.ImproperlyConfigured:
        _stop(name, "is not set")
    except (ValueError, TypeError):
        _stop(name, f"is malformed: {env.ENVIRON[name]!r}")


def _boolean(name: str, default: bool) -> bool:
    text = str(_read(name, default="")).strip().lower()
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off"):
        return False
    return default if text == "" else _stop(name, f"is malformed: {text!r} is neither on nor off")


def _required(name: str, in_debug: str, cast: Any = str) -> Any:
    """A setting without a default, but for one's own machine."""
    value = _read(name, cast=cast, default=cast(in_debug) if DEBUG else environ.Env.NOTSET)
    return value or _stop(name, "is empty")


def _comma_separated(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


DEBUG = _boolean("DEBUG", default=False)
SECRET_KEY = _required("SECRET_KEY", in_debug="only-for-ones-own-machine-" + "0" * 40)
ALLOWED_HOSTS = _required(
    "ALLOWED_HOSTS", in_debug="localhost,127.0.0.1,[::1],testserver", cast=_comma_separated
)
SITE_URL = _required("SITE_URL", in_debug=f"http://127.0.0.1:{env.str('PORT', default='8000')}").rstrip("/")
if not re.fullmatch(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::\d+)?", SITE_URL):
    _stop("SITE_URL", f"is malformed: {SITE_URL!r} is not like https://directory.example.org")
if not all(re.fullmatch(r"\*|\.?[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]", host) for host in ALLOWED_HOSTS):
    _stop(
        "ALLOWED_HOSTS",
        f"is malformed: {','.join(ALLOWED_HOSTS)!r}; write names, as in a.example.org,b.example.org",
    )
SECURE = SITE_URL.startswith("https://")
if not DEBUG and len(SECRET_KEY.strip()) < 50:
    _stop("SECRET_KEY", "is malformed: it needs 50 characters or more")

# --- The product -----------------------------------------------------------------------------------------

SITE_CEILING = _read("SITE_CEILING", default="public")
if SITE_CEILING not in ("public", "members"):
    _stop("SITE_CEILING", f"is malformed: {SITE_CEILING!r} is neither public nor members")
HOME_STATES = _read("HOME_STATES", cast=_comma_separated, default=["US-ME"])
if not HOME_STATES or not all(re.fullmatch(r"US-[A-Z]{2}", state) for state in HOME_STATES):
    _stop("HOME_STATES", f"is malformed: {','.join(HOME_STATES)!r}; write US-ME,US-NH")
ORGANISATION_NAME = _read("ORGANISATION_NAME", default="The institute").strip() or "The institute"
ORGANISATION_EMAIL = _read("ORGANISATION_EMAIL", default="institute@example.invalid")
if not re.fullmatch(_ADDRESS, ORGANISATION_EMAIL):
    _stop("ORGANISATION_EMAIL", f"is malformed: {ORGANISATION_EMAIL!r} is not an e-mail address")
ORGANISATION_PHONE = _read("ORGANISATION_PHONE", default="")
# Where "Exit this page" leads: somewhere that nobody wonders about.
EXIT_URL = _read("EXIT_URL", default="https://www.weather.gov/").strip()
if not re.fullmatch(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::\d+)?(?:[/?#][!-~]*)?", EXIT_URL):
    _stop("EXIT_URL", f"is malformed: {EXIT_URL!r} is not like https://www.example.org/")
SOURCE_URL = _read("SOURCE_URL", default="").strip()
if SOURCE_URL and not re.fullmatch(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[!-~]*)?", SOURCE_URL):
    _stop("SOURCE_URL", f"is malformed: {SOURCE_URL!r} is not like https://code.example.org/directory")
# A session in which nothing happens for so long ends by itself.
SESSION_IDLE_MINUTES = _read("SESSION_IDLE_MINUTES", cast=int, default=30)
if not 1 <= SESSION_IDLE_MINUTES <= 1440:
    _stop("SESSION_IDLE_MINUTES", f"is malformed: {SESSION_IDLE_MINUTES} is not a number from 1 to 1440")
# While this file is there, every page says that the site is closed for a while.
MAINTENANCE_FILE = VAR_DIR / "maintenance"
# The words of /agreement/ that a receipt names. Raise it when they change in substance.
AGREEMENT_VERSION = "2026-11"
HOLD_WORKING_DAYS = 5

# --- Applications ----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "directory.operations",
    "directory.web",
    "directory.moderation",
    "directory.connections",
    "directory.profiles",
    "directory.listings",
    "directory.notices",
    "directory.accounts",
    "directory.audit",
    "directory.vocabulary",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_htmx",
    "directory.accounts.apps.OperatorSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "directory.web.compression.CompressionMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "directory.web.errors.Maintenance",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Before whatever may refuse a request, so that refusals are in the reader's language too.
    "directory.web.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # After the check of a form's origin, since it keeps what was typed.
    "directory.web.idleness.SessionsEndWhenIdle",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "directory.urls"
WSGI_APPLICATION = "directory.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "directory.web.context.site",
            ],
        },
    }
]

# --- Database --------------------------------------------------------------------------------------------

_database: dict[str, Any] = {"ENGINE": "", "NAME": ""}
_database_url = _read("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'directory.sqlite3'}")
if _database_url.startswith(("sqlite:", "postgres:", "postgresql:")):
    try:
        _database |= environ.Env.db_url_config(_database_url)
    except (environ.ImproperlyConfigured, ValueError):
        _database["NAME"] = ""
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # Readers and one writer side by side (WAL); a writer waits for the other at the start of its
    # transaction (IMMEDIATE), since one that waits in the middle fails.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
    }
elif _database["ENGINE"] == "django.db.backends.postgresql":
    _database["CONN_HEALTH_CHECKS"] = True
    # Values travel beside a query and not as text in it, and what is asked often is parsed and planned once. Whoever
    # has a pooler between that hands out another connection each time turns the second off in the address.
    _options = {"prepare_threshold": 5, **_database.get("OPTIONS", {}), "server_side_binding": True}
    if _options["prepare_threshold"] == "None":
        _options["prepare_threshold"] = None
    elif not isinstance(_options["prepare_threshold"], int):
        _stop("DATABASE_URL", "is malformed: prepare_threshold is a number, or None")
    _database["OPTIONS"] = _options
if not _database["NAME"]:
    _stop(
        "DATABASE_URL", "is malformed: write sqlite:////path/file or postgres://user:password@host:port/name"
    )
if not Path(_database["NAME"]).parent.is_dir():
    _stop("DATABASE_URL", f"is malformed: there is no folder {Path(_database['NAME']).parent}")
# Persistent connections: opening one costs more than most pages.
DATABASES = {"default": {**_database, "CONN_MAX_AGE": None}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

try:
    # Sign-in limits live in the cache, so all workers must share it.
    CACHES = {"default": env.cache_url("CACHE_URL", default=f"filecache://{VAR_DIR / 'cache'}")}
    urlsplit(env.str("CACHE_URL", default="")).port  # noqa: B018 - raises where it is no number
except (environ.ImproperlyConfigured, ValueError, KeyError):
    _stop("CACHE_URL", "is malformed: write filecache:///path, redis://host:6379/0 or locmemcache://")

# --- Mail ------------------------------------------------------------------------------------------------


def _mailer(url: str) -> dict[str, Any]:
    """Django's MAILERS entry for an address like ``smtp+tls://user:password@host:587``.

    ``terminal:`` prints mails and keeps a copy under ``var/mail/`` (one's own machine only).
    """
    if url == "terminal:":
        return {
            "BACKEND": "directory.notices.backends.TerminalAndFolder",
            "OPTIONS": {"file_path": str(VAR_DIR / "mail")},
        }
    config = environ.Env.email_url_config(url)
    options: dict[str, Any] = {}
    if config["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
        if not config["EMAIL_HOST"]:
            raise ValueError
        options = {"host": config["EMAIL_HOST"], "timeout": 10}
        options |= {"port": config["EMAIL_PORT"]} if config["EMAIL_PORT"] else {}
        options |= {"username": config["EMAIL_HOST_USER"]} if config["EMAIL_HOST_USER"] else {}
        options |= {"password": config["EMAIL_HOST_PASSWORD"]} if config["EMAIL_HOST_PASSWORD"] else {}
        options |= {"use_tls": True} if config.get("EMAIL_USE_TLS") else {}
        options |= {"use_ssl": True} if config.get("EMAIL_USE_SSL") else {}
    elif config["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
        options = {"file_path": "/" + config["EMAIL_FILE_PATH"]}
    return {"BACKEND": config["EMAIL_BACKEND"], "OPTIONS": options}


try:
    MAILERS = {"default": _mailer(_required("EMAIL_URL", in_debug="terminal:"))}
except (environ.ImproperlyConfigured, ValueError):
    _stop("EMAIL_URL", "is malformed: write smtp+tls://user:password@host:587")
# Neither sender nor subject says what this site is about: somebody else may see the inbox.
DEFAULT_FROM_EMAIL = _required("DEFAULT_FROM_EMAIL", in_debug="Members’ office <office@example.invalid>")
if "\n" in DEFAULT_FROM_EMAIL or not re.fullmatch(rf"{_ADDRESS}|[^<>@,]+<{_ADDRESS}>", DEFAULT_FROM_EMAIL):
    _stop("DEFAULT_FROM_EMAIL", "is malformed: write office@example.org or Office <office@example.org>")
if re.search(r"\b(ally|allies)\b|restorative|directory", DEFAULT_FROM_EMAIL, re.IGNORECASE):
    _stop("DEFAULT_FROM_EMAIL", "says what this site is about: write an address that does not")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# What the site calls itself where others may look: in an authenticator app, in titles if one asks for it.
NEUTRAL_NAME = parseaddr(DEFAULT_FROM_EMAIL)[0] or "Account"

# --- Who signs in ----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["directory.accounts.sign_in.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"
ACCOUNT_ADAPTER = "directory.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "directory.accounts.forms.LoginForm",
    "signup": "directory.accounts.forms.SignupForm",
    "add_email": "directory.accounts.forms.AddEmailForm",
    "change_password": "directory.accounts.forms.ChangePasswordForm",
    "set_password": "directory.accounts.forms.SetPasswordForm",
    "reset_password": "directory.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "directory.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "directory.accounts.forms.ReauthenticateForm",
    "request_login_code": "directory.accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "directory.accounts.forms.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "directory.accounts.forms.ConfirmAddressForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# By a code typed where one signed up, not by a link: a stranger who signs up with another's address gets nowhere
# even if its owner follows what a mail asks of them, and no filter that opens links confirms anything. Codes can't
# be sent again at a press: it would tell known addresses by the time the mail takes.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
ACCOUNT_LOGOUT_ON_GET = False
# A session ends with the browser, if not before: many people share a computer.
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "directory.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "directory.accounts.forms.AuthenticateForm",
    "reauthenticate": "directory.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "directory.accounts.forms.ActivateTOTPForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = NEUTRAL_NAME
TRUSTED_PROXY_COUNT = _read("TRUSTED_PROXY_COUNT", cast=int, default=0)
if TRUSTED_PROXY_COUNT < 0:
    _stop("TRUSTED_PROXY_COUNT", f"is malformed: {TRUSTED_PROXY_COUNT} is less than none")
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Safety ----------------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "directory.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# Django's page for errors on one's own machine reads the query too, and would fail of the same.
DATA_UPLOAD_MAX_NUMBER_FIELDS = None if DEBUG else 1_000

# --- The API ---------------------------------------------------------------------------------------------

# For an account, and for an address from which nobody is signed in; 0 for no limit, as on one's own machine, where
# one measures. Many people can share one address, and whoever mirrors the directory walks all of it.
API_REQUESTS_A_MINUTE = 0 if DEBUG else 3000
# Answers that a worker keeps in memory while the public shelf stands still, 64 KB each at most.
API_ANSWERS_KEPT = 256
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["api.rendering.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsing.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "api.operation.Operation",
    "DEFAULT_THROTTLE_CLASSES": ["api.throttling.Throttle"],
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "api.problems.handler",
    # The form of an answer is asked for by Accept alone: "format" is no parameter.
    "URL_FORMAT_OVERRIDE": None,
    "NUM_PROXIES": TRUSTED_PROXY_COUNT,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Directory of system allies",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "DESCRIPTION": (
        "People who work inside schools, police, courts, corrections and like institutions, and who move them toward "
        "restorative justice from within.\n\n"
        "Whoever is not signed in reads what anyone may see; with a session, what that member may see. Nothing else "
        "enters an answer: neither a count, nor an order, nor an ETag. What a reader may not see is not there.\n\n"
        "Whoever keeps a copy forgets who is `unlisted` within 24 hours, tries to recognize nobody, and decides about "
        "nobody's employment by it: the `Link` header names the terms."
    ),
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Choices stand where they are made, not as named components.
    "POSTPROCESSING_HOOKS": [],
}

# --- The rest --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
# Each by its own name. What is missing in one is found by make check (docs/languages.md).
LANGUAGES = [("en", "English"), ("es", "Español"), ("fr", "Français"), ("pt", "Português")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "America/New_York"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
VAR_DIR.mkdir(exist_ok=True)
