import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('../build/test/seqpacket-server', import.meta.url))

export type TestServer = AsyncDisposable & { path: string; start(): Promise<void>; stop(): Promise<void> }

/** A socket of packets in a directory of its own, served by test/seqpacket-server.c. */
export async function testServer(): Promise<TestServer> {
  const directory = await mkdtemp(join(tmpdir(), 'vs-addon-'))
  const path = join(directory, 'socket')
  let child: ChildProcess | null = null
  const start = async () => {
    child = spawn(PROGRAM, [path], { stdio: ['pipe', 'pipe', 'inherit'] })
    await once(child.stdout as NodeJS.ReadableStream, 'data')
  }
  const stop = async () => {
    const gone = child && once(child, 'exit')
    child?.stdin?.end()
    await gone
    child = null
  }
  await start()
  return {
    path,
    start,
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
      await rm(directory, { recursive: true })
    },
  }
}
