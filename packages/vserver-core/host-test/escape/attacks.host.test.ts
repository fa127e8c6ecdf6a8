import { existsSync, readdirSync, readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kernelLimits, mountTable } from '../kernel-view.ts'
import { openScratch } from '../scratch.ts'
import {
  attackFromConsole,
  attackFromInit,
  type Campaign,
  factsFor,
  HostSide,
  listAttacks,
  MODES,
  pidOf,
  type Verdict,
} from './attack.ts'

const ATTACKS = listAttacks()
const SYS_ADMIN = 1n << 21n

/** What a kernel may lack, by the file of the host that then is not there either. */
const OPTIONAL: Record<string, string> = {
  'modprobe-path': '/proc/sys/kernel/modprobe',
  kcore: '/proc/kcore',
  'kernel-addresses': '/proc/kallsyms',
}

function accepted(name: string): Verdict[] {
  const file = OPTIONAL[name]
  return file !== undefined && !existsSync(file) ? ['not applicable'] : ['refused', 'contained']
}

/** Only the first sign that the host itself was changed; the canaries are in the attacks. */
function hostState(): Record<string, string> {
  const read = (file: string) => readFileSync(file, 'utf8')
  return {
    hostname: os.hostname(),
    core: read('/proc/sys/kernel/core_pattern'),
    boot: read('/proc/sys/kernel/random/boot_id'),
    mounts: mountTable('self'),
    swap: read('/proc/swaps'),
  }
}

test('every attack is a file of its own', () => {
  const files = readdirSync(path.join(import.meta.dirname, 'attacks')).map((file) => path.parse(file).name)
  expect(ATTACKS.map(({ name }) => name).sort()).toEqual(files.sort())
})

describe.each(MODES)('with $name', (mode) => {
  let scratch: Awaited<ReturnType<typeof openScratch>>
  let side: HostSide
  let campaigns: { door: string; campaign: Campaign }[] = []
  let before: Record<string, string>
  let limits: ReturnType<typeof kernelLimits>
  let victimPid: number

  beforeAll(async () => {
    scratch = await openScratch()
    side = await HostSide.open(scratch.dataDir)
    await scratch.createTiny('victim')
    victimPid = await pidOf(scratch, 'victim')
    before = hostState()
    limits = kernelLimits(scratch.instance, 'victim')
    const init = await attackFromInit(scratch, 'attacker', mode, factsFor(side, victimPid))
    const entered = await attackFromConsole(scratch, 'attacker')
    campaigns = [
      { door: 'init', campaign: init },
      { door: 'console', campaign: entered },
    ]
  }, 120_000)

  afterAll(async () => {
    await side?.close()
    await scratch?.close()
  })

  test.each(ATTACKS)('root of a guest cannot $title', ({ name }) => {
    for (const { door, campaign } of campaigns) {
      const outcome = campaign.outcomes.get(name)
      expect(accepted(name), `${door}: ${JSON.stringify(outcome)}`).toContain(outcome?.verdict)
    }
  })

  test('the attacks were made with these capabilities', () => {
    const expected = mode.add.includes('SYS_ADMIN') ? SYS_ADMIN : 0n
    for (const { campaign } of campaigns) expect(campaign.capabilities & SYS_ADMIN).toBe(expected)
  })

  test('the host and the other guest are as they were', async () => {
    expect(side.unharmed).toBe(true)
    expect(await pidOf(scratch, 'victim')).toBe(victimPid)
    expect(hostState()).toEqual(before)
    for (const guest of ['victim', 'attacker'])
      expect(kernelLimits(scratch.instance, guest), guest).toEqual(limits)
  })
})
