import { statSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { GuestOptions, type OptionsChange } from '../src/context/model.ts'
import { createGuest, setOptions, startGuest, stopGuest } from '../src/guest/index.ts'
import type { Guest } from '../src/guest/model.ts'
import { compileProgram, installProgram } from './guest-program.ts'
import { expectRefused } from './refused.ts'
import { runShell } from './run-in-guest.ts'
import { type Scratch, test, tinyInput } from './scratch.ts'

const RAW = '/var/raw'

function create(scratch: Scratch, name: string, change: OptionsChange = {}): Promise<Guest> {
  return scratch.createTiny(name, { options: GuestOptions.parse({ rawDirectory: RAW, ...change }) })
}

async function said({ host }: Scratch, guest: string, script: string): Promise<string> {
  const { code, output } = await runShell(host, guest, script)
  expect(code, output).toBe(0)
  return output.trim()
}

const onDisk = ({ dataDir }: Scratch, guest: string): string =>
  path.join(dataDir, 'storage', 'guests', guest, 'data', 'raw')

test('the raw directory is no overlay, belongs to root of the guest, and keeps what is in it over runs', async ({
  scratch,
}) => {
  const { name } = await create(scratch, 'raw')
  const [, , type, options = ''] = (await said(scratch, name, `grep ' ${RAW} ' /proc/mounts`)).split(' ')
  expect(type).not.toBe('overlay')
  expect(options.split(',')).toEqual(expect.arrayContaining(['rw', 'nodev']))
  expect(await said(scratch, name, `stat -c '%u %g %a' ${RAW}`)).toBe('0 0 755')
  await said(scratch, name, `echo kept >${RAW}/note; chown 1000:1001 ${RAW}/note; chmod 1777 ${RAW}`)
  expect(statSync(path.join(onDisk(scratch, name), 'note'))).toMatchObject({ uid: 1000, gid: 1001 })
  await stopGuest(scratch.host, name)
  await startGuest(scratch.host, name)
  expect(await said(scratch, name, `cat ${RAW}/note; stat -c '%u %a' ${RAW}/note ${RAW}`)).toBe(
    'kept\n1000 644\n0 1777',
  )
})

test('set-user-id programs work in the raw directory, device nodes do not', async ({ scratch }) => {
  const { name } = await create(scratch, 'raw-suid')
  installProgram(scratch, name, compileProgram(scratch, 'identity'))
  const prepare = `echo 'ada:x:1000:1000::/:/bin/sh' >>/etc/passwd; cp /identity ${RAW}/identity; chmod 4755 ${RAW}/identity`
  expect(await said(scratch, name, `${prepare}; /bin/busybox su ada -c ${RAW}/identity`)).toBe('1000 0')
  expect(await said(scratch, name, `grep ' ${RAW} ' /proc/mounts`)).not.toContain('nosuid')
  expectRefused(
    await runShell(scratch.host, name, `mknod ${RAW}/null c 1 3`),
    /not permitted/i,
    'a device node',
  )
})

test('a guest with SYS_ADMIN mounts an overlay with its upper directory in the raw directory, and nowhere else', async ({
  scratch,
}) => {
  const { name } = await create(scratch, 'raw-nested', { capabilities: { add: ['SYS_ADMIN'], remove: [] } })
  const nested = (at: string) =>
    `mkdir -p ${at}/lower ${at}/upper ${at}/work ${at}/merged && echo below >${at}/lower/file && ` +
    `mount -t overlay -o userxattr,lowerdir=${at}/lower,upperdir=${at}/upper,workdir=${at}/work overlay ${at}/merged || exit 1`
  const change = `cd ${RAW}/merged && cat file && echo above >file && cat file ../upper/file ../lower/file`
  expect(await said(scratch, name, `${nested(RAW)}; ${change}`)).toBe('below\nabove\nabove\nbelow')
  expectRefused(await runShell(scratch.host, name, nested('/root')), /invalid argument/i, 'on the own root')
})

test('a guest without a raw directory has none', async ({ scratch }) => {
  const { name } = await create(scratch, 'raw-none', { rawDirectory: null })
  expect(await said(scratch, name, `grep -c ' ${RAW} ' /proc/mounts; true`)).toBe('0')
})

test('a link where the raw directory belongs refuses the start in words, and nothing is mounted behind it', async ({
  scratch,
}) => {
  const options = GuestOptions.parse({ rawDirectory: '/trap/raw' })
  const { name } = await createGuest(scratch.host, tinyInput('raw-trap', { options: GuestOptions.parse({}) }))
  await said(scratch, name, 'ln -s /etc /trap')
  await stopGuest(scratch.host, name)
  await setOptions(scratch.host, name, { rawDirectory: options.rawDirectory })
  await expect(startGuest(scratch.host, name)).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: 'raw-trap has no directory for its raw directory.',
  })
  await setOptions(scratch.host, name, { rawDirectory: '/etc/raw' })
  await startGuest(scratch.host, name)
  expect(await said(scratch, name, `grep -c ' /etc/raw ' /proc/mounts`)).toBe('1')
})
