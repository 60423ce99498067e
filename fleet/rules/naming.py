"""Names, kinds and languages of organisations and vehicles: short plain texts that are stored as they were typed."""

import unicodedata
from collections.abc import Container, Mapping

LANGUAGES = frozenset({"nl", "fr", "en"})


def problem_of_text(text: str, *, longest: int, required: bool = True) -> str:
    """Return a machine code when a text cannot be stored, else an empty string; `longest` in characters."""
    if not text.strip():
        return "required" if required else ""
    if len(text) > longest:
        return "too_long"
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        return "text_characters"
    return ""


def problems_of_texts(values: Mapping[str, str], longest: Mapping[str, int]) -> dict[str, str]:
    """Return a machine code per required text that cannot be stored."""
    found = {name: problem_of_text(values[name], longest=most) for name, most in longest.items()}
    return {name: code for name, code in found.items() if code}


def problem_of_choice(value: str, known: Container[str]) -> str:
    """Return "choice" when a value is not one of the known ones."""
    return "" if value in known else "choice"
