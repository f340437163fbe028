# Notes Debian packages that are missing, and installs them with apt (and sudo where not root). To be sourced.
missing=()

need() { # PACKAGE REASON TEST...
    local package=$1 reason=$2
    shift 2
    if ! "$@" >/dev/null 2>&1; then
        echo "missing: $package ($reason)"
        missing+=("$package")
    fi
}

install_missing() {
    [ ${#missing[@]} -gt 0 ] || return 0
    local sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo"
    echo "installing: ${missing[*]}"
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -q
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}
