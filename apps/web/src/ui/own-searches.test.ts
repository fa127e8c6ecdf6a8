import { expect, test } from 'vitest'
import { OwnSearches } from './own-searches.ts'

test('what was asked for comes back as an address and changes nothing in the box, however late', () => {
  const searches = new OwnSearches('')
  expect(searches.isForeign('')).toBe(false)
  expect([searches.ask('we'), searches.ask('web'), searches.ask('web')]).toEqual([true, true, false])
  expect(searches.isForeign('we'), 'that of before, while more was typed').toBe(false)
  expect(searches.isForeign('web')).toBe(false)
})

test('an address that was left out is not waited for', () => {
  const searches = new OwnSearches('')
  searches.ask('we')
  searches.ask('web')
  expect(searches.isForeign('web')).toBe(false)
  expect(searches.isForeign('we'), 'by the way back').toBe(true)
})

test('a link to the whole list, or the way back, is shown in the box', () => {
  const searches = new OwnSearches('web')
  expect(searches.isForeign('')).toBe(true)
  expect(searches.ask(''), 'it says so already').toBe(false)
  expect(searches.ask('web')).toBe(true)
})
