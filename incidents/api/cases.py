"""Cases, their conversation log and their states."""

from __future__ import annotations

import uuid
from typing import Any

from rest_framework.response import Response

from incidents import actions, queries
from incidents.api.inputs import CaseInput, NoFilter, NoteInput, StateInput
from incidents.api.shapes import CASE, CASES, DESK, FINDING, HANDLING, case_document
from incidents.queries import fields as views
from privacy.edge.operations import Operation, Released
from privacy.edge.views import ApiView


class Cases(ApiView):
    """Cases in reach, newest first; the desk opens one."""

    purposes = {"GET": CASES, "POST": FINDING}
    operations = {
        "GET": Operation("Cases in reach", gives=Released("incidents.Case", views.CASE), many=True, query=NoFilter),
        "POST": Operation("Open a case", gives=CASE, takes=CaseInput, status=201),
    }

    def get(self, request: Any) -> Response:
        """One page of cases."""
        self.query(NoFilter)
        page = self.page()
        found = queries.cases(self.access, after=page.after, size=page.limit)
        return self.listed(found.rows, page, found.next_cursor)

    def post(self, request: Any) -> Response:
        """Opens a case and takes it on. The case then serves the purposes of handling it; this answer shows what finding it does."""
        sent = self.read(CaseInput)
        return self.made(
            lambda: actions.open_case(
                access=self.access, report=sent.report, vehicle=sent.vehicle, driver=sent.driver, kind=sent.kind
            ),
            lambda made: case_document(self.access, made),
            "api_case",
        )


class Case(ApiView):
    """One case."""

    purposes = {"GET": DESK}
    operations = {"GET": Operation("One case", gives=CASE)}

    def get(self, request: Any, case: uuid.UUID) -> Response:
        """The case as its agent works it."""
        return self.shaped(case_document(self.access, case))


class CaseNotes(ApiView):
    """The conversation log of a case."""

    purposes = {"POST": HANDLING}
    operations = {"POST": Operation("Write a note", gives=CASE, takes=NoteInput, status=201)}

    def post(self, request: Any, case: uuid.UUID) -> Response:
        """Adds an entry to an own open case and answers with the case."""
        sent = self.read(NoteInput)

        def work() -> uuid.UUID:
            actions.add_note(access=self.access, case=case, text=sent.text)
            return case

        return self.made(work, lambda made: case_document(self.access, made), "api_case")


class CaseState(ApiView):
    """The state of a case."""

    purposes = {"POST": HANDLING}
    operations = {"POST": Operation("Move a case to another state", gives=CASE, takes=StateInput, status=201)}

    def post(self, request: Any, case: uuid.UUID) -> Response:
        """Makes one move of an own case and answers with the case."""
        sent = self.read(StateInput)
        return self.made(
            lambda: actions.change_case_state(access=self.access, case=case, verb=sent.verb),
            lambda made: case_document(self.access, made),
            "api_case",
        )
