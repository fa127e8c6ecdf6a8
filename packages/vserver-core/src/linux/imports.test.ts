import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { test as base, expect } from 'vitest'
import { ImportName } from '../template/model.ts'
import { openImports } from './imports.ts'

const test = base.extend<{ directory: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
  directory: async ({}, use) => {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'vserver-imports-'))
    await use(directory)
    await rm(directory, { recursive: true })
  },
})

const shop = ImportName.parse('shop.tar')

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

test('a file comes whole, with its size and checksum', async ({ directory }) => {
  const imports = await openImports(directory)
  expect(await imports.receive({ name: shop, content: chunks('con', 'tent'), maxBytes: 7 })).toEqual({
    bytes: 7,
    checksum: 'ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73',
  })
  expect(await readFile(path.join(directory, shop), 'utf8')).toBe('content')
  expect(await imports.list()).toMatchObject([{ name: shop, bytes: 7 }])
  await imports.remove(shop)
  await imports.remove(shop)
  expect(await readdir(directory)).toEqual([])
})

test('what breaks off or is too large leaves nothing', async ({ directory }) => {
  const imports = await openImports(directory)
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('part')
    throw new Error('the connection broke')
  }
  const receive = (content: AsyncIterable<Uint8Array>) =>
    imports.receive({ name: shop, content, maxBytes: 6 })
  await expect(receive(broken())).rejects.toThrow('the connection broke')
  await expect(receive(chunks('con', 'tent'))).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  expect(await readdir(directory)).toEqual([])
})

test('a name that is taken stays as it is', async ({ directory }) => {
  const imports = await openImports(directory)
  await imports.receive({ name: shop, content: chunks('old'), maxBytes: 9 })
  const again = imports.receive({ name: shop, content: chunks('new'), maxBytes: 9 })
  await expect(again).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
  expect(await readFile(path.join(directory, shop), 'utf8')).toBe('old')
  expect(await readdir(directory)).toEqual([shop])
})

test('parts that a killed agent left are removed, and what lies there otherwise is not', async ({
  directory,
}) => {
  const part = '.0123456789abcdef.part'
  for (const name of [part, '.hidden', 'by-hand.tar']) await writeFile(path.join(directory, name), 'x')
  const imports = await openImports(directory)
  expect((await readdir(directory)).sort()).toEqual(['.hidden', 'by-hand.tar'])
  expect((await imports.list()).map(({ name }) => name)).toEqual(['by-hand.tar'])
})

test('a directory that is not there yet has no files', async ({ directory }) => {
  const imports = await openImports(path.join(directory, 'later'))
  expect(await imports.list()).toEqual([])
})
