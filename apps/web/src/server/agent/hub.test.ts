import { DEFAULT_OPTIONS } from '@vserver/core/context/model'
import { VserverError } from '@vserver/core/errors'
import { GuestName } from '@vserver/core/guest/model'
import { UNLIMITED } from '@vserver/core/limit/model'
import { NO_NETWORK } from '@vserver/core/network/model'
import { TemplateId } from '@vserver/core/template/model'
import { expect, onTestFinished, test } from 'vitest'
import { createLogger } from '../logger.ts'
import { createFakeAgent } from '../testing/fake-agent.ts'
import { HostHub } from './hub.ts'

const order = (name: string) => ({
  name: GuestName.parse(name),
  template: TemplateId.parse('debian-12.v1'),
  limit: UNLIMITED,
  options: DEFAULT_OPTIONS,
  network: NO_NETWORK,
  initStyle: 'systemd' as const,
  backend: null,
  start: true,
  idempotencyKey: name,
})

function startHub() {
  const agent = createFakeAgent()
  const hub = new HostHub({ hostId: 'local', agent, logger: createLogger(() => {}) })
  onTestFinished(() => hub.close())
  return { agent, hub }
}

test('the picture is what the host says, and follows its events', async () => {
  const { agent, hub } = startHub()
  await agent.createGuest(order('web-1'))
  expect(hub.picture).toMatchObject({ reachable: false, message: expect.any(String) })
  void hub.run()
  await expect.poll(() => hub.picture.reachable).toBe(true)
  expect([...hub.picture.guests.keys()]).toEqual(['web-1'])
  agent.hold = true
  const { id } = await agent.createGuest(order('web-2'))
  await expect.poll(() => [...hub.picture.running.keys()]).toEqual(['web-2'])
  agent.finish(id, 'succeeded')
  await expect.poll(() => hub.picture.running.size).toBe(0)
})

test('a host that does not answer is unreachable until it does again', async () => {
  const { agent, hub } = startHub()
  agent.refuse('listGuests', new VserverError('HOST_UNREACHABLE', 'The agent does not answer.'))
  const stop = new AbortController()
  const events = hub.listen(stop.signal)
  void hub.run()
  await expect.poll(() => hub.picture.reachable, { timeout: 5000 }).toBe(true)
  stop.abort()
  expect((await Array.fromAsync(events)).map(({ kind }) => kind)).toEqual(['unreachable', 'reachable'])
})
