# Debian packages: what building needs and what the running system needs.

BUILD_PACKAGES=(gcc make libc6-dev)
RUN_PACKAGES=(mmdebstrap debian-archive-keyring tar gzip xz-utils zstd rsync util-linux ca-certificates e2fsprogs)
# For `make fuzz` only; kept inputs are replayed with gcc.
FUZZ_PACKAGES=(clang libclang-rt-14-dev)
# For `./check arm64` only.
CROSS_PACKAGES=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static)
TEST_PACKAGES=(openssh-client chromium busybox-static iproute2 procps btrfs-progs xfsprogs)

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

install_packages() {
  local missing=() package
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  echo "Installing Debian packages: ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    rm -f "$log"
    stop "apt-get could not install ${missing[*]}; see above, mend it and run ./up again."
  fi
  rm -f "$log"
}

# npm ci only when the lockfile is not the one that node_modules was made from.
install_modules() {
  local stamp=node_modules/.vserver-lock want
  want=$(sha256sum package-lock.json | cut -d ' ' -f 1)
  [ "$(cat "$stamp" 2>/dev/null)" != "$want" ] || return 0
  echo "Installing npm packages (about a minute)"
  local log
  log=$(mktemp)
  if ! npm ci --ignore-scripts --no-audit --no-fund >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    rm -f "$log"
    stop "npm ci failed; see above, mend it and run ./up again."
  fi
  rm -f "$log"
  echo "$want" >"$stamp"
}

build() {
  local log
  log=$(mktemp)
  [ -d .turbo ] || echo "Building (one to three minutes the first time)"
  if ! npm run --silent build >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    rm -f "$log"
    stop "The build failed; see above."
  fi
  rm -f "$log"
}
