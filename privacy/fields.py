"""Sealed columns: the database holds ciphertext, the attribute gives an opaque value.

A sealed value can be copied to another column of the same row kind (history) and nothing else: it does not print, compare, format,
pickle or serialise. Values come out through `privacy.gate` only.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact, In, IsNull
from django.db.models.query_utils import DeferredAttribute

MARK = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}sealed\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"


class Sealed:
    """Ciphertext in a wrapper that says nothing. The slot holds the envelope, never a plain value."""

    __slots__ = ("_envelope",)
    _envelope: bytes

    def __init__(self, envelope: bytes) -> None:
        object.__setattr__(self, "_envelope", bytes(envelope))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("A sealed value cannot be changed.")

    def __repr__(self) -> str:
        return MARK

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return MARK

    def __copy__(self) -> Sealed:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Sealed:
        return self

    def _refuse(self, *args: object) -> NoReturn:
        raise TypeError("A sealed value does not compare, convert or serialise; open it through privacy.gate.")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse  # type: ignore[assignment]
    __len__ = __iter__ = __getitem__ = __contains__ = _refuse
    __bytes__ = __int__ = __float__ = __index__ = __reduce__ = __getstate__ = _refuse  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        self._refuse()

    def __bool__(self) -> bool:
        return True


_blank = object.__new__
_set_envelope = Sealed.__dict__["_envelope"].__set__


def envelope_of(sealed: Sealed) -> bytes:
    """The ciphertext, for the gate and for sealing."""
    return sealed._envelope


class _SealedAttribute(DeferredAttribute):
    """Takes sealed values only, so that a plain value cannot be saved by an oversight."""

    def __set__(self, instance: models.Model, value: object) -> None:
        if value is not None and not isinstance(value, Sealed):
            name = f"{instance._meta.label}.{self.field.attname}"
            raise TypeError(f"{name} is sealed: set it with privacy.sealing.seal().")
        instance.__dict__[self.field.attname] = value


class _OpaqueField(models.Field):  # type: ignore[type-arg]
    """What sealed columns and their indexes share: opaque out, sealed in, no lookups, no forms, no dumps."""

    descriptor_class = _SealedAttribute
    empty_values: list[Any] = []
    sql_type = "bytea"
    allowed_lookups: tuple[type, ...] = (IsNull,)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str:
        return self.sql_type

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        if value is None:
            return None
        # a page brings hundreds of these: past __init__, which a reader of one row would not notice
        sealed = _blank(Sealed)
        _set_envelope(sealed, value)
        return sealed

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Sealed):
            return value
        raise TypeError(f"{self.name} is sealed: it cannot be loaded from a plain value.")

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Sealed):
            return value
        raise TypeError(f"{self.name} is sealed: only privacy.gate.find searches by it.")

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = self.get_prep_value(value)
        return None if value is None else value._envelope

    def value_to_string(self, obj: models.Model) -> str:
        return MARK

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return self.to_python(value)

    def formfield(self, **kwargs: Any) -> None:  # type: ignore[override]
        return None

    def get_lookup(self, lookup_name: str) -> Any:
        for lookup in self.allowed_lookups:
            if lookup.lookup_name == lookup_name:  # type: ignore[attr-defined]
                return lookup
        raise FieldError(f"{self.name} is sealed: it cannot be filtered by {lookup_name}.")

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is sealed: it has no {lookup_name}.")

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_order()]

    def _check_order(self) -> list[checks.CheckMessage]:
        meta = self.model._meta
        named = {str(name).lstrip("-") for name in meta.ordering or ()}
        if self.name in named:
            return [checks.Error(f"{self.name} is sealed and cannot order rows.", obj=self.model, id="privacy.E010")]
        return []


class SealedField(_OpaqueField):
    """A sealed column of one item.

    Args:
        item: name of the item in the policy; its retention class chooses the key.
        max_chars: longest text taken, in characters.
    """

    codec = "text"

    def __init__(self, *args: Any, item: str, max_chars: int = 200, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
        self.item = item
        self.max_chars = max_chars

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, {**kwargs, "item": self.item, "max_chars": self.max_chars}

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        problems = super().check(**kwargs)
        if self.unique or getattr(self, "db_index", False):
            text = f"{self.name} is sealed and cannot be indexed; add a BlindIndex."
            problems.append(checks.Error(text, obj=self.model, id="privacy.E011"))
        return problems


class SealedText(SealedField):
    """Text of up to `max_chars` characters."""


class SealedDate(SealedField):
    """A date without time."""

    codec = "date"


class SealedNumber(SealedField):
    """A whole number or a Decimal."""

    codec = "number"


class SealedJSON(SealedField):
    """A small structure, e.g. an address with street, postal code, city and country."""

    codec = "json"


class BlindIndex(_OpaqueField):
    """Keyed, truncated hash of a sealed field: equality through `gate.find` only.

    Args:
        of: name of the sealed field on the same model.
        normalise: name of a normaliser of `privacy.normalise`.
        bits: length kept; few bits for values that can be guessed by counting, 128 where the index is unique.
    """

    allowed_lookups = (IsNull, Exact, In)

    def __init__(self, *args: Any, of: str, normalise: str, bits: int = 128, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
        self.of = of
        self.normalise = normalise
        self.bits = bits

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, {**kwargs, "of": self.of, "normalise": self.normalise, "bits": self.bits}


class _HasAllTokens(models.Lookup):  # type: ignore[type-arg]
    lookup_name = "has_all"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} @> %s::bigint[]", [*left_params, self.rhs._tokens]

    def get_prep_lookup(self) -> Any:
        if not isinstance(self.rhs, SealedTokens):
            raise TypeError("Name words are searched through privacy.gate.find only.")
        return self.rhs


class IndexToken(Sealed):
    """The keyed hash to search by. Equal to itself only, which the query builder needs and which tells nothing."""

    __slots__ = ()
    __eq__ = object.__eq__  # type: ignore[assignment]
    __ne__ = object.__ne__  # type: ignore[assignment]
    __hash__ = object.__hash__  # type: ignore[assignment]


class SealedTokens(IndexToken):
    """The keyed tokens of the words of a name."""

    __slots__ = ("_tokens",)
    _tokens: list[int]

    def __init__(self, tokens: list[int]) -> None:
        super().__init__(b"")
        object.__setattr__(self, "_tokens", sorted(set(tokens)))


class NameTokens(_OpaqueField):
    """Truncated keyed tokens of the words of a name, for the call-centre's search by words (a listed exception).

    Args:
        of: name of the sealed field on the same model.
    """

    sql_type = "bigint[]"
    allowed_lookups = (IsNull, _HasAllTokens)
    bits = 40

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
        self.of = of

    def get_internal_type(self) -> str:
        return "ArrayField"

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, {**kwargs, "of": self.of}

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> SealedTokens | None:
        return None if value is None else SealedTokens(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = self.get_prep_value(value)
        return None if value is None else value._tokens


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    """The sealed columns of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]
