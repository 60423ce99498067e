"""Moves of the rules' tables as transitions of django-fsm."""

from collections.abc import Mapping
from typing import Any

from django_fsm import FSMField, transition

Table = Mapping[str, tuple[frozenset[str], str]]


def move(field: FSMField, table: Table, verb: str) -> Any:
    """Decorator: the method makes the move `verb` of a table of `rules`, and is refused from any other state."""
    sources, target = table[verb]
    return transition(field=field, source=sorted(sources), target=target)
