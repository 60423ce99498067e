"""What an endpoint declares of each of its methods: what it takes, what it releases, and how the description shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Released:
    """The fields of a record that leave through an endpoint.

    Args:
        model: label of the model, "fleet.Vehicle".
        fields: name in the answer -> ORM path, as handed to the gate.
        relations: name of a filtered relation used in the paths -> the relation it filters.
        extra: name in the answer -> JSON schema of what the endpoint adds to the record.
    """

    model: str
    fields: Mapping[str, str]
    relations: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one endpoint.

    Args:
        summary: one line for the description.
        gives: the record that is released, or a JSON schema for answers that are no records; None for an empty answer.
        many: a page of them.
        takes: dataclass of the body.
        query: dataclass of the query string (limit and cursor come by themselves).
        files: names of the file fields of the form; with them the body may be a form.
        form_only: the body is a form and nothing else.
        status: HTTP status of success.
        versioned: a change that needs If-Match.
    """

    summary: str
    gives: Released | Mapping[str, Any] | None = None
    many: bool = False
    takes: type | None = None
    query: type | None = None
    files: tuple[str, ...] = ()
    form_only: bool = False
    status: int = 200
    versioned: bool = False
