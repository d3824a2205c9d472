"""Settings, all from the environment (see `.env.example`); a wrong value stops the start with a sentence."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from cmsmeta.lib import local
from cmsmeta.lib.environment import Environment

WEB = ("http", "https")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

# Without DATABASE_URL an embedded PostgreSQL under VAR_DIR serves.
EMBEDDED = not env.str("DATABASE_URL", default="")
# One person's machine: plain HTTP, a secret key kept under VAR_DIR, static files without a build.
LOCAL = env.flag("LOCAL", default=EMBEDDED)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not LOCAL:
        raise ImproperlyConfigured("SECRET_KEY is not set. Put 50 or more random characters into the environment.")
    SECRET_KEY = local.secret_key(VAR_DIR / "secret-key")
SECRET_KEY_FALLBACKS = [key.strip() for key in env.list("SECRET_KEY_FALLBACKS", default=[]) if key.strip()]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if LOCAL else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "cmsmeta.apps.CmsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "django_filters",
    "channels",
    "cmsmeta.apps.CmsmetaConfig",
    "channels_app",
    "videos",
    "reports",
    "sync",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cmsmeta.lib.content_policy.ContentPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "cmsmeta.urls"
ASGI_APPLICATION = "cmsmeta.asgi.application"
WSGI_APPLICATION = "cmsmeta.wsgi.application"

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

# Database -----------------------------------------------------------------------------------------
if EMBEDDED:
    DATABASES = {
        "default": {
            "ENGINE": "cmsmeta.lib.embedded",
            "NAME": "cmsmeta",
            "USER": "postgres",
            "HOST": str(local.socket_directory(VAR_DIR / "postgres" / "data")),
            "PORT": "5432",
        }
    }
else:
    DATABASES = {"default": env.postgresql("DATABASE_URL")}
DATABASES["default"].setdefault("OPTIONS", {})
# The web process sets this: its many short requests share a few connections.
if env.flag("DATABASE_POOL", default=False):
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": env.count("DATABASE_POOL_SIZE", default=10, least=1),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Jobs ---------------------------------------------------------------------------------------------
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = None  # every command would load every task
PROCRASTINATE_IMPORT_PATHS = ["cmsmeta.worker"]

# Live messages ------------------------------------------------------------------------------------
EMBEDDED_VALKEY = not env.str("REDIS_URL", default="")
REDIS_URL = env.address("REDIS_URL", ("redis", "rediss", "unix")) or local.socket_url(
    local.socket_directory(VAR_DIR / "valkey") / "valkey.sock"
)
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": env.str("REDIS_PREFIX", default="cmsmeta")},
    }
}

# Reports ------------------------------------------------------------------------------------------
REPORTS_BUCKET = env.str("REPORTS_BUCKET", default="")
REPORTS_PREFIX = env.str("REPORTS_PREFIX", default="reports/")
REPORTS_DIR = Path(env.str("REPORTS_DIR", default=str(VAR_DIR / "inbox")))
AWS_S3_ENDPOINT_URL = env.address("AWS_S3_ENDPOINT_URL", WEB) or None
AWS_S3_REGION_NAME = env.str("AWS_S3_REGION_NAME", default="") or None
# An expanded report above this is a bomb or a mistake; a real daily claim report of 10^7 rows is about 6 GB.
REPORT_MAX_BYTES = env.count("REPORT_MAX_BYTES", default=64 * 1024**3)
# A snapshot with fewer videos than this share of the one before waits for a person before it marks any.
REPORT_SHRINK_LIMIT = env.share("REPORT_SHRINK_LIMIT", default=0.1)
# "What the reports say": the rows of each feed as delivered. It costs a few seconds for each million that is new.
REPORT_KEEP_ROWS = env.flag("REPORT_KEEP_ROWS", default=True)
# A worker silent for this many seconds has lost its report to whoever asks next.
REPORT_LEASE_SECONDS = env.count("REPORT_LEASE_SECONDS", default=60, least=5)
# What a person may upload by the browser; larger files go straight into the bucket. S3 takes 10,000 pieces of 8 MB.
REPORT_UPLOAD_MAX_BYTES = env.count("REPORT_UPLOAD_MAX_BYTES", default=2 * 1024**3, least=1, most=80_000 * 1024**2)
# S3 may tell of new objects: by calling /events/reports/ with this secret, or by a queue of SQS.
REPORTS_EVENT_SECRET = env.secret("REPORTS_EVENT_SECRET", least=24)
REPORTS_QUEUE_URL = env.address("REPORTS_QUEUE_URL", WEB)

# What a person may bring as a spreadsheet; more is done by a bulk action.
SPREADSHEET_MAX_BYTES = env.count("SPREADSHEET_MAX_BYTES", default=50 * 1024**2, least=1)
SPREADSHEET_MAX_ROWS = env.count("SPREADSHEET_MAX_ROWS", default=200_000, least=1)

# Files that the system makes and keeps for people, such as what is handed over to YouTube.
FILES_BUCKET = env.str("FILES_BUCKET", default="")
S3 = {
    "endpoint_url": AWS_S3_ENDPOINT_URL,
    "region_name": AWS_S3_REGION_NAME,
    "access_key": env.str("AWS_ACCESS_KEY_ID", default="") or None,
    "secret_key": env.str("AWS_SECRET_ACCESS_KEY", default="") or None,
    "file_overwrite": False,
}


def _storage(bucket: str, folder: Path) -> dict[str, object]:
    if bucket:
        return {"BACKEND": "cmsmeta.lib.s3.Storage", "OPTIONS": {"bucket_name": bucket, **S3}}
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}


STORAGES = {
    "default": _storage(FILES_BUCKET, VAR_DIR / "files"),
    "reports": _storage(REPORTS_BUCKET, REPORTS_DIR),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# The hour of the day, in UTC, at which standing rules are applied.
STANDING_RULES_HOUR = env.count("STANDING_RULES_HOUR", default=4, most=23)

# YouTube ------------------------------------------------------------------------------------------
YOUTUBE_API_URL = env.address("YOUTUBE_API_URL", WEB)
YOUTUBE_PARTNER_API_URL = env.address("YOUTUBE_PARTNER_API_URL", WEB)
# `make run` sets this where the sandbox stands in for YouTube: every page of the admin says so.
YOUTUBE_SANDBOX = env.flag("YOUTUBE_SANDBOX", default=False)
YOUTUBE_CONTENT_OWNER = env.str("YOUTUBE_CONTENT_OWNER", default="")
YOUTUBE_DAILY_UNITS = env.count("YOUTUBE_DAILY_UNITS", default=10_000)
# The last units of a day, which only pushes may spend: a person's urgent push does not wait for the refreshing.
YOUTUBE_RESERVED_UNITS = env.count("YOUTUBE_RESERVED_UNITS", default=YOUTUBE_DAILY_UNITS // 10)
# No limit of the Content ID API is known; this one stops a run that went wild.
YOUTUBE_CONTENT_ID_DAILY_CALLS = env.count("YOUTUBE_CONTENT_ID_DAILY_CALLS", default=100_000)
# Rows of one update spreadsheet; YouTube's own limit is nowhere written down.
YOUTUBE_SHEET_ROWS = env.count("YOUTUBE_SHEET_ROWS", default=10_000, least=1)
YOUTUBE_TIMEOUT_SECONDS = env.count("YOUTUBE_TIMEOUT_SECONDS", default=60, least=1)
# The first pause before a request is tried again; each further one is twice as long.
YOUTUBE_PAUSE_SECONDS = env.count("YOUTUBE_PAUSE_SECONDS", default=1)
# Files of the Reporting API are fetched into the reports storage where this is on.
YOUTUBE_FETCH_REPORTS = env.flag("YOUTUBE_FETCH_REPORTS", default=False)
YOUTUBE_REPORTING_API_URL = env.address("YOUTUBE_REPORTING_API_URL", WEB)
YOUTUBE_REPORTING_CREDENTIAL = env.str("YOUTUBE_REPORTING_CREDENTIAL", default="")
# The CMS as YouTube's own report files name it; of another name, the API's files would be another CMS.
YOUTUBE_CMS_NAME = env.str("YOUTUBE_CMS_NAME", default="") or YOUTUBE_CONTENT_OWNER
# Where YouTube's hub reaches us; without it, no channel is subscribed to.
YOUTUBE_HUB_CALLBACK = env.address("YOUTUBE_HUB_CALLBACK", WEB)
YOUTUBE_HUB_URL = env.address("YOUTUBE_HUB_URL", WEB) or "https://pubsubhubbub.appspot.com/subscribe"
# The first one encrypts credentials, all of them decrypt. On one person's machine a key is made and kept.
CREDENTIAL_KEYS = env.keys("CREDENTIAL_KEYS")
if not CREDENTIAL_KEYS and LOCAL:
    CREDENTIAL_KEYS = [local.credential_key(VAR_DIR / "credential-key")]
BACKUPS_BUCKET = env.str("BACKUPS_BUCKET", default="")

# Retention ----------------------------------------------------------------------------------------
STATISTICS_HISTORY_DAYS = env.count("STATISTICS_HISTORY_DAYS", default=90)
CHANGE_HISTORY_DAYS = env.count("CHANGE_HISTORY_DAYS", default=0)
RAW_ROWS_DAYS = env.count("RAW_ROWS_DAYS", default=400)
DIGEST_HISTORY_DAYS = env.count("DIGEST_HISTORY_DAYS", default=400)
PASTED_LISTS_DAYS = env.count("PASTED_LISTS_DAYS", default=180)
QUOTA_HISTORY_DAYS = env.count("QUOTA_HISTORY_DAYS", default=90)

# E-mail -------------------------------------------------------------------------------------------
# Where the site is reached, for the links in e-mails.
SITE_URL = env.address("SITE_URL", WEB).rstrip("/") or ("http://localhost:8000" if LOCAL else "")
# Without a server to send by, e-mails are written into the worker's log.
EMAIL_URL = env.email("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = EMAIL_URL["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = EMAIL_URL["EMAIL_HOST"], EMAIL_URL["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL_URL["EMAIL_HOST_USER"] or "", EMAIL_URL["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_URL.get("EMAIL_USE_TLS", False), EMAIL_URL.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = EMAIL_URL["EMAIL_FILE_PATH"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="") or "YouTube CMS back office <cms@localhost>"

# Errors: no page and no mail about one shows what is secret, whatever DEBUG says.
DEFAULT_EXCEPTION_REPORTER_FILTER = "cmsmeta.lib.error_pages.ClosedFrames"

# Sign-in ------------------------------------------------------------------------------------------
# The password of the administrator that `make run` makes; without it one is made up and kept under VAR_DIR.
ADMIN_PASSWORD = env.str("ADMIN_PASSWORD", default="")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en-us"
FORMAT_MODULE_PATH = "cmsmeta.formats"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# Static files -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = None if LOCAL else VAR_DIR / "static"
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_AUTOREFRESH = False

# Behind HTTPS -------------------------------------------------------------------------------------
if not LOCAL and not DEBUG:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.count("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.choice("LOG_LEVEL", LEVELS, default="INFO")},
    "loggers": {
        # They say at every command which tasks there are.
        **{f"procrastinate.{name}": {"level": "WARNING"} for name in ("blueprints", "periodic")},
        # It tells of every refusal, with the page of a proxy as it came; the ledger and the sync tell it better.
        "googleapiclient.http": {"level": "ERROR"},
    },
}
