"""From a folder of TOML files to a checked `Policy`. Any unknown name, missing text or contradiction stops the start."""

from __future__ import annotations

from pathlib import Path

from privacy.policy import files, rules, vocabulary
from privacy.policy.model import Policy

MASKS = ("last4", "plate", "email", "phone", "initials")


def load(folder: str | Path) -> Policy:
    """Read, check and order the policy of a folder.

    Raises:
        PolicyError: names the file, the key and what to do.
    """
    document = files.read(Path(folder))
    conditions = vocabulary.conditions(document)
    coarse_forms = vocabulary.coarse_forms(document)
    retention = vocabulary.retention(document)
    items = vocabulary.items(document, retention, coarse_forms, MASKS)
    subject_kinds = vocabulary.subject_kinds(document)
    legal_bases = vocabulary.legal_bases(document)
    names = rules.Names(items, conditions, document.tables["recipients"], subject_kinds, legal_bases)
    purposes = rules.purposes(document, names)
    chapters = {purpose.partition(".")[0] for purpose in purposes}
    version = files.fingerprint(document)
    return Policy(
        version=version[:16],
        version_full=version,
        items=items,
        purposes=purposes,
        roles=rules.roles(document, purposes, names),
        recipients=rules.recipients(document, purposes, items),
        subject_kinds=subject_kinds,
        retention=retention,
        controllers=vocabulary.controllers(document, chapters),
        conditions=conditions,
        coarse_forms=coarse_forms,
        legal_bases=legal_bases,
        numbers=vocabulary.numbers(document),
        cells=rules.disclosures(document, purposes, names),
        prohibitions=rules.prohibitions(document, purposes, names),
    )
