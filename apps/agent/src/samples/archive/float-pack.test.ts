import { expect, test } from 'vitest'
import { packFloats, unpackFloats } from './float-pack.ts'

const FIGURES = [0, Number.NaN, 1, -1, 0.001, 123.456, 8_589_934_592, 1e-20, 3.4e38, 31_536_000, 0.999_999]

test('figures come back to more than four digits, and what is unknown stays so', () => {
  const values = Float32Array.from([...FIGURES, ...FIGURES])
  const back = unpackFloats(packFloats(values, FIGURES.length), FIGURES.length)
  expect(back).toHaveLength(values.length)
  values.forEach((value, index) => {
    if (Number.isNaN(value)) expect(back[index]).toBeNaN()
    else expect(Math.abs((back[index] ?? 0) - value)).toBeLessThanOrEqual(Math.abs(value) * 1.6e-5)
  })
})

test('a column may be told by the one it is paired with', () => {
  const values = Float32Array.from([...FIGURES, ...FIGURES.map((figure) => figure * 1.5)])
  const pair = (column: number) => (column === 1 ? 0 : null)
  const back = unpackFloats(packFloats(values, FIGURES.length, pair), FIGURES.length, pair)
  expect(back[FIGURES.length + 5]).toBeCloseTo(123.456 * 1.5, 2)
})

test('rounding twice rounds no more', () => {
  const once = unpackFloats(packFloats(Float32Array.from(FIGURES), FIGURES.length), FIGURES.length)
  expect(unpackFloats(packFloats(once, FIGURES.length), FIGURES.length)).toEqual(once)
})

test('steady figures cost next to nothing', () => {
  expect(packFloats(new Float32Array(60 * 66).fill(123.456), 60).length).toBeLessThan(200)
})
