import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { TemplateId } from '../src/template/model.ts'
import { buildProgram } from './programs.ts'
import type { Scratch } from './scratch.ts'
import { buildFrom, importFile } from './template-scratch.ts'
import { writeTinyRoot } from './tiny-template.ts'

/** One for each attempt to change a shared file. */
export const SHARED_FILES = 26
const SHARED_BYTES = 65_536
export const RACE_FILES = 300
const RACE_BYTES = 8192

const sharedName = (index: number): string => `shared/file-${String(index).padStart(2, '0')}`
const raceName = (index: number): string => `race/race-${String(index).padStart(4, '0')}`

/** Every file has a content of its own, so that each is an object of its own. */
function contents(): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  for (let index = 0; index < SHARED_FILES; index += 1)
    files.set(sharedName(index), Buffer.alloc(SHARED_BYTES, `content of file ${index} `))
  for (let index = 0; index < RACE_FILES; index += 1)
    files.set(raceName(index), Buffer.alloc(RACE_BYTES, `shared by all, number ${index} `))
  return files
}

export type SharedTemplate = {
  id: TemplateId
  /** The template's file, without data, and the object of the pool with its content, of each in a directory. */
  inodes(directory: 'shared' | 'race'): { stub: string; object: string }[]
}

/** A template that the product has made of an archive, as an administrator would: its files are in the pool. */
export async function buildSharedTemplate(scratch: Scratch): Promise<SharedTemplate> {
  const root = mkdtempSync('/tmp/vserver-shared-')
  try {
    writeTinyRoot(root)
    for (const directory of ['shared', 'race']) mkdirSync(path.join(root, directory), { mode: 0o755 })
    for (const [name, content] of contents()) writeFileSync(path.join(root, name), content)
    copyFileSync(buildProgram('sharing'), path.join(root, 'bin', 'sharing'))
    chmodSync(path.join(root, 'bin', 'sharing'), 0o755)
    chmodSync(root, 0o755)
    const archive = execFileSync('tar', ['-C', root, '-c', '.'], { maxBuffer: 1 << 26 })
    const { id, build, log, rootfs } = await buildFrom(scratch, {
      method: 'tarball',
      file: importFile(scratch, archive),
      checksum: null,
    })
    if (build.state !== 'ready') throw new Error(`The template is not made: ${build.message}\n${log}`)
    const pool = path.join(scratch.dataDir, 'storage/pool/.p')
    const inodes = (directory: string) =>
      [...contents()]
        .filter(([name]) => path.dirname(name) === directory)
        .map(([name, content]) => ({
          stub: path.join(rootfs, name),
          object: path.join(pool, objectName(content)),
        }))
    return { id, inodes }
  } finally {
    rmSync(root, { recursive: true })
  }
}

/** As common/pool.h says. */
function objectName(content: Buffer): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 20)
}

/** Everything of the storage that guests read through, to the last attribute. */
export function listStored(scratch: Scratch): string[] {
  const storage = path.join(scratch.dataDir, 'storage')
  const templates = readdirSync(path.join(storage, 'templates')).map((id) => `templates/${id}/rootfs`)
  return ['pool', ...templates].map((directory) =>
    execFileSync(buildProgram('listing'), [path.join(storage, directory)], {
      encoding: 'latin1',
      maxBuffer: 1 << 26,
    }),
  )
}
