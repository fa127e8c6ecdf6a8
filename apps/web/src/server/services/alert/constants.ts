import type { AlertSubject } from './model.ts'

/** What can be watched of a guest. Shares are 0..1, of the limit or of time. */
export const GUEST_SUBJECTS = [
  'memoryShare',
  'diskShare',
  'processShare',
  'cpuThrottled',
  'cpuPressure',
  'memoryPressure',
  'ioPressure',
  'load',
  /** In the last hour. */
  'hits',
  /** The same as a multiple of its own average hour of the last week. */
  'hitsUnusual',
  /** 1 while it has failed. */
  'failed',
] as const
export type GuestSubject = (typeof GUEST_SUBJECTS)[number]

/** And of a host, by who may see hosts. */
export const HOST_SUBJECTS = [
  /** 1 while its agent does not answer. */
  'hostUnreachable',
  'hostStorageShare',
  'hostCpuPressure',
  'hostMemoryPressure',
  'hostIoPressure',
] as const
export type HostSubject = (typeof HOST_SUBJECTS)[number]

export const ALERT_SUBJECTS = [...GUEST_SUBJECTS, ...HOST_SUBJECTS] as const

export function isHostSubject(subject: AlertSubject): subject is HostSubject {
  return (HOST_SUBJECTS as readonly AlertSubject[]).includes(subject)
}
