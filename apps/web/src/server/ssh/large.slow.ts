import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, rmSync, writeFileSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { expect, inject, test } from 'vitest'
import { sampleMemory } from '../testing/memory.ts'
import { openSshOf, outcome, type Ran } from '../testing/open-ssh.ts'
import { peerSshd } from '../testing/peer-sshd.ts'
import { consolePids, realHost } from '../testing/real-host.ts'

const MIB = 1024 * 1024
/** A gigabyte, unless less is asked for. */
const BYTES = inject('sftpMib') * MIB
/** What the two ends of a gigabyte may hold at a time, beside what they held when it was under way. */
const GROWTH_MIB = 96

test('a gigabyte goes there and back by sftp without a changed byte, and neither panel nor agent grow', {
  timeout: 3_600_000,
}, async () => {
  const { host, directory, giveKey, tenant, start } = await openSshOf(realHost)
  await giveKey(tenant.customer, 'id')
  const sum = await writeNumbers(`${directory}/there`)
  const ours = (args: string[]) => outcome(start('web', args, { program: 'sftp' }))
  const memory = sampleMemory(() => ({ panel: process.pid, agent: host.pid, console: consolePids()[0] }))
  const beganCpu = process.cpuUsage()
  const put = await move(ours, `put ${directory}/there /root/file`, directory)
  const get = await move(ours, `get /root/file ${directory}/back`, directory)
  const { user, system } = process.cpuUsage(beganCpu)
  memory.stop()
  expect(await sha256(`${directory}/back`)).toBe(sum)
  const lines = [
    `sftp of ${BYTES / MIB} MiB: put ${put.toFixed(1)} MB/s, get ${get.toFixed(1)} MB/s`,
    `the panel took ${((user + system) / 1e6).toFixed(1)} s of CPU time for both`,
    ...memory.lines(),
  ]
  rmSync(`${directory}/back`)
  const peer = peerSshd(inject('sshd'), directory)
  if (peer) lines.push(await peerFigures(peer, directory))
  process.stdout.write(`${lines.join('\n')}\n`)
  for (const name of ['panel', 'agent', 'console']) expect(memory.growthMib(name)).toBeLessThan(GROWTH_MIB)
})

type Client = (args: string[]) => Promise<Ran>

/** MB/s. */
async function move(client: Client, line: string, directory: string): Promise<number> {
  writeFileSync(`${directory}/batch`, `${line}\n`)
  const beganMs = performance.now()
  const ran = await client(['-b', `${directory}/batch`, 'web@127.0.0.1'])
  expect(ran, ran.stderr).toMatchObject({ code: 0 })
  return BYTES / 1e6 / ((performance.now() - beganMs) / 1000)
}

/** OpenSSH's own server with its own sftp-server, on the same machine right after. */
async function peerFigures(options: string[], directory: string): Promise<string> {
  const client: Client = (args) =>
    outcome(spawn('sftp', [...options, ...args.map((arg) => arg.replace('web@', 'root@'))]))
  const put = await move(client, `put ${directory}/there ${directory}/peer`, directory)
  const get = await move(client, `get ${directory}/peer ${directory}/back`, directory)
  return `OpenSSH's server: put ${put.toFixed(1)} MB/s, get ${get.toFixed(1)} MB/s`
}

async function writeNumbers(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(async function* () {
    for (let left = BYTES, next = 0n; left > 0; left -= MIB) {
      const words = new BigUint64Array(MIB / 8)
      for (let index = 0; index < words.length; index += 1) words[index] = next++
      const bytes = Buffer.from(words.buffer)
      hash.update(bytes)
      yield bytes
    }
  }, createWriteStream(file))
  return hash.digest('hex')
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
