export { type LinuxHost, type LinuxHostOptions, linuxHost } from './linux-host.ts'
