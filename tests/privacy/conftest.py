from tests.cast import _cast_once, cast

__all__ = ["_cast_once", "cast"]
