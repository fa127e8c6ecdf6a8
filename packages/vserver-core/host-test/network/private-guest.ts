import { readFileSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { Network } from '../../src/network/model.ts'
import { installProgram } from '../guest-program.ts'
import { buildProgram } from '../programs.ts'
import { runInGuest } from '../run-in-guest.ts'
import { openScratch, type Scratch, type ScratchOptions } from '../scratch.ts'
import { patient } from '../slowness.ts'
import { HostNamespace, type HostNamespaceOptions } from './host-namespace.ts'

export function privateNetwork(change: object): Network {
  return Network.parse({ mode: 'private', peers: true, ...change })
}

/** An instance whose guests are joined to a host that is played; both end with the test. */
export async function openWithHost(
  options: ScratchOptions & HostNamespaceOptions = {},
): Promise<{ host: HostNamespace; scratch: Scratch }> {
  const host = HostNamespace.open(options)
  onTestFinished(() => host.close())
  const scratch = await openScratch({ ...options, networkNamespace: host.path })
  onTestFinished(() => scratch.close())
  return { host, scratch }
}

/** Which of the addresses answer the guest, one line for each. */
export async function reach(scratch: Scratch, guest: string, ...addresses: string[]): Promise<string> {
  installProgram(scratch, guest, buildProgram('reach'))
  return (await runInGuest(scratch.host, guest, ['/reach', ...addresses])).output
}

export function reachFrom(run: (...argv: string[]) => string, ...addresses: string[]): string {
  return run(buildProgram('reach'), ...addresses)
}

export const answered = (...addresses: string[]) => addresses.map((to) => `${to} answers\n`).join('')

export async function until(holds: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + patient(5000)
  while (!holds()) {
    if (Date.now() > deadlineMs) throw new Error('it did not come to hold in time')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Not a zombie either. */
export function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
