import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../src/testing/index.ts'
import { patient } from './slowness.ts'

export type RsyncDaemon = { url: string; tree: string; stop(): Promise<void> }

/** Serves an empty tree, to be filled by the test, as the module "tree" on loopback. */
export async function startRsyncDaemon(): Promise<RsyncDaemon> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'vserver-rsync-'))
  const tree = path.join(directory, 'tree')
  mkdirSync(tree)
  const port = await freePort()
  const config = path.join(directory, 'rsyncd.conf')
  const lines = ['use chroot = no', 'uid = 0', 'gid = 0', `[tree]`, `path = ${tree}`, 'read only = yes']
  writeFileSync(config, `${lines.join('\n')}\n`)
  const options = ['--daemon', '--no-detach', '--address=127.0.0.1', `--port=${port}`, `--config=${config}`]
  const daemon = spawn('rsync', options, { stdio: 'ignore' })
  await answers(port, daemon)
  return {
    url: `rsync://127.0.0.1:${port}/tree`,
    tree,
    stop: async () => {
      daemon.kill('SIGTERM')
      if (daemon.exitCode === null && daemon.signalCode === null) await once(daemon, 'exit')
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function answers(port: number, daemon: ChildProcess): Promise<void> {
  const deadlineMs = Date.now() + patient(10_000)
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const outcome = await Promise.race([
      once(socket, 'data').then(() => true),
      once(socket, 'error').then(
        () => false,
        () => false,
      ),
    ]).catch(() => false)
    socket.destroy()
    if (outcome) return
    if (daemon.exitCode !== null) throw new Error(`The rsync daemon ended with ${daemon.exitCode}.`)
    if (Date.now() > deadlineMs) throw new Error('The rsync daemon does not answer.')
    await sleep(20)
  }
}
