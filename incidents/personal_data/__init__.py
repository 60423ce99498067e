"""What this app holds of people: reports, cases, notes and photos; who reaches which of them, and when.

Cases are the root of the desk's and the workshop's reach, so this app also declares which drivers and vehicles hang on them.
The pages: `holdings` (which field is what), `scopes` (who reaches which rows), `emergency` (and with a grant), `conditions` (when).
"""

from incidents.personal_data import conditions, emergency, holdings, scopes

__all__ = ["conditions", "emergency", "holdings", "scopes"]
