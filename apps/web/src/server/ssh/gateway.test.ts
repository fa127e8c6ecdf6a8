import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { FRAME } from '@vserver/core/console/model'
import { expect, test } from 'vitest'
import { openSsh, outcome } from '../testing/open-ssh.ts'
import { as, letIn, sellGuest } from '../testing/world.ts'

const REFUSED = /Permission denied \(publickey,password\)/

test("OpenSSH's own client runs a command: its output and errors apart, its exit code, the end of its input", async () => {
  const { run, giveKey, tenant, guestId } = await openSsh()
  await giveKey(tenant.customer, 'id')
  const ran = await run('web', ['cat; echo err >&2; exit 7'], { input: 'typed' })
  expect(ran).toEqual({ code: 7, stdout: 'typed', stderr: 'err\n' })
  const audit = await as(tenant.customer).audit.list({ guestId })
  expect(audit.map(({ action }) => action)).toContain('ssh.signIn')
  expect(audit.find(({ action }) => action === 'console.open')?.detail).toBe('cat; echo err >&2; exit 7')
  await expect
    .poll(async () => (await as(tenant.customer).audit.list({ guestId })).map(({ action }) => action))
    .toContain('console.close')
})

test('megabytes go through both ways without a changed byte, and a signal ends a command', async () => {
  const { run, giveKey, tenant } = await openSsh()
  await giveKey(tenant.customer, 'id')
  const input = Buffer.alloc(8 << 20, 'a line of text that is 33 bytes.\n')
  const { stdout } = await run('web', ['cat'], { input })
  expect(stdout === input.toString()).toBe(true)
  expect((await run('web', ['kill -TERM $$'])).code).toBe(255)
})

test('the older protocol of scp (scp -O) copies both ways where the guest has an scp of its own', async () => {
  const { start, giveKey, tenant, directory } = await openSsh()
  await giveKey(tenant.customer, 'id')
  const bytes = Buffer.alloc(3 << 20, 'a line of text that is 33 bytes.\n')
  writeFileSync(`${directory}/there`, bytes)
  const copy = (from: string, to: string) => outcome(start('web', ['-O', from, to], { program: 'scp' }))
  expect(await copy(`${directory}/there`, `web@127.0.0.1:${directory}/inside`)).toMatchObject({ code: 0 })
  expect(await copy(`web@127.0.0.1:${directory}/inside`, `${directory}/back`)).toMatchObject({ code: 0 })
  expect(readFileSync(`${directory}/back`).equals(bytes)).toBe(true)
})

test('a shell has a terminal with its kind and language, and nothing else of the environment', async () => {
  const { start, giveKey, tenant, host } = await openSsh()
  await giveKey(tenant.customer, 'id')
  const child = start('web', [], { args: ['-tt', '-o', 'SetEnv=LANG=C.UTF-8 LD_PRELOAD=/x'] })
  const ran = outcome(child)
  child.stdin?.write('ls\n')
  const [first] = await once(child.stdout ?? child, 'data')
  expect(String(first)).toBe('ls\n')
  const [one] = host.opened
  expect(one?.program.mode).toBe('terminal')
  expect(one?.program.environment).toContain('LANG=C.UTF-8')
  expect(one?.program.environment.filter((entry) => entry.startsWith('LD_'))).toEqual([])
  expect(one?.got.slice(0, 3).map((frame) => frame[0])).toEqual([FRAME.attach, FRAME.credit, FRAME.resize])
  child.kill('SIGTERM')
  await ran
  await expect.poll(() => one?.got.at(-1)?.[0]).toBe(FRAME.hangup)
})

