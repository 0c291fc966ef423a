#!/bin/sh
# Find or install a Python 3.11 that can make environments, then hand over: `entry.sh VERB...`
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
needed="python3 python3-venv"
able='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'

find_python() {
    for name in "${NTARS_PYTHON:-}" python3 /usr/bin/python3 python3.13 python3.12 python3.11; do
        if [ -n "$name" ] && "$name" -I -c "$able" >/dev/null 2>&1; then
            python=$name
            return 0
        fi
    done
    return 1
}

# What the installer says is shown only where it fails.
install() {
    if ! command -v apt-get >/dev/null 2>&1; then
        return 1
    elif [ "$(id -u)" = 0 ]; then
        said=$(sh "$here/install_packages.sh" "$@" 2>&1)
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        said=$(sudo -n sh "$here/install_packages.sh" "$@" 2>&1)
    else
        return 1
    fi || { echo "$said" >&2; return 1; }
}

if ! find_python; then
    echo "Installing Debian packages: $needed" >&2
    # shellcheck disable=SC2086 # two names, meant to be split
    if ! install $needed || ! find_python; then
        echo "Python 3.11 or later with venv is missing: ask an administrator for the Debian packages $needed." >&2
        exit 1
    fi
fi

cd "$here/.."
PYTHONDONTWRITEBYTECODE=1 exec "$python" -m ops "$@"
