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
      tests: [TITLES.haltOrReboot, TITLES.restartAfterReboot, TITLES.tellsReboot],
    },
    {
      name: 'halt, poweroff',
      ours: ['guest.lastExit'],
      mechanism: 'reboot(2) in a pid namespace',
      fit: 'same',
      reason: 'A guest that halts stays down; the kernel does not tell halt from poweroff.',
      tests: [TITLES.haltOrReboot, TITLES.tellsHalt],
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
      fit: 'better',
      reason: 'Told whenever the kernel kills for memory; there only when nothing could be killed.',
      tests: [TITLES.tellsOom],
    },
    {
      name: 'startup',
      mechanism: 'supervisor',
      fit: 'same',
      reason: 'Before the first program; a script that fails refuses the start.',
      tests: [TITLES.helperOrder, TITLES.helperRefuses],
    },
    {
      name: 'shutdown',
      mechanism: 'supervisor',
      fit: 'same',
      reason: 'When the last process is gone.',
      tests: [TITLES.tellsHalt],
    },
    {
      name: 'netup, netdown',
      mechanism: 'supervisor',
      fit: 'same',
      reason: 'Before startup and after shutdown.',
      tests: [TITLES.helperOrder, TITLES.helperRefuses],
    },
    {
      name: 'sync-timeout',
      mechanism: 'supervisor',
      fit: 'same',
      reason: 'A script has 30 seconds; only startup and netup are waited for.',
      tests: [TITLES.helperHangs],
    },
    {
      name: 'Nested contexts (vshelper-delegate)',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'Guests cannot hold guests.',
    },
  ],
}
