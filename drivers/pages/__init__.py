"""The pages of MyCar that need no incident: the own car, the own data, and who saw them."""

from drivers.pages.cars import car, home
from drivers.pages.own_data import change_contact, my_data
from drivers.pages.record_of_looks import who_saw

__all__ = ["car", "change_contact", "home", "my_data", "who_saw"]
