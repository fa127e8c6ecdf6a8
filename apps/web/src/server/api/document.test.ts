import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { createWorld } from '../testing/world.ts'
import { openApiDocument } from './document.ts'
import { listProcedures } from './procedures.ts'

type Schema = Record<string, unknown>
type Content = { content?: { 'application/json'?: { schema: Schema } } }
type Operation = {
  operationId: string
  parameters?: (Content & { name: string; in: string; schema?: Schema })[]
  requestBody?: Content
  responses: Record<string, unknown>
  'x-granted': boolean
}

async function operations() {
  const { admin, support } = await createWorld()
  const document = openApiDocument(admin.viewer)
  const all = Object.entries(document.paths).map(([path, item]) => {
    const [[method = '', operation] = []] = Object.entries(item as Record<string, Operation>)
    return { path, method, operation: operation as Operation }
  })
  return { document, all, support }
}

test('every procedure but the streams is in the document, reads by GET and acts by POST', async () => {
  const { all } = await operations()
  const procedures = listProcedures()
  expect(procedures.length).toBeGreaterThan(90)
  expect(all.map(({ path, method }) => `${method} ${path}`)).toEqual(
    procedures.map(({ name, method }) => `${method.toLowerCase()} /api/v1/${name}`),
  )
  expect(new Set(all.map(({ operation }) => operation.operationId)).size).toBe(procedures.length)
})

test('every schema in the document is one that JSON Schema 2020-12 knows, and stands on its own', async () => {
  const { document, all } = await operations()
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  expect(JSON.parse(JSON.stringify(document))).toMatchObject({ openapi: '3.1.0', info: { version: '1' } })
  for (const { path, operation } of all) {
    const parts = [operation.requestBody, ...(operation.parameters ?? [])]
    const schemas = parts.flatMap((part) => {
      const schema = part?.content?.['application/json']?.schema ?? (part as { schema?: Schema })?.schema
      return schema ? [schema] : []
    })
    for (const schema of schemas) expect(() => ajv.compile(schema), path).not.toThrow()
    expect(Object.keys(operation.responses), path).toEqual(['200', 'default'])
    if (!path.includes('.list')) continue
    expect(operation.requestBody, path).toBeUndefined()
  }
})

test('a schema takes what the procedure takes, and refuses what lacks a part', async () => {
  const { all } = await operations()
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const find = (name: string) => all.find(({ path }) => path.endsWith(`/${name}`))?.operation
  const schemaOf = (name: string) => find(name)?.requestBody?.content?.['application/json']?.schema ?? {}
  const check = ajv.compile(schemaOf('guest.delete'))
  expect(check({ guestId: 'g1', confirmName: 'web' })).toBe(true)
  expect(check({ guestId: 'g1' })).toBe(false)
  const create = find('guest.create')
  expect(create?.parameters).toMatchObject([{ name: 'Idempotency-Key', in: 'header' }])
  expect(find('guest.start')?.parameters).toBeUndefined()
})

test('what the reader may not call is marked', async () => {
  const { support, all } = await operations()
  const paths = openApiDocument(support.viewer).paths as Record<string, Record<string, Operation>>
  expect(paths['/api/v1/host.list']?.get?.['x-granted']).toBe(false)
  expect(all.find(({ path }) => path.endsWith('/host.list'))?.operation['x-granted']).toBe(true)
})
