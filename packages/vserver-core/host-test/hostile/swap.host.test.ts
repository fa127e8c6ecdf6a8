import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { killGuest, startGuest } from '../../src/guest/index.ts'
import { upperOf } from '../own-program.ts'
import { type Scratch, test } from '../scratch.ts'
import { patient } from '../slowness.ts'
import { Canary } from './plant.ts'

const STARTS = 15

/** Swaps a directory and a link for each other, for ever; says when it begins. */
const SWAPPER = `
  const { renameSync } = require('node:fs')
  const [at, link] = process.argv.slice(1)
  process.stdout.write('swapping')
  for (;;) {
    renameSync(at, at + '.kept')
    renameSync(link, at)
    renameSync(at, link)
    renameSync(at + '.kept', at)
  }
`

async function swapForEver(scratch: Scratch, guest: string, place: string, canary: Canary): Promise<void> {
  const at = path.join(upperOf(scratch, guest), place)
  mkdirSync(at, { recursive: true, mode: 0o755 })
  const link = path.join(upperOf(scratch, guest), `${place}.link`)
  symlinkSync(`${'../'.repeat(16)}${canary.directory}`, link)
  const child = spawn(process.execPath, ['-e', SWAPPER, at, link], { stdio: ['ignore', 'pipe', 'ignore'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  await once(child.stdout, 'data')
}

test.for(['proc', 'dev', 'sys'])(
  'swapping /%s for a link while the guest starts leads nowhere',
  {
    timeout: patient(60_000),
  },
  async (place, { scratch }) => {
    const canary = new Canary(scratch)
    const guest = await scratch.createTiny(`swap-${place}`, { start: false })
    await swapForEver(scratch, guest.name, place, canary)
    let started = 0
    for (let turn = 0; turn < STARTS; turn += 1) {
      const isUp = await startGuest(scratch.host, guest.name).then(
        () => true,
        () => false,
      )
      started += Number(isUp)
      if (isUp) await killGuest(scratch.host, guest.name)
      expect(canary.untouched).toBe(true)
    }
    // One that never came far enough would prove nothing.
    expect(started).toBeGreaterThan(0)
  },
)
