"""Reasons and roles that several pages of this declaration share."""

REFERENCE = "reference; the items of the row it names are decided one by one"
FILE = "reference of the vehicle's file; a random number that leads to no person"
KEEPERS = ("fleet_staff", "system")