test('a stranger, a wrong guest, somebody else and a banned user hear the same refusal', async () => {
  const { run, giveKey, makeKey, tenant, world } = await openSsh()
  await giveKey(tenant.customer, 'id')
  makeKey('unknown')
  const foreign = await world.tenant()
  await giveKey(foreign.customer, 'foreign')
  expect(await run('web', ['true'], { key: 'unknown' })).toMatchObject({
    code: 255,
    stderr: expect.stringMatching(REFUSED),
  })
  expect((await run('nothing', ['true'])).stderr).toMatch(REFUSED)
  expect((await run('web', ['true'], { key: 'foreign' })).stderr).toMatch(REFUSED)
  expect((await run('web', ['true'], { key: null, password: 'guessed' })).stderr).toMatch(REFUSED)
  await world.db.user.update({ where: { id: tenant.customer.viewer.id }, data: { mustChangePassword: true } })
  expect((await run('web', ['true'])).stderr).toMatch(REFUSED)
  await world.db.user.update({
    where: { id: tenant.customer.viewer.id },
    data: { mustChangePassword: false, banned: true },
  })
  expect((await run('web', ['true'])).stderr).toMatch(REFUSED)
})

test('a code is the password for one connection to one guest', async () => {
  const { run, tenant, world, guestId } = await openSsh()
  await sellGuest(world, tenant, 'other')
  await world.hub.refresh()
  const { code } = await as(tenant.customer).ssh.code({ guestId })
  const with_ = (password: string) => ({ key: null, password })
  expect(await run('web', ['echo in'], with_(code))).toMatchObject({ code: 0, stdout: 'in\n' })
  expect((await run('web', ['echo in'], with_(code))).stderr).toMatch(REFUSED)
  const next = await as(tenant.customer).ssh.code({ guestId })
  expect((await run('other', ['echo in'], with_(next.code))).stderr).toMatch(REFUSED)
  expect(JSON.stringify(await world.db.sshCode.findMany())).not.toContain(code)
})

test('an API token is a password as far as it goes', async () => {
  const { run, tenant, world } = await openSsh()
  const proved = {
    ...tenant.customer,
    viewer: { ...tenant.customer.viewer, provedAt: new Date(world.clock.nowMs) },
  }
  const make = (name: string, permissions: string[]) =>
    as(proved).token.create({
      name,
      permissions: permissions as never,
      guestId: null,
      prefixes: [],
      days: 1,
    } as never)
  const good = await make('shell', ['guest.read', 'guest.console'])
  expect(await run('web', ['echo in'], { key: null, password: good.secret })).toMatchObject({
    stdout: 'in\n',
  })
  const poor = await make('read', ['guest.read'])
  expect((await run('web', ['echo in'], { key: null, password: poor.secret })).stderr).toMatch(REFUSED)
})

test('a name that several guests have is answered with what to type instead', async () => {
  const { run, giveKey, tenant, world, guestId } = await openSsh()
  await giveKey(world.admin, 'id')
  const other = await world.tenant()
  await sellGuest(world, other, 'web')
  await world.db.user.deleteMany({ where: { accountId: { in: [tenant.customerId, other.customerId] } } })
  await world.db.account.update({ where: { id: tenant.customerId }, data: { name: 'Ada & Sons' } })
  await world.hub.refresh()
  const { code, stderr } = await run('web', ['true'])
  expect(code).toBe(255)
  expect(stderr).toContain('ssh web.ada-sons@')
  expect((await run('web.ada-sons', ['true'])).stderr).toContain('use ssh -t')
  expect((await run(guestId, ['true'])).stderr).toContain('use ssh -t')
})

test('staff needs consent as in the browser, and then has a terminal only', async () => {
  const { start, run, giveKey, world, guestId, host } = await openSsh()
  await giveKey(world.support, 'id')
  expect((await run('web', ['true'])).stderr).toContain('ask for consent first')
  await letIn(world, guestId)
  expect((await run('web', ['true'])).stderr).toContain('use ssh -t')
  expect((await run('web', ['sftp'], { args: ['-s'] })).stderr).toContain('use ssh -t')
  const child = start('web', ['true'], { args: ['-tt'] })
  child.stdin?.write('typed\n')
  expect(String((await once(child.stdout ?? child, 'data'))[0])).toBe('typed\n')
  expect(host.opened.map(({ program }) => program.mode)).toEqual(['terminal'])
  child.kill('SIGTERM')
  await once(child, 'close')
})

