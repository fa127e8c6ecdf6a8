import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { UNLIMITED } from '../src/limit/model.ts'
import { KNOWN_TEMPLATES, toTemplateId } from '../src/template/model.ts'
import { GIB } from '../src/units.ts'
import { BUILD_DEADLINE_MS, buildDebian, isDebianCached, mountDebian } from './debian-template.ts'
import { runShell } from './run-in-guest.ts'
import { openScratch, type Scratch, tinyInput } from './scratch.ts'
import { patient } from './slowness.ts'

const BOOT_MS = patient(90_000)
const SETTLED = { timeout: BOOT_MS, interval: 500 }
const guest = GuestName.parse('flavour')

/** What each init says when all is up. */
const IS_UP = {
  systemd: ['systemctl is-system-running 2>&1', 'running'],
  sysv: ['/sbin/runlevel', 'N 2'],
} as const

for (const { name, label, suite, initStyle } of KNOWN_TEMPLATES) {
  const id = toTemplateId(name, 1)
  const timeout = BUILD_DEADLINE_MS + 2 * BOOT_MS

  test(`${label} is built, boots to its end and halts`, { timeout }, async () => {
    if (!isDebianCached(id)) await buildInOwnInstance()
    const scratch = await openScratch({ mountTemplate: (storage) => mountDebian(storage, id) })
    onTestFinished(scratch.close)
    expect(await scratch.host.templates.inspect(id)).toMatchObject({ method: 'debootstrap', initStyle })
    const limit = { ...UNLIMITED, memoryBytes: GIB, processes: 512 }
    const input = tinyInput(guest, { template: name, initStyle: undefined, limit })
    expect(await createGuest(scratch.host, input)).toMatchObject({ template: id, initStyle })
    const [command, answer] = initStyle === 'sysv' ? IS_UP.sysv : IS_UP.systemd
    const say = async () => (await runShell(scratch.host, guest, command)).output.trim()
    await expect.poll(say, SETTLED).toBe(answer)
    expectSources(scratch)
    await expectFixed(scratch)
    expect(await stopGuest(scratch.host, guest)).toMatchObject({ lastExit: { reason: 'halt' } })
  })

  async function buildInOwnInstance(): Promise<void> {
    const builder = await openScratch()
    try {
      await buildDebian(builder.host, `${builder.dataDir}/storage`, id)
    } finally {
      await builder.close()
    }
  }

  /** Updates between releases and those for security, also when the template was built from a mirror. */
  function expectSources({ dataDir }: Scratch): void {
    const etc = path.join(dataDir, 'storage', 'templates', id, 'rootfs', 'etc')
    const sources = readFileSync(path.join(etc, 'apt', 'sources.list'), 'utf8')
    expect(sources).toMatch(new RegExp(`^deb \\S+ ${suite} main$`, 'm'))
    expect(sources).toMatch(new RegExp(`^deb \\S+ ${suite}-updates main$`, 'm'))
    expect(sources).toMatch(new RegExp(`^deb \\S+/debian-security ${suite}-security main$`, 'm'))
    expect(readFileSync(path.join(etc, 'fstab'), 'utf8')).toMatch(/^#.*\n$/)
    expect(readFileSync(path.join(etc, 'machine-id'), 'utf8')).toBe('')
  }

  async function expectFixed({ host }: Scratch): Promise<void> {
    const script = 'hostname; cat /etc/default/locale; getent passwd root >/dev/null && echo has-root'
    const { output } = await runShell(host, guest, script)
    expect(output.trim().split('\n')).toEqual([guest, 'LANG=C.UTF-8', 'has-root'])
  }
}
