import { createElement } from 'react'
import { prerender } from 'react-dom/static'
import { expect, test } from 'vitest'
import { openedLater } from './opened-later.tsx'

test('what could not be loaded once is loaded when it is opened again', async () => {
  let isOffline = true
  const Opened = openedLater(async () => {
    if (isOffline) throw new Error('the network is gone')
    return () => createElement('p', null, 'here')
  })
  const drawn = async () => {
    const { prelude } = await prerender(createElement(Opened), { onError: () => {} })
    return new Response(prelude).text()
  }
  expect(await drawn()).not.toContain('here')
  isOffline = false
  expect(await drawn()).toContain('<p>here</p>')
})
