#!/bin/sh
# Resolve requirements/*.in into hash-pinned files that hold no registry address. Names already pinned keep their version.
set -eu

for set in installer runtime dev; do
    .venv/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate \
        --python-version 3.11 "requirements/$set.in" --output-file "requirements/$set.txt"
done
