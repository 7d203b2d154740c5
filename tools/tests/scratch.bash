# For tests of scripts: an empty folder to work in, and checks.
# shellcheck shell=bash disable=SC2034  # $tools is for the tests
set -euo pipefail

tools=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

# put FILE LINE...: a file of these lines.
put() {
  mkdir -p "$(dirname "$1")"
  printf '%s\n' "${@:2}" >"$1"
}

# expect STATUS TEXT COMMAND...: how it ends, and a part of what it says.
expect() {
  local status=0 said
  said=$("${@:3}" 2>&1) || status=$?
  [[ $status == "$1" && $said == *"$2"* ]] || {
    printf '%s\nended with %d, said:\n%s\nexpected: %d, %s\n' \
      "${*:3}" "$status" "$said" "$1" "$2" >&2
    exit 1
  }
}
