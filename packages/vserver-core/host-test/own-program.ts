import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createGuest, startGuest } from '../src/guest/index.ts'
import type { CreateGuestInput, Guest } from '../src/guest/model.ts'
import { type Scratch, tinyInput } from './scratch.ts'

const STEP_MS = 20

/** Where the guest's own files lie on the host; its root is uid 0 there too. */
export function upperOf(scratch: Scratch, name: string): string {
  return path.join(scratch.dataDir, 'storage', 'guests', name, 'data/1/upper')
}

export type OwnProgram = {
  /** Program of the host that becomes the guest's, in its root directory. */
  program: string
  /** What the guest's init runs. */
  script: string
  /** Further files, by path in the guest. */
  files?: Record<string, string>
  change?: Partial<CreateGuestInput>
}

/** A guest of the tiny template whose init runs a script around one more program. */
export async function startWithProgram(scratch: Scratch, name: string, own: OwnProgram): Promise<Guest> {
  const created = await createGuest(scratch.host, tinyInput(name, { ...own.change, start: false }))
  const upper = upperOf(scratch, name)
  for (const directory of ['etc', 'root'])
    mkdirSync(path.join(upper, directory), { recursive: true, mode: 0o755 })
  const program = path.join(upper, path.basename(own.program))
  copyFileSync(own.program, program)
  chmodSync(program, 0o755)
  for (const [file, text] of Object.entries(own.files ?? {})) writeFileSync(path.join(upper, file), text)
  writeFileSync(path.join(upper, 'etc', 'rc.local'), `#!/bin/sh\n${own.script}\n`, { mode: 0o755 })
  return startGuest(scratch.host, created.name)
}

/** What the guest wrote into a file that it puts in place by a rename. */
export async function awaitFile(file: string, timeoutMs: number): Promise<string> {
  const deadlineMs = Date.now() + timeoutMs
  while (!existsSync(file)) {
    if (Date.now() > deadlineMs) throw new Error(`${file} did not appear.`)
    await new Promise((resolve) => setTimeout(resolve, STEP_MS))
  }
  return readFileSync(file, 'utf8')
}
