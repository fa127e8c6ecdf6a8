# What must be true before anything is installed; each failure is one sentence that says what to do.

stop() {
  echo "$1" >&2
  exit 1
}

preflight() {
  [ "$(id -u)" = 0 ] || stop "./up must be run as root: it creates users and starts the broker. Try: sudo ./up"
  [ "$(uname -s)" = Linux ] || stop "VServer runs on Linux only."
  case $(uname -m) in
    x86_64 | aarch64) ;;
    *) stop "VServer runs on x86-64 and arm64; this machine is $(uname -m)." ;;
  esac
  command -v apt-get >/dev/null || stop "./up installs Debian packages, and there is no apt-get here. Use Debian 12 or newer, or Ubuntu 22.04 or newer."
  command -v node >/dev/null && command -v npm >/dev/null ||
    stop "Node.js and npm are needed to begin with. Try: apt-get install nodejs npm"
  preflight_port
  preflight_kernel
  preflight_disk "$VSERVER_DATA_DIR" 2048
  preflight_disk "$PWD" 2048
}

# The port is ours already when the panel of this instance runs on it.
preflight_port() {
  local pid='' ours=no
  if [ -r "/run/$VSERVER_INSTANCE/web.pid" ] && read -r pid _ <"/run/$VSERVER_INSTANCE/web.pid" &&
    [ -d "/proc/$pid" ] &&
    grep -qsx "VSERVER_PORT=$VSERVER_PORT" "/usr/local/lib/$VSERVER_INSTANCE/settings"; then
    ours=yes
  fi
  [ $ours = no ] || return 0
  local answer
  answer=$(node -e '
    const server = require("node:net").createServer()
    server.on("error", (error) => console.log(error.code))
    server.listen({ host: process.argv[1], port: Number(process.argv[2]) }, () => server.close(() => console.log("free")))
  ' "$VSERVER_LISTEN" "$VSERVER_PORT")
  case $answer in
    free) ;;
    EADDRINUSE) stop "Port $VSERVER_PORT on $VSERVER_LISTEN is taken by another program. Choose another with --port." ;;
    EADDRNOTAVAIL) stop "This machine has no address $VSERVER_LISTEN. Choose another with --listen." ;;
    *) stop "The panel cannot listen on $VSERVER_LISTEN port $VSERVER_PORT ($answer). Choose another with --listen or --port." ;;
  esac
}

preflight_kernel() {
  local release major minor
  release=$(uname -r)
  major=${release%%.*}
  minor=${release#*.}
  minor=${minor%%[!0-9]*}
  ((major > 6 || (major == 6 && minor >= 1))) ||
    stop "This kernel is $release; VServer needs 6.1 or newer. Boot a newer kernel and run ./up again."
  local space
  for space in user pid mnt uts ipc net cgroup time; do
    [ -e "/proc/self/ns/$space" ] ||
      stop "This kernel has no $space namespaces, which every guest needs. Boot a stock Debian or Ubuntu kernel."
  done
  [ "$(cat /proc/sys/user/max_user_namespaces)" -gt 0 ] ||
    stop "User namespaces are switched off. Try: sysctl -w user.max_user_namespaces=15000"
  grep -qw overlay /proc/filesystems || modprobe overlay 2>/dev/null || true
  grep -qw overlay /proc/filesystems || stop "This kernel has no overlay file system. Boot a stock Debian or Ubuntu kernel."
  grep -qw cgroup2 /proc/filesystems || stop "This kernel has no cgroup v2. Boot a stock Debian or Ubuntu kernel."
}

# preflight_disk DIRECTORY MIB: the nearest existing parent must have so much room.
preflight_disk() {
  local directory=$1 free
  while [ ! -d "$directory" ]; do directory=$(dirname "$directory"); done
  free=$(df --output=avail -m "$directory" | tail -n 1)
  ((free >= $2)) || stop "Only $((free)) MiB are free on $directory, and VServer needs $2 MiB to begin with. Free some space, or choose another place with --data."
}
