"""What imports note: which file was read and what became of each line, without a value of it."""

from django.db.models import Q

from privacy.access import Access
from privacy.registry import hold, scope

OFFICE = ("fleet_staff", "admin", "system")

hold(
    "drivers.ImportRun",
    subject=None,
    plain={
        "kind": "what the file is about",
        "dry_run": "whether the file was only checked",
        "file_hash": "keyed hash of the whole file; tells nothing without the key and the file",
        "lines_total": "number of lines",
        "settled_to": "number of a line",
        "added": "number of lines",
        "changed": "number of lines",
        "unchanged": "number of lines",
        "refused": "number of lines",
        "notes": "codes and counts about the form of the file",
        "finished_at": "time",
    },
)
hold(
    "drivers.ImportLine",
    subject=None,
    plain={
        "id": "surrogate key",
        "run": "reference of the run",
        "number": "number of a line",
        "digest": "keyed hash of the line; tells nothing without the key and the line, and is deleted after 30 days",
        "outcome": "one of four words",
        "problems": "codes and names of columns, never what stood in them",
    },
)


@scope("drivers.ImportRun", roles=OFFICE)
def every_run(access: Access) -> Q:
    """Those who keep the register, and the administration, see how imports went."""
    return Q()


@scope("drivers.ImportLine", roles=OFFICE)
def every_line(access: Access) -> Q:
    """As for the run."""
    return Q()


@scope("drivers.ImportRun", role="machine")
def runs_of_the_lessors_machines(access: Access) -> Q:
    """Machine clients of an employer import nothing, so they see none."""
    return Q() if access.organisation.kind == "lessor" else Q(pk__in=())


@scope("drivers.ImportLine", role="machine")
def lines_of_the_lessors_machines(access: Access) -> Q:
    """As for the run."""
    return runs_of_the_lessors_machines(access)
