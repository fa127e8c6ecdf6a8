import { execFile } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { BrokerClient, loadAddon } from '@vserver/native'
import { expect, onTestFinished, test } from 'vitest'
import type { BulkKind } from '../src/bulk/model.ts'
import { createGuest, deleteGuest, getGuest, killGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { hostAsAgent } from './as-agent.ts'
import type { Brakes } from './broker-process.ts'
import { openScratch, tinyInput } from './scratch.ts'

const CONFIRM = fileURLToPath(new URL('../../native/bin/vs-confirm', import.meta.url))
const run = promisify(execFile)

async function braked(brakes: Brakes) {
  const scratch = await openScratch({ brakes })
  onTestFinished(() => scratch.close())
  const agent = await hostAsAgent(scratch)
  onTestFinished(() => agent.close())
  const confirm = async (...args: string[]) => (await run(CONFIRM, ['--run', scratch.runDir, ...args])).stdout
  return { scratch, agent, confirm }
}

const names = (...all: string[]) => all.map((name) => GuestName.parse(name))
const askOne = { kind: 'delete' as BulkKind, count: 1, minutes: 5 }

test('mass deletion is braked, and the guests it spares stay', async () => {
  const { scratch, agent } = await braked({ deleteBurst: 2 })
  const guests = names('one', 'two', 'three')
  for (const name of guests) await createGuest(scratch.host, tinyInput(name, { start: false }))
  const outcomes = []
  for (const name of guests) outcomes.push(await deleteGuest(agent, name).catch((error) => error))
  expect(outcomes).toMatchObject([
    undefined,
    undefined,
    { code: 'RATE_LIMITED', hint: expect.stringContaining('bulk permit') },
  ])
  expect(await getGuest(agent, GuestName.parse('three'))).toMatchObject({ state: 'stopped' })
})

test('mass stops and kills are braked together, a guest counts once however often it is asked', async () => {
  const { scratch, agent } = await braked({ stopBurst: 2 })
  const [one, two, three] = names('one', 'two', 'three') as [GuestName, GuestName, GuestName]
  for (const name of [one, two, three]) await scratch.createTiny(name)
  for (let times = 0; times < 5; times++) await agent.runtime.stop(one)
  expect(await stopGuest(agent, one)).toMatchObject({ state: 'stopped' })
  expect(await killGuest(agent, two)).toMatchObject({ state: 'stopped' })
  await expect(agent.runtime.stop(three)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  await expect(agent.runtime.kill(three)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  expect(await getGuest(agent, three)).toMatchObject({ state: 'running' })
  await agent.runtime.stop(two) // does not run: nothing to brake
})

test('a guest that was paused and let go on counts again when it is stopped', async () => {
  const { scratch, agent } = await braked({ stopBurst: 1 })
  const [one] = names('one') as [GuestName]
  await scratch.createTiny(one)
  await agent.runtime.freeze(one)
  await agent.runtime.freeze(one) // stands still already: nothing to brake
  await agent.runtime.thaw(one)
  await expect(agent.runtime.stop(one)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  await expect(agent.runtime.freeze(one)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  expect(await getGuest(agent, one)).toMatchObject({ state: 'running' })
})

test('root on the host is never braked, but written down', async () => {
  const { scratch } = await braked({ deleteBurst: 0, stopBurst: 0 })
  const name = GuestName.parse('rooted')
  await scratch.createTiny('rooted')
  await stopGuest(scratch.host, name)
  await deleteGuest(scratch.host, name)
  expect(scratch.broker.log).toMatch(/root: stop rooted\.(.|\n)*root: delete rooted\./)
})

test('a permit that root confirmed lets exactly its number pass, and outlives the broker', async () => {
  const { scratch, agent, confirm } = await braked({ deleteBurst: 0, bulkDelaySeconds: 0 })
  const guests = names('one', 'two')
  for (const name of guests) await createGuest(scratch.host, tinyInput(name, { start: false }))
  const [one, two] = guests as [GuestName, GuestName]
  const permit = await agent.bulk.ask(askOne)
  expect(permit).toMatchObject({ state: 'asked', left: 1 })
  await expect(agent.runtime.deleteRoot(one)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  expect(await confirm()).toMatch(`${permit.id}  delete 1 of 1 guests, for 5 minutes`)
  await confirm(String(permit.id))
  await scratch.broker.end('SIGKILL')
  await scratch.broker.start()
  const again = await hostAsAgent(scratch)
  onTestFinished(() => again.close())
  expect(await again.bulk.list()).toMatchObject([{ id: permit.id, state: 'valid' }])
  await again.runtime.deleteRoot(one)
  expect(await again.bulk.list()).toEqual([])
  await expect(again.runtime.deleteRoot(two)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  expect(await confirm()).toBe('No bulk permit was asked for.\n')
})

test('a permit is not valid before its delay is over, and may be withdrawn meanwhile', async () => {
  const { scratch, agent, confirm } = await braked({ deleteBurst: 0, bulkDelaySeconds: 3600 })
  await createGuest(scratch.host, tinyInput('one', { start: false }))
  const [one] = names('one') as [GuestName]
  const permit = await agent.bulk.ask(askOne)
  expect(await confirm(String(permit.id))).toMatch(/confirmed, valid in 3[56]\d\d s/)
  expect(await agent.bulk.list()).toMatchObject([{ state: 'confirmed', left: 1 }])
  await expect(confirm(String(permit.id))).rejects.toMatchObject({
    stderr: expect.stringContaining('confirmed already'),
  })
  await expect(agent.runtime.deleteRoot(one)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  await agent.bulk.withdraw(permit.id)
  await expect(agent.bulk.withdraw(permit.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(confirm(String(permit.id))).rejects.toMatchObject({
    stderr: expect.stringContaining('no permit'),
  })
  const other = await agent.bulk.ask(askOne)
  expect(await confirm('--at-once', String(other.id))).toMatch(/valid for 30\d s|valid for 29\d s/)
  await agent.runtime.deleteRoot(one)
})

test('nobody confirms over the socket of the agent, not even root', async () => {
  const { scratch, agent } = await braked({ deleteBurst: 0, bulkDelaySeconds: 0 })
  const { id } = await agent.bulk.ask(askOne)
  const client = new BrokerClient(loadAddon(), `${scratch.runDir}/broker.sock`)
  onTestFinished(() => client.close())
  await expect(client.request('bulkConfirm', { id, flags: 1 })).rejects.toMatchObject({
    code: 'EPERM',
    stage: 'root-only',
  })
  expect(statSync(`${scratch.runDir}/bulk.sock`)).toMatchObject({ mode: 0o140600, uid: 0, gid: 0 })
  expect(statSync(`${scratch.runDir}/bulk`).mode & 0o777).toBe(0o700)
  expect(readdirSync(`${scratch.runDir}/bulk`)).toEqual([String(id)])
})

test('open permits are few', async () => {
  const { agent } = await braked({})
  for (let number = 0; number < 8; number++) await agent.bulk.ask(askOne)
  await expect(agent.bulk.ask(askOne)).rejects.toMatchObject({
    code: 'NO_CAPACITY',
    hint: expect.stringContaining('Withdraw'),
  })
})
