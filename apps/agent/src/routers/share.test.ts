import { GuestOptions, ShareName } from '@vserver/core/context/model'
import { guestName, guestRecord } from '@vserver/core/testing'
import { expect, test } from 'vitest'
import { testAgent } from '../testing/test-agent.ts'

const web1 = guestName('web1')
const share = ShareName.parse('data')
const mounts = [{ share, target: '/srv', readOnly: false }]

test('an owner lists and deletes own areas only', async () => {
  const { caller } = testAgent({
    guests: [guestRecord('web1', { options: GuestOptions.parse({ owner: 'ada' }) })],
  })
  await caller.guest.setOptions({ name: web1, change: { mounts } })
  expect(await caller.share.list({ owner: 'ada' })).toMatchObject([{ name: 'data' }])
  expect(await caller.share.list({ owner: 'bob' })).toEqual([])
  const gone = caller.share.delete({ name: share, owner: 'bob' })
  await expect(gone).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await caller.guest.setOptions({ name: web1, change: { mounts: [] } })
  await caller.share.delete({ name: share, owner: 'ada' })
  expect(await caller.share.list({ owner: 'ada' })).toEqual([])
})