test('a connection is a sign-in that is listed, and ends within a second when it is revoked', async () => {
  const { start, giveKey, tenant } = await openSsh()
  await giveKey(tenant.customer, 'id')
  const child = start('web', ['echo up; sleep 100'])
  const ran = outcome(child)
  await once(child.stdout ?? child, 'data')
  const sessions = await as(tenant.customer).me.sessions()
  const own = sessions.find(({ userAgent }) => userAgent?.startsWith('SSH OpenSSH'))
  expect(own).toBeDefined()
  const beganMs = performance.now()
  await as(tenant.customer).me.revokeSession({ sessionId: own?.id ?? '' })
  const { code, stderr } = await ran
  expect(performance.now() - beganMs).toBeLessThan(1000)
  expect(code).toBe(255)
  expect(stderr).toContain('Your sign-in was ended')
})

test('a key that is removed takes its connections along, and its user signs in no more', async () => {
  const { start, run, giveKey, tenant } = await openSsh()
  const { id } = await giveKey(tenant.customer, 'id', '-t', 'ecdsa')
  const child = start('web', ['echo up; sleep 100'])
  const ran = outcome(child)
  await once(child.stdout ?? child, 'data')
  expect(await as(tenant.customer).sshKey.list()).toMatchObject([{ lastUsedAt: expect.any(String) }])
  await as(tenant.customer).sshKey.remove({ sshKeyId: id })
  expect((await ran).code).toBe(255)
  expect((await run('web', ['true'])).stderr).toMatch(REFUSED)
})

test('nothing is forwarded, and a subsystem that is not there is refused', async () => {
  const { run, giveKey, tenant } = await openSsh()
  await giveKey(tenant.customer, 'id')
  const forward = await run('web', ['true'], {
    args: ['-R', '0:127.0.0.1:1', '-o', 'ExitOnForwardFailure=yes'],
  })
  expect(forward.stderr).toMatch(/remote port forwarding failed/i)
  expect((await run('web', [], { args: ['-W', '127.0.0.1:22'] })).code).not.toBe(0)
  expect((await run('web', ['netconf'], { args: ['-s'] })).stderr).toMatch(/subsystem request failed/)
})

test('the eleventh connection of a user is told so', async () => {
  const { start, run, giveKey, tenant } = await openSsh()
  await giveKey(tenant.customer, 'id')
  const children = Array.from({ length: 10 }, () => start('web', ['echo up; sleep 100']))
  await Promise.all(children.map((child) => once(child.stdout ?? child, 'data')))
  expect((await run('web', ['true'])).stderr).toContain('10 SSH connections open')
  for (const child of children) child.kill('SIGTERM')
  await expect.poll(async () => (await run('web', ['echo in'])).stdout, { timeout: 5000 }).toBe('in\n')
})

test('a client that reads nothing holds the program up, not the memory of the panel', async () => {
  const { start, giveKey, tenant, host } = await openSsh()
  await giveKey(tenant.customer, 'id')
  const child = start('web', ['cat /dev/zero'])
  await expect.poll(() => host.opened[0]?.credit ?? 0, { timeout: 10_000 }).toBeGreaterThan(1 << 20)
  const seen: number[] = []
  await expect
    .poll(() => seen.push(host.opened[0]?.credit ?? 0) > 1 && seen.at(-1) === seen.at(-2), {
      interval: 700,
      timeout: 10_000,
    })
    .toBe(true)
  // The client's window and pipe, ours, and what a socket holds.
  expect(seen.at(-1)).toBeLessThan(16 << 20)
  child.kill('SIGTERM')
  await once(child, 'close')
})
