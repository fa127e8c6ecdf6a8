# Parses the command line of ./up and ./down into exported VSERVER_* variables.
# The same names are parsed strictly, once more, by tooling/up/settings.ts.

usage_error() {
  echo "$1 See $2 --help." >&2
  exit 2
}

# An option that is not given keeps the value it had at the last ./up of this instance.
remember_instance() {
  local previous='' argument name value
  for argument in "$@"; do
    case $argument in --instance=*) VSERVER_INSTANCE=${argument#*=} ;; esac
    [ "$previous" != --instance ] || VSERVER_INSTANCE=$argument
    previous=$argument
  done
  local file=/usr/local/lib/$VSERVER_INSTANCE/settings
  [[ $VSERVER_INSTANCE =~ ^[a-z][a-z0-9-]{0,30}$ && -r $file ]] || return 0
  while IFS='=' read -r name value; do
    case $name in
      VSERVER_PORT | VSERVER_LISTEN | VSERVER_ORIGIN | VSERVER_DATA_DIR | VSERVER_MIRROR | VSERVER_TEMPLATE | VSERVER_NETWORK_NAMESPACE)
        export "$name=$value"
        ;;
      # These come by the environment: one that is set there counts, also when it is empty.
      VSERVER_SWEEP_HOUR | VSERVER_TEMPLATE_KEEP_DAYS | VSERVER_METRICS_LISTEN | VSERVER_SSH_LISTEN | \
        RECORDING_KEEP_DAYS | RECORDING_MAX_MIB | CONSOLE_IDLE_MINUTES | CONSOLE_IDLE_SUPPORT_MINUTES) [ -v "$name" ] || export "$name=$value" ;;
    esac
  done <"$file"
}

parse_options() {
  local program=$1
  shift
  export VSERVER_INSTANCE=vserver VSERVER_PORT=8080 VSERVER_LISTEN=127.0.0.1 VSERVER_ORIGIN='' \
    VSERVER_DATA_DIR='' VSERVER_MIRROR='' VSERVER_TEMPLATE=debian-12 VSERVER_NETWORK_NAMESPACE='' VSERVER_WAIT=no VSERVER_GUESTS=no
  local -A value_of=([--port]=VSERVER_PORT [--listen]=VSERVER_LISTEN [--origin]=VSERVER_ORIGIN
    [--data]=VSERVER_DATA_DIR [--mirror]=VSERVER_MIRROR [--template]=VSERVER_TEMPLATE
    [--instance]=VSERVER_INSTANCE [--network-namespace]=VSERVER_NETWORK_NAMESPACE)
  local -A flag_of=([--wait]=VSERVER_WAIT)
  if [ "$program" = ./down ]; then
    value_of=([--instance]=VSERVER_INSTANCE)
    flag_of=([--guests]=VSERVER_GUESTS)
  fi
  remember_instance "$@"
  while [ $# -gt 0 ]; do
    local option=${1%%=*}
    if [ -n "${flag_of[$option]:-}" ]; then
      [ "$1" = "$option" ] || usage_error "$option takes no value." "$program"
      export "${flag_of[$option]}=yes"
    elif [ -n "${value_of[$option]:-}" ]; then
      local value
      if [ "$1" != "$option" ]; then
        value=${1#*=}
      else
        [ $# -ge 2 ] || usage_error "$option needs a value." "$program"
        value=$2
        shift
      fi
      export "${value_of[$option]}=$value"
    else
      usage_error "Unknown option $1." "$program"
    fi
    shift
  done
  [[ $VSERVER_INSTANCE =~ ^[a-z][a-z0-9-]{0,30}$ ]] ||
    usage_error "--instance takes lower-case letters, digits and hyphens." "$program"
  [[ $VSERVER_PORT =~ ^[0-9]{1,5}$ ]] && ((VSERVER_PORT >= 1 && VSERVER_PORT <= 65535)) ||
    usage_error "--port takes a number from 1 to 65535." "$program"
}
