"""Read as text: nothing writes rows beside `privacy.change`, opens envelopes beside the gate, or reaches ledger and vault on its own.

Each exception stands in a table with its reason; one that is no longer needed fails too, so the tables stay true.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
APPS = ("config", "privacy", "fleet", "drivers", "incidents", "fines", "fuelcards")
DOMAIN = ("fleet/", "drivers/", "incidents/", "fines/", "fuelcards/")
NOT_PRODUCT = ("migrations", "testing")
WORK = {"work", "inner"}
"""Names under which an action holds its change."""

WRITING_QUERIES = {
    "create",
    "bulk_create",
    "get_or_create",
    "update_or_create",
    "update",
    "bulk_update",
    "delete",
    "acreate",
    "aupdate",
}
WRITING_ROWS = {"save", "delete", "asave", "adelete", "save_base"}

WRITES = {
    ("config/demo/log_ins.py", "Subject.objects.create"): "a subject is an id and a kind; the account made for it is recorded",
    ("privacy/accounts.py", "EmailAddress.objects.create"): "row of the log-in library, inside a recorded account event",
    ("privacy/accounts.py", "Subject.objects.create"): "a subject is an id and a kind; the account made for it is recorded",
    ("privacy/accounts.py", "account.save"): "log-ins keep no history; each change is a ledger event of the kind account",
    ("privacy/accounts.py", "row.save"): "log-ins keep no history; each change is a ledger event of the kind account",
    ("privacy/accounts.py", "RoleAssignment.objects.get_or_create"): "recorded as an account event",
    (
        "privacy/accounts.py",
        "RoleAssignment.objects.filter(account=row, valid_to__isnull=True).update",
    ): "recorded as an account event",
    ("privacy/change.py", "row.save"): "this is where rows are saved",
    ("privacy/change.py", "row.delete"): "this is where rows are deleted",
    ("privacy/edge/idempotency.py", "IdempotencyRecord.objects.get_or_create"): "keys of calls, no person",
    ("privacy/edge/idempotency.py", "IdempotencyRecord.objects.filter(created_at__lt=moment).delete"): "keys of calls, no person",
    ("privacy/edge/idempotency.py", "record.save"): "keys of calls, no person",
    ("privacy/machines.py", "MachineClient.objects.create"): "recorded as an account event",
    (
        "privacy/machines.py",
        "Token.objects.filter(client=row.client).delete",
    ): "row of the OAuth library, recorded as an account event",
    ("privacy/machines.py", "client.save"): "row of the OAuth library, recorded as an account event",
    ("privacy/machines.py", "row.save"): "recorded as an account event",
    ("privacy/machines.py", "row.client.save"): "row of the OAuth library, recorded as an account event",
    ("privacy/media/ingest.py", "picture.save"): "a picture in memory",
    ("privacy/models/account.py", "account.save"): "called by privacy.accounts only",
    ("privacy/outbox.py", "OutboxMessage.objects.create"): "references of tasks, in the transaction of the change",
    ("privacy/outbox.py", "OutboxMessage.objects.filter(pk=message_id).update"): "state of a task",
    ("privacy/outbox.py", "OutboxMessage.objects.filter(public_id=public_id, done_at__isnull=True).update"): "state of a task",
    (
        "privacy/vault/keys.py",
        "live.filter(retention_class__in=list(retention_classes)).update",
    ): "this is where keys are destroyed",
    ("fleet/actions/vehicles.py", "Subject.objects.bulk_create"): "files of vehicles, inside the change that adds the vehicles",
    ("drivers/actions/people.py", "Subject.objects.bulk_create"): "subjects of drivers, inside the change that adds the drivers",
    ("drivers/imports/staging.py", "ImportLine.objects.bulk_create"): "line numbers, hashes and codes; no record and no value",
    (
        "drivers/imports/staging.py",
        "ImportLine.objects.filter(run__created_at__lt=moment).delete",
    ): "staged lines that have had their time",
    (
        "drivers/imports/staging.py",
        "ImportRun.objects.filter(pk=run.pk).update",
    ): "counts of a batch; finishing the run saves its history",
    ("drivers/imports/templates.py", "book.save"): "a spreadsheet in memory",
}
LEDGER_IN_DOMAIN: dict[tuple[str, str], str] = {}
MAY_OPEN = {"privacy/sealing.py", "privacy/look.py", "privacy/gate.py", "privacy/vault/keys.py", "privacy/vault/provider.py"}
MAY_TOUCH_ENVELOPES = MAY_OPEN | {"privacy/fields.py", "privacy/reading.py"}
MAY_USE_SQL = {
    "config/databases.py": "rights and migrations",
    "config/health.py": "asks whether a database answers",
    "config/ledger_months.py": "makes months",
    "config/management/commands/setup_databases.py": "sets the databases up",
    "privacy/binary.py": "binary rows for the gate and the vault",
    "privacy/edge/idempotency.py": "a lock",
    "privacy/ledger/store.py": "the only writer of the ledger",
    "privacy/vault/keys.py": "the only reader of the vault",
    "privacy/reading.py": "the statements of the gate",
    "fleet/queries/grants.py": "primary keys of granted employers",
    "incidents/models/numbers.py": "sequences of public numbers",
}


@dataclass(frozen=True)
class Found:
    """One place in the product."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.what}"


