import { randomBytes } from 'node:crypto'
import { ConsoleId } from '@vserver/core/console/model'
import { HOUR_MS } from '@vserver/core/units'
import type { ConsoleAddress } from '../agent/agent.ts'
import type { Panel } from '../context.ts'
import { hubOf } from '../services/host/hub-of.ts'
import { ChunkStore, type Recorded, type Stored } from './chunk-store.ts'
import { hangUpConsole } from './hang-up.ts'
import { Recorder, type RecordingEnd } from './recorder.ts'

export const KEY_PURPOSE = 'recording'
const KEY_BYTES = 32
/** A new recorder is there at once; a host that restarts its agent needs a little. */
const ATTACH_MS = 5000
/** That a console which must be recorded may go on without its recorder. */
const DETACHED_MS = 5000

export type RecordingSettings = {
  directory: string
  /** Kept after its end. */
  keepMs: number
  /** Of one recording, as stored. */
  maxBytes: number
}

export const DEFAULT_KEEP_MS = 90 * 24 * HOUR_MS
export const DEFAULT_MAX_BYTES = 256 * 1024 * 1024

/** The part of a row that a recorder works with. */
export type RecordingRow = {
  id: string
  consoleId: string
  hostId: string
  isRequired: boolean
  sealedKey: string
  startedAt: Date
}

type Live = { recorder: Recorder; attached: Promise<void>; grace: NodeJS.Timeout | undefined }

/** The recorders of this process, by console. */
export class Recordings {
  readonly settings: RecordingSettings
  readonly store: ChunkStore
  readonly #live = new Map<string, Live>()
  #isClosed = false

  constructor(settings: RecordingSettings, store = new ChunkStore(settings.directory)) {
    this.settings = settings
    this.store = store
  }

  newKey(panel: Pick<Panel, 'sealer'>): string {
    return panel.sealer.seal(KEY_PURPOSE, randomBytes(KEY_BYTES))
  }

  recordedOf(
    panel: Pick<Panel, 'sealer'>,
    { id, sealedKey }: Pick<RecordingRow, 'id' | 'sealedKey'>,
  ): Recorded {
    return { recordingId: id, key: panel.sealer.open(KEY_PURPOSE, sealedKey) }
  }

  isLive(consoleId: string): boolean {
    return this.#live.has(consoleId)
  }

  /** Goes on where it stopped, or begins; done once the recorder is attached, rejects when that takes too long. */
  async attach(panel: Panel, row: RecordingRow): Promise<void> {
    const running = this.#live.get(row.consoleId) ?? (await this.#begin(panel, row))
    const { promise: late, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new Error('the recorder did not attach in time')), ATTACH_MS)
    await Promise.race([running.attached, late]).finally(() => clearTimeout(timer))
  }

  /** Without a word: its row is ended by who gives it up. */
  abandon(consoleId: string): void {
    const live = this.#live.get(consoleId)
    this.#live.delete(consoleId)
    clearTimeout(live?.grace)
    live?.recorder.abandon()
  }

  /** Stores what waits; the consoles go on, and so do their recordings when the panel is there again. */
  async close(): Promise<void> {
    this.#isClosed = true
    const all = [...this.#live.values()]
    this.#live.clear()
    for (const { grace } of all) clearTimeout(grace)
    await Promise.all(all.map(({ recorder }) => recorder.pause()))
  }

  async #begin(panel: Panel, row: RecordingRow): Promise<Live> {
    const { consoleId, startedAt } = row
    const recorded = this.recordedOf(panel, row)
    const writer = await this.store.begin(recorded, await this.store.stored(recorded))
    const already = this.#live.get(consoleId)
    if (already || this.#isClosed) {
      await writer.close()
      if (already) return already
      throw new Error('the panel is closing')
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    promise.catch(() => {})
    const address = this.#addressOf(panel, row)
    const recorder = new Recorder({
      ...{ address, writer, startedAt, title: consoleId, maxBytes: this.settings.maxBytes, now: panel.now },
      onAttached: () => {
        clearTimeout(live.grace)
        resolve()
      },
      onDetached: () => {
        if (row.isRequired) live.grace = setTimeout(() => hangUpConsole(panel, row), DETACHED_MS)
      },
      onEnd: (end) => {
        clearTimeout(live.grace)
        this.#live.delete(consoleId)
        reject(new Error(`the recording ended at once: ${end.kind}`))
        void this.#noteEnd(panel, row, { end, stored: recorder.stored })
      },
    })
    const live: Live = { recorder, attached: promise, grace: undefined }
    this.#live.set(consoleId, live)
    recorder.start()
    return live
  }

  #addressOf(panel: Panel, { consoleId, hostId }: RecordingRow): ConsoleAddress {
    return hubOf(panel, hostId).agent.consoleAddress({ consoleId: ConsoleId.parse(consoleId) })
  }

  /** Nobody works unrecorded where that is the rule: the console goes with its recording. */
  async #noteEnd(
    panel: Panel,
    row: RecordingRow,
    { end, stored }: { end: RecordingEnd; stored: Stored },
  ): Promise<void> {
    const isCutOff = end.kind === 'storage' || end.kind === 'tooLarge'
    if (isCutOff) {
      const cause = end.kind === 'storage' ? end.cause : undefined
      panel.logger.error('recording.stopped', { recording: row.id, why: end.kind }, cause)
      if (row.isRequired) hangUpConsole(panel, row)
    }
    await panel.db.recording
      .updateMany({
        where: { id: row.id, endedAt: null },
        data: {
          ...{ endedAt: new Date(panel.now()), ending: end.kind, hash: stored.hash },
          ...{ bytes: BigInt(stored.bytes), seconds: stored.position.seconds },
          exitStatus: end.kind === 'exit' ? end.status : null,
        },
      })
      .catch((error) => panel.logger.error('recording.end', { recording: row.id }, error))
  }
}
