"""`manage.py import_fleet FILE`: take over a file of vehicles, contracts, drivers, custody or odometer readings.

Exit code 0: every line was taken over (or would be, with --dry-run); 1: some lines were refused; 2: the file cannot be used.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from drivers.imports.files import MOST_BYTES, TEXTS
from drivers.imports.job import BUSINESS, PRIVATE
from drivers.imports.kinds import KINDS
from drivers.imports.report import LineView, RunView, all_lines_told, refusals_csv, run_view
from drivers.imports.run import run_import
from privacy.access import Access, Channel
from privacy.errors import Refused

SIGNS = {"comma": ",", "point": ".", "": ""}
SHOWN = 200
PARTLY, UNUSABLE = 1, 2


class Command(BaseCommand):
    help = "Imports a CSV or XLSX file of vehicles, contracts, drivers, custody or odometer readings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--kind", choices=tuple(KINDS), default="", help="what the file is about; told from its headings when absent"
        )
        parser.add_argument("--dry-run", action="store_true", help="check every line and change nothing")
        parser.add_argument("--employer", default="", metavar="NAME", help="client or unit of lines that name none")
        parser.add_argument("--decimal", choices=("comma", "point"), default="", help="decimal sign of the file")
        parser.add_argument("--language", choices=("nl", "fr", "en"), default="en", help="language of the report")
        parser.add_argument("--report", type=Path, metavar="CSV", help="write the refused lines to this file")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            content = _content(options["file"])
            access = Access.for_job(
                name="import_fleet", role="fleet_staff", purpose=BUSINESS, reason="import of a file", channel=Channel.IMPORT
            )
            run = self._run(access, content, options)
            shown = run_view(access, run)
            self._tell(shown)
            for n, line in enumerate(all_lines_told(access, run)):
                if n == SHOWN:
                    self.stdout.write(_("… and more; --report writes all refused lines to a file."))
                    break
                self._tell_line(line)
            if options["report"]:
                _write_report(options["report"], refusals_csv(access, run))
        if shown.refused:
            sys.exit(PARTLY)

    def _run(self, access: Access, content: bytes, options: dict[str, Any]) -> Any:
        try:
            return run_import(
                access=access,
                content=content,
                kind=options["kind"],
                dry_run=options["dry_run"],
                employer=options["employer"],
                decimal=SIGNS[options["decimal"]],
                purposes=(PRIVATE,),
                progress=self._progress if options["verbosity"] > 1 else None,
            )
        except Refused as refused:
            texts = [str(text) for found in refused.fields.values() for text in found] or [str(refused.message)]
            raise CommandError(f"{' '.join(texts)} [{refused.code}]", returncode=UNUSABLE) from None

    def _progress(self, done: int, total: int) -> None:
        self.stdout.write(f"{done}/{total}")

    def _tell(self, shown: RunView) -> None:
        heading = _("%(title)s: checked only, nothing was changed") if shown.dry_run else _("%(title)s: imported")
        self.stdout.write(heading % {"title": shown.title})
        for note in shown.notes:
            self.stdout.write(f"  {note.text}")
        counts = {
            _("lines"): shown.total,
            _("new"): shown.added,
            _("changed"): shown.changed,
            _("unchanged"): shown.unchanged,
            _("refused"): shown.refused,
        }
        self.stdout.write("  " + " · ".join(f"{name} {count}" for name, count in counts.items()))

    def _tell_line(self, line: LineView) -> None:
        verdict = _("refused") if line.refused else _("remark")
        for said in line.said:
            place = f" · {said.title}" if said.title else ""
            self.stdout.write(_("line %(number)d") % {"number": line.number} + f" · {verdict}{place}: {said.text} [{said.code}]")


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CommandError(f"{TEXTS['file_too_large']} [file_too_large]", returncode=UNUSABLE)
        return path.read_bytes()
    except OSError as problem:
        raise CommandError(f"{path.name}: {problem.strerror} [file_unreadable]", returncode=UNUSABLE) from None


def _write_report(path: Path, content: str) -> None:
    try:
        path.write_bytes(content.encode("utf-8-sig"))
    except OSError as problem:
        raise CommandError(f"{path.name}: {problem.strerror} [report_not_written]", returncode=UNUSABLE) from None
