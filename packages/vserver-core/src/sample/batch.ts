import { SAMPLE_FIELDS, type Sample, type SampleBatch } from './model.ts'

type Named = { name: string; sample: Sample }

export function batchOf(told: readonly Named[]): SampleBatch {
  const columns = SAMPLE_FIELDS.map((field) => [field, column(told.map(({ sample }) => sample[field]))])
  return { names: told.map(({ name }) => name), columns: Object.fromEntries(columns) }
}

function column<Cell>(cells: readonly Cell[]): Cell | readonly Cell[] {
  const [first] = cells
  return first !== undefined && cells.every((cell) => cell === first) ? first : cells
}

/** The samples by the names of their guests, as `batchOf` was given them. */
export function samplesOf({ names, columns }: SampleBatch): Map<string, Sample> {
  const cell = (field: keyof Sample, index: number) => {
    const cells = columns[field]
    return Array.isArray(cells) ? cells[index] : cells
  }
  const sample = (index: number) =>
    Object.fromEntries(SAMPLE_FIELDS.map((field) => [field, cell(field, index)])) as Sample
  return new Map(names.map((name, index) => [name, sample(index)]))
}
