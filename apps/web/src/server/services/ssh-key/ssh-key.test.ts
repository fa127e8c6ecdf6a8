import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { ServiceContext } from '../../context.ts'
import { as, createWorld } from '../../testing/world.ts'
import { fingerprintOf, parsePublicKey } from './public-key.ts'

function makeKey(...type: string[]): { line: string; fingerprint: string; secret: string } {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'vserver-key-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = path.join(directory, 'key')
  execFileSync('ssh-keygen', ['-q', '-N', '', '-C', 'ada@desk', '-f', file, ...type])
  const listed = execFileSync('ssh-keygen', ['-l', '-f', file]).toString()
  return {
    line: readFileSync(`${file}.pub`, 'utf8'),
    fingerprint: listed.split(' ')[1] ?? '',
    secret: readFileSync(file, 'utf8'),
  }
}

const proved = (ctx: ServiceContext) => ({ ...ctx, viewer: { ...ctx.viewer, provedAt: new Date() } })

test.each([
  ['-t', 'ed25519'],
  ['-t', 'ecdsa', '-b', '256'],
  ['-t', 'ecdsa', '-b', '521'],
  ['-t', 'rsa', '-b', '3072'],
])('a key of %s %s %s %s is taken, and has the fingerprint that ssh-keygen shows', (...type) => {
  const { line, fingerprint } = makeKey(...type.filter(Boolean))
  const { blob, comment } = parsePublicKey(line)
  expect(fingerprintOf(blob)).toBe(fingerprint)
  expect(comment).toBe('ada@desk')
})

test('a weak, foreign, damaged or private key is refused with what is wrong', () => {
  const { line, secret } = makeKey('-t', 'ed25519')
  const [type, base64 = ''] = line.split(' ')
  const bad: [string, RegExp][] = [
    [makeKey('-t', 'rsa', '-b', '2048').line, /3072 bits; this one has 2048/],
    [secret, /private key/],
    [`${type} ${base64.slice(0, -8)}`, /cut off|damaged/],
    [`ssh-rsa ${base64}`, /not of the type/],
    [`${type} not*base64`, /not a public key/],
    [`${line}${line}`, /more than one line/],
    ['ssh-dss AAAAB3NzaC1kc3M=', /not taken/],
    [
      `${type} ${Buffer.concat([Buffer.from(base64, 'base64'), Buffer.alloc(4)]).toString('base64')}`,
      /damaged/,
    ],
  ]
  for (const [text, says] of bad) expect(() => parsePublicKey(text), text).toThrow(says)
})

test('a key stands for one user, is listed for them alone, and is removed by them alone', async () => {
  const { admin, support, db } = await createWorld()
  const { line, fingerprint } = makeKey('-t', 'ed25519')
  const { id } = await as(proved(admin)).sshKey.add({ name: 'desk', key: line })
  expect(await as(admin).sshKey.list()).toMatchObject([{ id, name: 'desk', fingerprint, lastUsedAt: null }])
  expect(await as(support).sshKey.list()).toEqual([])
  await expect(as(proved(support)).sshKey.add({ name: 'mine', key: line })).rejects.toMatchObject({
    cause: { code: 'ALREADY_EXISTS' },
  })
  await expect(as(support).sshKey.remove({ sshKeyId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await as(admin).sshKey.remove({ sshKeyId: id })
  expect(await db.sshKey.count()).toBe(0)
})

test('a new key asks for a fresh proof of who it is', async () => {
  const { admin } = await createWorld()
  const { line } = makeKey('-t', 'ed25519')
  const stale = { ...admin, viewer: { ...admin.viewer, provedAt: null } }
  await expect(as(stale).sshKey.add({ name: 'desk', key: line })).rejects.toMatchObject({
    cause: { code: 'REAUTH_NEEDED' },
  })
})
