type Judge = (value: unknown) => boolean

/** Shapes of what the panel wrote itself and reads back to show it; a form is judged by its schema. */
export const isText: Judge = (value) => typeof value === 'string'
export const isNumber: Judge = (value) => typeof value === 'number'
export const isFlag: Judge = (value) => typeof value === 'boolean'

export function orNull(judge: Judge): Judge {
  return (value) => value === null || judge(value)
}

export function listOf(judge: Judge): Judge {
  return (value) => Array.isArray(value) && value.every(judge)
}

/** All of these fields and no other. */
export function exactly(fields: Readonly<Record<string, Judge>>): Judge {
  const isSome = someOf(fields)
  return (value) => isSome(value) && Object.keys(fields).every((name) => Object.hasOwn(value as object, name))
}

/** Some of these fields and no other. */
export function someOf(fields: Readonly<Record<string, Judge>>): Judge {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(([name, part]) => Object.hasOwn(fields, name) && fields[name]?.(part))
}
