export { detectCgroupMode } from './cgroup-layout.ts'
export { CgroupReader } from './cgroup-reader.ts'
export { hostCounters } from './host-counters.ts'
export { type LinuxHost, type LinuxHostOptions, linuxHost } from './linux-host.ts'
