import { z } from 'zod'

export type JsonSchema = Record<string, unknown>
export type InputSchema = { schema: JsonSchema; isRequired: boolean; hasRequestKey: boolean }

/** A procedure takes one object and parses it by several schemas: the object that suits them all. */
export function inputSchema(inputs: readonly unknown[]): InputSchema {
  const schemas = inputs.filter((one): one is z.ZodType => one instanceof z.ZodType)
  const parts = schemas.map(toJsonSchema)
  const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {})) as JsonSchema
  const required = parts.flatMap((part) => (Array.isArray(part.required) ? part.required : []))
  const unions = parts.filter((part) => part.properties === undefined && part.type !== 'object')
  const object: JsonSchema = { type: 'object', properties, ...(required.length > 0 && { required }) }
  return {
    schema: unions.length === 0 ? object : { allOf: [object, ...unions] },
    isRequired: schemas.some((one) => !one.safeParse(undefined).success),
    hasRequestKey: 'requestKey' in properties,
  }
}

/** What cannot be said in JSON Schema, like a check by a function, is left to the answer. */
function toJsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
  })
  return rest
}
