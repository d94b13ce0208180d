# Shared by the scripts beside it (". script/lib.sh" from the root of the checkout).
# Finds the programs a step needs and, as root on Debian or Ubuntu, installs them.
# Plain sh: no bash on the machine is assumed.

set -eu
export LC_ALL=C

say() { printf '%s\n' "$*" >&2; }
step() { say "== $*"; }
die() { say "focalpoint: $*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# apt_install PACKAGE... installs Debian packages when we may; fails when we may not.
# The package list is fetched once for each run, since a new machine has none.
apt_install() {
	have apt-get || return 1
	[ "$(id -u)" = 0 ] || return 1
	say "installing $*"
	if [ -z "${apt_updated:-}" ]; then
		apt-get update -q >&2 </dev/null || say "apt-get update failed; trying with the package list at hand"
		apt_updated=1
	fi
	DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" >&2 </dev/null
}

# need_go stops unless the Go of go.mod or newer is there. Distributions are often
# behind, so this is the one thing we ask a person for instead of installing.
need_go() {
	want=$(sed -n 's/^go //p' go.mod)
	have go || die "Go is missing. Install Go $want or newer (https://go.dev/doc/install), then run this again."
	got=$(go env GOVERSION | sed 's/^go//; s/[^0-9.].*//')
	newest=$(printf '%s\n%s\n' "$want" "$got" | sort -t. -k1,1n -k2,2n -k3,3n | tail -n 1)
	[ "$newest" = "$got" ] || [ "$got.0" = "$want" ] ||
		die "Go $got is too old for this project. Install Go $want or newer (https://go.dev/doc/install)."
}

# find_postgres prints the directory with initdb and pg_ctl, or fails.
find_postgres() {
	for dir in ${FOCALPOINT_POSTGRES_BIN:-} $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5,5nr) \
		/usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/pgsql/bin; do
		if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then printf '%s\n' "$dir"; return 0; fi
	done
	have initdb && have pg_ctl && dirname "$(command -v initdb)"
}

# need_postgres sets PG_BIN, installing PostgreSQL when it is not there.
need_postgres() {
	PG_BIN=$(find_postgres) && return 0
	apt_install postgresql || true
	PG_BIN=$(find_postgres) || die "PostgreSQL 15 or newer is missing (initdb and pg_ctl). \
Install it (Debian, Ubuntu: apt-get install postgresql), or name its folder in FOCALPOINT_POSTGRES_BIN, \
or a database we may write to in FOCALPOINT_TEST_POSTGRES."
}

# find_chromium prints the path of a Chromium or Chrome, or fails.
find_chromium() {
	if [ -n "${FOCALPOINT_CHROMIUM:-}" ]; then printf '%s\n' "$FOCALPOINT_CHROMIUM"; return 0; fi
	for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
		if have "$name"; then command -v "$name"; return 0; fi
	done
	return 1
}

# need_chromium exports FOCALPOINT_CHROMIUM, installing Chromium when it is not there,
# and fonts for the six languages, so that printed pages show no empty boxes.
need_chromium() {
	if ! FOCALPOINT_CHROMIUM=$(find_chromium); then
		apt_install chromium fonts-noto-core fonts-wqy-microhei || true
		FOCALPOINT_CHROMIUM=$(find_chromium) || die "Chromium is missing: the browser tests and PDF reports need it. \
Install it (Debian, Ubuntu: apt-get install chromium), or name the program in FOCALPOINT_CHROMIUM."
	fi
	export FOCALPOINT_CHROMIUM
}

# need_npm makes sure node and npm are there, or fails with a message and status 1.
need_npm() {
	have node && have npm && return 0
	apt_install nodejs npm || true
	if have node && have npm; then return 0; fi
	say "Node.js and npm are missing: the islands (map zoom, graph) cannot be built."
	say "Install them (Debian, Ubuntu: apt-get install nodejs npm) and run: make web"
	return 1
}
