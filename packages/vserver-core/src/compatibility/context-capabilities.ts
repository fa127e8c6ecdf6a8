import type { Section } from './model.ts'
import { TITLES } from './titles.ts'

/** Source: Linux-VServer, include/uapi/vserver/context.h; default 0. */
export const CONTEXT_CAPABILITY_ROWS: Section = {
  id: 'context-capability',
  title: 'Context capabilities',
  features: [
    {
      name: 'SET_UTSNAME (utsname)',
      ours: ['contextCapability.hostname'],
      mechanism: 'seccomp notification, uts namespace',
      fit: 'same',
      reason: 'Host and domain name of the guest alone.',
      tests: [TITLES.rename],
    },
    {
      name: 'SET_RLIMIT (rlimit)',
      ours: ['contextCapability.rlimit'],
      mechanism: 'seccomp notification, prlimit(2)',
      fit: 'same',
      reason: 'Up to the limit of the guest; the host needs CAP_SYS_RESOURCE for it.',
      tests: [TITLES.rlimit],
    },
    {
      name: 'FS_SECURITY',
      mechanism: 'user namespace',
      fit: 'partial',
      reason: 'security.capability can be set within the guest; other security.* names belong to the host.',
    },
    {
      name: 'FS_TRUSTED',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'trusted.* attributes need CAP_SYS_ADMIN in the first user namespace.',
    },
    {
      name: 'TIOCSTI (tiocsti)',
      mechanism: 'seccomp',
      fit: 'partial',
      reason: 'As by default there: refused. It is a way to type on foreign terminals and cannot be allowed.',
    },
    {
      name: 'RAW_ICMP (icmp, ping)',
      ours: ['contextCapability.rawIcmp'],
      mechanism: 'seccomp notification, SECCOMP_ADDFD_FLAG_SEND',
      fit: 'same',
      reason: 'The socket is made for the guest and takes nothing but ICMP.',
      tests: [TITLES.rawIcmp],
    },
    {
      name: 'SYSLOG (syslog)',
      mechanism: 'seccomp',
      fit: 'impossible',
      reason: 'A stock kernel has one log for host and guests; showing it would show all of them.',
    },
    {
      name: 'OOM_ADJUST (oom_adjust)',
      ours: ['contextCapability.oomAdjust'],
      mechanism: 'oom_score_adj_min',
      fit: 'same',
      reason: 'Down to 0 and never below, as there the last step was always refused.',
      tests: [TITLES.oomAdjust],
    },
    {
      name: 'AUDIT_CONTROL (audit_control)',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'The audit subsystem takes orders from the first user namespace only.',
    },
    {
      name: 'SECURE_MOUNT (mount)',
      ours: ['contextCapability.mount'],
      mechanism: 'seccomp notification, mount(2) as the guest',
      fit: 'same',
      reason: 'tmpfs and binds, with nosuid and nodev forced.',
      tests: [TITLES.secureMount, TITLES.lockedMounts],
    },
    {
      name: 'SECURE_REMOUNT (remount)',
      ours: ['contextCapability.mount'],
      mechanism: 'seccomp notification, mount(2) as the guest',
      fit: 'same',
      reason: 'Only of what was mounted this way, and only to less.',
      tests: [TITLES.secureMount, TITLES.lockedMounts],
    },
    {
      name: 'BINARY_MOUNT (binary_mount)',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'A stock kernel lets no user namespace mount file systems of block devices or the network.',
    },
    {
      name: 'DEV_MOUNT (dev_mount)',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'Mounts made in a user namespace are always nodev.',
    },
    {
      name: 'QUOTA_CTL (quota_ctl)',
      ours: ['contextCapability.quota'],
      mechanism: 'seccomp notification, quotactl(2) on the file system of the guest alone',
      fit: 'planned',
      reason: 'Comes with the disk limits.',
    },
    {
      name: 'ADMIN_MAPPER, ADMIN_CLOOP',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'Device mapper and loop devices have one name space for the whole machine.',
    },
    {
      name: 'KTHREAD, NAMESPACE',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'Nothing ever asked for them, so there is nothing to rebuild.',
    },
  ],
}
