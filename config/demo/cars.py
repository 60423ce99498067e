"""Cars of the demo company: real models, invented plates and chassis numbers."""

from dataclasses import dataclass

# maker's prefix of the chassis number, make, model, energy, g CO2 per km
MODELS = (
    ("WVWZZZE1", "Volkswagen", "ID.3", "electric", 0),
    ("VF1RFB00", "Renault", "Mégane E-Tech", "electric", 0),
    ("UU1DJF00", "Dacia", "Duster", "petrol", 139),
    ("WF0TXXTT", "Ford", "Transit Custom", "diesel", 187),
    ("VR3UHZKX", "Peugeot", "e-208", "electric", 0),
    ("TMBJJ7NX", "Škoda", "Octavia Combi", "diesel", 118),
    ("KNACC81G", "Kia", "Niro PHEV", "plug_in_petrol", 22),
    ("JTNKU3JE", "Toyota", "Corolla Touring Sports", "hybrid", 102),
    ("YV1XZEDV", "Volvo", "XC40 Recharge", "electric", 0),
    ("VF7VEAHX", "Citroën", "Jumpy", "diesel", 172),
)
DUTCH = "BDFGHJKLNPRSTVXZ"
BELGIAN = "ABCDEFGHJKLMNPRSTUVWXYZ"
FRENCH = "ABCDEFGHJKLMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Car:
    """One invented car."""

    vin: str
    licence_plate: str
    plate_country: str
    make: str
    model: str
    fuel_type: str
    co2_g_km: int


def car(number: int, country: str) -> Car:
    """The car of that number: the same every time, with a plate and a chassis number of its own."""
    prefix, make, model, fuel_type, co2 = MODELS[number % len(MODELS)]
    return Car(
        vin=f"{prefix}00{number % 9}{600000 + number * 137:06d}",
        licence_plate=plate(number, country),
        plate_country=country,
        make=make,
        model=model,
        fuel_type=fuel_type,
        co2_g_km=co2,
    )


def plate(number: int, country: str) -> str:
    """A plate in the country's present series: K-123-BF, 2-ABC-123, FA-123-BC."""
    digits = f"{(number * 37) % 1000:03d}"
    if country == "NL":
        return f"{_letter(DUTCH, number)}-{digits}-{_letter(DUTCH, number // 3)}{_letter(DUTCH, number * 5 + 1)}"
    if country == "BE":
        return f"2-{_letter(BELGIAN, number)}{_letter(BELGIAN, number // 2)}{_letter(BELGIAN, number * 3 + 2)}-{digits}"
    letters = _letter(FRENCH, number // 2) + _letter(FRENCH, number * 3)
    return f"G{_letter(FRENCH, number)}-{digits}-{letters}"


def _letter(alphabet: str, number: int) -> str:
    return alphabet[number % len(alphabet)]
