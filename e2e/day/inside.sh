#!/bin/sh
# inside.sh PART [ARGUMENT], run in the machine.
set -eu
data=/var/lib/vserver

# A disk in memory that answers by the machine's clock: one of ours would answer by ours, for which that clock
# does not wait.
make_storage() {
  modprobe null_blk nr_devices=0
  disk=/sys/kernel/config/nullb/nullb0
  mkdir "$disk"
  echo 6144 >"$disk/size"
  echo 4096 >"$disk/blocksize"
  echo 1 >"$disk/memory_backed"
  echo 1 >"$disk/discard"
  echo 2 >"$disk/irqmode"
  echo 200000 >"$disk/completion_nsec"
  echo 1 >"$disk/power"
  dd if=/dev/vdc of=/dev/nullb0 bs=1M conv=sparse status=none
  resize2fs /dev/nullb0 >/dev/null
  mkdir -p "$data"
  mount -o prjquota,discard /dev/nullb0 "$data"
}

# What is there stays as it is.
bring_up() {
  cd /product/project
  VSERVER_INSTANCE=vserver VSERVER_PORT=8080 VSERVER_LISTEN=0.0.0.0 VSERVER_DATA_DIR=$data \
    VSERVER_MIRROR='' VSERVER_TEMPLATE=none VSERVER_WAIT=no VSERVER_SSH_LISTEN=off VSERVER_ORIGIN="$1" \
    node_modules/node-linux-*/bin/node tooling/up/main.ts
}

open_database() {
  systemd-run --quiet --unit=database-way socat TCP-LISTEN:5432,fork,reuseaddr \
    "UNIX-CONNECT:$data/panel/postgres/.s.PGSQL.5432"
}

# Broker, agent and guests go on without it.
stop_panel() {
  systemctl stop database-way
  read -r panel rest </run/vserver/web.pid
  kill "$panel"
  while [ -d "/proc/$panel" ]; do sleep 1; done
}

part=$1
shift
case $part in
  storage) make_storage ;;
  up) bring_up "$@" ;;
  database) open_database ;;
  panel-off) stop_panel ;;
esac
