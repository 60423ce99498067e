"""Settings of the whole product. Local use needs none given; production must give what has no safe default."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import env
from config.localdb import place
from config.logs import logging_settings
from privacy.vault.provider import write_key_file

PRODUCT_VERSION = "0.1.0"
BASE_DIR = Path(__file__).resolve().parent.parent
MODE = env.choice("DISCREET_MODE", "local", ("local", "test", "production"))
PRODUCTION = MODE == "production"
TESTING = MODE == "test"
STATE_DIR = BASE_DIR / "var" / "test" if TESTING else BASE_DIR / "var"
DEBUG = env.flag("DISCREET_DEBUG", default=False)
if DEBUG and PRODUCTION:
    raise ImproperlyConfigured("DISCREET_DEBUG shows values on error pages and is refused in production")

# --- secrets: made once for local use, given in production ---------------------------------------------------------
if PRODUCTION:
    SECRET_KEY = env.text("DISCREET_SECRET_KEY")
    PRIVACY_KEY_FILE = Path(env.text("PRIVACY_KEY_FILE"))
else:
    SECRET_KEY = env.secret_file(STATE_DIR / "secrets" / "secret_key", make=True, size=50)
    PRIVACY_KEY_FILE = STATE_DIR / "secrets" / "keys.json"
    env.file_made_once(PRIVACY_KEY_FILE, write_key_file)

# --- hosts and transport ------------------------------------------------------------------------------------------
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]", "testserver")
ALLOWED_HOSTS = env.words("DISCREET_HOSTS", () if PRODUCTION else LOCAL_HOSTS)
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("DISCREET_HOSTS must name the hosts that are served")
CSRF_TRUSTED_ORIGINS = env.words("DISCREET_ORIGINS")
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("DISCREET_BEHIND_PROXY", default=False) else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
X_FRAME_OPTIONS = "DENY"

# Photographs arrive as files: one over the limit reaches the application, which refuses it in words (413).
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 100  # more than one report takes, so that too many are refused by name and the report is kept
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
PRIVACY_MEDIA_MAX_BYTES = 20 * 1024 * 1024
PRIVACY_MEDIA_ROOT = Path(env.text("PRIVACY_MEDIA_ROOT", str(STATE_DIR / "media")))

# --- applications -------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config",
    "incidents",
    "drivers",
    "fleet",
    "privacy",
    "privacy.vault",
    "privacy.ledger",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    "allauth.idp.oidc",
    "guardian",
    "simple_history",
    "pgtrigger",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "csp",
]
OPTIONAL_APPS = ("fines", "fuelcards")
INSTALLED_APPS[2:2] = [name for name in OPTIONAL_APPS if (BASE_DIR / name / "apps.py").exists()]

MIDDLEWARE = [
    "config.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.NothingKept",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.language.LanguageOfLogin",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "privacy.edge.problem_pages.ProblemMiddleware",
    "privacy.edge.middleware.AccountGates",
]
CSRF_FAILURE_VIEW = "privacy.edge.problem_pages.csrf_failure"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_LOADERS = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _LOADERS)])],
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "privacy.edge.workspaces.workspaces",
                "privacy.edge.emergencies.emergency",
                "config.navigation.navigation",
            ],
        },
    }
]
FORM_RENDERER = "config.forms_renderer.TablerForms"

# --- databases ----------------------------------------------------------------------------------------------------
APP_ROLE = env.text("DISCREET_APP_ROLE", "discreet_app")
OWNER_ROLE = "discreet_owner"
DB_ROLE = env.choice("DISCREET_DB_ROLE", "app", ("app", "owner"))
TEST_RUN = env.text("DISCREET_TEST_RUN", "")
POOL_SIZE = env.number("DISCREET_DB_POOL", 0, low=0, high=200)


def _database(variable: str, local_name: str) -> dict[str, Any]:
    """Return one database's settings: the address in the variable, or the local server's."""
    found = env.database(variable)
    if found is None:
        if PRODUCTION:
            raise ImproperlyConfigured(f"{variable} must be set")
        found = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": local_name,
            "USER": OWNER_ROLE if DB_ROLE == "owner" else APP_ROLE,
            "HOST": str(place.socket_folder()),
            "OPTIONS": {},
        }
    # The web server shares a pool between its short-lived threads; a worker or command keeps its one connection.
    # Statements bound by the server are planned once per connection. A pooler that hands out transactions cannot have that:
    # its address then says prepare_threshold=None.
    options: dict[str, Any] = {"connect_timeout": 5, "prepare_threshold": 3, **found["OPTIONS"]}
    if POOL_SIZE:
        options["pool"] = {"min_size": 1, "max_size": POOL_SIZE, "timeout": 10}
    else:
        found |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    # A prepared read keeps its plan: planning a page anew takes longer than reading it, and what it depends on does not vary much.
    options["options"] = f"{options.get('options', '')} -c plan_cache_mode=force_generic_plan".strip()
    if variable != "DATABASE_URL":
        # Own SQL with long arrays of ids: bound by the server and prepared once. The ORM's SQL stays bound by the client.
        options["server_side_binding"] = True
    return found | {"OPTIONS": options, "TEST": {"NAME": f"test_{local_name}{TEST_RUN}", "DEPENDENCIES": []}}


DATABASES = {
    "default": _database("DATABASE_URL", "discreet"),
    "vault": _database("VAULT_DATABASE_URL", "discreet_vault"),
    "ledger": _database("LEDGER_DATABASE_URL", "discreet_ledger"),
}
DATABASE_ROUTERS = ["config.router.SeparateStores"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "config_cache"}}
if TESTING:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- privacy ------------------------------------------------------------------------------------------------------
PRIVACY_POLICY_DIR = BASE_DIR / "config" / "policy"
PRIVACY_STAFF_MFA_REQUIRED = env.flag("DISCREET_STAFF_MFA_REQUIRED", default=PRODUCTION)
# The ledger commits on a connection of its own. Inside a test's rolled-back transaction it cannot, and may not need to.
PRIVACY_LEDGER_MAY_SHARE_TRANSACTION = TESTING

# The roles whose pages an address space holds; whoever holds several roles is led to the fitting one.
PRIVACY_PAGE_ROLES = {
    "mycar": ("driver", "private_lessee"),
    "myfleet": ("fleet_manager",),
    "desk": ("agent",),
    "workshop": ("workshop",),
    "office": ("privacy_officer",),
    "imports": ("fleet_staff",),
}

# --- people and machines that log in ------------------------------------------------------------------------------
AUTH_USER_MODEL = "privacy.Account"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "privacy.edge.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Discreet"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = False
HEADLESS_CLIENTS = ("app", "browser")
HEADLESS_SERVE_SPECIFICATION = True
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 15 * 60
if "DISCREET_OIDC_KEY_FILE" in os.environ:
    IDP_OIDC_PRIVATE_KEY = Path(os.environ["DISCREET_OIDC_KEY_FILE"]).read_text(encoding="ascii")

# --- API ----------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "privacy.edge.authentication.MachineAuthentication",
        "privacy.edge.authentication.AppSessionAuthentication",
        "privacy.edge.authentication.BrowserSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["privacy.edge.parsers.JsonParser", "privacy.edge.parsers.FormParser"],
    "DEFAULT_RENDERER_CLASSES": ["privacy.edge.renderers.OrjsonRenderer"],
    "DEFAULT_THROTTLE_CLASSES": ["privacy.edge.throttles.ReadThrottle", "privacy.edge.throttles.ChangeThrottle"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "privacy.edge.problem_pages.api_exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Discreet",
    "DESCRIPTION": "Fleet operations in which each reader sees what the purpose at hand needs, and every look is recorded.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "POSTPROCESSING_HOOKS": ["privacy.edge.schema.add_components"],
}

# --- language, time, files ----------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"  # shown in this zone; with USE_TZ the database keeps UTC
STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
_MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": _MANIFEST if PRODUCTION else _PLAIN},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION

# --- what a page may load -----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- mail, queue, log ---------------------------------------------------------------------------------------------
EMAIL_BACKEND = env.text(
    "DISCREET_MAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "django.core.mail.backends.locmem.EmailBackend",
)
DEFAULT_FROM_EMAIL = env.text("DISCREET_MAIL_FROM", "no-reply@localhost")
CELERY_TASK_ALWAYS_EAGER = CELERY_TASK_EAGER_PROPAGATES = TESTING
CELERY_BROKER = "memory://" if TESTING else env.text("DISCREET_BROKER_URL", "pgmq://localhost")
LOGGING_CONFIG = None
logging_settings(level=env.choice("DISCREET_LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")), keep_loggers=not TESTING)
