"""What this app holds: vehicles, their contracts and readings; employers and suppliers; who was granted which of them.

A vehicle says something about a person through who drives it, and that link is custody, which the drivers app holds and decides apart.
The vehicle's own identity is sealed under its file, a subject of the kind "vehicle". The drivers and incidents apps add the rows that a
driver, an agent with a case and a workshop with a job reach.
"""

from fleet.personal_data import contracts, odometer, organisations, vehicles

__all__ = ["contracts", "odometer", "organisations", "vehicles"]
