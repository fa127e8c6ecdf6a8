import { expect, test } from 'vitest'
import { OpenConsoles } from './open-consoles.ts'

/** Takes places until it is refused; how many there were, and what was said. */
function fill(take: (index: number) => () => void) {
  const leaves: (() => void)[] = []
  for (;;)
    try {
      leaves.push(take(leaves.length))
    } catch (error) {
      return { leaves, said: (error as { hint?: string }).hint }
    }
}

test('a person, a guest and a process have so many consoles each, and are told which of them it is', () => {
  const consoles = new OpenConsoles()
  const person = fill(() => consoles.admit('ada'))
  expect([person.leaves.length, person.said]).toEqual([24, expect.stringContaining('You have 24 consoles')])
  const guest = fill(() => consoles.admitTo('web'))
  expect([guest.leaves.length, guest.said]).toEqual([
    100,
    expect.stringContaining('100 consoles of this guest'),
  ])
  expect(() => consoles.admitTo('mail')()).not.toThrow()
  const all = fill((index) => consoles.admit(`user-${Math.floor(index / 24)}`))
  expect([all.leaves.length, all.said]).toEqual([1000 - 24, expect.stringContaining('The panel has as many')])
})

test('a place is given back once, however often it is left', () => {
  const consoles = new OpenConsoles()
  const { leaves } = fill(() => consoles.admit('ada'))
  leaves[0]?.()
  leaves[0]?.()
  expect(fill(() => consoles.admit('ada')).leaves).toHaveLength(1)
  const guest = fill(() => consoles.admitTo('web'))
  guest.leaves[7]?.()
  guest.leaves[7]?.()
  expect(fill(() => consoles.admitTo('web')).leaves).toHaveLength(1)
})
