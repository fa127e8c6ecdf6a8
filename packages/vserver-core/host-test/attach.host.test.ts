import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished } from 'vitest'
import { createGuest, deleteGuest, startGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { AGENT_ID } from './broker-process.ts'
import { runShell } from './run-in-guest.ts'
import { type Scratch, test, tinyInput } from './scratch.ts'

const PROGRAM = fileURLToPath(new URL('../../native/bin/vs-mount', import.meta.url))
const run = promisify(execFile)

type Result = { code: number; text: string }

/** As the admin types it: both streams in one text. */
async function vsMount(scratch: Scratch, ...args: string[]): Promise<Result> {
  return run(PROGRAM, ['--run', scratch.runDir, ...args]).then(
    ({ stdout, stderr }) => ({ code: 0, text: stdout + stderr }),
    (error) => ({ code: error.code, text: error.stdout + error.stderr }),
  )
}

/** A directory of the host, which nothing is mounted on at the end. */
function place(): string {
  const directory = mkdtempSync('/tmp/vserver-attach-')
  onTestFinished(() => {
    if (isMounted(directory)) execFileSync('umount', [directory])
    rmdirSync(directory)
  })
  return directory
}

const mountLine = (directory: string): string | undefined =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .find((line) => line.split(' ')[4] === directory)
const isMounted = (directory: string): boolean => mountLine(directory) !== undefined

/** A stopped guest that has changed its template: a new file, a user's file, and one file less. */
async function changed(scratch: Scratch, text: string): Promise<GuestName> {
  const name = GuestName.parse(text)
  await scratch.createTiny(text)
  const script = 'echo kept >/root/note; echo own >/root/own; chown 1000:1001 /root/own; chmod 4755 /root/own'
  await runShell(scratch.host, text, `${script}; rm /bin/date`)
  await stopGuest(scratch.host, name)
  return name
}

const names = async (scratch: Scratch, name: GuestName) =>
  (await scratch.host.helpers.read(name, 0))
    .map((event) => event.action)
    .filter((action) => /tach/.test(action))

test('root of the host sees the files of a stopped guest as they are, and changes nothing by it', async ({
  scratch,
}) => {
  const name = await changed(scratch, 'looked-at')
  const at = place()
  expect(await vsMount(scratch, name, at)).toEqual({
    code: 0,
    text: `looked-at  mounted at ${at}, read-only\n`,
  })
  expect(readFileSync(`${at}/root/note`, 'utf8')).toBe('kept\n')
  expect(statSync(`${at}/root/own`)).toMatchObject({ uid: 1000, gid: 1001, mode: 0o104755 })
  expect(statSync(`${at}/bin/busybox`)).toMatchObject({ uid: 0 })
  expect(() => statSync(`${at}/bin/date`)).toThrow('ENOENT')
  expect(() => writeFileSync(`${at}/root/note`, 'x')).toThrow('EROFS')
  expect(mountLine(at)).toMatch(/ ro,nosuid,nodev,noexec/)
  expect(() => execFileSync(`${at}/bin/busybox`, ['true'])).toThrow('EACCES')
  expect(await vsMount(scratch, '--unmount', at)).toEqual({ code: 0, text: 'looked-at  unmounted\n' })
  expect(isMounted(at)).toBe(false)
})

test('while its files are mounted a guest is neither started nor deleted, afterwards it is', async ({
  scratch,
}) => {
  const name = await changed(scratch, 'held')
  const at = place()
  await vsMount(scratch, name, at)
  const held = { code: 'INVALID_STATE', message: 'The files of held are mounted on the host.' }
  await expect(startGuest(scratch.host, name)).rejects.toMatchObject(held)
  await expect(deleteGuest(scratch.host, name)).rejects.toMatchObject(held)
  expect(await vsMount(scratch, name, place())).toMatchObject({
    code: 1,
    text: expect.stringContaining('its files are mounted already'),
  })
  execFileSync('umount', [at]) // by the admin's own means
  expect(await startGuest(scratch.host, name)).toMatchObject({ state: 'running' })
  expect(await vsMount(scratch, name, at)).toMatchObject({
    code: 1,
    text: expect.stringContaining('the guest runs'),
  })
  await stopGuest(scratch.host, name)
  await deleteGuest(scratch.host, name)
})

test('what is written into a mounted guest is there at its next start', async ({ scratch }) => {
  const name = await changed(scratch, 'mended')
  const at = place()
  expect(await vsMount(scratch, '--write', name, at)).toMatchObject({ code: 0 })
  expect(mountLine(at)).toMatch(/ rw,nosuid,nodev,noexec/)
  writeFileSync(`${at}/root/note`, 'mended\n')
  await vsMount(scratch, '--unmount', at)
  await startGuest(scratch.host, name)
  expect(await runShell(scratch.host, name, 'cat /root/note; stat -c %u:%a /root/own')).toEqual({
    code: 0,
    output: 'mended\n1000:4755\n',
  })
})

test('every mount of the files of a guest is in the log of the broker and among its events', async ({
  scratch,
}) => {
  const name = await changed(scratch, 'told')
  const at = place()
  await vsMount(scratch, '--write', name, at)
  await vsMount(scratch, '--unmount', at)
  expect(scratch.broker.log).toMatch(
    /root \(process \d+\): mounts the files of told, to change them\.(.|\n)*has unmounted the files of told\./,
  )
  expect(await names(scratch, name)).toEqual(['attach', 'detach'])
})

test('nobody but root of the host mounts the files of a guest', async ({ scratch }) => {
  await createGuest(scratch.host, tinyInput('closed', { start: false }))
  const at = place()
  const asAgent = { uid: AGENT_ID, gid: AGENT_ID }
  const refused = await run(PROGRAM, ['--run', scratch.runDir, 'closed', at], asAgent).catch((error) => error)
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('no broker answers') })
  expect(isMounted(at)).toBe(false)
  expect(await names(scratch, GuestName.parse('closed'))).toEqual([])
})

test('what cannot be mounted is refused in words, and leaves no guest held', async ({ scratch }) => {
  await createGuest(scratch.host, tinyInput('spared', { start: false }))
  const at = place()
  const refusals = [
    [['nobody', at], 'nobody: there is no such guest.'],
    [['spared', path.join(at, 'missing')], 'No such file or directory'],
    [['--unmount', at], 'no guest'],
  ] as const
  for (const [args, words] of refusals)
    expect(await vsMount(scratch, ...args)).toMatchObject({ code: 1, text: expect.stringContaining(words) })
  for (const args of [[], ['spared'], ['--write', '--unmount', at], ['../x', at], ['--nonsense']])
    expect(await vsMount(scratch, ...args)).toMatchObject({
      code: 2,
      text: expect.stringContaining('--help'),
    })
  expect((await vsMount(scratch, '--help')).text).toMatch(/^Usage: vs-mount/)
  expect(await startGuest(scratch.host, GuestName.parse('spared'))).toMatchObject({ state: 'running' })
})
