"""What a stored photograph holds of people, for the privacy officer."""

from django.utils.translation import gettext_lazy as _

from privacy.registry import hold

hold(
    "privacy.MediaFile",
    subject="subject",
    plain={
        "subject": "reference of the subject whose photograph it is",
        "item": "name of an item of the policy; chooses the retention class of the files",
        "storage_name": "random name of a sealed file",
        "thumbnail_name": "random name of a sealed file",
        "content_type": "JPEG or PNG, chosen by us",
        "width": "size of the picture, no person",
        "height": "size of the picture, no person",
        "byte_size": "size of the file, no person",
    },
    labels={"captured_at": _("taken at"), "captured_place": _("taken where")},
)
