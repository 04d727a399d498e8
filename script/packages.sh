# Sourced by script/server and script/test: finds out what the machine lacks and installs it where that is possible.
# shellcheck shell=bash

say() { printf '\033[1m==\033[0m %s\n' "$*"; }
stop() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

has_postgres() {
    command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null ||
        compgen -G '/usr/pgsql-*/bin/postgres' >/dev/null || compgen -G '/opt/homebrew/opt/postgresql*/bin/postgres' >/dev/null ||
        { command -v pg_config >/dev/null && [ -x "$(pg_config --bindir)/postgres" ]; }
}

has_faketime() { compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' || compgen -G '/usr/lib64/faketime/libfaketimeMT.so.1'; } >/dev/null

has_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null

# Debian's names of what is missing; with "test" or "bench" a PostgreSQL even where DATABASE_URL is set; with "test" a
# browser, what gives a process a wrong clock and another language, with "bench" load tools, with "trial" a proxy besides.
missing_packages() {
    command -v cc >/dev/null || echo gcc libc6-dev
    command -v pkg-config >/dev/null || echo pkg-config
    { pkg-config --exists libpq || pg_config --libdir; } >/dev/null 2>&1 || echo libpq-dev
    { [ -n "${DATABASE_URL:-}" ] && [ -z "${1:-}" ]; } || has_postgres || echo postgresql
    [ "${1:-}" != test ] || has_browser || echo chromium
    [ "${1:-}" != test ] || has_faketime || echo libfaketime
    [ "${1:-}" != test ] || [ -e /usr/share/i18n/locales/sv_SE ] || echo locales
    [ "${1:-}" != bench ] || command -v wrk >/dev/null || echo wrk
    [ "${1:-}" != bench ] || command -v pgbench >/dev/null || echo postgresql
    [ "${1:-}" != bench ] || python3 -c 'import ensurepip' 2>/dev/null || echo python3-venv
    if [ "${1:-}" = trial ]; then
        for name in nginx wrk jq curl openssl; do command -v "$name" >/dev/null || echo "$name"; done
        { has_postgres && command -v psql >/dev/null; } || echo postgresql
    fi
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@" </dev/null; }

install_packages() {
    local wanted
    wanted=$(missing_packages "${1:-}" | tr '\n' ' ')
    [ -n "$wanted" ] || return 0
    local by_hand="install these (Debian's names) and try again: $wanted"
    command -v apt-get >/dev/null || stop "this machine has no apt-get; $by_hand"
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        stop "only root can install; as root: apt-get install $wanted"
    fi
    say "Installing what is missing: $wanted"
    apt update || stop "apt-get update failed; $by_hand"
    case " $wanted" in *" postgresql "*)
        # Keyholder runs a PostgreSQL of its own; Debian's must not start a second one beside it.
        apt install --no-install-recommends postgresql-common >/dev/null || stop "$by_hand"
        as_root mkdir -p /etc/postgresql-common
        as_root sh -c 'f=/etc/postgresql-common/createcluster.conf; touch "$f"
            sed -i "/^[# ]*create_main_cluster/d" "$f"; echo "create_main_cluster = false" >>"$f"'
    esac
    # shellcheck disable=SC2086 # a list of names
    apt install --no-install-recommends $wanted >/dev/null || stop "apt-get install failed; $by_hand"
    wanted=$(missing_packages "${1:-}" | tr '\n' ' ')
    [ -z "$wanted" ] || stop "still missing after installing: $wanted"
}

find_cargo() {
    command -v cargo >/dev/null || PATH="$HOME/.cargo/bin:$PATH"
    command -v cargo >/dev/null || stop "Rust is missing: https://rustup.rs, or your system's cargo of version $1 or newer"
    # A clone of somebody else's, or one built by root before: build in a folder of our own.
    if [ -z "${CARGO_TARGET_DIR:-}" ]; then
        if [ -d target ] && [ ! -w target ] || [ ! -d target ] && [ ! -w . ]; then
            export CARGO_TARGET_DIR="${XDG_CACHE_HOME:-$HOME/.cache}/keyholder/target"
        fi
    fi
}
