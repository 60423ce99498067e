"""Address of photographs; the token in it is a signed reference, see `links`."""

from __future__ import annotations

from django.urls import path

from privacy.media import pages

app_name = "media"

urlpatterns = [path("media/<str:token>", pages.show_media, name="show")]
