#!/bin/sh
# Make the virtual environment and install a set of pinned packages, `runtime` or `dev`. Nothing happens when they are there.
set -eu

wanted=$1
python=${PYTHON:-python3}
stamp=.venv/.installed

if [ ! -x .venv/bin/python ]; then
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        echo "Python 3.11 or newer is needed; $python is older. Name another: make PYTHON=python3.12 ..." >&2
        exit 1
    }
    echo "making the virtual environment"
    "$python" -m venv .venv || {
        rm -rf .venv
        echo "The virtual environment could not be made. On Debian: apt-get install python3-venv" >&2
        exit 1
    }
fi

sum_of() { cat requirements/installer.txt "requirements/$1.txt" | sha256sum | cut -d ' ' -f 1; }

installed=$(cat "$stamp" 2>/dev/null || true)
case $installed in
"dev $(sum_of dev)") exit 0 ;; # holds the runtime packages too
"runtime $(sum_of runtime)") [ "$wanted" = dev ] || exit 0 ;;
dev\ *) wanted=dev ;; # an environment that had the larger set keeps it
esac

echo "installing packages ($wanted)"
rm -f "$stamp"
pip="env PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip --quiet install --require-hashes"
if $pip --requirement requirements/installer.txt &&
    .venv/bin/uv pip sync --quiet --require-hashes --python .venv/bin/python "requirements/$wanted.txt" requirements/installer.txt; then
    :
else
    # Some networks let pip through and uv not.
    echo "trying again with pip" >&2
    $pip --requirement "requirements/$wanted.txt"
fi
echo "$wanted $(sum_of "$wanted")" >"$stamp"
