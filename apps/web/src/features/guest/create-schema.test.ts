import { expect, test } from 'vitest'
import { fieldErrors } from '@/ui/form-errors.ts'
import { CreateGuestForm } from './create-schema.ts'

const GOOD = { customerId: 'c', planId: 'p', templateId: 'debian-12', name: 'web-1' }

function faults(change: Partial<typeof GOOD>): Record<string, string> {
  const result = CreateGuestForm.safeParse({ ...GOOD, ...change })
  return result.success ? {} : fieldErrors(result.error)
}

test('a complete order has no fault', () => {
  expect(faults({})).toEqual({})
})

test('each choice that is missing has its own sentence', () => {
  expect(faults({ customerId: '', planId: '', templateId: '', name: '' })).toEqual({
    customerId: 'Choose who the guest is for.',
    planId: 'Choose a plan with room.',
    templateId: 'Choose a template.',
    name: 'Give the guest a name.',
  })
})

test('a name with a slash or of 300 characters is refused with a reason', () => {
  expect(faults({ name: '../etc' }).name).toMatch(/starts with a letter/)
  expect(faults({ name: 'a'.repeat(300) }).name).toMatch(/at most 39/)
})
