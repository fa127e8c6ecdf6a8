import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createWorld } from '../testing/world.ts'
import { readOrCreateHostKey } from './host-key.ts'
import { openGateway } from './open-gateway.ts'

test('a panel whose port for SSH is taken goes on without a gateway, and shows none', async () => {
  const { panel } = await createWorld()
  const directory = mkdtempSync(path.join(os.tmpdir(), 'vserver-gateway-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const { privateKey, publicKey, fingerprint } = readOrCreateHostKey(path.join(directory, 'key'))
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const shown = { ...panel, ssh: { host: '127.0.0.1', port, fingerprint, publicKey } }
  expect(await openGateway(shown, { host: '127.0.0.1', port }, privateKey)).toBeNull()
  expect(shown.ssh).toBeNull()
})
