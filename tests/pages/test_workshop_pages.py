"""The workshop: live jobs with what the repair needs, and nothing once the job is finished."""

import pytest
from django.urls import reverse

from incidents.actions import NewPhoto, open_case, refer_to_workshop, report_damage
from incidents.models import Case
from tests.cast import CANARIES, CANARY_CARS
from tests.incidents.scenes import DAMAGE, INJURY, NARRATIVE, accident, case_of, dana_reports, job_of, picture
from tests.pages.mycar import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(cast):
    """The public id of a live job."""
    return job_of(cast, case_of(cast, dana_reports(cast, NewPhoto(content=picture())).report))


def test_a_workshop_lands_on_its_jobs(reader):
    assert reader("wout").get("/")["Location"] == reverse("workshop:jobs")


def test_without_jobs_the_page_says_so(cast, reader):
    assert "No jobs at the moment" in words(reader("wout").get(reverse("workshop:jobs")))


def test_a_live_job_is_listed_and_opens(job, reader):
    client = reader("wout")
    assert CANARY_CARS["dana"]["licence_plate"] in words(client.get(reverse("workshop:jobs")))
    page = words(client.get(reverse("workshop:job", args=[job])))
    assert CANARY_CARS["dana"]["vin"] in page
    assert DAMAGE in page
    assert "Left front door" in page
    assert 'class="photo"' in page


def test_what_the_repair_does_not_need_is_not_there(job, reader):
    page = words(reader("wout").get(reverse("workshop:job", args=[job])))
    for secret in (NARRATIVE, INJURY, CANARIES["dana"]["postal_address"], CANARIES["dana"]["email"]):
        assert secret not in page


def test_a_finished_job_is_closed(job, reader):
    client = reader("wout")
    page = words(client.post(reverse("workshop:finish", args=[job]), follow=True))
    assert "The job is finished" in page
    assert Case.objects.get(public_id=job).job_state == "finished"
    assert client.get(reverse("workshop:job", args=[job])).status_code == 404
    assert client.post(reverse("workshop:finish", args=[job])).status_code in (302, 404)


def test_nobody_else_finishes_or_sees_it(job, reader):
    for name in ("dana", "maud", "ali", "ana"):
        client = reader(name)
        assert client.get(reverse("workshop:job", args=[job])).status_code in (403, 404)
        assert client.post(reverse("workshop:finish", args=[job])).status_code in (403, 404)
    assert Case.objects.get(public_id=job).job_state == "live"


def test_the_job_of_a_private_lessee_has_its_own_ground_and_is_there_too(cast, reader):
    report = report_damage(access=cast.lieve.access("private.portal"), report=accident(cast.lieve_car)).report
    case = open_case(access=cast.ali.access("private.communication"), report=report)
    refer_to_workshop(access=cast.ali.access("private.accident"), case=case, workshop=cast.garage)
    client = reader("wout")
    address = f"{reverse('workshop:job', args=[case])}?purpose=private.maintenance"
    assert address in client.get(reverse("workshop:jobs")).content.decode()
    assert "Lieve Vandamme" in words(client.get(address))
    finish = f"{reverse('workshop:finish', args=[case])}?purpose=private.maintenance"
    assert "The job is finished" in words(client.post(finish, follow=True))
    assert client.get(address).status_code == 404
