import type { GuestMetric } from '@vserver/core/metric/model'
import type { GuestTraffic } from '@vserver/core/traffic/model'
import { MINUTE_MS, SECOND_MS } from '@vserver/core/units'

type Rates = Pick<
  Record<GuestMetric, number | null>,
  | 'networkIn4Bytes'
  | 'networkIn6Bytes'
  | 'networkOut4Bytes'
  | 'networkOut6Bytes'
  | 'networkInPackets'
  | 'networkOutPackets'
  | 'networkDropped'
>

export const NO_RATES: Rates = {
  networkIn4Bytes: null,
  networkIn6Bytes: null,
  networkOut4Bytes: null,
  networkOut6Bytes: null,
  networkInPackets: null,
  networkOutPackets: null,
  networkDropped: null,
}

/** Older readings say nothing about now. */
const VALID_MS = 1.5 * MINUTE_MS

type Reading = { atMs: number; total: GuestTraffic }

/** How fast each guest sends and receives, between the last two readings of its traffic. */
export class TrafficRates {
  readonly #readings = new Map<string, { last: Reading; rates: Rates }>()

  note(total: GuestTraffic, atMs: number): void {
    const before = this.#readings.get(total.name)?.last
    const rates = before === undefined ? NO_RATES : ratesBetween(before, { atMs, total })
    this.#readings.set(total.name, { last: { atMs, total }, rates })
  }

  at(name: string, nowMs: number): Rates {
    const reading = this.#readings.get(name)
    const isValid = reading !== undefined && Math.abs(nowMs - reading.last.atMs) <= VALID_MS
    return isValid ? reading.rates : NO_RATES
  }

  forget(name: string): void {
    this.#readings.delete(name)
  }
}

function ratesBetween(then: Reading, now: Reading): Rates {
  const seconds = (now.atMs - then.atMs) / SECOND_MS
  if (seconds <= 0) return NO_RATES
  const rate = (of: (total: GuestTraffic) => number) => Math.max(0, of(now.total) - of(then.total)) / seconds
  return {
    networkIn4Bytes: rate(({ in4 }) => in4.bytes),
    networkIn6Bytes: rate(({ in6 }) => in6.bytes),
    networkOut4Bytes: rate(({ out4 }) => out4.bytes),
    networkOut6Bytes: rate(({ out6 }) => out6.bytes),
    networkInPackets: rate(({ in4, in6 }) => in4.packets + in6.packets),
    networkOutPackets: rate(({ out4, out6 }) => out4.packets + out6.packets),
    networkDropped: rate(({ rateDropped }) => rateDropped),
  }
}
