import { expect, test } from 'vitest'
import { fieldErrors } from '@/ui/form-errors.ts'
import { type BuildDraft, BuildForm, buildRequest } from './build-form.ts'

const DEBIAN: BuildDraft = {
  name: 'debian-12',
  method: 'debootstrap',
  suite: 'bookworm',
  mirror: '',
  file: '',
  checksum: '',
  url: '',
  guest: '',
  initStyle: 'systemd',
}

function faults(change: Partial<BuildDraft>): Record<string, string> {
  const result = BuildForm.safeParse({ ...DEBIAN, ...change })
  return result.success ? {} : fieldErrors(result.error)
}

test('Debian needs a name and a release; its mirror is a choice', () => {
  expect(faults({})).toEqual({})
  expect(faults({ mirror: 'http://deb.debian.org/debian' })).toEqual({})
  expect(faults({ mirror: 'ftp://x' }).mirror).toMatch(/http or https/)
  expect(faults({ suite: '' })).toEqual({ suite: 'Choose a release.' })
})

test('each method asks for its own source and for no other', () => {
  expect(faults({ method: 'tarball' })).toEqual({ file: 'Choose an archive, or import one first.' })
  expect(Object.keys(faults({ method: 'rsync' }))).toEqual(['url'])
  expect(Object.keys(faults({ method: 'guest' }))).toEqual(['guest'])
  expect(faults({ method: 'skeleton', suite: '' })).toEqual({})
})

test('a name that would be a path, a foreign address and half a checksum are refused with a reason', () => {
  expect(faults({ name: '../x' }).name).toMatch(/starts with a letter/)
  expect(faults({ name: '' }).name).toBe('Give the template a name.')
  expect(faults({ method: 'rsync', url: 'http://x/y' }).url).toMatch(/rsync:\/\//)
  expect(faults({ method: 'tarball', file: 'a.tar', checksum: 'abc' }).checksum).toMatch(/64/)
})

test('what another method asked for is not sent', () => {
  const draft = {
    ...DEBIAN,
    url: 'rsync://h/m',
    file: 'a.tar',
    checksum: ` ${'A'.repeat(64)}`,
    mirror: 'http://m/d',
  }
  const sent = (change: Partial<BuildDraft>) => buildRequest(BuildForm.parse({ ...draft, ...change }))
  expect(sent({}).source).toEqual({ method: 'debootstrap', suite: 'bookworm', mirror: 'http://m/d' })
  expect(sent({ method: 'tarball' }).source).toEqual({
    method: 'tarball',
    file: 'a.tar',
    checksum: 'a'.repeat(64),
  })
  expect(sent({ method: 'rsync' }).source).toEqual({ method: 'rsync', url: 'rsync://h/m' })
  expect(sent({ method: 'skeleton' })).toMatchObject({ source: { method: 'skeleton' }, initStyle: 'single' })
})
