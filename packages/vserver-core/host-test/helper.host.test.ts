import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { HelperEvent } from '../src/event/model.ts'
import { createGuest, killGuest, startGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { MIB } from '../src/units.ts'
import { runShell } from './run-in-guest.ts'
import { openScratch, type Scratch, TINY_LIMIT, tinyInput } from './scratch.ts'

const WAIT = { timeout: 15_000, interval: 20 }

async function open(options: { helpers: boolean }): Promise<Scratch> {
  const scratch = await openScratch(options)
  onTestFinished(async () => {
    // Nothing is to be run, and to write its log, while the directories are removed.
    rmSync(scratch.helpers, { recursive: true, force: true })
    await scratch.close()
  })
  return scratch
}

/** Puts a shell script in place; it may use $LOG, a file that the test reads. */
function script({ helpers }: Scratch, action: string, body: string): void {
  const file = path.join(helpers, action)
  writeFileSync(file, `#!/bin/sh\nLOG=${logOf(helpers)}\n${body}\n`)
  chmodSync(file, 0o755)
}

const logOf = (helpers: string): string => `${helpers}.log`

function logged({ helpers }: Scratch): string[] {
  return existsSync(logOf(helpers)) ? readFileSync(logOf(helpers), 'utf8').trim().split('\n') : []
}

async function actions({ host }: Scratch, name: GuestName): Promise<HelperEvent['action'][]> {
  return (await host.helpers.read(name, 0)).map((event) => event.action)
}

test('a guest that starts and halts tells so, and its next run counts on', async () => {
  const scratch = await open({ helpers: false })
  const name = GuestName.parse('teller')
  await createGuest(scratch.host, tinyInput(name))
  await stopGuest(scratch.host, name)
  expect(await actions(scratch, name)).toEqual(['netup', 'startup', 'halt', 'shutdown', 'netdown'])
  await startGuest(scratch.host, name)
  await killGuest(scratch.host, name)
  const events = await scratch.host.helpers.read(name, 5)
  expect(events.map((event) => event.seq)).toEqual([6, 7, 8, 9])
  expect(events.map((event) => event.action)).toEqual(['netup', 'startup', 'shutdown', 'netdown'])
  for (const event of events) expect(Math.abs(Date.parse(event.at) - Date.now())).toBeLessThan(30_000)
})

test('a reboot inside is a restart', async () => {
  const scratch = await open({ helpers: false })
  const name = GuestName.parse('again')
  await createGuest(scratch.host, tinyInput(name))
  await runShell(scratch.host, name, 'reboot -f').catch(() => {})
  expect(await scratch.host.runtime.waitExit(name, WAIT.timeout)).toBe(true)
  expect((await actions(scratch, name)).slice(2)).toEqual(['restart', 'shutdown', 'netdown'])
})

test('a guest that runs out of memory tells so, and lives', async () => {
  const scratch = await open({ helpers: true })
  script(scratch, 'oom', 'echo "$@" >>$LOG')
  const name = GuestName.parse('hungry')
  await createGuest(scratch.host, tinyInput(name, { limit: { ...TINY_LIMIT, memoryBytes: 32 * MIB } }))
  await runShell(scratch.host, name, 'dd if=/dev/zero of=/dev/null bs=64M count=1')
  await expect.poll(() => actions(scratch, name), WAIT).toContain('oom')
  await expect.poll(() => logged(scratch), WAIT).toContainEqual(expect.stringMatching(/^hungry \d+$/))
  expect(await scratch.host.runtime.inspect(name)).toMatchObject({ state: 'running' })
})

test('a watch hears of the events as they happen', async () => {
  const scratch = await open({ helpers: false })
  const name = GuestName.parse('watched')
  await createGuest(scratch.host, tinyInput(name))
  const heard = Promise.withResolvers<void>()
  const close = scratch.host.helpers.watch(name, heard.resolve)
  await killGuest(scratch.host, name)
  await heard.promise
  close()
})

test('the file of the events stays small, and no event is lost at the turn of the file', async () => {
  const scratch = await open({ helpers: false })
  const name = GuestName.parse('talker')
  await createGuest(scratch.host, tinyInput(name))
  const file = path.join(scratch.runDir, 'guests', name, 'events')
  await stopGuest(scratch.host, name)
  let text = ''
  for (let seq = 1; text.length < 64 * 1024; seq++) text += `${seq} 1700000000000 oom\n`
  const before = text.trim().split('\n').length
  writeFileSync(file, text)
  await startGuest(scratch.host, name)
  await expect.poll(() => actions(scratch, name), WAIT).toHaveLength(before + 2)
  expect(statSync(file).size).toBeLessThan(1000)
  expect((await scratch.host.helpers.read(name, before)).map((event) => event.seq)).toEqual([
    before + 1,
    before + 2,
  ])
})

test('scripts get name and context number, and nothing else of the host', async () => {
  const scratch = await open({ helpers: true })
  script(scratch, 'startup', 'echo "$@" >>$LOG; env >>$LOG; echo fds $(ls /proc/self/fd) >>$LOG')
  for (const action of ['halt', 'shutdown', 'netdown']) script(scratch, action, `echo ${action} "$@" >>$LOG`)
  const name = GuestName.parse('scripted')
  const { xid } = await createGuest(scratch.host, tinyInput(name))
  const [first, ...lines] = logged(scratch)
  expect(first).toBe(`${name} ${xid}`)
  const variables = lines.filter((line) => /^\w+=/.test(line)).map((line) => line.split('=')[0])
  expect(variables).toContain('PATH')
  for (const variable of variables) expect(['PATH', 'PWD', 'SHLVL', '_', 'OLDPWD']).toContain(variable)
  // 3 is ls' own directory, 5 the script itself.
  expect(lines.at(-1)).toMatch(/^fds 0 1 2 3( 5)?$/)
  await stopGuest(scratch.host, name)
  const told = ['halt', 'shutdown', 'netdown'].map((action) => `${action} ${name} ${xid}`)
  await expect.poll(() => logged(scratch).slice(-3), WAIT).toEqual(told)
})

test('startup comes before the first program of the guest, and netup before startup', async () => {
  const scratch = await open({ helpers: true })
  script(scratch, 'netup', 'echo netup >>$LOG')
  script(
    scratch,
    'startup',
    `echo startup >>$LOG; grep -h "^state=" ${scratch.runDir}/guests/$1/state >>$LOG`,
  )
  await scratch.createTiny('ordered')
  expect(logged(scratch)).toEqual(['netup', 'startup', 'state=starting'])
})

test('a startup script that fails refuses the start, and netup is undone', async () => {
  const scratch = await open({ helpers: true })
  for (const action of ['netup', 'netdown', 'shutdown']) script(scratch, action, `echo ${action} >>$LOG`)
  script(scratch, 'startup', 'echo startup >>$LOG; exit 3')
  const name = GuestName.parse('unwanted')
  await createGuest(scratch.host, tinyInput(name, { start: false }))
  await expect(startGuest(scratch.host, name)).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: 'A helper script of the host refused to start unwanted.',
  })
  expect(await scratch.host.runtime.inspect(name)).toMatchObject({ state: 'exited', stage: 'helper' })
  await expect.poll(() => logged(scratch), WAIT).toEqual(['netup', 'startup', 'netdown'])
  expect(await actions(scratch, name)).toEqual([])
  rmSync(path.join(scratch.helpers, 'startup'))
  expect(await startGuest(scratch.host, name)).toMatchObject({ state: 'running' })
})

