import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { Network } from '../../src/network/model.ts'
import { installProgram } from '../guest-program.ts'
import { buildProgram } from '../programs.ts'
import { runInGuest, runShell } from '../run-in-guest.ts'
import { test as base, openScratch, type Scratch } from '../scratch.ts'
import { HostNamespace } from './host-namespace.ts'

export const WEB1 = { name: 'web1', four: '203.0.113.1', second: '203.0.113.11', six: '2001:db8:203::1' }
export const WEB2 = { name: 'web2', four: '203.0.113.2', second: '203.0.113.12', six: '2001:db8:203::2' }

export type World = {
  scratch: Scratch
  namespace: HostNamespace
  /** The program with its arguments in a guest; its output. */
  inside(guest: string, ...argv: string[]): Promise<string>
  /** Likewise in the outside world. */
  outside(...argv: string[]): string
  /** Goes on running in the guest. */
  serve(guest: string, ...argv: string[]): Promise<void>
  program: string
}

async function openWorld(): Promise<World & { close(): Promise<void> }> {
  const namespace = HostNamespace.open()
  const scratch = await openScratch({ networkNamespace: namespace.path })
  const program = buildProgram('address')
  for (const { name, four, second, six } of [WEB1, WEB2]) {
    const addresses = [`${four}/32`, `${second}/32`, `${six}/128`]
    await scratch.createTiny(name, { network: Network.parse({ mode: 'shared', addresses }) })
    installProgram(scratch, name, program)
  }
  const inside = async (guest: string, ...argv: string[]) =>
    (await runInGuest(scratch.host, guest, ['/address', ...argv])).output.trim()
  return {
    ...{ scratch, namespace, program, inside },
    outside: (...argv) => outsideOutput(namespace, [program, ...argv]),
    serve: async (guest, ...argv) => {
      const said = `/said-${argv.join('-').replaceAll(/[^a-z0-9]/g, '_')}`
      // The shell stays until the server speaks: its terminal's end would end what has no session of its own yet.
      const script = `setsid /address ${argv.join(' ')} >${said} </dev/null & until [ -s ${said} ]; do sleep 0.02; done; cat ${said}`
      expect((await runShell(scratch.host, guest, script)).output).toMatch(/^at /)
    },
    close: async () => {
      await scratch.close()
      namespace.close()
    },
  }
}

/** Also of a program that says by its status that the kernel refused something. */
function outsideOutput(namespace: HostNamespace, argv: string[]): string {
  try {
    return namespace.outside(...argv).trim()
  } catch (error) {
    return String((error as { stdout?: string }).stdout ?? error).trim()
  }
}

export const test = base.extend<{ world: World }>({
  world: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
    async ({}, use) => {
      const world = await openWorld()
      await use(world)
      await world.close()
    },
    { scope: 'file' },
  ],
})

/** Whether the kernel holds all processes of the guest still. */
export function isFrozen(scratch: Scratch, guest: string): boolean {
  // On hybrid hosts cgroup2 is beside the others.
  const mounts = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup']
  const file = mounts.map((mount) => `${mount}/${scratch.instance}/${guest}/cgroup.freeze`).find(existsSync)
  return file !== undefined && readFileSync(file, 'utf8') === '1\n'
}
