import { spawn } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { discardGuest } from '../src/guest/discard.ts'
import { GuestName } from '../src/guest/model.ts'
import { TemplateId } from '../src/template/model.ts'
import { buildProgram } from './programs.ts'
import { runInGuest, runShell } from './run-in-guest.ts'
import { test as base, openScratch, type Scratch } from './scratch.ts'
import { patient } from './slowness.ts'
import { writeTinyRoot } from './tiny-template.ts'

const SHARED = TemplateId.parse('shared.v1')
const FILES = 26
const BYTES = 65_536
const RACE_FILES = 300
const RACE_BYTES = 8192
/** How long links are broken while a path flips; the full proof takes a minute. */
const RACE_SECONDS = Number(process.env.VSERVER_RACE_SECONDS ?? 5)

/** Every file has a content of its own, so that none can stand for another. */
function content(index: number): Buffer {
  return Buffer.alloc(BYTES, `content of file ${index} `)
}

/** Differs in each file, so that each is an object of its own. */
const raceContent = (index: number): Buffer => Buffer.alloc(RACE_BYTES, `shared by all, number ${index} `)

/** A template with files that guests share; how they come to be shared is the product's. */
function writeSharedTemplate(storage: string): string {
  const template = path.join(storage, 'templates', SHARED)
  const root = path.join(template, 'rootfs')
  writeTinyRoot(root)
  for (const directory of ['shared', 'race']) mkdirSync(path.join(root, directory), { mode: 0o755 })
  for (let index = 0; index < FILES; index += 1) {
    writeFileSync(path.join(root, 'shared', `file-${String(index).padStart(2, '0')}`), content(index))
  }
  for (let index = 0; index < RACE_FILES; index += 1) {
    writeFileSync(path.join(root, 'race', `race-${String(index).padStart(4, '0')}`), raceContent(index))
  }
  copyFileSync(buildProgram('sharing'), path.join(root, 'bin', 'sharing'))
  chmodSync(path.join(root, 'bin', 'sharing'), 0o755)
  writeFileSync(path.join(template, 'ready'), '')
  return root
}

const test = base.extend<{ shared: Scratch; root: string }>({
  shared: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
    async ({}, use) => {
      const mountTemplate = (storage: string) => {
        writeSharedTemplate(storage)
        return () => {}
      }
      const scratch = await openScratch({ mountTemplate })
      await use(scratch)
      await scratch.close()
    },
    { scope: 'file' },
  ],
  root: async ({ shared }, use) => use(path.join(shared.dataDir, 'storage/templates', SHARED, 'rootfs')),
})

async function startNeighbours(scratch: Scratch, ...names: string[]): Promise<void> {
  for (const name of names) await scratch.createTiny(name, { template: SHARED })
}

async function untilWatching(scratch: Scratch, guest: string): Promise<void> {
  const deadlineMs = Date.now() + patient(5000)
  while ((await runShell(scratch.host, guest, 'test -e /tmp/watching')).code !== 0) {
    if (Date.now() > deadlineMs) throw new Error('the neighbour does not look out')
  }
}

/** Everything below a directory of the storage that holds content, and what it holds. */
function contents(directory: string): Map<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return new Map(
    files.map(({ parentPath, name }) => {
      const file = path.join(parentPath, name)
      return [file, readFileSync(file).toString('base64')]
    }),
  )
}

/** Nothing of these is granted to a guest; all else is done, to its own copy. */
const REFUSED: Record<string, string> = {
  io_uring: 'ENOSYS',
  mprotect: 'EACCES',
  'overlay xattr': 'EPERM',
}

test('nothing a guest does to a shared file is seen by its neighbour or reaches the storage', async ({
  shared: scratch,
}) => {
  await startNeighbours(scratch, 'loud', 'calm')
  const storage = path.join(scratch.dataDir, 'storage')
  const stored = ['templates', 'pool'].flatMap((kind) => {
    const directory = path.join(storage, kind)
    return readdirSync(storage).includes(kind) ? [...contents(directory)] : []
  })
  const watching = runInGuest(scratch.host, 'calm', ['/bin/sharing', 'watch', '/shared', '/tmp/stop'])
  await untilWatching(scratch, 'calm')
  const tried = await runInGuest(scratch.host, 'loud', ['/bin/sharing', 'try', '/shared'])
  await runShell(scratch.host, 'calm', 'touch /tmp/stop')
  expect(await watching).toEqual({ code: 0, output: `${FILES} files watched, 0 differences\n` })
  const outcomes = Object.fromEntries(
    tried.output
      .trimEnd()
      .split('\n')
      .map((line) => line.split(': ')),
  )
  expect(Object.keys(outcomes)).toHaveLength(FILES)
  for (const [name, outcome] of Object.entries(outcomes)) {
    expect(`${name}: ${outcome}`).toBe(`${name}: ${REFUSED[name] ?? 'done'}`)
  }
  for (const [file, bytes] of stored) expect(readFileSync(file).toString('base64') === bytes, file).toBe(true)
})

test(
  'no race between a rename and the breaking of a share gives a descriptor that writes to the shared file',
  async ({ shared: scratch, root }) => {
    await startNeighbours(scratch, 'victim')
    const storage = path.join(scratch.dataDir, 'storage')
    const objects = sharedObjects(storage, root)
    const before = objects.map((file) => readFileSync(file))
    const lease = startLease(objects)
    const deadlineMs = Date.now() + RACE_SECONDS * 1000
    let [written, round] = [0, 0]
    for (; round === 0 || Date.now() < deadlineMs; round += 1) {
      await startNeighbours(scratch, `racer-${round}`)
      const { output } = await runInGuest(scratch.host, `racer-${round}`, ['/bin/sharing', 'race', '/race'])
      expect(output).toMatch(new RegExp(`^${RACE_FILES} files, `))
      written += Number(/(\d+) written/.exec(output)?.[1])
      await discardGuest(scratch.host, GuestName.parse(`racer-${round}`))
    }
    expect(written).toBeGreaterThan(RACE_FILES * round)
    expect(await lease.end()).toMatch(/^[1-9]\d* asked, 0 refused$/)
    const seen = await runShell(scratch.host, 'victim', 'grep -c changed /race/* | grep -vc :0')
    expect(seen.output).toBe('0\n')
    objects.forEach((file, index) => {
      expect(before[index]?.equals(readFileSync(file)), file).toBe(true)
    })
  },
  (RACE_SECONDS + 60) * 1000,
)

/** Looks out for descriptors that could write to the files, until it is ended. */
function startLease(files: string[]) {
  const program = spawn(buildProgram('sharing'), ['lease', '3600', ...files])
  let output = ''
  program.stdout.on('data', (chunk) => {
    output += chunk
  })
  const ended = new Promise((resolve) => program.once('close', resolve))
  return {
    end: async () => {
      program.kill('SIGTERM')
      await ended
      return output.trim()
    },
  }
}

/** The files of the storage that guests read through: the template's own, and the objects of the pool. */
function sharedObjects(storage: string, root: string): string[] {
  const race = readdirSync(path.join(root, 'race')).map((name) => path.join(root, 'race', name))
  const pool = path.join(storage, 'pool', '.p')
  return existsSync(pool) ? [...race, ...readdirSync(pool).map((name) => path.join(pool, name))] : race
}

test('a lease is refused while a file is open for writing, so that the race would be seen', async ({
  root,
}) => {
  const file = path.join(root, 'race', 'race-0000')
  const held = openSync(file, 'r+')
  const lease = startLease([file])
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await lease.end()).toMatch(/asked, [1-9]\d* refused$/)
  closeSync(held)
})
