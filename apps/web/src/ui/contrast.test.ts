import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const TEXT_MIN = 7
const EDGE_MIN = 3

const css = readFileSync(path.join(import.meta.dirname, '../app/globals.css'), 'utf8')
const block = /@variant more-contrast \{([^}]*)\}/.exec(css)?.[1] ?? ''

type Scheme = 'light' | 'dark'
type Rgb = [number, number, number]

/** Of the theme of high contrast. */
function colorOf(name: string, scheme: Scheme): Rgb {
  const pair = new RegExp(`--color-${name}: light-dark\\(oklch\\(([^)]*)\\), oklch\\(([^)]*)\\)\\)`).exec(
    block,
  )
  const [l = Number.NaN, c = Number.NaN, h = Number.NaN] = (pair?.[scheme === 'light' ? 1 : 2] ?? '')
    .split(' ')
    .map(Number)
  return linearOf(l, c, h)
}

/** Linear sRGB, cut to what a screen shows. Source: CSS Color Module Level 4, sample code. */
function linearOf(lightness: number, chroma: number, hue: number): Rgb {
  const angle = (hue * Math.PI) / 180
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)]
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const rgb: Rgb = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
  return rgb.map((part) => Math.min(1, Math.max(0, part))) as Rgb
}

/** Source: WCAG 2.2, relative luminance and contrast ratio. */
function ratio(one: Rgb, other: Rgb): number {
  const [a, b] = [luminanceOf(one), luminanceOf(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

function luminanceOf([r, g, b]: Rgb): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const GROUNDS = ['canvas', 'surface', 'raised', 'tint']
const pairs = [
  ...['ink', 'soft', 'faint', 'accent'].map((text) => [text, GROUNDS] as const),
  ...['good', 'warn', 'bad'].map((tone) => [tone, ['canvas', 'surface', 'raised', `${tone}-tint`]] as const),
  ['ink', ['good-tint', 'warn-tint', 'bad-tint']],
  ['soft', ['good-tint', 'warn-tint', 'bad-tint']],
  ['on-accent', ['accent', 'accent-strong', 'bad', 'bad-strong']],
] as const

test.each(['light', 'dark'] as const)('in high contrast on %s every text is at least 7:1', (scheme) => {
  const low = pairs.flatMap(([text, grounds]) =>
    grounds
      .map((ground) => ({ text, ground, is: ratio(colorOf(text, scheme), colorOf(ground, scheme)) }))
      .filter(({ is }) => !(is >= TEXT_MIN)),
  )
  expect(low).toEqual([])
})

test.each(['light', 'dark'] as const)('in high contrast on %s every edge is at least 3:1', (scheme) => {
  for (const edge of ['line', 'edge', 'accent'])
    for (const ground of GROUNDS)
      expect(ratio(colorOf(edge, scheme), colorOf(ground, scheme)), `${edge} on ${ground}`).toBeGreaterThan(
        EDGE_MIN,
      )
})

test('the ratio is the one of the standard', () => {
  expect(ratio([1, 1, 1], [0, 0, 0])).toBeCloseTo(21)
  expect(ratio(linearOf(0.5, 0, 0), [1, 1, 1])).toBeCloseTo(1.05 / (0.125 + 0.05), 1)
})
