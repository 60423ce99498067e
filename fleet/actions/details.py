"""What a vehicle is: corrected where it was registered wrongly."""

from typing import Any
from uuid import UUID

from fleet.actions.permitted import KEEPERS, only
from fleet.actions.vehicles import LONGEST, MOST_CO2, locked_vehicle
from fleet.actions.wording import bad_input
from fleet.models import Vehicle
from fleet.rules.naming import problem_of_choice, problems_of_texts
from privacy.access import Access
from privacy.change import change

CORRECTABLE = frozenset({"make", "model", "fuel_type", "co2_g_km"})


def correct_vehicle(*, access: Access, vehicle: UUID, **corrected: Any) -> None:
    """Correct make, model, fuel_type or co2_g_km (g/km, WLTP) of a vehicle; what is not given stays.

    Raises NotPermitted, NotFoundHere and BadInput.
    """
    only(access, KEEPERS)
    unknown = set(corrected) - CORRECTABLE
    if unknown:
        raise TypeError(f"Not part of a vehicle's description: {', '.join(sorted(unknown))}")
    if problems := _problems(corrected):
        raise bad_input(problems)
    with change(access, "fleet.correct_vehicle") as work:
        row = locked_vehicle(access, vehicle)
        for name, value in corrected.items():
            setattr(row, name, value.strip() if isinstance(value, str) else value)
        work.save(row, fields=sorted(corrected))


def _problems(corrected: dict[str, Any]) -> dict[str, str]:
    texts = {name: corrected[name] for name in LONGEST if name in corrected}
    found = problems_of_texts(texts, {name: LONGEST[name] for name in texts})
    if "fuel_type" in corrected and problem_of_choice(corrected["fuel_type"], Vehicle.Fuel.values):
        found["fuel_type"] = "choice"
    co2 = corrected.get("co2_g_km")
    if co2 is not None and not 0 <= co2 <= MOST_CO2:
        found["co2_g_km"] = "co2"
    return found
