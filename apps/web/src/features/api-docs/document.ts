/** What the page needs of /api/openapi.json. */
export type ApiSchema = Record<string, unknown>
export type ApiOperation = {
  name: string
  method: 'GET' | 'POST'
  group: string
  permission: string
  description: string
  isGranted: boolean
  takesKey: boolean
  schema: ApiSchema | null
}

type Content = { content?: { 'application/json'?: { schema?: ApiSchema } } }
type RawOperation = {
  summary: string
  description: string
  tags: string[]
  'x-permission': string
  'x-granted': boolean
  parameters?: (Content & { in: string })[]
  requestBody?: Content
}
export type RawDocument = { paths: Record<string, Record<string, RawOperation>> }

export function operationsOf({ paths }: RawDocument): ApiOperation[] {
  return Object.values(paths).flatMap((item) =>
    Object.entries(item).map(([method, raw]) => {
      const query = raw.parameters?.find((parameter) => parameter.in === 'query')
      return {
        name: raw.summary,
        method: method === 'get' ? ('GET' as const) : ('POST' as const),
        group: raw.tags[0] ?? '',
        permission: raw['x-permission'],
        description: raw.description,
        isGranted: raw['x-granted'],
        takesKey: raw.parameters?.some((parameter) => parameter.in === 'header') ?? false,
        schema: (raw.requestBody ?? query)?.content?.['application/json']?.schema ?? null,
      }
    }),
  )
}

/** Every word has to be in the name, the permission or the names of the input. */
export function matches(operation: ApiOperation, search: string): boolean {
  const fields = Object.keys((operation.schema?.properties as object | undefined) ?? {})
  const text = [operation.name, operation.permission, ...fields].join(' ').toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** An input to begin with: what is required, with a value of the right kind. */
export function exampleOf(schema: ApiSchema): unknown {
  if ('const' in schema) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[0]
  const choices = schema.anyOf ?? schema.oneOf
  if (Array.isArray(choices)) return exampleOf(choices[0] as ApiSchema)
  if (Array.isArray(schema.allOf)) return Object.assign({}, ...schema.allOf.map((one) => exampleOf(one)))
  switch (schema.type) {
    case 'object':
      return exampleObject(schema)
    case 'array':
      return schema.minItems ? [exampleOf((schema.items as ApiSchema | undefined) ?? {})] : []
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' && schema.minimum > 0 ? schema.minimum : 1
    case 'boolean':
      return false
    case 'null':
      return null
    default:
      return '…'
  }
}

function exampleObject({ properties = {}, required = [] }: ApiSchema): object {
  const names = required as string[]
  const found = properties as Record<string, ApiSchema>
  return Object.fromEntries(names.map((name) => [name, exampleOf(found[name] ?? {})]))
}
