import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Struct } from '../src/codec.ts'
import * as protocol from '../src/protocol.ts'
import * as files from '../src/protocol-files.ts'
import * as network from '../src/protocol-network.ts'

type Layout = { sizeof: number } & Record<string, [offset: number, size: number] | number>

/** As the compiler sees common/protocol.h. */
const COMPILED: Record<string, Layout> = JSON.parse(
  execFileSync(fileURLToPath(new URL('../build/unit/protocol-offsets', import.meta.url)), {
    encoding: 'utf8',
  }),
)

const STRUCTS: Record<string, Pick<Struct<never>, 'size' | 'fields'>> = {
  vs_header: protocol.HEADER,
  vs_empty: protocol.EMPTY,
  vs_limit: protocol.LIMIT,
  vs_limit_use: protocol.LIMIT_USE,
  vs_mount: protocol.MOUNT,
  vs_share_name: protocol.SHARE_NAME,
  vs_hello_reply: protocol.HELLO_REPLY,
  vs_guest_name: protocol.GUEST_NAME,
  vs_guest_create: protocol.GUEST_CREATE,
  vs_guest_start: protocol.GUEST_START,
  vs_guest_reply: protocol.GUEST_REPLY,
  vs_guest_stop: protocol.GUEST_STOP,
  vs_guest_replace: protocol.GUEST_REPLACE,
  vs_guest_freeze: protocol.GUEST_FREEZE,
  vs_limit_request: protocol.LIMIT_REQUEST,
  vs_console_open: protocol.CONSOLE_OPEN,
  vs_console_reply: protocol.CONSOLE_REPLY,
  vs_template_build: protocol.TEMPLATE_BUILD,
  vs_template_name: protocol.TEMPLATE_NAME,
  vs_files_start: files.FILES_START,
  vs_job_name: files.JOB_NAME,
  vs_storage_probe: files.STORAGE_PROBE,
  vs_storage_reply: files.STORAGE_REPLY,
  vs_disk_use_reply: files.DISK_USE_REPLY,
  vs_network: network.NETWORK,
  vs_network_request: network.NETWORK_REQUEST,
  vs_network_state: network.NETWORK_STATE,
  vs_network_host: network.NETWORK_HOST,
  vs_network_use_reply: network.NETWORK_USE_REPLY,
  vs_rule: network.RULE,
  vs_forward: network.FORWARD,
  vs_firewall: network.FIREWALL,
  vs_hits: network.HITS,
  vs_firewall_state: network.FIREWALL_STATE,
  vs_bulk_ask: protocol.BULK_ASK,
  vs_bulk_permit: protocol.BULK_PERMIT,
  vs_bulk_list: protocol.BULK_LIST,
  vs_bulk_id: protocol.BULK_ID,
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

test.each(Object.entries(STRUCTS))('%s lies as the compiler lays it out', (name, struct) => {
  const { sizeof, ...compiled } = COMPILED[name] as Layout
  delete compiled.reserved
  const ours = Object.entries(struct.fields).map(([field, at]) => [snake(field), [at.offset, at.size]])
  expect(struct.size).toBe(sizeof)
  expect(Object.fromEntries(ours)).toEqual(compiled)
})

test('the magic is the same', () => {
  expect(protocol.MAGIC).toBe(COMPILED.magic?.value)
})

test('null is infinity and absent keeps, in both directions', () => {
  const bytes = protocol.LIMIT.encode({ memoryBytes: 2 ** 30, cpuMillicores: null, cpuSet: '' })
  const view = new DataView(bytes.buffer)
  expect(view.getBigUint64(0, true)).toBe(2n ** 30n)
  expect(view.getBigUint64(24, true)).toBe(2n ** 64n - 1n)
  expect(view.getBigUint64(32, true)).toBe(2n ** 64n - 2n)
  expect(protocol.LIMIT.decode(bytes)).toEqual({ memoryBytes: 2 ** 30, cpuMillicores: null, cpuSet: '' })
})

test('arguments survive the way, and none is none', () => {
  const open = {
    name: 'web1',
    console: 'c1',
    columns: 80,
    rows: 24,
    idleSeconds: 0,
    mode: 1,
    environment: ['LANG=C'],
    command: '',
  }
  for (const argv of [[], ['/bin/sh', '-c', 'echo "ü"']]) {
    expect(protocol.CONSOLE_OPEN.decode(protocol.CONSOLE_OPEN.encode({ ...open, argv })).argv).toEqual(argv)
  }
  expect(() => protocol.CONSOLE_OPEN.encode({ ...open, argv: ['sh', ''] })).toThrow(RangeError)
  expect(() => protocol.CONSOLE_OPEN.encode({ ...open, argv: ['x'.repeat(1023)] })).toThrow(RangeError)
})

test('numbers that do not fit are refused, not cut', () => {
  for (const xid of [-1, 2 ** 32]) {
    const disk = { diskBytes: null, diskSoftBytes: null, inodes: null, inodesSoft: null }
    const request = { name: 'a', templateId: 'b', xid, backend: 0, ...disk }
    expect(() => protocol.GUEST_CREATE.encode(request)).toThrow(RangeError)
  }
  expect(() => protocol.LIMIT.encode({ memoryBytes: 1.5, cpuSet: '' })).toThrow(RangeError)
})
