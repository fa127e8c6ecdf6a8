import type { GuestRecord } from '@vserver/core/guest/model'
import { SAMPLE_STEP_SECONDS } from '@vserver/core/sample'
import type { HostSample, Sample } from '@vserver/core/sample/model'

const HISTORY_SECONDS = 3600
const SAMPLES_KEPT = HISTORY_SECONDS / SAMPLE_STEP_SECONDS

/** The last hour of every guest, in memory. */
export class SampleHistory {
  readonly #samples = new Map<string, Sample[]>()
  #host: HostSample | null = null

  add({ name }: Pick<GuestRecord, 'name'>, sample: Sample): void {
    const samples = this.#samples.get(name) ?? []
    samples.push(sample)
    // Cutting in batches keeps an addition cheap.
    if (samples.length > SAMPLES_KEPT * 1.1) samples.splice(0, samples.length - SAMPLES_KEPT)
    this.#samples.set(name, samples)
  }

  addHost(sample: HostSample): void {
    this.#host = sample
  }

  latestHost(): HostSample | null {
    return this.#host
  }

  async since(name: string, sinceMs: number): Promise<Sample[]> {
    const samples = this.#samples.get(name)?.slice(-SAMPLES_KEPT) ?? []
    return samples.filter((sample) => sample.at > sinceMs)
  }

  forget(name: string): void {
    this.#samples.delete(name)
  }
}
