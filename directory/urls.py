"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("directory.web.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("api.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "directory.web.errors.bad_request"
handler403 = "directory.web.errors.forbidden"
handler404 = "directory.web.errors.not_found"
handler500 = "directory.web.errors.server_error"
# Asked for by the sign-in library.
handler429 = "directory.web.errors.too_many"
