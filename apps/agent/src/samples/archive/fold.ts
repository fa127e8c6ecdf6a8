import type { Points } from './points.ts'

type Column = { values: Float32Array; first: number; stride: number }

/** Folds figures of any times into steps of one length: averages weighted by time, maxima of all. */
export class Fold {
  readonly #fromMs: number
  readonly #stepMs: number
  readonly #count: number
  readonly #metrics: number
  readonly #sum: Float64Array
  readonly #weight: Float64Array
  readonly #maximum: Float32Array

  constructor(span: { fromMs: number; stepMs: number; count: number }, metrics: number) {
    this.#fromMs = span.fromMs
    this.#stepMs = span.stepMs
    this.#count = span.count
    this.#metrics = metrics
    this.#sum = new Float64Array(span.count * metrics)
    this.#weight = new Float64Array(span.count * metrics)
    this.#maximum = new Float32Array(span.count * metrics).fill(Number.NaN)
  }

  /** What held from `startMs` to `endMs`: metric m has its average at first + m * stride, and its maximum likewise. */
  add(startMs: number, endMs: number, average: Column, maximum: Column = average): void {
    const first = Math.max(0, Math.floor((startMs - this.#fromMs) / this.#stepMs))
    const last = Math.min(this.#count - 1, Math.ceil((endMs - this.#fromMs) / this.#stepMs) - 1)
    for (let step = first; step <= last; step++) {
      const begin = this.#fromMs + step * this.#stepMs
      const overlap = Math.min(endMs, begin + this.#stepMs) - Math.max(startMs, begin)
      for (let metric = 0; metric < this.#metrics; metric++) {
        const value = average.values[average.first + metric * average.stride] ?? Number.NaN
        if (Number.isNaN(value)) continue
        const at = metric * this.#count + step
        this.#sum[at] = (this.#sum[at] ?? 0) + value * overlap
        this.#weight[at] = (this.#weight[at] ?? 0) + overlap
        const highest = maximum.values[maximum.first + metric * maximum.stride] ?? value
        if (!((this.#maximum[at] ?? Number.NaN) >= highest)) this.#maximum[at] = highest
      }
    }
  }

  /** Points of an even step, from `startMs` on. */
  addPoints({ count, average, maximum }: Points, startMs: number, stepMs: number): void {
    const before = Math.floor((this.#fromMs - startMs) / stepMs)
    const beyond = Math.ceil((this.#fromMs + this.#count * this.#stepMs - startMs) / stepMs)
    for (let point = Math.max(0, before); point < Math.min(count, beyond); point++) {
      const begin = startMs + point * stepMs
      const column = (values: Float32Array) => ({ values, first: point, stride: count })
      this.add(begin, begin + stepMs, column(average), column(maximum))
    }
  }

  points(): Points {
    const average = new Float32Array(this.#sum.length)
    for (let at = 0; at < average.length; at++) average[at] = (this.#sum[at] ?? 0) / (this.#weight[at] ?? 0)
    return { count: this.#count, average, maximum: this.#maximum }
  }
}
