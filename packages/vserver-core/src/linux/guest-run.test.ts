import { expect, test } from 'vitest'
import { guestRunOf } from './guest-run.ts'
import { parseState } from './state-file.ts'

const RUNNING = `state=running
xid=2
template=debian-12
pid=100
pid_start=5000
supervisor_pid=90
supervisor_start=4990
started_at=1700000000000
init_style=systemd
`

function runOf(text: string, alive: Record<number, number>) {
  const state = { values: parseState(text), changedAtMs: 42 }
  return guestRunOf(state, (pid, start) => pid !== null && alive[pid] === start)
}

test('a guest runs while its pid 1 is the process that was started', () => {
  const run = runOf(RUNNING, { 90: 4990, 100: 5000 })
  expect(run).toEqual({ state: 'running', pid: 100, startedAtMs: 1_700_000_000_000 })
})

test('a pid that belongs to another process by now is not the guest', () => {
  expect(runOf(RUNNING, { 100: 7777 })).toMatchObject({ state: 'exited', reason: 'killed', atMs: 42 })
})

test('while the supervisor cleans up, the guest still counts as running', () => {
  expect(runOf(RUNNING, { 90: 4990 })).toMatchObject({ state: 'running' })
})

test('a guest whose supervisor was killed still runs', () => {
  expect(runOf(RUNNING, { 100: 5000 })).toMatchObject({ state: 'running' })
})

test('a start whose supervisor died has failed', () => {
  expect(runOf('state=starting\nsupervisor_pid=90\nsupervisor_start=1\n', {})).toMatchObject({
    state: 'exited',
  })
  expect(runOf('state=starting\nsupervisor_pid=90\nsupervisor_start=1\n', { 90: 1 })).toEqual({
    state: 'starting',
  })
})

test.each(['halt', 'reboot', 'killed'] as const)('an exit by %s is told', (reason) => {
  const run = runOf(`state=exited\nstarted_at=40\nexit=${reason}\nexit_status=0\nexited_at=99\n`, {})
  expect(run).toEqual({
    state: 'exited',
    reason,
    atMs: 99,
    startedAtMs: 40,
    stage: null,
    errno: null,
    status: 0,
  })
})

test('a failed start tells its step and errno', () => {
  const run = runOf('state=exited\nexit=failed\nexited_at=99\nstage=overlay\nerrno=28\n', {})
  expect(run).toMatchObject({ reason: 'failed', stage: 'overlay', errno: 28 })
})

test('nonsense in a state file is a failed guest, not a crash of the agent', () => {
  expect(runOf('state=exited\nexit=whatever\nexited_at=x\n=\n\0', {})).toMatchObject({
    reason: 'failed',
    atMs: 42,
  })
})