test('a script that others than root can change is not run, and the start is refused', async () => {
  const scratch = await open({ helpers: true })
  script(scratch, 'startup', 'echo startup >>$LOG')
  chmodSync(path.join(scratch.helpers, 'startup'), 0o775)
  await expect(scratch.createTiny('careful')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  chmodSync(path.join(scratch.helpers, 'startup'), 0o755)
  chmodSync(scratch.helpers, 0o777)
  await expect(scratch.createTiny('careful')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(logged(scratch)).toEqual([])
})

test('a file that is not executable is no script', async () => {
  const scratch = await open({ helpers: true })
  script(scratch, 'startup', 'exit 1')
  chmodSync(path.join(scratch.helpers, 'startup'), 0o644)
  expect(await scratch.createTiny('plainfile')).toMatchObject({ state: 'running' })
})

test('a script that hangs holds up neither the end of its guest nor another guest', async () => {
  const scratch = await open({ helpers: true })
  script(scratch, 'shutdown', 'echo $$ >>$LOG; exec sleep 1000')
  const name = GuestName.parse('hanging')
  await createGuest(scratch.host, tinyInput(name))
  await stopGuest(scratch.host, name)
  expect(await scratch.host.runtime.inspect(name)).toMatchObject({ state: 'exited', reason: 'halt' })
  await expect.poll(() => logged(scratch), WAIT).toHaveLength(1)
  expect(await scratch.createTiny('other')).toMatchObject({ state: 'running' })
  process.kill(Number(logged(scratch)[0]), 'SIGKILL')
})
