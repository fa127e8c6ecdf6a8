import type { Section } from './model.ts'
import { TITLES } from './titles.ts'

/** Source: Linux-VServer 2.2, include/linux/vserver/sched_cmd.h; util-vserver, vsched. */
export const SCHEDULER_ROWS: Section = {
  id: 'scheduler',
  title: 'Scheduler parameters',
  features: [
    {
      name: 'fill_rate',
      ours: ['limit.cpuMillicores'],
      mechanism: 'cpu.max, quota',
      fit: 'same',
      reason: 'In thousandths of one core, for all cores together and not for each.',
      tests: [TITLES.kernelFiles, TITLES.liveLimits],
    },
    {
      name: 'interval',
      ours: ['limit.cpuIntervalUs'],
      mechanism: 'cpu.max, period',
      fit: 'planned',
      reason: 'Being built.',
    },
    {
      name: 'tokens',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'A stock kernel starts each bucket with one full interval; it cannot be set.',
    },
    {
      name: 'tokens_min',
      ours: ['limit.cpuIntervalUs'],
      mechanism: 'cpu.max, period',
      fit: 'partial',
      reason: 'A guest that waits does so until the next interval; a longer interval is a longer wait.',
    },
    {
      name: 'tokens_max',
      ours: ['limit.cpuBurstUs'],
      mechanism: 'cpu.max.burst',
      fit: 'planned',
      reason: 'Being built; the kernel takes no burst above the quota of one interval.',
    },
    {
      name: 'fill_rate2, interval2 (idle time)',
      ours: ['limit.cpuWeight'],
      mechanism: 'cpu.weight without cpu.max',
      fit: 'partial',
      reason: 'Idle time is shared by weight; a ceiling together with a share of idle time is not possible.',
    },
    {
      name: 'prio_bias',
      ours: ['limit.nice', 'limit.cpuWeight'],
      mechanism: 'setpriority(2), cpu.weight',
      fit: 'planned',
      reason: 'Being built.',
    },
    {
      name: 'cpu_id (values for one CPU)',
      ours: ['limit.cpuSet'],
      mechanism: 'cpuset.cpus',
      fit: 'partial',
      reason: 'A guest can be kept to some CPUs; the bucket is one for all of them.',
    },
    {
      name: 'bucket_id',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'A group has one bucket; guests can share none.',
    },
    {
      name: 'sched_info: user, system',
      ours: ['sample.cpuUsageMicroseconds', 'sample.cpuMillicores'],
      mechanism: 'cpu.stat',
      fit: 'partial',
      reason: 'User and system time in one figure.',
      tests: [TITLES.cpuSample],
    },
    {
      name: 'sched_info: hold ticks',
      ours: ['limitUse.cpu'],
      mechanism: 'cpu.stat, nr_throttled',
      fit: 'planned',
      reason: 'Being built as the hits of the CPU limit.',
    },
    {
      name: 'sched_info: token_usec, vavavoom',
      mechanism: 'none',
      fit: 'impossible',
      reason: 'The kernel does not tell how full a bucket is.',
    },
    {
      name: 'Share against other guests',
      ours: ['limit.cpuWeight'],
      mechanism: 'cpu.weight, cpu.shares',
      fit: 'same',
      reason: 'Weight 100 is the default, as cpu.shares 1024 is.',
      tests: [TITLES.kernelFiles],
    },
  ],
}
