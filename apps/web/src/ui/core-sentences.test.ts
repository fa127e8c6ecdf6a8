import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { CORE_SENTENCES } from './core-sentences.ts'

const CORE = path.join(import.meta.dirname, '../../../../packages/vserver-core/src')
/** A whole sentence between quotes; comments have none. */
const SENTENCE = /'([A-Z][^'\n]* [^'\n]*\.)'/g

test('forms know every sentence that a schema of the core refuses with, and no other', () => {
  const said = globSync('*/model.ts', { cwd: CORE }).flatMap((file) =>
    [...readFileSync(path.join(CORE, file), 'utf8').matchAll(SENTENCE)].map(([, sentence]) => sentence),
  )
  expect([...new Set(said)].toSorted()).toEqual(CORE_SENTENCES.toSorted())
})
