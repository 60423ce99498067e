"""Addresses of the administration: log-ins and connected systems of the kernel, employers of the fleet.

One namespace, so one list; it stands up here because the kernel knows no fleet.
"""

from django.urls import URLPattern, URLResolver, path

from fleet import pages as fleet
from privacy.pages import administration, machines

app_name = "administration"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", administration.accounts, name="accounts"),
    path("new/", administration.new_account, name="new_account"),
    path("log-ins/<uuid:account>/", administration.account, name="account"),
    path("log-ins/<uuid:account>/password/", administration.reset_password, name="reset_password"),
    path("log-ins/<uuid:account>/close/", administration.deactivate, name="deactivate"),
    path("log-ins/<uuid:account>/roles/<uuid:role>/end/", administration.end_role, name="end_role"),
    path("systems/", machines.machines, name="machines"),
    path("systems/<uuid:machine>/revoke/", machines.revoke, name="revoke_machine"),
    path("employers/", fleet.employers, name="employers"),
    path("employers/<uuid:employer>/", fleet.employer, name="employer"),
    path("employers/<uuid:employer>/grant/", fleet.grant, name="grant_employer"),
    path("employers/<uuid:employer>/revoke/<uuid:account>/", fleet.revoke, name="revoke_employer"),
]
