import { ERROR_CODES } from '@vserver/core/errors'
import { msg, t, type Words } from '@/language/t.ts'
import type { Viewer } from '../context.ts'
import { isGranted } from '../policy.ts'
import { type ApiProcedure, listProcedures } from './procedures.ts'

export const API_PATH = '/api/v1'

/** Which object of the input a call works on, by the name of its scope. */
const SCOPE_WORDS: Record<string, Words> = {
  own: msg('Needs {permission}. Works on your own account.'),
  tenant: msg('Needs {permission}. Works on what belongs to you and your customers.'),
  house: msg('Needs {permission}. Works on the whole installation.'),
}
const ONE_WORDS = msg('Needs {permission}. Works on one {scope} that you may see.')

const ERROR = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'requestId'],
      properties: {
        code: { enum: ERROR_CODES, description: 'For programs; new ones may come.' },
        message: { type: 'string', description: 'What happened.' },
        hint: { type: ['string', 'null'], description: 'What to do.' },
        subject: { type: ['string', 'null'], description: 'What it is about.' },
        field: { type: ['string', 'null'], description: 'The part of the input that is at fault.' },
        requestId: { type: 'string', description: 'What support looks up in the logs.' },
      },
    },
  },
}
const FAULT = {
  description: 'Refused or failed.',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
}

/** The panel's own procedures as OpenAPI 3.1; `viewer` marks what they may call. */
export function openApiDocument(viewer: Viewer) {
  const paths = listProcedures().map((procedure) => [
    `${API_PATH}/${procedure.name}`,
    { [procedure.method.toLowerCase()]: operation(procedure, viewer) },
  ])
  return {
    openapi: '3.1.0',
    info: {
      title: 'VServer',
      version: '1',
      description:
        'The calls that the panel makes itself. Reads are GET with the input as JSON in `input`, acts are POST with the input as JSON body. A token goes into the header `Authorization: Bearer`, never into an address.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'vst_' } },
      schemas: { Error: ERROR },
    },
  }
}

export type OpenApiDocument = ReturnType<typeof openApiDocument>

function operation({ name, method, permission, scope, fresh, input }: ApiProcedure, viewer: Viewer) {
  const [noun = ''] = name.split('.')
  return {
    operationId: name.replace('.', '_'),
    summary: name,
    description: t(SCOPE_WORDS[scope] ?? ONE_WORDS, { permission, scope }),
    tags: [noun],
    'x-permission': permission,
    'x-scope': scope,
    'x-fresh': fresh,
    'x-granted': isGranted(viewer, permission),
    ...(method === 'GET' ? { parameters: queryParameters(input) } : acting(input)),
    responses: { 200: answer(), default: FAULT },
  }
}

function queryParameters({ schema, isRequired }: ApiProcedure['input']) {
  if (isEmpty(schema)) return []
  return [{ name: 'input', in: 'query', required: isRequired, content: { 'application/json': { schema } } }]
}

function acting({ schema, isRequired, hasRequestKey }: ApiProcedure['input']) {
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'Becomes requestKey: the same key does it once, however often it is sent.',
    schema: { type: 'string', minLength: 8, maxLength: 64 },
  }
  return {
    ...(hasRequestKey && { parameters: [key] }),
    ...(!isEmpty(schema) && {
      requestBody: { required: isRequired, content: { 'application/json': { schema } } },
    }),
  }
}

function answer() {
  return { description: 'Done.', content: { 'application/json': { schema: {} } } }
}

function isEmpty({ properties, allOf }: Record<string, unknown>): boolean {
  return allOf === undefined && Object.keys(properties ?? {}).length === 0
}