@lru_cache(maxsize=1)
def sources() -> tuple[tuple[str, ast.Module], ...]:
    """Each file of the product with its syntax tree."""
    found = []
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            inside = path.relative_to(ROOT)
            if not set(NOT_PRODUCT) & set(inside.parts):
                found.append((inside.as_posix(), ast.parse(path.read_text())))
    return tuple(found)


def everywhere(look: Callable[[ast.AST], str | None]) -> Iterator[Found]:
    """Every node of the product in which something is found."""
    for path, tree in sources():
        for node in ast.walk(tree):
            what = look(node)
            if what:
                yield Found(path, getattr(node, "lineno", 0), what)


def written(node: ast.AST) -> str | None:
    """The call, when it writes rows by itself."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    receiver, verb = ast.unparse(node.func.value), node.func.attr
    if receiver in WORK or receiver.startswith("super()"):
        return None
    by_query = verb in WRITING_QUERIES and any(
        part in receiver for part in (".objects", "_manager", ".filter(", ".exclude(", ".history")
    )
    by_row = verb in WRITING_ROWS and "(" not in receiver and "objects" not in receiver
    return f"{receiver}.{verb}" if by_query or by_row else None


def imported(node: ast.AST) -> list[tuple[str, str]]:
    """(module, name) of an import."""
    if isinstance(node, ast.ImportFrom):
        return [(node.module or "", alias.name) for alias in node.names]
    if isinstance(node, ast.Import):
        return [(alias.name, alias.name) for alias in node.names]
    return []


def test_rows_are_written_through_the_frame_of_an_action() -> None:
    found = list(everywhere(written))
    assert len(found) > 15, "the scan must see the writes that there are"
    outside = [str(one) for one in found if (one.path, one.what) not in WRITES]
    assert not outside, f"write these through privacy.change, or say here why not: {outside}"
    unused = set(WRITES) - {(one.path, one.what) for one in found}
    assert not unused, f"no longer needed: {unused}"


def test_the_scan_sees_a_write() -> None:
    for code in (
        "row.save()",
        "driver.delete()",
        "Driver.objects.create(x=1)",
        "Driver.objects.filter(pk=1).update(x=1)",
        "model._base_manager.bulk_update(rows, [])",
        "row.history.all().delete()",
    ):
        assert any(written(node) for node in ast.walk(ast.parse(code))), code
    for code in ("work.save(row)", "names.update(x)", "digest.update(b'')", "super().save()"):
        assert not any(written(node) for node in ast.walk(ast.parse(code))), code


def test_only_the_kernel_knows_ledger_and_vault() -> None:
    used = set()
    for path, tree in sources():
        for node in ast.walk(tree):
            for module, name in imported(node):
                if module.startswith(("privacy.ledger", "privacy.vault")) and path.startswith(DOMAIN):
                    used.add((path, name))
                if module.startswith("privacy.vault.keys") or (module == "privacy.vault" and name == "keys"):
                    assert path in MAY_OPEN, f"{path} reaches for keys"
                if module == "privacy.ledger.models":
                    assert path in {"privacy/queries.py", "privacy/review.py"}, f"{path} reads the ledger's rows"
    assert used == set(LEDGER_IN_DOMAIN)


def test_only_the_gate_opens() -> None:
    def opens(node: ast.AST) -> str | None:
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        return name if name in ("open_envelope", "open_keys", "AESGCM") else None

    def touches(node: ast.AST) -> str | None:
        return node.attr if isinstance(node, ast.Attribute) and node.attr in ("_envelope", "_tokens") else None

    assert {one.path for one in everywhere(opens)} <= MAY_OPEN
    assert {one.path for one in everywhere(touches)} <= MAY_TOUCH_ENVELOPES


def test_sql_by_hand_stands_in_few_places() -> None:
    def speaks(node: ast.AST) -> str | None:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            receiver, verb = ast.unparse(node.func.value), node.func.attr
            if (
                (verb in ("cursor", "_prepare_cursor") and "connection" in receiver)
                or verb in ("raw", "extra")
                or "RawSQL" in receiver
            ):
                return f"{receiver}.{verb}"
        return "RawSQL" if isinstance(node, ast.Name) and node.id == "RawSQL" else None

    outside = [str(one) for one in everywhere(speaks) if one.path not in MAY_USE_SQL]
    assert not outside, f"use the gate or the ORM, or say here why not: {outside}"


@pytest.mark.parametrize("base", ["ModelForm", "ModelSerializer", "ModelViewSet", "ModelAdmin", "DjangoModelFactory"])
def test_there_is_no_second_way_to_write_or_show_rows(base: str) -> None:
    found = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(base in ast.unparse(parent) for parent in node.bases)
    ]
    assert not found


def test_no_template_marks_a_value_as_safe() -> None:
    pages = [path for app in APPS for path in (ROOT / app).rglob("*.html")]
    assert len(pages) > 40
    help_texts = "{{ field.help_text|safe }}"  # words of the program, with the links in them
    marked = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in pages
        for line in path.read_text().replace(help_texts, "").splitlines()
        if "|safe" in line or "{% autoescape off" in line or "{% debug" in line
    ]
    assert not marked
