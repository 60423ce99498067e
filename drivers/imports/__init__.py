"""Files of vehicles, contracts, drivers, custody and odometer readings: checked, then taken over line by line."""
