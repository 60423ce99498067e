"""Names and addresses of the demo company: common given names and surnames joined by position, so nobody real is meant."""

from dataclasses import dataclass
from datetime import date

GIVEN = {
    "NL": ("Sanne", "Daan", "Fleur", "Bram", "Noor", "Jesse", "Lotte", "Thijs", "Esra", "Youssef", "Maartje", "Ruben"),
    "BE": ("Elise", "Wout", "Hanne", "Jef", "Inès", "Mathis", "Lien", "Arne", "Noémie", "Bilal", "Jolien", "Seppe"),
    "FR": ("Chloé", "Hugo", "Anaïs", "Théo", "Léa", "Karim", "Océane", "Rémi", "Salomé", "Loïc", "Zoé", "Gaël"),
}
SURNAME = {
    "NL": ("de Wit", "van den Berg", "Kuiper", "Yılmaz", "Postma", "el Amrani", "Hoekstra", "van Dijk", "Scholten"),
    "BE": ("Peeters", "Claes", "Lambert", "De Smet", "Wouters", "Dubois", "Goossens", "Van Acker", "Renard"),
    "FR": ("Moreau", "Girard", "Bonnet", "Lefèvre", "Faure", "Mercier", "Benali", "Chevalier", "Roussel"),
}
STREET = {
    "NL": ("Molenweg", "Havenstraat", "Beukenlaan", "Lijsterhof", "Oude Dijk"),
    "BE": ("Kerkstraat", "Rue du Moulin", "Stationslei", "Avenue des Tilleuls", "Kanaaldreef"),
    "FR": ("rue des Lilas", "allée du Canal", "rue de la Gare", "chemin des Vignes", "quai Nord"),
}
TOWN = {
    "NL": (("3011 AB", "Rotterdam"), ("5038 EA", "Tilburg"), ("8011 PB", "Zwolle"), ("3511 LX", "Utrecht")),
    "BE": (("2000", "Antwerpen"), ("9000", "Gent"), ("4000", "Liège"), ("1050", "Ixelles")),
    "FR": (("59000", "Lille"), ("67000", "Strasbourg"), ("69003", "Lyon"), ("51100", "Reims")),
}
NATIONALITY = {"NL": "NL", "BE": "BE", "FR": "FR"}
LANGUAGE = {"NL": "nl", "BE": "nl", "FR": "fr"}
# Ranges that reach nobody: France keeps +33 6 39 98 for fiction; Dutch and Belgian mobile numbers never begin like these.
PHONE = {"NL": "+31 6 00 00 {0:02d} {1:02d}", "BE": "+32 460 00 {0:02d} {1:02d}", "FR": "+33 6 39 98 {0:02d} {1:02d}"}


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person of the demo company."""

    full_name: str
    email: str
    phone: str
    postal_address: str
    date_of_birth: date
    country: str
    language: str
    nationality: str


def person(number: int, country: str, email: str = "") -> Person:
    """The invented person of that number: the same every time.

    Args:
        number: 0 or more; people of one country with different numbers below 108 have different names.
        email: a log-in address; otherwise one is made from the name's number.
    """
    given, surname = GIVEN[country], SURNAME[country]
    postcode, town = TOWN[country][number % 4]
    return Person(
        full_name=f"{given[number % len(given)]} {surname[(number // 4 + number) % len(surname)]}",
        email=email or f"{country.lower()}{number:03d}@demo.test",
        phone=PHONE[country].format(number // 100, number % 100),
        postal_address=f"{STREET[country][number % 5]} {3 + 7 * (number % 40)}, {postcode} {town}",
        date_of_birth=date(1962 + (number * 7) % 40, 1 + number % 12, 1 + (number * 3) % 28),
        country=country,
        language="fr" if country == "BE" and number % 3 == 2 else LANGUAGE[country],
        nationality=NATIONALITY[country],
    )
