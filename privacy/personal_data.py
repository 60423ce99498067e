"""What the kernel itself and the libraries hold of people, for the privacy officer."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import privacy.media.personal_data  # noqa: F401 photographs are part of the kernel
from privacy.access import Access
from privacy.registry import hold, hold_library, scope

hold(
    "privacy.Subject",
    subject=None,
    plain={"id": "random reference", "kind": "kind of subject, nobody is named", "created_at": "time of the row"},
)
hold(
    "privacy.Account",
    subject="subject",
    # The log-in address is the one personal value in plain text: the log-in library compares it. No history, deleted as a row.
    tracked={"email": "login_credentials"},
    plain={
        "id": "surrogate key",
        "public_id": "random reference",
        "password": "salted hash made by the framework",
        "last_login": "time of the last log-in, kept for security",
        "is_superuser": "always false; there is no all-powerful account",
        "subject": "reference of the subject behind the log-in",
        "language": "language of the pages",
        "is_active": "state of the log-in",
        "must_change_password": "state of the log-in",
        "temporary_password_expires_at": "state of the log-in",
        "created_at": "time of the row",
    },
    labels={"email": _("Log-in address"), "language": _("Language"), "is_active": _("Open"), "last_login": _("Last log-in")},
)
for _link, _other in (("Account_groups", "group"), ("Account_user_permissions", "permission")):
    hold(
        f"privacy.{_link}",
        subject="account__subject",
        plain={
            "id": "surrogate key",
            "account": "reference of the log-in",
            _other: "framework table, unused: roles come from assignments",
        },
    )
hold(
    "privacy.RoleAssignment",
    subject="account__subject",
    plain={
        "id": "surrogate key",
        "public_id": "random reference",
        "account": "reference of the log-in",
        "role": "name of a role of the policy",
        "organisation_kind": "kind of organisation",
        "organisation_id": "reference of an organisation",
        "organisation_name": "name of an organisation, no person",
        "valid_from": "time",
        "valid_to": "time",
    },
)
hold(
    "privacy.EmergencyGrant",
    subject="subject",
    plain={
        "account": "reference of the log-in",
        "subject": "reference of the subject who looked",
        "role": "name of a role of the policy",
        "purpose": "id of a purpose of the policy",
        "starts_at": "time",
        "expires_at": "time",
        "ended_at": "time",
        "reviewed_at": "time",
        "reviewed_by": "reference of the reviewer's log-in",
        "review_outcome": "result of the review, two choices",
    },
)
hold(
    "privacy.OutboxMessage",
    subject=None,
    plain={
        "id": "surrogate key",
        "public_id": "random reference",
        "task": "name of a task",
        "arguments": "references only; enqueue refuses anything else",
        "created_at": "time",
        "sent_at": "time",
        "done_at": "time",
        "attempts": "count",
        "last_problem": "name of an exception class",
    },
)
hold(
    "privacy.MachineClient",
    subject=None,
    plain={
        "id": "surrogate key",
        "public_id": "random reference",
        "client": "reference of the OAuth client of a machine",
        "organisation_kind": "kind of organisation",
        "organisation_id": "reference of an organisation",
        "organisation_name": "name of an organisation, no person",
        "purposes": "ids of purposes of the policy",
        "valid_from": "time",
        "valid_to": "time",
    },
)
hold(
    "privacy.IdempotencyRecord",
    subject=None,
    plain={
        "id": "surrogate key",
        "owner": "reference of the log-in or machine",
        "key": "random key chosen by the caller",
        "endpoint": "method and address of a call",
        "content_hash": "keyed hash of the call, to know it again",
        "result_id": "random reference of what the call made",
        "created_at": "time",
    },
)
hold(
    "vault.DataKey",
    subject=None,
    plain={
        "id": "random reference",
        "subject_id": "random reference of a subject; the vault knows no more of anybody",
        "retention_class": "name of a class of the policy",
        "wrapped": "a key, wrapped by another key",
        "kek_id": "name of the wrapping key",
        "created_at": "time",
        "destroyed_at": "time",
    },
)
EVENT_COLUMNS = """
    id event_id at kind outcome verb actor_ref actor_name role organisation_kind organisation_id organisation_name recipient
    purpose legal_basis policy_version channel request_id case_id emergency_id object_kind object_ids subject_refs items
    withheld keys_opened detail salt
"""
_RECORD = "record of a look: references, names of items and purposes, never a value"
hold("ledger.Event", subject=None, plain=dict.fromkeys(EVENT_COLUMNS.split(), _RECORD))

_LIBRARY = "kept by a library: log-ins, sessions and rights of accounts; goes with the account row"
for _label in ("account", "mfa", "usersessions", "allauth_idp_oidc", "sessions", "guardian", "auth", "contenttypes"):
    hold_library(_label, _LIBRARY)


@scope("privacy.EmergencyGrant", role="privacy_officer")
@scope("privacy.Account", role="admin")
@scope("privacy.RoleAssignment", role="admin")
@scope("privacy.MachineClient", role="admin")
def _all_rows(access: Access) -> Q:
    """The office reviews every grant; the administration keeps every log-in. Of an account nothing personal is released but its name."""
    return Q()


@scope("privacy.Account", role="fleet_staff", purposes=("customer.account_administration",))
def _log_ins_of_customers(access: Access) -> Q:
    """The contact persons of customers, to let them in to an employer; their log-in address is not shown."""
    return Q(subject__kind="customer_contact")
