import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { InitStyle } from '../src/context/model.ts'
import type { TemplateBuild } from '../src/host.ts'
import { ImportName, TemplateId, type TemplateSource } from '../src/template/model.ts'
import type { Scratch } from './scratch.ts'
import { patient } from './slowness.ts'

const DEADLINE_MS = 60_000
let made = 0

export type Built = { id: TemplateId; build: TemplateBuild; log: string; rootfs: string }

/** Builds a template of its own name to its end, whatever that is. */
export async function buildFrom(
  scratch: Scratch,
  source: TemplateSource,
  initStyle: InitStyle = 'single',
): Promise<Built> {
  const { templates } = scratch.host
  const id = TemplateId.parse(`made-${++made}.v1`)
  await templates.build({ id, source, initStyle })
  const build = await ended(scratch, id)
  const log = readFileSync(path.join(scratch.runDir, 'templates', id, 'log'), 'utf8')
  return { id, build, log, rootfs: path.join(scratch.dataDir, 'storage', 'templates', id, 'rootfs') }
}

export async function ended(scratch: Scratch, id: TemplateId): Promise<TemplateBuild> {
  const deadlineMs = Date.now() + patient(DEADLINE_MS)
  for (;;) {
    const build = await scratch.host.templates.inspect(id)
    if (build.state !== 'building') return build
    if (Date.now() > deadlineMs) throw new Error(`The build of ${id} does not end.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Puts an archive where an administrator would. */
export function importFile(scratch: Scratch, content: Buffer, suffix = 'tar'): ImportName {
  const name = ImportName.parse(`archive-${++made}.${suffix}`)
  writeFileSync(path.join(scratch.dataDir, 'imports', name), content)
  return name
}

/** Trees that builds left without making a template of them. */
export function unfinished(scratch: Scratch): string[] {
  const storage = path.join(scratch.dataDir, 'storage', 'templates')
  return readdirSync(storage).filter((entry) => !existsSync(path.join(storage, entry, 'ready')))
}
