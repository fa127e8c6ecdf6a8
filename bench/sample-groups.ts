import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { pause } from './interrupt.ts'

const MOUNT = '/sys/fs/cgroup'
const GONE_MS = 10_000

export type Groups = { parent: string; names: string[]; pids: number[]; close(): Promise<void> }

/** Real groups as guests have them, each with one process that sleeps. */
export async function openGroups(parent: string, count: number): Promise<Groups> {
  const names = Array.from({ length: count }, (_, index) => `g${index}`)
  const sleepers = await sleep(count)
  const trees = hierarchies()
  const groups = trees.flatMap(({ root, sub }) =>
    names.map((name) => [`${root}/${parent}/${name}`, `${root}/${parent}/${name}${sub}`]),
  )
  const close = async () => {
    sleepers.shell.kill('SIGTERM')
    for (const pid of sleepers.pids) process.kill(pid, 'SIGKILL')
    for (const [group = '', leaf = ''] of groups) for (const one of new Set([leaf, group])) await remove(one)
    for (const { root } of trees) await remove(`${root}/${parent}`)
  }
  try {
    for (const { root, sub } of trees) {
      mkdirSync(`${root}/${parent}`)
      if (root === MOUNT) writeFileSync(`${root}/${parent}/cgroup.subtree_control`, '+cpu +memory +pids')
      for (const [index, name] of names.entries()) {
        const leaf = `${root}/${parent}/${name}${sub}`
        mkdirSync(leaf, { recursive: true })
        writeFileSync(`${leaf}/cgroup.procs`, `${sleepers.pids[index]}`)
        if (index % 50 === 0) await pause(0)
      }
    }
    return { parent, names, pids: sleepers.pids, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Where guests have groups; on cgroup2 their processes sit in a child. */
function hierarchies(): { root: string; sub: string }[] {
  if (existsSync(`${MOUNT}/cgroup.controllers`)) return [{ root: MOUNT, sub: '/guest' }]
  const v1 = ['cpu', 'cpuacct', 'memory', 'pids', 'blkio'].filter((name) =>
    existsSync(path.join(MOUNT, name)),
  )
  return [
    ...v1.map((name) => ({ root: `${MOUNT}/${name}`, sub: '' })),
    { root: `${MOUNT}/unified`, sub: '/guest' },
  ]
}

async function sleep(count: number): Promise<{ shell: ChildProcess; pids: number[] }> {
  const script = 'i=0; while [ $i -lt "$1" ]; do sleep 100000 & echo $!; i=$((i+1)); done; wait'
  const shell = spawn('/bin/sh', ['-c', script, 'sh', `${count}`], { stdio: ['ignore', 'pipe', 'ignore'] })
  const pids: number[] = []
  const lines = createInterface({ input: shell.stdout })
  lines.on('line', (line) => pids.push(Number(line)))
  while (pids.length < count) await once(lines, 'line')
  return { shell, pids }
}

async function remove(group: string): Promise<void> {
  const deadline = Date.now() + GONE_MS
  while (existsSync(group)) {
    try {
      for (const entry of readdirSync(group, { withFileTypes: true })) {
        if (entry.isDirectory()) await remove(`${group}/${entry.name}`)
      }
      rmdirSync(group)
    } catch (error) {
      if (Date.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
