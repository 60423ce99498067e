"""The demo company: invented people, real car models, made through the same actions as everything else.

It is made in one transaction, so it is there as a whole or not at all, and a second call finds it and changes nothing.
"""

from django.db import transaction

from config.demo import damage, log_ins
from config.demo.accesses import at_work
from config.demo.company import build
from privacy.access import Access
from privacy.accounts import set_own_password
from privacy.models import Account


def seed(password: str) -> bool:
    """Make the demo company with this password for its log-ins; True when it was made, False when it was there.

    Where it is there with another password, the log-ins get the new one.

    Raises:
        BadInput: the password is too weak; nothing was made.
    """
    known = Account.objects.filter(email=log_ins.DRIVER).first()
    if known is not None:
        if not known.check_password(password):
            _change_passwords(at_work("admin", "operation.accounts"), password)
        return False
    with transaction.atomic():
        company = build()
        log_ins.make(company, password)
        damage.report(company)
    return True


def _change_passwords(access: Access, password: str) -> None:
    with transaction.atomic():
        for account in Account.objects.filter(email__in=log_ins.ALL).values_list("public_id", flat=True):
            set_own_password(access=access, account=account, password=password)
