import { once } from 'node:events'
import { connect } from 'node:net'
import { expect } from 'vitest'
import type { ConsoleProgramInput } from '../src/console/model.ts'
import { openPipes, PipeViewer } from './pipe-console.ts'
import { runShell } from './run-in-guest.ts'
import { type Scratch, test } from './scratch.ts'
import { patient } from './slowness.ts'

const SIGTERM = 15

async function opened(scratch: Scratch, guest: string, program: ConsoleProgramInput, credit?: number) {
  return PipeViewer.attach(await openPipes(scratch.host, guest, program), credit)
}

test('a program on pipes has its output and its errors apart, and tells its exit code', async ({
  scratch,
}) => {
  await scratch.createTiny('apart')
  const viewer = await opened(scratch, 'apart', { command: 'echo out; echo err >&2; exit 7' })
  expect(await viewer.status).toBe(7 << 8)
  expect(viewer.output.toString()).toBe('out\n')
  expect(viewer.errorOutput.toString()).toBe('err\n')
})

test('input of any length goes through a program while nobody reads what it answers, and its end is told', async ({
  scratch,
}) => {
  await scratch.createTiny('through')
  const bytes = Buffer.alloc(4 << 20, 'a line of text that is 33 bytes.\n')
  const viewer = await opened(scratch, 'through', { command: 'cat; echo; wc -c </dev/null >&2' }, 0)
  viewer.write(bytes)
  viewer.end()
  // All that it and the pipes hold; then it must still hear that it may answer.
  await expect.poll(() => viewer.unsent).toBeLessThan(bytes.length - (1 << 18))
  viewer.credit(1 << 20)
  expect(await viewer.status).toBe(0)
  expect(viewer.output.subarray(0, -1).equals(bytes)).toBe(true)
  expect(viewer.errorOutput.toString().trim()).toBe('0')
})

test('a signal reaches the whole group of the program, and is told as its end', async ({ scratch }) => {
  await scratch.createTiny('signal')
  const viewer = await opened(scratch, 'signal', { command: 'echo up; sleep 1000 | sleep 1000' })
  await expect.poll(() => viewer.output.toString()).toBe('up\n')
  viewer.signal(SIGTERM)
  expect((await viewer.status) & 0x7f).toBe(SIGTERM)
})

test('a program on pipes ends with its viewer, its children as well', async ({ scratch }) => {
  await scratch.createTiny('alone')
  const viewer = await opened(scratch, 'alone', { command: 'echo up; sleep 4711 | sleep 4711' })
  await expect.poll(() => viewer.output.toString()).toBe('up\n')
  viewer.socket.destroy()
  const sleepers = async () =>
    (await runShell(scratch.host, 'alone', "ps | grep -c '[s]leep 4711'")).output.trim()
  await expect.poll(sleepers, { timeout: patient(8000), interval: 200 }).toBe('0')
})

test('there is one viewer, and none that comes later', async ({ scratch }) => {
  await scratch.createTiny('single')
  const path = await openPipes(scratch.host, 'single', { command: 'cat' })
  const viewer = await PipeViewer.attach(path)
  viewer.write(Buffer.from('mine'))
  await expect.poll(() => viewer.output.toString()).toBe('mine')
  const second = connect(path)
  await once(second, 'connect').then(
    () => expect.fail('a second viewer was let in'),
    (error) => expect(error).toMatchObject({ code: expect.stringMatching(/ENOENT|ECONNREFUSED/) }),
  )
  viewer.end()
  expect(await viewer.status).toBe(0)
})

test('what is left in the background holds the end up for a moment only', async ({ scratch }) => {
  await scratch.createTiny('left')
  const viewer = await opened(scratch, 'left', { command: '(sleep 0.2; echo late) & sleep 600 & echo done' })
  expect(await viewer.status).toBe(0)
  expect(viewer.output.toString()).toBe('done\nlate\n')
})

test('a program without readers waits, and no output of it is lost', async ({ scratch }) => {
  await scratch.createTiny('waits')
  const viewer = await opened(
    scratch,
    'waits',
    { command: 'dd if=/dev/zero bs=1024 count=1024; echo end' },
    1000,
  )
  expect(await viewer.status).toBe(0)
  expect(viewer.output.length).toBe((1 << 20) + 4)
})

test('more input than was asked for cuts the viewer', async ({ scratch }) => {
  await scratch.createTiny('flood')
  const viewer = await opened(scratch, 'flood', { command: 'sleep 1000' })
  const frame = Buffer.alloc(8 + 65_536)
  frame.writeUInt32LE(2, 0)
  frame.writeUInt32LE(65_536, 4)
  // A megabyte may be under way, and the pipe takes a quarter more.
  viewer.socket.write(Buffer.concat(Array.from({ length: 24 }, () => frame)))
  await expect(viewer.status).rejects.toThrow('ended early')
})

test('only the language and the kind of terminal come from outside, and root has its own shell', async ({
  scratch,
}) => {
  await scratch.createTiny('shell')
  const script = '#!/bin/sh\\necho shell $1 $LANG $TERM $HOME; echo self >/dev/stdout\\n'
  const prepare = `printf '${script}' >/bin/own && chmod 755 /bin/own && echo 'root:x:0:0:root:/root:/bin/own' >/etc/passwd`
  expect((await runShell(scratch.host, 'shell', prepare)).code).toBe(0)
  const viewer = await opened(scratch, 'shell', { command: 'ls', environment: ['LANG=C.UTF-8', 'TERM=dumb'] })
  expect(await viewer.status).toBe(0)
  expect(viewer.output.toString()).toBe('shell -c C.UTF-8 dumb /root\nself\n')
  await expect(opened(scratch, 'shell', { environment: ['LD_PRELOAD=/x'] })).rejects.toThrow()
})
