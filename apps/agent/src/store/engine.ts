import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { isDamage, isLoss } from './faults.ts'
import { openDatabase } from './open-database.ts'

export type Value = SQLInputValue
/** SQL and what stands for its question marks. */
export type Statement = readonly [sql: string, ...values: Value[]]

/** What the owner of the store should know; told once for each time that it begins. */
export type StoreNews =
  | { kind: 'damaged'; reason: string; movedTo: string }
  | { kind: 'losing'; reason: string }
  | { kind: 'keeping' }

type Options = { file: string; migrations: readonly string[]; tell: (news: StoreNews) => void }

/** The store of one agent, synchronously: it blocks for as long as the disk does. */
export class Engine {
  readonly #options: Options
  readonly #prepared = new Map<string, StatementSync>()
  /** Null before the first use, and after the file has turned out to be damaged. */
  #database: DatabaseSync | null = null
  #isLosing = false
  #isSuspect = false
  #beginnings = 0

  constructor(options: Options) {
    this.#options = options
  }

  /** How often the file was begun anew since it was damaged: what was read of the old one holds no more. */
  beginnings(): number {
    return this.#beginnings
  }

  /** None when the disk or the file fails. */
  all(sql: string, ...values: Value[]): Record<string, unknown>[] {
    return this.#guard(() => this.#prepare(sql).all(...values)) ?? []
  }

  /** All of them or none, on the disk when it returns. False: they are lost, since the disk is full or fails. */
  write(statements: readonly Statement[]): boolean {
    return this.transaction(() => {
      for (const [sql, ...values] of statements) this.#prepare(sql).run(...values)
      return true
    })
  }

  /** The same with what `act` runs. */
  transaction(act: () => true): boolean {
    return this.#guard(() => this.#commit(act)) ?? false
  }

  run(sql: string, ...values: Value[]): number {
    return Number(this.#prepare(sql).run(...values).changes)
  }

  close(): void {
    this.#prepared.clear()
    this.#database?.close()
    this.#database = null
  }

  #opened(): DatabaseSync {
    if (this.#database !== null) return this.#database
    const { file, migrations, tell } = this.#options
    const { database, damage } = openDatabase(file, { migrations, isSuspect: this.#isSuspect })
    this.#isSuspect = false
    if (damage !== null) {
      this.#beginnings += 1
      tell({ kind: 'damaged', ...damage })
    }
    this.#database = database
    return database
  }

  #prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql)
    if (known !== undefined) return known
    const statement = this.#opened().prepare(sql)
    this.#prepared.set(sql, statement)
    return statement
  }

  #commit(act: () => true): true {
    const database = this.#opened()
    database.exec('BEGIN IMMEDIATE')
    try {
      act()
      database.exec('COMMIT')
    } catch (error) {
      // Some errors have rolled it back already. Source: sqlite.org/lang_transaction.html, 3.2.
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
    this.#noteLosing(null)
    return true
  }

  /** Null when the disk or the file has failed; faults of a statement are thrown. */
  #guard<Result>(act: () => Result): Result | null {
    try {
      return act()
    } catch (error) {
      // The next use opens it anew, finds the damage and puts the file aside.
      if (isDamage(error)) {
        this.close()
        this.#isSuspect = true
      } else if (!isLoss(error)) throw error
      this.#noteLosing(error)
      return null
    }
  }

  #noteLosing(error: unknown): void {
    const isLosing = error !== null
    if (isLosing === this.#isLosing) return
    this.#isLosing = isLosing
    this.#options.tell(isLosing ? { kind: 'losing', reason: String(error) } : { kind: 'keeping' })
  }
}
