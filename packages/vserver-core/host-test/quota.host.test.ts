import { readdirSync } from 'node:fs'
import path from 'node:path'
import { test as base, expect } from 'vitest'
import { GuestOptions } from '../src/context/model.ts'
import { createGuest, restartGuest, setOptions, startGuest, stopGuest } from '../src/guest/index.ts'
import { type CreateGuestInput, type Guest, GuestName } from '../src/guest/model.ts'
import { MIB } from '../src/units.ts'
import { hasQuotaTools, QUOTA, writeQuotaTemplate } from './quota-template.ts'
import { runShell } from './run-in-guest.ts'
import { openScratch, type Scratch, TINY_LIMIT, tinyInput } from './scratch.ts'
import { patient } from './slowness.ts'

const test = base.extend<{ scratch: Scratch }>({
  scratch: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
    async ({}, use) => {
      const scratch = await openScratch({
        mountTemplate: (storage) => {
          if (hasQuotaTools) writeQuotaTemplate(storage)
          return () => undefined
        },
      })
      await use(scratch)
      await scratch.close()
    },
    { scope: 'file' },
  ],
})

/** Leaves out what this kernel or machine cannot do, and says which of both. */
async function needQuota(scratch: Scratch, skip: (reason: string) => void): Promise<void> {
  const { contextCapabilities } = await scratch.host.info()
  if (!contextCapabilities.includes('quota')) skip('this kernel has no quota format (CONFIG_QFMT_V2)')
  if (!hasQuotaTools) skip("Debian's package quota is not installed")
}

const WITH_QUOTA = GuestOptions.parse({ contextCapabilities: ['quota'] })

function create(scratch: Scratch, name: string, change: Partial<CreateGuestInput> = {}): Promise<Guest> {
  const limit = { ...TINY_LIMIT, diskBytes: 96 * MIB }
  return createGuest(
    scratch.host,
    tinyInput(name, { template: QUOTA, limit, backend: 'image', options: WITH_QUOTA, ...change }),
  )
}

async function said(scratch: Scratch, guest: string, script: string): Promise<string> {
  const { code, output } = await runShell(
    scratch.host,
    guest,
    `PATH=/usr/sbin:/usr/bin:/sbin:/bin; ${script}`,
  )
  expect(code, output).toBe(0)
  return output.trim()
}

/** What the program says of each question, in its order. */
async function answers(scratch: Scratch, guest: string, ...questions: string[]): Promise<string[]> {
  const lines = (await said(scratch, guest, `ask-quota ${questions.join(' ')}`)).split('\n')
  return lines.map((line) => line.split(' ')[1] ?? '')
}

