import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { XID_GUEST_MAX } from '../src/guest/model.ts'
import type { TemplateState } from '../src/template/model.ts'
import { DEBIAN, DEBIAN_SOURCE } from './debian-template.ts'
import { guestGroups } from './kernel-view.ts'
import { openScratch } from './scratch.ts'

const DEADLINE_MS = 20_000
const BUILD_IDS_FROM = 0x70000000 + (XID_GUEST_MAX + 1) * 65_536

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + DEADLINE_MS
  while (!(await isTrue())) {
    if (Date.now() > deadlineMs) throw new Error('it did not come true in time')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Processes in the groups of the instance. */
function processesIn(groups: string[]): number[] {
  return groups.flatMap((group) =>
    readFileSync(path.join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number),
  )
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`)
}

function isOwnedByTheBuild(pid: number): boolean {
  const owner = statSync(`/proc/${pid}/environ`, { throwIfNoEntry: false })?.uid ?? 0
  return owner >= BUILD_IDS_FROM
}

test('a build that is cancelled leaves no process, group or tree', { timeout: 2 * DEADLINE_MS }, async () => {
  const scratch = await openScratch()
  const { templates } = scratch.host
  const isOver = async () => (await templates.inspect(DEBIAN)).state !== 'building'
  onTestFinished(async () => {
    await templates.cancel(DEBIAN)
    await until(isOver)
    await scratch.close()
  })
  const stateIs = async (wanted: TemplateState) => (await templates.inspect(DEBIAN)).state === wanted
  await templates.build({ id: DEBIAN, source: DEBIAN_SOURCE, initStyle: 'systemd' })
  const pids = () => processesIn(guestGroups(scratch.instance))
  await until(async () => pids().some(isOwnedByTheBuild))
  const begun = pids()
  await templates.cancel(DEBIAN)
  await until(() => stateIs('cancelled'))
  expect(guestGroups(scratch.instance)).toEqual([])
  expect(begun.filter(isAlive)).toEqual([])
  const storage = path.join(scratch.dataDir, 'storage', 'templates')
  expect(readdirSync(storage).filter((entry) => entry.includes(DEBIAN))).toEqual([])
})
