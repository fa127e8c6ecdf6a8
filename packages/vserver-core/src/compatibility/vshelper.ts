import type { Section } from './model.ts'
import { TITLES } from './titles.ts'

/** Source: Linux-VServer, kernel/vserver/helper.c; util-vserver, scripts/vshelper.pathsubst. */
export const HELPER_ROWS: Section = {
  id: 'helper',
  title: 'Helper actions (vshelper)',
  features: [
    {
      name: 'restart',
      ours: ['guest.restart'],
      mechanism: 'reboot(2) in a pid namespace, reconcile of the agent',
      fit: 'same',
      reason: 'A guest that reboots itself comes up again.',
      tests: [TITLES.haltOrReboot, TITLES.restartAfterReboot],
    },
    {
      name: 'halt, poweroff',
      ours: ['guest.lastExit'],
      mechanism: 'reboot(2) in a pid namespace',
      fit: 'same',
      reason: 'A guest that halts stays down; the kernel does not tell halt from poweroff.',
      tests: [TITLES.haltOrReboot],
    },
    {
      name: 'swsusp',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'The kernel refuses it in a pid namespace.',
    },
    {
      name: 'oom',
      mechanism: 'memory.events, memory.oom_control',
      fit: 'planned',
      reason: 'Being built.',
    },
    {
      name: 'startup',
      mechanism: 'supervisor',
      fit: 'planned',
      reason: 'Being built, with a script that may refuse the start.',
    },
    {
      name: 'shutdown',
      mechanism: 'supervisor',
      fit: 'planned',
      reason: 'Being built.',
    },
    {
      name: 'netup, netdown',
      mechanism: 'supervisor',
      fit: 'planned',
      reason: 'Being built.',
    },
    {
      name: 'sync-timeout',
      mechanism: 'supervisor',
      fit: 'planned',
      reason: 'Being built: a script has 30 seconds.',
    },
    {
      name: 'Nested contexts (vshelper-delegate)',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'Guests cannot hold guests.',
    },
  ],
}
