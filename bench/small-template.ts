import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { TemplateId } from '@vserver/core/template/model'
import type { FilesScratch } from './files-scratch.ts'

/** Directories only: what a guest of it has is its own. */
export const EMPTY = TemplateId.parse('empty.v1')
/** Perl and what it needs, so that fifty copies of it fit on any disk. */
export const PERL = TemplateId.parse('perl.v1')

const DIRECTORIES = ['dev', 'etc', 'proc', 'root', 'run', 'sys', 'tmp', 'usr', 'var']
const PERL_FILES = [/^lib(?:c|m|crypt|dl|pthread)\.so/, /^ld-linux/, /^perl-base$/]

/** Writes a template as a build would leave it. */
export async function makeTemplate(scratch: FilesScratch, id: TemplateId): Promise<void> {
  const template = path.join(scratch.storage, 'templates', id)
  const root = path.join(template, 'rootfs')
  for (const name of DIRECTORIES) mkdirSync(path.join(root, name), { recursive: true, mode: 0o755 })
  if (id === PERL) copyPerl(scratch.plain, root)
  writeFileSync(path.join(template, 'ready'), '')
  await scratch.reopen()
}

function copyPerl(from: string, to: string): void {
  const take = (file: string) =>
    cpSync(path.join(from, file), path.join(to, file), { recursive: true, verbatimSymlinks: true })
  for (const link of ['bin', 'lib', 'lib64'].filter((name) => existsSync(path.join(from, name)))) take(link)
  take('usr/bin/perl')
  const triplet = readdirSync(path.join(from, 'usr/lib')).find((name) => name.endsWith('-linux-gnu'))
  if (triplet === undefined) throw new Error('The Debian tree has no directory of libraries.')
  const libraries = readdirSync(path.join(from, 'usr/lib', triplet))
  for (const name of libraries) {
    if (PERL_FILES.some((wanted) => wanted.test(name))) take(path.join('usr/lib', triplet, name))
  }
  if (existsSync(path.join(from, 'usr/lib64'))) take('usr/lib64')
}
