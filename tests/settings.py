"""The project's settings as the tests see them: a fixed environment, whatever the developer's own is.

The run is as in production (``DEBUG`` off), but over plain http. ``TEST_DATABASE_URL`` names a PostgreSQL server
to make test databases on; without it the tests run on SQLite, in a file, since an in-memory database has other
locks than the real one.
"""

import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="directory-tests-", ignore_cleanup_errors=True)

_SETTINGS = ("SITE_CEILING", "HOME_STATES", "DATABASE_REPLICA_URLS", "TRUSTED_PROXY_COUNT")
_LEAVING = ("EXIT_URL", "SESSION_IDLE_MINUTES", "SOURCE_URL")
_ORGANISATION = ("ORGANISATION_NAME", "ORGANISATION_EMAIL", "ORGANISATION_PHONE")
for _name in (*_SETTINGS, *_LEAVING, *_ORGANISATION):
    os.environ.pop(_name, None)
os.environ.update(
    {
        "DEBUG": "off",
        "SECRET_KEY": "only-for-tests-" + "0" * 50,
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "SITE_URL": "http://testserver",
        "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{_folder.name}/directory.sqlite3",
        "CACHE_URL": "locmemcache://",
        "EMAIL_URL": "memorymail://",
        "DEFAULT_FROM_EMAIL": "office@example.invalid",
        # Playwright keeps an event loop running in the main thread, and Django takes that for async code.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }
)

from directory.settings import *  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder.name}/test.sqlite3"}

# A real hash takes 50 ms by design; the real hashers still read what they wrote.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]

# Static files straight from the sources, without collectstatic.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# No test is answered out of memory with what another one, or another world, made.
API_ANSWERS_KEPT = 0
# Thousands of requests a minute is what tests make.
API_REQUESTS_A_MINUTE = 0
