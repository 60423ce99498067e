"""The policy in words: the explainer and the purposes."""

import pytest
from django.urls import reverse

from privacy import policy, words
from tests.pages.mycar import words as words_of

pytestmark = pytest.mark.django_db


def explained(client, **asked):
    return words_of(client.get(reverse("office:explain"), asked))


def test_a_prohibition_is_explained_with_rule_and_source(reader):
    page = explained(reader("petra"), role="fleet_manager", item="injury_information", asked_purpose="driver.accident")
    assert "Not shown" in page
    assert "Health information is not shared with this recipient." in page
    assert "employer-no-health" in page
    assert "GDPR Art. 9" in page


def test_a_condition_is_told_in_words(reader):
    page = explained(reader("petra"), role="agent", item="phone", asked_purpose="driver.communication")
    assert "in full (only when: the case is open and assigned to you)" in page
    assert "partly hidden" in page


def test_without_a_purpose_each_of_the_role_is_answered(reader):
    page = explained(reader("petra"), role="driver", item="full_name", asked_purpose="")
    for purpose in policy.current().claimable_by("driver"):
        assert purpose in page


def test_a_planned_purpose_says_so(reader):
    page = explained(reader("petra"), role="fleet_manager", item="full_name", asked_purpose="driver.fines")
    assert "planned" in page


@pytest.mark.parametrize("asked", [{"role": "nobody", "item": "phone"}, {"role": "driver"}, {"role": "driver", "item": "\x01"}])
def test_a_question_that_makes_no_sense_is_told(reader, asked):
    assert reader("petra").get(reverse("office:explain"), asked).status_code == 422


def test_every_purpose_is_listed_with_the_version_of_the_policy(reader):
    page = words_of(reader("petra").get(reverse("office:purposes")))
    rules = policy.current()
    assert rules.version_full in page
    for purpose in rules.purposes.values():
        assert purpose.id in page


def test_every_purpose_has_a_page(reader):
    client = reader("petra")
    for purpose in policy.current().purposes.values():
        page = words_of(client.get(reverse("office:purpose", args=[purpose.id])))
        assert purpose.id in page
        for item in purpose.items:
            assert policy.text_in(policy.current().items[item].title, "en") in page


def test_a_purpose_page_tells_recipients_prohibitions_and_periods(reader):
    page = words_of(reader("petra").get(reverse("office:purpose", args=["driver.accident"])))
    assert "Fleet manager of the employer" in page
    assert "Health information is not shared with this recipient." in page
    assert "after the case is closed" in page


def test_an_unknown_purpose_is_not_found(reader):
    assert reader("petra").get(reverse("office:purpose", args=["world.domination"])).status_code == 404


def test_every_trigger_and_period_of_the_policy_has_words():
    for retention in policy.current().retention.values():
        assert retention.trigger in words.TRIGGERS
        assert retention.ends_in in words.ENDS
        assert words.period_words(retention.period) or retention.period in ("", "P0D")
