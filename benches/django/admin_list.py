"""Django's stock admin list of the same users, for benches/product/django.rs.

Its own tables (sessions, log) are in a SQLite file, so the product's database stays as it is.
"""

import os

from django.conf import settings

settings.configure(
    SECRET_KEY=os.environ["SECRET"],
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    STATIC_URL="static/",
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
        "django.contrib.staticfiles",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    DATABASES={
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["OWN"]},
        "keyholder": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": os.environ["SOCKET"],
            "NAME": "keyholder",
            "USER": "keyholder_owner",
            "CONN_MAX_AGE": None,
        },
    },
    DATABASE_ROUTERS=[f"{__name__}.Router"],
)


class Router:
    """The product's table is read from the product's database."""

    def db_for_read(self, model, **hints):
        return "keyholder" if model._meta.db_table == "users" else None

    def allow_migrate(self, db, app_label, **hints):
        return db == "default"


import django  # noqa: E402

django.setup()

from django.contrib import admin  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.urls import path  # noqa: E402


class Person(models.Model):
    id = models.BigAutoField(primary_key=True)
    display_name = models.TextField()
    sort_name = models.TextField()
    email = models.TextField(null=True)
    unit_id = models.BigIntegerField()
    state = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        app_label = "auth"
        db_table = "users"
        managed = False
        ordering = ["sort_name", "id"]
        verbose_name_plural = "people"


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = ["display_name", "email", "unit_id", "state", "created_at"]
    list_per_page = 50
    search_fields = ["display_name", "email"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(state="active")


urlpatterns = [path("admin/", admin.site.urls)]
application = get_wsgi_application()


def prepare():
    """Makes Django's own tables and one administrator who is logged in; prints the session's cookie."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    somebody = get_user_model().objects.create_superuser("administrator", "", "not used")
    session = SessionStore()
    session[SESSION_KEY] = str(somebody.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = somebody.get_session_auth_hash()
    session.save()
    print(f"sessionid={session.session_key}")


if __name__ == "__main__":
    prepare()
