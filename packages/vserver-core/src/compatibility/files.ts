import type { Section } from './model.ts'
import { TITLES } from './titles.ts'

/** Source: Linux-VServer, include/uapi/vserver/inode.h; util-vserver, setattr and vprocunhide. */
export const FILE_ROWS: Section = {
  id: 'file',
  title: 'Inode attributes, tags and what /proc shows',
  features: [
    {
      name: 'ADMIN (admin)',
      mechanism: 'mount namespace',
      fit: 'better',
      reason: 'The host sees all of its own /proc; what is hidden from a guest is hidden in the guest only.',
      tests: [TITLES.noSettings],
    },
    {
      name: 'WATCH (watch), spectator context',
      ours: ['guest.list'],
      mechanism: 'none',
      fit: 'partial',
      reason: 'Root of the host sees all processes at all times; there is no context that may only look.',
    },
    {
      name: 'HIDE (hide)',
      mechanism: 'masks over /proc and /sys',
      fit: 'same',
      reason: 'What tells of the machine is masked, as by default there.',
      tests: [TITLES.masks],
    },
    {
      name: 'vprocunhide',
      mechanism: 'masks over /proc and /sys',
      fit: 'partial',
      reason: 'The list is fixed and stricter; it cannot be changed for one guest.',
    },
    {
      name: 'Writes to /proc',
      mechanism: 'read-only mounts',
      fit: 'same',
      reason: 'A guest can write nothing there beyond what belongs to its own processes.',
      tests: [TITLES.noSettings],
    },
    {
      name: 'BARRIER (barrier)',
      mechanism: 'pivot_root(2) into a private tree',
      fit: 'better',
      reason: 'There is nothing above the root to escape to, and no mark that can be forgotten.',
      tests: [TITLES.chroot, TITLES.noHostFiles],
    },
    {
      name: 'IXUNLINK (iunlink)',
      mechanism: 'overlay over read-only lower layers',
      fit: 'better',
      reason: 'Any program may change a shared file: the guest gets its copy, and the file stays.',
      tests: [TITLES.ownChanges],
    },
    {
      name: 'IMMUTABLE (immutable)',
      mechanism: 'overlay over read-only lower layers',
      fit: 'partial',
      reason: 'Shared files never change; within a guest chattr(1) +i is refused by a stock kernel.',
    },
    {
      name: 'COW (cow), link breaking',
      mechanism: 'overlay copy-up',
      fit: 'better',
      reason: 'The kernel copies on write, with attributes and times, and never for the host.',
      tests: [TITLES.ownChanges],
    },
    {
      name: 'TAG (chxid, vtag, mount option tag)',
      ours: ['guest.xid'],
      mechanism: 'id range of its own for each guest',
      fit: 'same',
      reason: 'Files of a guest belong to ids that nobody else has; a project id of its own counts them.',
      tests: [TITLES.ownFiles, TITLES.tagKept],
    },
    {
      name: 'Kernel log (syslog(2), dmesg)',
      mechanism: 'seccomp',
      fit: 'same',
      reason: 'A guest finds an empty log, as there.',
      tests: [TITLES.ownLog],
    },
    {
      name: 'Unification (vunify, vhashify)',
      mechanism: 'content pool as a data-only lower layer',
      fit: 'better',
      reason: 'Equal files are once on the disk and in memory; nothing of one guest reaches another.',
      tests: [TITLES.unifySame, TITLES.pooledOnce],
    },
    {
      name: 'Device nodes (vdevmap)',
      mechanism: 'bound device nodes, nodev',
      fit: 'partial',
      reason: 'A guest has the harmless devices only; the list cannot be changed for one guest.',
      tests: [TITLES.noDevices],
    },
  ],
}