/** The columns of one user or group in what repquota prints: used, soft, hard, then of files. */
async function report(scratch: Scratch, guest: string, options: string): Promise<Record<string, number[]>> {
  const lines = (await said(scratch, guest, `repquota ${options}`)).split('\n')
  const rows = lines.flatMap((line) => {
    const [, name, numbers] = /^(#?\w+)\s+[-+]{2}\s+(.*)$/.exec(line) ?? []
    return name === undefined ? [] : [[name, (numbers ?? '').split(/\s+/).map(Number)] as const]
  })
  return Object.fromEntries(rows)
}

const HOME = 'mkdir -p /home/ada && chown 1000:1000 /home/ada'

test('Debian quota tools set, show and copy quotas of the users and groups of a guest, and see no others', async ({
  scratch,
  skip,
}) => {
  await needQuota(scratch, skip)
  await create(scratch, 'tools')
  expect(await said(scratch, 'tools', 'grep " /home " /proc/mounts')).toMatch(/^\/dev\/hdv1 \/home ext4 /)
  await said(scratch, 'tools', `${HOME}; setquota -u ada 5000 6000 100 120 /home`)
  expect(await said(scratch, 'tools', 'quota -v -u ada')).toMatch(
    /\/dev\/hdv1\s+\d+\s+5000\s+6000\s+\d+\s+100\s+120/,
  )
  await said(scratch, 'tools', 'setquota -g ada 9000 9500 0 0 -a; edquota -p ada bob')
  const users = await report(scratch, 'tools', '-av')
  expect(Object.keys(users).sort()).toEqual(['ada', 'bob', 'root'])
  expect(users.ada?.slice(1, 3)).toEqual([5000, 6000])
  expect(users.bob?.slice(1, 3)).toEqual([5000, 6000])
  expect((await report(scratch, 'tools', '-gv /home')).ada?.slice(1, 3)).toEqual([9000, 9500])
  expect(await said(scratch, 'tools', 'quotaon -p /home; true')).toMatch(
    /user quota on \/home \(\/dev\/hdv1\) is on/,
  )
})

test('a user is stopped exactly at its quota, sees its own and no other, and is warned', async ({
  scratch,
  skip,
}) => {
  await needQuota(scratch, skip)
  await create(scratch, 'user')
  await said(
    scratch,
    'user',
    `${HOME}; setquota -u ada 5000 6000 100 120 /home; setquota -u bob 1 2 0 0 /home`,
  )
  const fill = '/bin/dd if=/dev/zero of=/home/ada/big bs=1024 count=10000'
  const { output } = await runShell(scratch.host, 'user', `/bin/busybox su ada -c '${fill}'`)
  expect(output).toContain('Disk quota exceeded')
  expect((await report(scratch, 'user', '/home')).ada?.[0]).toBe(6000)
  await said(scratch, 'user', 'echo more >/home/by-root && rm /home/by-root')
  const many = 'i=0; while true >/home/ada/$i; do i=$((i+1)); done'
  const files = await runShell(scratch.host, 'user', `/bin/busybox su ada -c '${many}' 2>&1`)
  expect(files.output).toContain('Disk quota exceeded')
  expect(await said(scratch, 'user', 'ls /home/ada | wc -l')).toBe('119') // and the directory itself
  const asAda = (command: string) =>
    runShell(scratch.host, 'user', `/bin/busybox su ada -c '${command}' 2>&1`)
  expect((await asAda('/usr/bin/quota')).output).toMatch(
    /user ada.*\n.*\n\s*\/dev\/hdv1\s+6000\*?\s+5000\s+6000/,
  )
  expect((await asAda('/usr/bin/quota -u bob')).output).toMatch(/denied|not permitted/i)
  expect((await asAda('/usr/sbin/setquota -u ada 0 0 0 0 /home')).output).toMatch(/not permitted/i)
  await said(scratch, 'user', 'warnquota')
  expect(await said(scratch, 'user', 'cat /tmp/mail')).toMatch(/ada(.|\n)*6000/)
})

test('the same user in two guests has two quotas, and a guest without the context capability none', async ({
  scratch,
  skip,
}) => {
  await needQuota(scratch, skip)
  await create(scratch, 'one')
  await create(scratch, 'two')
  await create(scratch, 'plain', { options: GuestOptions.parse({}) })
  await said(
    scratch,
    'one',
    `${HOME}; setquota -u ada 100 200 0 0 /home; head -c 50000 /dev/zero >/home/ada/file; sync`,
  )
  expect((await report(scratch, 'two', '/home')).ada).toBeUndefined()
  await said(scratch, 'two', 'setquota -u ada 700 800 0 0 /home')
  expect((await report(scratch, 'one', '/home')).ada?.slice(1, 3)).toEqual([100, 200])
  expect(await answers(scratch, 'plain', 'own', 'next', 'file')).toEqual(['EPERM', 'EPERM', 'EPERM'])
  expect((await runShell(scratch.host, 'plain', 'ls /dev/hdv1')).code).not.toBe(0)
})

test('whoever asks for more than the quotas of the own users of the guest is refused', async ({
  scratch,
  skip,
}) => {
  await needQuota(scratch, skip)
  await create(scratch, 'asker')
  await said(scratch, 'asker', `${HOME}; setquota -u ada 5000 6000 0 0 /home`)
  const asRoot = {
    ...{
      own: '0',
      other: '0',
      next: '0',
      state: '0',
      sync_all: '0',
      file: '0',
      path: '0',
      forge: '0',
      off: '0',
    },
    ...{ outside: 'EINVAL', host_root: 'EINVAL', project: 'EINVAL', grace: 'EPERM', nowhere: 'EFAULT' },
    ...{ disk: 'ENODEV', proc: 'ENODEV', root_file: 'ENODEV', proc_file: 'ENODEV' },
    ...{ open_node: 'EACCES', change_node: 'EPERM', make_node: 'EPERM' },
  }
  const asked = Object.keys(asRoot)
  const got = await answers(scratch, 'asker', ...asked)
  expect(Object.fromEntries(asked.map((name, index) => [name, got[index]]))).toEqual(asRoot)
  const asUser = {
    own: '0',
    own_group: '0',
    other: 'EPERM',
    other_group: 'EPERM',
    next: 'EPERM',
    off: 'EPERM',
  }
  const told = await answers(scratch, 'asker', 'user', ...Object.keys(asUser))
  expect(Object.fromEntries(Object.keys(asUser).map((name, index) => [name, told[index]]))).toEqual(asUser)
  expect(await answers(scratch, 'asker', 'user', 'other_space')).not.toContain('0')
})

test('quotas outlive the runs of a guest, and what its init starts is answered like a console', async ({
  scratch,
  skip,
}) => {
  await needQuota(scratch, skip)
  const { name } = await create(scratch, 'lasting')
  await said(scratch, name, `${HOME}; setquota -u ada 5000 6000 0 0 /home`)
  await expect.poll(() => said(scratch, name, 'cat /root/rc'), { timeout: patient(60_000) }).toBe('0')
  await restartGuest(scratch.host, name)
  expect((await report(scratch, name, '/home')).ada?.slice(1, 3)).toEqual([5000, 6000])
  expect((await report(scratch, name, '-gv /home')).bob?.slice(1, 3)).toEqual([7000, 8000])
})

test('a guest whose files lie in an image without quotas gets them with its next start', async ({
  scratch,
  skip,
}) => {
  await needQuota(scratch, skip)
  const { name } = await create(scratch, 'late', { options: GuestOptions.parse({}) })
  await said(scratch, name, 'mkdir /home/old && head -c 40960 /dev/zero >/home/old/file')
  await said(
    scratch,
    name,
    'chown -R 1000:1000 /home/old 2>/dev/null || /bin/busybox chown -R 1000:1000 /home/old',
  )
  await stopGuest(scratch.host, name)
  await setOptions(scratch.host, name, { contextCapabilities: ['quota'], rawDirectory: '/var/raw' })
  await startGuest(scratch.host, name)
  expect((await report(scratch, name, '/var/raw')).ada?.[0]).toBeGreaterThanOrEqual(44)
})

test('the context capability quota is for a guest with a file system of its own, and refused in words to others', async ({
  scratch,
  skip,
}) => {
  await needQuota(scratch, skip)
  const input = tinyInput('shared-disk', { options: WITH_QUOTA, start: false })
  await createGuest(scratch.host, input)
  await expect(startGuest(scratch.host, GuestName.parse('shared-disk'))).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: 'shared-disk has no file system of its own, which quotas of its users need.',
  })
})

test('a kernel without the quota format refuses the context capability, and nothing of the trial is left', async ({
  scratch,
  skip,
}) => {
  const { contextCapabilities } = await scratch.host.info()
  expect(readdirSync(path.join(scratch.dataDir, 'storage'))).not.toContain('.quota-test')
  if (contextCapabilities.includes('quota')) skip('this kernel has it')
  await createGuest(scratch.host, tinyInput('refused', { options: WITH_QUOTA, start: false }))
  await expect(startGuest(scratch.host, GuestName.parse('refused'))).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: 'This host cannot do the context capability quota for its guests.',
  })
})
