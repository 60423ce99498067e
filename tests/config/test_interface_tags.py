"""The appearance tags: what they draw, and that they escape what they are given."""

import datetime as dt

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from config.forms_renderer import TablerForms
from config.templatetags import interface


def drawn(source: str, **values) -> str:
    with override("en"):
        return Template("{% load interface %}" + source).render(Context(values))


def test_an_icon_is_silent_unless_it_has_a_label():
    assert 'aria-hidden="true"' in interface.icon("car")
    assert 'aria-label="&lt;b&gt;"' in interface.icon("car", label="<b>")


def test_a_card_escapes_its_title_and_keeps_its_markup():
    page = drawn('{% card title=title icon="car" %}<p>{{ text }}</p>{% endcard %}', title="<i>", text="<script>")
    assert "&lt;i&gt;" in page
    assert "<p>&lt;script&gt;</p>" in page


def test_a_table_frame_links_its_pages_without_and_with_htmx():
    page = drawn(
        '{% table_frame frame="cars" caption="Cars" pages=pages %}<tbody></tbody>{% endtable_frame %}',
        pages={"next": "?cursor=abc", "previous": "", "position": "1 to 20"},
    )
    assert 'id="cars"' in page
    assert 'href="?cursor=abc"' in page
    assert 'hx-target="#cars"' in page
    assert "Previous" not in page


def test_a_timeline_entry_states_its_moment_for_machines():
    page = drawn(
        '{% timeline_entry title="x" at=at %}y{% endtimeline_entry %}', at=dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)
    )
    assert 'datetime="2026-03-29T' in page


def test_charts_stand_still_on_nothing_and_on_equal_figures():
    assert interface.sparkline([], "none") == ""
    assert interface.bars([], "none") == ""
    assert "polyline" in interface.sparkline([3, 3, 3], "even")
    assert "<rect" in interface.bars([0, 0], "nothing driven")


@pytest.mark.parametrize(("share", "width"), [(-1, "0"), (0.5, "50"), (7, "100")])
def test_a_share_bar_stays_within_its_ends(share, width):
    assert f'class="share-bar-fill" width="{width}"' in interface.share_bar(share, "driven")


class ReportForm(forms.Form):
    place = forms.CharField(label="Place", help_text="Street and town")
    drivable = forms.BooleanField(label="Can drive", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")])


def test_a_refused_field_is_tied_to_its_hint_and_its_error():
    page = ReportForm({"kind": "a"}, renderer=TablerForms()).render()
    assert 'class="form-control is-invalid"' in page
    assert 'aria-describedby="id_place_helptext id_place_error"' in page
    assert 'id="id_place_error"' in page
    assert 'class="form-select"' in page


def test_the_text_typed_into_a_form_comes_back_escaped():
    page = ReportForm({"place": '"><script>', "kind": "a"}, renderer=TablerForms()).render()
    assert "<script>" not in page
