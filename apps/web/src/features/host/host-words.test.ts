import { GIB } from '@vserver/core/units'
import { expect, test } from 'vitest'
import { fillingWords, noisyWords } from './host-words.ts'

test('days until full say how urgent they are', () => {
  const told = [0.5, 3.9, 20, 100, 1000, null].map((daysUntilFull) =>
    fillingWords({ bytesPerDay: GIB, daysUntilFull }),
  )
  expect(told.map(({ words, tone }) => `${words}: ${tone}`)).toEqual([
    'today: bad',
    'in 3 days: bad',
    'in 20 days: warn',
    'in 100 days: neutral',
    'in more than a year: good',
    'not in sight: good',
  ])
  expect(fillingWords(null).words).toBe('not known yet')
  expect(fillingWords({ bytesPerDay: -GIB, daysUntilFull: null }).hint).toBe('1 GiB less each day')
})

test('a noisy guest is told with its part and what others waited', () => {
  const guest = { guestId: 'g', name: 'web', customerName: 'Ada', value: 900 }
  expect(noisyWords({ ...guest, resource: 'cpu', share: 0.83, pressure: 0.41 })).toBe(
    'takes 83 % of what guests use of the processor, for which somebody waited in 41 % of the last ten minutes.',
  )
})
