import { MIB } from '@vserver/core/units'

export const PLAN = { name: 'Small', memoryBytes: 256 * MIB, cpuMillicores: 125, processes: 100 }

/** Waits without a process of its own, which would cost more than the wait. */
const PAUSE = 'exec 9<> <(:); pause() { read -t $1 -u 9; }; hour() { printf -v h %\\(%-H\\)T -1; }; '
/** So many turns of an empty loop, a millisecond each. */
const BURN = 'burn() { local i; for ((i=$1; i>0; i--)); do :; done; }; '

/** Bash without single quotes, by the hours of the guest's clock. */
export type Load = { name: string; load: string | null }

/** What each guest of the day does. */
export const LOADS: readonly Load[] = [
  {
    name: 'shop',
    load: `${PAUSE}${BURN}w=(3 2 2 1 1 2 5 9 16 24 30 34 40 36 28 26 30 38 46 50 40 26 14 6); while :; do hour; burn $((w[h] * 25)); pause 20; done`,
  },
  {
    name: 'books',
    load: `${PAUSE}${BURN}while :; do printf -v m %\\(%-M\\)T -1; if ((m >= 15 && m < 18)); then burn 1000; else pause 30; fi; done`,
  },
  {
    name: 'backup',
    load: `${PAUSE}while :; do hour; if ((h == 3)); then tar c /usr | gzip -1 | head -c 60M >/var/tmp/copy; sync; rm /var/tmp/copy; pause 3600; fi; pause 60; done`,
  },
  {
    name: 'cache',
    load: `${PAUSE}while :; do (n=0; while :; do printf -v a[n++] %3000000s; pause 300; done); pause 20; done`,
  },
  {
    name: 'jobs',
    load: `${PAUSE}while :; do hour; if ((h % 4 == 2)); then (for i in {1..110}; do sleep 900 & done; wait); pause 3700; fi; pause 60; done`,
  },
  { name: 'quiet', load: null },
]
