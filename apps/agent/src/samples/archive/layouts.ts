import type { Engine } from '../../store/engine.ts'

/** Which figure each column of a blob is: metrics may be added, renamed and taken away while old blobs are kept. */
export class Layouts {
  readonly #engine: Engine
  readonly #known = new Map<number, readonly string[]>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Null when the store cannot keep it. */
  idOf(names: readonly string[]): number | null {
    const text = names.join(' ')
    for (const [id, known] of this.#known) if (known.join(' ') === text) return id
    this.#engine.write([['INSERT INTO layout (names) VALUES (?) ON CONFLICT (names) DO NOTHING', text]])
    this.#read()
    for (const [id, known] of this.#known) if (known.join(' ') === text) return id
    return null
  }

  /** For each of these names its column in a blob of this layout; -1: it has none. */
  columnsOf(id: number, names: readonly string[]): number[] {
    if (!this.#known.has(id)) this.#read()
    const kept = this.#known.get(id) ?? []
    return names.map((name) => kept.indexOf(name))
  }

  countOf(id: number): number {
    if (!this.#known.has(id)) this.#read()
    return this.#known.get(id)?.length ?? 0
  }

  #read(): void {
    for (const row of this.#engine.all('SELECT id, names FROM layout')) {
      this.#known.set(Number(row.id), String(row.names).split(' '))
    }
  }
}
