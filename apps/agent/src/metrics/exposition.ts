import type { Host } from '@vserver/core/host-port'
import type { HitWatch } from '../hits/hit-watch.ts'
import type { Sampler } from '../samples/sampler.ts'
import type { TrafficWatch } from '../traffic/traffic-watch.ts'
import { GUEST_FAMILIES, HOST_FAMILIES } from './families.ts'
import { type Format, renderFamilies } from './render.ts'

type Dependencies = {
  host: Pick<Host, 'guests'>
  sampler: Pick<Sampler, 'measured' | 'measuredHost' | 'round'>
  traffic: Pick<TrafficWatch, 'known'>
  hitWatch: Pick<HitWatch, 'counts'>
}

type Rendered = { round: number; text: Promise<Buffer> }

/** What Prometheus scrapes: rendered once for each round of samples, however often it is asked for. */
export class Exposition {
  readonly #dependencies: Dependencies
  readonly #rendered = new Map<Format, Rendered>()

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  text(format: Format): Promise<Buffer> {
    const round = this.#dependencies.sampler.round()
    const known = this.#rendered.get(format)
    if (known?.round === round) return known.text
    const text = this.#render(format)
    this.#rendered.set(format, { round, text })
    text.catch(() => this.#rendered.delete(format))
    return text
  }

  async #render(format: Format): Promise<Buffer> {
    const { host, sampler, traffic, hitWatch } = this.#dependencies
    const guests = (await host.guests.list()).map((record) => ({
      labels: { guest: record.name },
      subject: {
        record,
        measured: sampler.measured(record.name),
        traffic: traffic.known(record.name),
        hits: hitWatch.counts(record.name),
      },
    }))
    const hostNow = sampler.measuredHost()
    const hosts = hostNow === null ? [] : [{ labels: {}, subject: hostNow }]
    const text =
      (await renderFamilies(HOST_FAMILIES, hosts, format)) +
      (await renderFamilies(GUEST_FAMILIES, guests, format))
    return Buffer.from(format === 'openMetrics' ? `${text}# EOF\n` : text)
  }
}
