"""The kinds of file, by name."""

from collections.abc import Mapping

from drivers.imports.job import Kind
from drivers.imports.kinds.contracts import Contracts
from drivers.imports.kinds.custody import Custodies
from drivers.imports.kinds.odometer import Odometer
from drivers.imports.kinds.people import People
from drivers.imports.kinds.vehicles import Vehicles

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (Vehicles(), Contracts(), People(), Custodies(), Odometer())}
"""In the order in which files are sent: each kind names rows of those before it."""
