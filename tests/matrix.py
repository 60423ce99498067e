"""What the access matrix calls: each address of the product with the ids of one scene, as each person of the cast."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from drivers.imports.run import run_import
from incidents.actions import NewPhoto
from incidents.models import Photo
from privacy import emergency, machines, policy
from privacy.edge.views import ApiView
from privacy.ledger.models import Event
from privacy.media.links import link_for
from privacy.models import RoleAssignment
from tests.cast import LESSOR, Cast, Person
from tests.clients import browser_of
from tests.factories import administrator, keeper
from tests.incidents.scenes import case_of, dana_reports, job_of, picture

PEOPLE = ("dana", "lieve", "maud", "marc", "ali", "femke", "chris", "wout", "petra", "ana", "olga")
LIBRARIES = ("accounts/", "_allauth/", "identity/", ".well-known/")
"""Addresses of the log-in library, by prefix; what they let through is tested where the log-in is."""
REASON = "The colleague whose case it is cannot be reached and the car blocks a road."


@dataclass(frozen=True)
class Scene:
    """One of everything that an address can name, all about Dana of Windmolen."""

    ids: dict[str, Any]


def make_scene(cast: Cast) -> Scene:
    """Dana reported damage with a photo, Ali opened a case from it, garage De Sleutel has the job."""
    report = dana_reports(cast, NewPhoto(picture())).report
    case = case_of(cast, report)
    job_of(cast, case)
    grant = emergency.begin(access=cast.ali.access("driver.accident"), reason=REASON).emergency
    machine = machines.register_machine(
        access=administrator(), name="HR export", organisation=LESSOR, purposes=["driver.vehicle_management"]
    )
    photo = Photo.objects.select_related("image").get(report__public_id=report)
    return Scene(
        {
            "vehicle": cast.dana_car,
            "driver": cast.dana.driver,
            "contract": _contract(cast.dana_car),
            "report": report,
            "waiting": dana_reports(cast, key="another, that waits").report,
            "case": case,
            "event": Event.objects.order_by("-id").values_list("event_id", flat=True)[0],
            "grant": grant,
            "purpose": "driver.accident",
            "account": cast.dana.account,
            "role": RoleAssignment.objects.get(account__public_id=cast.dana.account).public_id,
            "machine": machine.id,
            "employer": cast.windmolen,
            "run": run_import(
                access=keeper(), content=b"vin;make;model\nWVWZZZ1KZAW000999;VW;Golf\n", kind="vehicles", dry_run=True
            ),
            "kind": "vehicles",
            "form": "csv",
            "token": link_for(cast.dana.access("driver.portal"), photo.image.public_id).rsplit("/", 1)[1],
        }
    )


def _contract(vehicle: UUID) -> UUID:
    from fleet.models import LeaseContract

    return LeaseContract.objects.get(vehicle__public_id=vehicle).public_id


def own_addresses() -> dict[str, tuple[str, ...]]:
    """Every address of our own by its name, with the names of its parts."""
    return {name: parts for name, route, parts in _walk(get_resolver(), "", "") if not route.startswith(LIBRARIES)}


def library_addresses() -> list[str]:
    """The addresses of the log-in library, as routes."""
    return [route for _name, route, _parts in _walk(get_resolver(), "", "") if route.startswith(LIBRARIES)]


def _walk(node: URLResolver, prefix: str, namespace: str) -> Any:
    for entry in node.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", route, tuple(entry.pattern.converters)
        else:
            inside = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, route, inside)


def path_of(name: str, scene: Scene) -> str:
    """The address with the ids of the scene."""
    parts = own_addresses()[name]
    return reverse(name, kwargs={part: scene.ids[part] for part in parts})


class Callers:
    """Everybody's browsers, each logged in once."""

    def __init__(self, cast: Cast) -> None:
        self.people: dict[str, Person | None] = {"nobody": None} | {name: getattr(cast, name) for name in PEOPLE}
        self.browsers = {name: browser_of(person) for name, person in self.people.items()}

    def ask(self, who: str, name: str, scene: Scene, method: str) -> int:
        """The status of the answer to an empty call. An API call names the first purpose there that the role may claim."""
        path = path_of(name, scene)
        headers = {"X-Purpose": purpose} if (purpose := _purpose(self.people[who], path, method)) else {}
        browser = self.browsers[who]
        if method == "POST" and path.startswith("/api/"):
            return int(browser.post(path, b"{}", content_type="application/json", headers=headers).status_code)
        call = browser.get if method == "GET" else browser.post
        return int(call(path, headers=headers).status_code)


def _purpose(person: Person | None, path: str, method: str) -> str:
    view = getattr(resolve(path).func, "view_class", None)
    if person is None or view is None or not issubclass(view, ApiView):
        return ""
    may = {purpose for role, _organisation in person.roles for purpose in policy.current().claimable_by(role)}
    return next((purpose for purpose in view.purposes.get(method, ()) if purpose in may), "")
