import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { REPOSITORY } from '../checks/source-files.ts'
import { Machine } from './machine.ts'
import { NODE, stageCheckout, stageTemplate, TEMPLATES } from './stage.ts'

/** Emulation is 5 to 55 times slower; deadlines grow by this. */
const SLOWNESS = '20'
const SCRIPTS = process.env.VSERVER_VM_SCRIPTS ?? path.resolve(REPOSITORY, '../shared/vm')
/** One machine for each checkout, so that two can be checked side by side. */
const NAME = `check-${createHash('sha256').update(REPOSITORY).digest('hex').slice(0, 8)}`
/**
 * What needs a mirror, which the machine does not reach, or programs it does not have (rsync, zstd); what no kernel
 * changes; what measures time.
 */
const EXCLUDED = [
  ...['template', 'debian-flavours', 'template-source', 'tarball'],
  ...['init-style', 'broker', 'bulk', 'floods', 'network/servers'],
].map((name) => `**/${name}.host.test.ts`)
const DEBIAN = '**/debian.host.test.ts'

function note(startedMs: number, words: string): void {
  console.log(`  - ${((Date.now() - startedMs) / 1000).toFixed(0).padStart(4)} s  ${words}`)
}

function testCommand(hasTemplate: boolean, files: string[]): string[] {
  const excluded = hasTemplate ? EXCLUDED : [...EXCLUDED, DEBIAN]
  const options = ['--config', 'vitest.host.config.ts', '--maxWorkers', '1', '--no-isolate']
  const exclude = excluded.flatMap((pattern) => ['--exclude', pattern])
  const vitest = '../../node_modules/vitest/vitest.mjs'
  return [`../../${NODE}`, vitest, 'run', ...options, '--reporter', 'verbose', ...exclude, ...files]
}

async function runTests(machine: Machine, hasTemplate: boolean, files: string[]): Promise<number> {
  const settings = [
    'NO_COLOR=1',
    `VSERVER_TEST_SLOWNESS=${SLOWNESS}`,
    // Debian's kernel has it: tests of it are not left out there.
    'VSERVER_TEST_PROJECT_QUOTA=1',
    `VSERVER_TEST_TEMPLATE_DIR=/project/${TEMPLATES}`,
  ]
  const options = ['--cwd', '/project/packages/vserver-core', ...settings.flatMap((one) => ['--env', one])]
  return machine.exec(options, testCommand(hasTemplate, files))
}

/** A hundred small C files: seconds here, minutes in the machine. */
function buildGuestPrograms(): void {
  execFileSync('make', ['-s', '-j2', '-C', path.join(REPOSITORY, 'packages/vserver-core/host-test')])
}

async function checkInMachine(machine: Machine, stage: string, files: string[]): Promise<number> {
  const startedMs = Date.now()
  buildGuestPrograms()
  stageCheckout(REPOSITORY, stage)
  const hasTemplate = stageTemplate(REPOSITORY, stage)
  if (!hasTemplate)
    note(startedMs, 'no Debian template is cached, its tests are left out (./check host builds one)')
  machine.stop() // one that an earlier run was cut off from
  await machine.start(stage)
  const kernel = machine.read(['uname', '-r'])
  const controllers = machine.read(['cat', '/sys/fs/cgroup/cgroup.controllers'])
  note(startedMs, `Linux ${kernel} is up, cgroup v2 with ${controllers}`)
  const status = await runTests(machine, hasTemplate, files)
  note(startedMs, 'host tests ended')
  return status
}

/** Host tests on a stock distribution kernel: node tooling/vm/main.ts [FILE]... */
async function main(files: string[]): Promise<number> {
  const machine = new Machine(SCRIPTS, NAME)
  const stage = mkdtempSync(path.join(tmpdir(), 'vserver-vm-'))
  const clean = () => {
    machine.stop()
    rmSync(stage, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      clean()
      process.exit(1)
    })
  }
  try {
    return await checkInMachine(machine, stage, files)
  } finally {
    clean()
  }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
