import type { HostEvent } from '@vserver/core/event/model'
import type { Host } from '@vserver/core/host-port'
import { getDiskUse, roomOf } from '@vserver/core/storage'
import type { GuestDisk, HostDisk, StorageRoom } from '@vserver/core/storage/model'
import { MINUTE_MS, SECOND_MS } from '@vserver/core/units'

/** How often the loop asks whether a walk is due. */
export const DISK_TICK_MS = 10 * SECOND_MS
const WALK_MS = MINUTE_MS
/** So long after somebody looked the walks are as frequent as the ticks. */
const INTEREST_MS = 30 * SECOND_MS

type Dependencies = { host: Host; publish: (event: HostEvent) => void }

/** Knows what guests use of the storage: one walk for all, and events for those that have changed. */
export class DiskWatch {
  readonly #dependencies: Dependencies
  readonly #latest = new Map<string, GuestDisk>()
  #walk: Pick<HostDisk, 'at' | 'durationUs'> | null = null
  #room: StorageRoom | null = null
  #walkedAtMs = Number.NEGATIVE_INFINITY
  #watchedAtMs = Number.NEGATIVE_INFINITY

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  /** What the last walk found. */
  known(): { walk: Pick<HostDisk, 'at' | 'durationUs'> | null; guests: GuestDisk[] } {
    return { walk: this.#walk, guests: [...this.#latest.values()] }
  }

  /** Somebody looks: the next walks come sooner. */
  watch(): void {
    this.#watchedAtMs = this.#dependencies.host.now()
  }

  latest(name: string): GuestDisk | null {
    return this.#latest.get(name) ?? null
  }

  forget(name: string): void {
    this.#latest.delete(name)
  }

  /** Walks when it is time. */
  async tick(): Promise<void> {
    const nowMs = this.#dependencies.host.now()
    const isWatched = nowMs < this.#watchedAtMs + INTEREST_MS
    if (isWatched || nowMs >= this.#walkedAtMs + WALK_MS) await this.walk()
  }

  async walk(): Promise<void> {
    const { host } = this.#dependencies
    this.#walkedAtMs = host.now()
    const [{ guests, ...walk }, info] = await Promise.all([getDiskUse(host), host.info()])
    this.#walk = walk
    for (const disk of guests) this.#note(disk)
    this.#noteRoom(roomOf({ bytes: info.storageBytes, bytesFree: info.storageFreeBytes }))
  }

  #note(disk: GuestDisk): void {
    const before = this.#latest.get(disk.name)
    this.#latest.set(disk.name, disk)
    if (before === undefined || isNews(before, disk)) this.#dependencies.publish({ kind: 'disk', disk })
  }

  #noteRoom(room: StorageRoom): void {
    const wasLow = this.#room?.isLow ?? false
    this.#room = room
    if (room.isLow !== wasLow) this.#dependencies.publish({ kind: 'storage', room })
  }
}

/** A later time alone is none, unless it is all that is known. */
function isNews(before: GuestDisk, now: GuestDisk): boolean {
  if (now.enforcement === 'none' && before.measuredAt !== now.measuredAt) return true
  return JSON.stringify({ ...before, measuredAt: '' }) !== JSON.stringify({ ...now, measuredAt: '' })
}
