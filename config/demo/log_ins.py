"""The eight log-ins of the demo company."""

from uuid import UUID

from config.demo.accesses import at_work, keeping
from config.demo.company import Company
from drivers.actions import invite_account
from fleet.actions.grants import grant_employer, grant_supplier
from privacy.access import LESSOR, Organisation
from privacy.accounts import assign_role, make_account, set_own_password
from privacy.models import Subject, SubjectKind

DRIVER, DRIVER_2 = "driver@demo.test", "driver2@demo.test"
MANAGER, MANAGER_2 = "manager@demo.test", "manager2@demo.test"
AGENT, WORKSHOP, PRIVACY, ADMIN = "agent@demo.test", "workshop@demo.test", "privacy@demo.test", "admin@demo.test"
ALL = (DRIVER, DRIVER_2, MANAGER, MANAGER_2, AGENT, WORKSHOP, PRIVACY, ADMIN)


def make(company: Company, password: str) -> None:
    """Make them all with this password; none has to be changed at the first log-in.

    Raises:
        BadInput: the password is too weak.
    """
    techniek = Organisation("employer", company.techniek, "Zonnedauw Techniek")
    ateliers = Organisation("employer", company.ateliers, "Ateliers Cobalt")
    for name in ("driver", "driver2"):
        _with_password(invite_account(access=keeping(), driver=company.driver(name)).account, password)
    # One person, two roles: this fleet manager also drives.
    manager = _with_password(invite_account(access=keeping(), driver=company.driver("manager")).account, password)
    _manage(manager, techniek)
    _manage(_log_in(MANAGER_2, SubjectKind.CUSTOMER_CONTACT, password, "fr"), ateliers)
    _role(_log_in(AGENT, SubjectKind.STAFF, password), "agent", LESSOR)
    _role(_log_in(PRIVACY, SubjectKind.STAFF, password), "privacy_officer", LESSOR)
    admin = _log_in(ADMIN, SubjectKind.STAFF, password)
    for role in ("admin", "fleet_staff"):
        _role(admin, role, LESSOR)
    workshop = _log_in(WORKSHOP, SubjectKind.SUPPLIER_USER, password)
    _role(workshop, "workshop", Organisation("supplier", company.garage, "Garage Het Wiel"))
    grant_supplier(access=keeping(), account=workshop, supplier=company.garage)


def _log_in(email: str, kind: SubjectKind, password: str, language: str = "nl") -> UUID:
    subject = Subject.objects.create(kind=kind)
    access = at_work("admin", "operation.accounts")
    made = make_account(access=access, email=email, subject=subject.pk, language=language)
    return _with_password(made.account, password)


def _with_password(account: UUID, password: str) -> UUID:
    set_own_password(access=at_work("admin", "operation.accounts"), account=account, password=password)
    return account


def _role(account: UUID, role: str, organisation: Organisation) -> None:
    assign_role(access=at_work("admin", "operation.accounts"), account=account, role=role, organisation=organisation)


def _manage(account: UUID, organisation: Organisation) -> None:
    assert organisation.id is not None
    _role(account, "fleet_manager", organisation)
    grant_employer(access=keeping(), account=account, employer=organisation.id)
