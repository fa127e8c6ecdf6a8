import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { createGuest } from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { finishJob } from './files-job.ts'
import { type Scratch, test, tinyInput } from './scratch.ts'

function guestStorage(scratch: Scratch, name: string): string {
  return path.join(scratch.dataDir, 'storage', 'guests', name)
}

test('what a stopped guest uses is told to the byte', async ({ scratch }) => {
  const guest = GuestName.parse('measured')
  await createGuest(scratch.host, tinyInput(guest, { start: false }))
  const upper = path.join(guestStorage(scratch, guest), 'data', '1', 'upper')
  mkdirSync(path.join(upper, 'srv'))
  writeFileSync(path.join(upper, 'srv', 'one'), Buffer.alloc(70_000, 1))
  linkSync(path.join(upper, 'srv', 'one'), path.join(upper, 'srv', 'other'))
  writeFileSync(path.join(upper, Buffer.from([0xff, 0x0a]).toString('latin1')), 'any name')
  const run = await finishJob(scratch, { kind: 'measure', guest })
  const data = path.join(guestStorage(scratch, guest), 'data')
  const [used] = execFileSync('du', ['-s', '-B1', data], { encoding: 'utf8' }).split('\t')
  const inodes = execFileSync('du', ['-s', '--inodes', data], { encoding: 'utf8' }).split('\t')[0]
  expect(run).toMatchObject({ bytes: Number(used), files: Number(inodes), problems: 0 })
  expect(readdirSync(path.join(scratch.runDir, 'guests'))).not.toContain(guest)
})

test('a job on a guest that does not exist is refused', async ({ scratch }) => {
  const guest = GuestName.parse('nobody')
  await expect(finishJob(scratch, { kind: 'measure', guest })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
