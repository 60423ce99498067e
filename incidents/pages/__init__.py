"""Pages that need incidents, and those of MyCar, MyFleet and the desk that put everything together."""
