import { defineConfig, mergeConfig } from 'vitest/config'
import unit from './vitest.config.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** What is moved by sftp. */
    sftpMib: number
    /** Debian's openssh-server, where it is installed or was unpacked to. */
    sshd: string
    /** Revocations of each cause. */
    trials: number
    /** That are open at once. */
    consoles: number
  }
}

/** Minutes each, with a real guest: root and the built native programs are needed. */
const slow = mergeConfig(
  unit,
  defineConfig({
    test: {
      testTimeout: 600_000,
      maxWorkers: 1,
      provide: {
        sftpMib: Number(process.env.VSERVER_SFTP_MIB ?? 1024),
        sshd: process.env.VSERVER_SSHD ?? '/usr/sbin/sshd',
        trials: Number(process.env.VSERVER_TRIALS ?? 100),
        consoles: Number(process.env.VSERVER_CONSOLES ?? 400),
      },
    },
  }),
)
export default { ...slow, test: { ...slow.test, include: ['src/**/*.slow.ts'] } }
