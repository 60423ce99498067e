"""What this app holds of people: reports, cases, notes and photos; who reaches which of them, and when.

Cases are the root of the desk's and the workshop's reach, so this app also declares which drivers and vehicles hang on them.
The three pages: `holdings` (which field is what), `scopes` (who reaches which rows), `conditions` (when).
"""

from incidents.personal_data import conditions, holdings, scopes

__all__ = ["conditions", "holdings", "scopes"]
