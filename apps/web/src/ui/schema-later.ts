'use client'

import { useEffect, useState } from 'react'
import type { z } from 'zod'

/** A schema whose script comes after the page: nothing is judged before somebody has typed. */
export type SchemaLater<Schema> = { load: () => Promise<Schema> }

/** `schemaLater(() => import('./x-form.ts').then((module) => module.XForm))`, outside of the component. */
export function schemaLater<Schema extends z.ZodType>(load: () => Promise<Schema>): SchemaLater<Schema> {
  let loading: Promise<Schema> | null = null
  return {
    load: () => {
      loading ??= load()
      // What failed may be tried again.
      loading.catch(() => {
        loading = null
      })
      return loading
    },
  }
}

/** Null until it is there. */
export function useSchema<Schema extends z.ZodType>(source: Schema | SchemaLater<Schema>): Schema | null {
  const [loaded, setLoaded] = useState<Schema | null>(null)
  useEffect(() => {
    if (isLater(source)) source.load().then(setLoaded, () => {})
  }, [source])
  return isLater(source) ? loaded : source
}

export function isLater<Schema extends z.ZodType>(
  source: Schema | SchemaLater<Schema>,
): source is SchemaLater<Schema> {
  return 'load' in source
}
