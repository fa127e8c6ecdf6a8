import { VserverError } from '../errors.ts'
import { XID_GUEST_MAX, XID_MAX } from '../guest/model.ts'
import type { TemplateId } from '../template/model.ts'
import type { Paths } from './paths.ts'
import { isAlive } from './process.ts'
import { numberIn, readStateFile } from './state-file.ts'

/**
 * Builds run with ids from the top of the range, which guests never reach; two at the same time never share them,
 * also when an earlier agent began one.
 */
export class BuildXids {
  readonly #paths: Paths
  /** Those of builds whose state file may not tell of them yet. */
  readonly #begun = new Set<number>()

  constructor(paths: Paths) {
    this.#paths = paths
  }

  async use(
    id: TemplateId,
    all: readonly TemplateId[],
    begin: (xid: number) => Promise<unknown>,
  ): Promise<void> {
    const told = new Set(await Promise.all(all.map((other) => this.#xidOf(other))))
    const xid = lowest((candidate) => told.has(candidate) || this.#begun.has(candidate))
    if (xid === null) {
      const hint = 'Wait until one has finished.'
      throw new VserverError('BUSY', 'Too many templates are being built.', { subject: id, hint })
    }
    this.#begun.add(xid)
    try {
      await begin(xid)
    } finally {
      this.#begun.delete(xid)
    }
  }

  async #xidOf(id: TemplateId): Promise<number | null> {
    const values = (await readStateFile(this.#paths.templateState(id)))?.values
    if (values?.get('state') !== 'building') return null
    return isAlive(numberIn(values, 'pid'), numberIn(values, 'pid_start')) ? numberIn(values, 'xid') : null
  }
}

function lowest(isTaken: (xid: number) => boolean): number | null {
  for (let xid = XID_GUEST_MAX + 1; xid <= XID_MAX; xid++) if (!isTaken(xid)) return xid
  return null
}
