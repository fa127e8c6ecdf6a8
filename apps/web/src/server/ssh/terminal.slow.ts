import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { openSshOf, outcome } from '../testing/open-ssh.ts'
import { realHost } from '../testing/real-host.ts'

const BYTES = 10_000_000
/** In the guest: takes them from the terminal, says what came, and prints them. */
const PROGRAM = `stty raw -echo; echo ready-$((40+2)); dd bs=10000 count=${BYTES / 10_000} iflag=fullblock of=/root/paste 2>/dev/null; sha256sum /root/paste; cat /root/paste; echo done; exit`

test('ten megabytes of every byte go by ssh -tt into a shell and come back, equal to their checksum', async () => {
  const { giveKey, tenant, start } = await openSshOf(realHost)
  await giveKey(tenant.customer, 'id')
  // Without its escape character, which would be one of the bytes.
  const client = start('web', [], { args: ['-tt', '-e', 'none'] })
  const ran = outcome(client)
  const output = new Output(client.stdout as NodeJS.ReadableStream)
  client.stdin?.write(`${PROGRAM}\n`)
  await output.upTo('ready-42\n')
  const there = mixedBytes()
  const beganMs = performance.now()
  client.stdin?.write(there)
  const said = await output.upTo('\n')
  const takenMs = performance.now()
  const back = await output.take(BYTES)
  const endedMs = performance.now()
  expect(said.toString()).toBe(`${sha256(there)}  /root/paste`)
  expect(sha256(back)).toBe(sha256(there))
  expect((await output.upTo('\n')).toString()).toBe('done')
  expect((await ran).code).toBe(0)
  const rate = (ms: number) => (BYTES / 1e6 / (ms / 1000)).toFixed(1)
  process.stdout.write(
    `10 MB by ssh -tt: ${rate(takenMs - beganMs)} MB/s there, ${rate(endedMs - takenMs)} MB/s back\n`,
  )
})

/** What came and was not asked for yet. */
class Output {
  #rest: Buffer = Buffer.alloc(0)
  readonly #chunks: AsyncIterator<Buffer | string>

  constructor(stream: NodeJS.ReadableStream) {
    this.#chunks = stream[Symbol.asyncIterator]()
  }

  /** What comes before the text, which is left out. */
  async upTo(text: string): Promise<Buffer> {
    for (let at = this.#rest.indexOf(text); ; at = this.#rest.indexOf(text)) {
      if (at >= 0) return this.#cut(at, text.length)
      this.#rest = Buffer.concat([this.#rest, await this.#next()])
    }
  }

  async take(size: number): Promise<Buffer> {
    const parts = [this.#rest]
    let have = this.#rest.length
    for (; have < size; have += parts.at(-1)?.length ?? 0) parts.push(await this.#next())
    this.#rest = Buffer.concat(parts)
    return this.#cut(size, 0)
  }

  #cut(size: number, skipped: number): Buffer {
    const bytes = this.#rest.subarray(0, size)
    this.#rest = this.#rest.subarray(size + skipped)
    return bytes
  }

  async #next(): Promise<Buffer> {
    const { value, done } = await this.#chunks.next()
    if (done) throw new Error(`The client ended after: ${this.#rest.subarray(-500)}`)
    return Buffer.from(value)
  }
}

function mixedBytes(): Buffer {
  return Buffer.from(Uint8Array.from({ length: BYTES }, (_, at) => at * 31 + (at >> 8)))
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
