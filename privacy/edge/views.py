"""The base of every API endpoint: it knows who calls, for which purpose, and how records and pages of them are answered.

There are no serializers: input is read by `inputs`, values come from the gate as `Disclosed`, and orjson writes them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, NoReturn, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from privacy import policy
from privacy.access import Access, Channel
from privacy.edge import idempotency, versions
from privacy.edge.access import PURPOSE_HEADER, access_for, standing_of
from privacy.edge.authentication import AUTHENTICATION
from privacy.edge.inputs import read_input
from privacy.edge.middleware import first_step
from privacy.edge.operations import Operation
from privacy.edge.paging import PAGE_FIELDS, PageWanted, page_wanted
from privacy.edge.parsers import JsonParser
from privacy.edge.problem_pages import api_exception_handler
from privacy.edge.records import record, records
from privacy.edge.renderers import OrjsonRenderer
from privacy.edge.schema import EdgeSchema
from privacy.edge.throttles import ChangeThrottle, ReadThrottle
from privacy.errors import BadInput, NotPermitted
from privacy.gate import Disclosed

Input = TypeVar("Input")


class ApiView(APIView):
    """An endpoint. A subclass declares per method the purposes it serves and the operation, and writes `get`, `post` and so on.

    A method with no purposes is for anybody who is logged in and releases nothing personal; `self.access` is then not to
    be had.
    """

    purposes: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    operations: ClassVar[Mapping[str, Operation]] = {}

    authentication_classes = AUTHENTICATION
    permission_classes = ()
    renderer_classes = (OrjsonRenderer,)
    parser_classes: Any = (JsonParser,)
    throttle_classes = (ReadThrottle, ChangeThrottle)
    metadata_class = None
    schema = EdgeSchema()

    _access: Access | None = None

    @property
    def access(self) -> Access:
        """The access of this call."""
        if self._access is None:
            raise NotPermitted
        return self._access

    @property
    def operation(self) -> Operation:
        """What the view declares of the method of this call."""
        return self.operations[str(self.request.method)]

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Who calls, whether the log-in is in order, and the access, before anything of the call is read."""
        super().initial(request, *args, **kwargs)
        if request.auth is None and not request.user.is_authenticated:
            raise NotAuthenticated
        if request.user.is_authenticated:
            problem = first_step(request, request.user)
            if problem is not None:
                raise NotPermitted(problem.detail, code=problem.code)
        method = "GET" if request.method == "HEAD" else request.method
        purposes = self.purposes.get(method, ())
        if purposes and hasattr(self, method.lower()):
            self._access = access_for(request, purposes=purposes, channel=Channel.API)

    def permission_denied(self, request: Any, message: Any = None, code: str | None = None) -> NoReturn:
        """Never reached: there are no permission classes; the access decides."""
        raise NotPermitted(message)

    def get_exception_handler(self) -> Callable[..., Response | None]:
        """Problem details for everything that goes wrong."""
        return api_exception_handler

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Says for which purpose and under which policy the answer was made; no cache may keep it."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Policy-Version"] = policy.current().version
        if self._access is not None:
            response[PURPOSE_HEADER] = self._access.purpose
        return response

    # --- reading the call ---------------------------------------------------------------------------------------

    def read(self, wanted: type[Input]) -> Input:
        """The body as the input class, without its files; raises BadInput, also for a file that nobody expects."""
        data = self.request.data
        if isinstance(data, QueryDict):
            expected = self.operation.files
            unexpected = [name for name in self.request.FILES if name not in expected]
            if unexpected:
                raise BadInput(fields={name: [_("No file is taken under this name.")] for name in unexpected})
            data = self.request.POST
        return read_input(wanted, data)

    def photos(self) -> list[UploadedFile[Any]]:
        """The files of the form, in the order in which they were sent."""
        names = self.operation.files
        return [file for name in names for file in self.request.FILES.getlist(name)]

    def query(self, wanted: type[Input]) -> Input:
        """The query string as the input class; raises BadInput, also for a filter that is not offered."""
        query = self.request.query_params.copy()
        for name in PAGE_FIELDS:
            query.pop(name, None)
        return read_input(wanted, query)

    def page(self) -> PageWanted:
        """The page that is asked for; raises BadInput or BadCall."""
        return page_wanted(f"{type(self).__module__}.{type(self).__qualname__}", self.request.query_params)

    # --- answering ----------------------------------------------------------------------------------------------

    def listed(self, rows: Sequence[Disclosed], page: PageWanted, ended: str | None) -> Response:
        """One page of records and the cursor of the next."""
        return Response({"results": records(rows), "next": page.cursor(ended)})

    def one(self, found: Disclosed, *, changed_at: datetime | None = None) -> Response:
        """One record; with its ETag, where it can be changed by this API."""
        headers = {"ETag": versions.etag(found.id, changed_at)} if changed_at else {}
        return Response(record(found), headers=headers)

    def shaped(self, document: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        """An answer that is more than one record, put together by the endpoint."""
        return Response(document, status=status, headers=dict(headers or {}))

    def changed(
        self, public_id: uuid.UUID, changed_at: Callable[[], datetime], work: Callable[[], Any], show: Callable[[], Response]
    ) -> Response:
        """Does the work of a change of one record, if its sender has seen the version that it changes.

        Args:
            changed_at: when the record last changed; locks the record, so that nobody comes between.
            work: the action.
            show: answers with the record as it stands then.

        Raises:
            VersionNeeded, StaleVersion: as `versions.require_match`.
        """
        with transaction.atomic():
            versions.require_match(self.request, public_id, changed_at())
            work()
        return show()

    def made(self, work: Callable[[], uuid.UUID], show: Callable[[uuid.UUID], Mapping[str, Any]], address: str = "") -> Response:
        """Does the work of a POST once per Idempotency-Key and answers with what it made, read anew.

        Args:
            work: the action; returns the public id of what it made.
            show: reads it for this access and gives the answer's document.
            address: name of the URL of what was made, whose one argument is the id; empty where it has none of its own.
        """
        done = idempotency.once(
            owner=standing_of(self.request).owner,
            key=self.request.headers.get(idempotency.HEADER, ""),
            endpoint=f"{self.request.method} {self.request.path} {self.access.role} {self.access.purpose}"[:200],
            content=self.request.data,
            work=work,
        )
        headers = {"Location": reverse(address, args=[done.id])} if address else {}
        if done.replayed:
            headers["Idempotency-Replayed"] = "true"
        return self.shaped(show(done.id), status=201, headers=headers)
