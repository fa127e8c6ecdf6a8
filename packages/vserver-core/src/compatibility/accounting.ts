import type { Section } from './model.ts'
import { TITLES } from './titles.ts'

/** Source: Linux-VServer, kernel/vserver/{context,cvirt,cacct,limit}.c. */
export const ACCOUNTING_ROWS: Section = {
  id: 'accounting',
  title: 'Accounting',
  features: [
    {
      name: 'ctx_stat: usecnt',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'It counted references within the patch; nothing in a stock kernel corresponds to it.',
    },
    {
      name: 'ctx_stat: tasks; virt_stat: nr_threads',
      ours: ['sample.processes'],
      mechanism: 'pids.current',
      fit: 'same',
      reason: 'Counted by the kernel, threads included.',
      tests: [TITLES.counters],
    },
    {
      name: 'virt_stat: offset, uptime',
      ours: ['sample.uptimeSeconds', 'guest.startedAt'],
      mechanism: 'time namespace, start time of process 1',
      fit: 'same',
      reason: 'Inside and outside agree.',
      tests: [TITLES.newUptime],
    },
    {
      name: 'virt_stat: nr_running, nr_uninterruptible',
      ours: ['sample.load1'],
      mechanism: 'state of the tasks of the group',
      fit: 'same',
      reason: 'Counted together, as the load is.',
      tests: [TITLES.counters],
    },
    {
      name: 'virt_stat: nr_onhold',
      ours: ['limitUse.cpu'],
      mechanism: 'cpu.stat',
      fit: 'partial',
      reason: 'Intervals in which the guest had to wait, not the tasks that did.',
    },
    {
      name: 'virt_stat: nr_forks',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'Control groups do not count forks.',
    },
    {
      name: 'virt_stat: load',
      ours: ['sample.load1', 'sample.load5', 'sample.load15'],
      mechanism: 'agent, from the tasks of the group',
      fit: 'better',
      reason: 'Decays exponentially, as the load of the host does.',
      tests: [TITLES.loadFactors, TITLES.counters],
    },
    {
      name: 'sock_stat: bytes and packets by family',
      mechanism: 'packet programs; cgroup BPF, ingress and egress',
      fit: 'partial',
      reason: 'Internet traffic by direction and family; unix and packet sockets cannot be counted so.',
      tests: [TITLES.trafficExact],
    },
    {
      name: 'sock_stat: fail',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'A stock kernel shows failed sends to tracing only; it was switched off there as well.',
    },
    {
      name: 'rlimit_stat: value, maximum',
      ours: ['limitUse.processes', 'limitUse.memory'],
      mechanism: 'pids.current, memory.current, memory.peak',
      fit: 'same',
      reason: 'Read from the kernel, where it counts.',
      tests: [TITLES.processCounted, TITLES.memoryKill],
    },
    {
      name: 'rlimit_stat: minimum',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'The kernel keeps no lowest values.',
    },
    {
      name: 'cacct: slab and page counters',
      ours: ['sample.memoryBytes'],
      mechanism: 'memory.stat',
      fit: 'partial',
      reason: 'Part of the memory figure; not shown apart.',
    },
    {
      name: 'CPU time of a guest (vserver-stat)',
      ours: ['sample.cpuUsageMicroseconds'],
      mechanism: 'cpu.stat, cpuacct.usage',
      fit: 'same',
      reason: 'Of all its processes, those that ended included.',
      tests: [TITLES.counters, TITLES.cpuSample],
    },
    {
      name: 'History (vstatd, RRD)',
      ours: ['guest.list'],
      mechanism: 'samples of the agent',
      fit: 'planned',
      reason: 'The panel shows the last hour; longer history is not kept yet.',
    },
  ],
}

/** Source: Linux-VServer, kernel/vserver/dlimit.c; util-vserver, vdlimit. */
export const DISK_ROWS: Section = {
  id: 'disk',
  title: 'Disk limits (dlimit)',
  features: [
    ...['space_total', 'space_used', 'inodes_total', 'inodes_used'].map((name) => ({
      name,
      mechanism: 'project quota (ext4, xfs), simple quota (btrfs), image',
      fit: 'better' as const,
      reason: 'The kernel keeps the count, also through a crash, and a self-test proves that it holds.',
      tests: [TITLES.oneWalk, TITLES.spaceStop, TITLES.inodeStop],
    })),
    {
      name: 'reserved',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'A project quota has no part that only root may fill.',
    },
    {
      name: 'ENOSPC at the limit',
      ours: ['limit.diskBytes', 'limit.diskSoftBytes', 'limit.inodes', 'limit.inodesSoft'],
      mechanism: 'project quota, image',
      fit: 'same',
      reason: 'xfs and images give ENOSPC; project quota of ext4 gives EDQUOT.',
      tests: [TITLES.spaceStop, TITLES.inodeStop],
    },
    {
      name: 'df shows the limit',
      mechanism: 'statfs(2) of a project directory, image; by notification on btrfs',
      fit: 'same',
      reason: 'On all that holds a limit: ext4, xfs and btrfs by quota, and images.',
      tests: [TITLES.dfLimits, TITLES.imageDf, TITLES.btrfsDf],
    },
    {
      name: 'Context quota, vroot',
      ours: ['contextCapability.quota'],
      mechanism: 'quotactl(2) by notification, on the image of the guest',
      fit: 'same',
      reason: 'The file system belongs to the guest alone, so that nothing of another is on it.',
      tests: [TITLES.quotaTools, TITLES.quotaOfGuests],
    },
    {
      name: 'vdu (counting at start)',
      mechanism: 'project quota',
      fit: 'better',
      reason: 'There is nothing to count: the kernel does.',
      tests: [TITLES.oneWalk],
    },
  ],
}
