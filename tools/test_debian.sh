#!/usr/bin/env bash
# Repeats the README's commands, `make compose` and `make test`, on a fresh Debian.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: tools/test_debian.sh [bookworm|trixie] [COMMAND]

  bookworm  Debian 12
  trixie    Debian 13 (the default)
  COMMAND   runs in the tree there instead of: make compose && make test

Makes a root of that Debian below build/, clones the last commit into it, and runs there what a new
user would run. Nothing of the machine's own is changed. The root is kept: a second run takes it, and
what was built in it, up again. To begin anew, remove it: sudo rm -rf build/debian-trixie

Needs root, debootstrap, git, 6 GB of disk, and the network for Debian's and npm's packages.
MIRROR=URL says where Debian's come from; by default, from where this machine has its own.
TEXT
}

# Where the machine's own packages come from: the first source of apt's that is Debian's.
own_mirror() {
  apt-get indextargets --format '$(ORIGIN) $(REPO_URI)' 2>/dev/null | sed -n 's/^Debian //p' | head -n 1
}

make_root() {
  local mirror=${MIRROR:-$(own_mirror)}
  if [[ -z $mirror ]]; then
    echo "test_debian: apt knows no source of Debian's here; name one with MIRROR=" >&2
    exit 2
  fi
  echo "test_debian: $suite from $mirror into $root"
  rm -rf "$root.new"
  mkdir -p "$(dirname "$root")"
  debootstrap --variant=minbase "$suite" "$root.new" "$mirror" >"$root.log" ||
    { tail -n 20 "$root.log" >&2; exit 1; }
  mv "$root.new" "$root"
}

# The names of hosts are those of here.
copy_network() {
  cp -L /etc/hosts /etc/resolv.conf "$root/etc/"
}

# And whom this machine trusts is trusted there: a network may have certificates of its own.
copy_certificates() {
  cp -L "$certificates" "$root$certificates"
}

# From where npm takes its packages here.
registry() {
  if command -v npm >/dev/null; then
    npm config get registry
  fi
}

# The last commit; what is not committed is not tested.
copy_tree() {
  local -a git=(git -c "safe.directory=$PWD")
  if [[ -n $("${git[@]}" status --porcelain) ]]; then
    echo "test_debian: what is not committed is left out"
  fi
  "${git[@]}" bundle create --quiet "$root/root/bachprop.bundle" HEAD
}

# In namespaces of its own, so that nothing stays mounted and nothing goes on running.
in_root() {
  unshare --mount --pid --fork --kill-child bash -euc '
    mount --make-rprivate /
    mount -t proc proc "$1/proc"
    mount --rbind /sys "$1/sys"
    mount --rbind /dev "$1/dev"
    exec env -i HOME=/root ${3:+npm_config_registry="$3"} NODE_EXTRA_CA_CERTS="$4" \
      TERM="${TERM:-dumb}" LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin chroot "$1" bash -euc "$2"
  ' bash "$root" "$1" "$(registry)" "$certificates"
}

cd "$(dirname "$0")/.."
suite=${1:-trixie}
command=${2:-make compose && make test}
case $suite in
  -h | --help) usage; exit ;;
  bookworm | trixie) ;;
  *) usage >&2; exit 2 ;;
esac
if ((EUID != 0)); then
  echo "test_debian: must be root, to make a root of another Debian" >&2
  exit 2
fi
for program in debootstrap unshare git; do
  if ! command -v "$program" >/dev/null; then
    echo "test_debian: $program is missing: apt-get install debootstrap util-linux git" >&2
    exit 2
  fi
done
root=$PWD/build/debian-$suite
certificates=/etc/ssl/certs/ca-certificates.crt
[[ -d $root ]] || make_root
copy_network
copy_tree
# What a user has before the README's first command, and the clone that it begins with.
in_root 'dpkg --configure -a  # what an earlier run left undone
  apt-get update -q=2
  apt-get install -y -q=2 -o Dpkg::Use-Pty=0 --no-install-recommends git make ca-certificates >/dev/null
  cd
  [[ -d bachprop ]] || git init -q bachprop
  cd bachprop
  git fetch -q ../bachprop.bundle HEAD
  git -c advice.detachedHead=false checkout -q -f FETCH_HEAD'
copy_certificates
in_root "cd ~/bachprop && $command"
echo "test_debian: $suite: done"
