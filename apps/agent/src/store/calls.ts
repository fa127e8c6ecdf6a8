import type { Engine, Statement, Value } from './engine.ts'

/** What may be asked of the store's thread. */
export type Calls = {
  all(sql: string, values: Value[]): Record<string, unknown>[]
  write(statements: readonly Statement[]): boolean
  close(): void
}

export function callsOf(engine: Engine): Calls {
  return {
    all: (sql, values) => engine.all(sql, ...values),
    write: (statements) => engine.write(statements),
    close: () => engine.close(),
  }
}
