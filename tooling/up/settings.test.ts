import { expect, test } from 'vitest'
import { parseSettings } from './settings.ts'

const GOOD = {
  VSERVER_INSTANCE: 'vserver',
  VSERVER_PORT: '8080',
  VSERVER_LISTEN: '127.0.0.1',
  VSERVER_ORIGIN: '',
  VSERVER_DATA_DIR: '/var/lib/vserver',
  VSERVER_MIRROR: '',
  VSERVER_TEMPLATE: 'debian-12',
  VSERVER_WAIT: 'no',
} as unknown as NodeJS.ProcessEnv

test('the origin is the address and port unless one is given', () => {
  expect(parseSettings(GOOD).origin).toBe('http://127.0.0.1:8080')
  expect(parseSettings({ ...GOOD, VSERVER_LISTEN: '::1' }).origin).toBe('http://[::1]:8080')
  expect(parseSettings({ ...GOOD, VSERVER_ORIGIN: 'https://panel.example.net/' }).origin).toBe(
    'https://panel.example.net',
  )
})

test('every fault is reported at once, each as a sentence', () => {
  const faulty = {
    ...GOOD,
    VSERVER_LISTEN: 'nowhere',
    VSERVER_TEMPLATE: 'plan9',
    VSERVER_DATA_DIR: 'relative',
  }
  expect(() => parseSettings(faulty)).toThrow(/--listen takes.*\n--data takes.*\n--template takes/s)
})

test('the agent gets of its own settings what is set, and nonsense is refused before anything starts', () => {
  expect(parseSettings(GOOD).agent).toEqual({})
  const set = { ...GOOD, VSERVER_SWEEP_HOUR: 'off', VSERVER_TEMPLATE_KEEP_DAYS: '30' }
  expect(parseSettings(set).agent).toEqual({ VSERVER_SWEEP_HOUR: 'off', VSERVER_TEMPLATE_KEEP_DAYS: '30' })
  expect(parseSettings({ ...set, VSERVER_SWEEP_HOUR: '' }).agent).toEqual({
    VSERVER_TEMPLATE_KEEP_DAYS: '30',
  })
  for (const hour of ['24', '-1', '3.5']) {
    expect(() => parseSettings({ ...GOOD, VSERVER_SWEEP_HOUR: hour })).toThrow(/an hour from 0 to 23/)
  }
  for (const days of ['0', '3651', 'never']) {
    expect(() => parseSettings({ ...GOOD, VSERVER_TEMPLATE_KEEP_DAYS: days })).toThrow(/from 1 to 3650/)
  }
  for (const listen of ['0.0.0.0:9464', '9464', '[::]:9464']) {
    expect(() => parseSettings({ ...GOOD, VSERVER_METRICS_LISTEN: listen })).toThrow(/a loopback address/)
  }
})

test('the first instance has an SSH gateway where its panel listens, a second one only if it is told', () => {
  expect(parseSettings(GOOD).sshListen).toBe('127.0.0.1:2222')
  expect(parseSettings({ ...GOOD, VSERVER_LISTEN: '::1' }).sshListen).toBe('[::1]:2222')
  expect(parseSettings({ ...GOOD, VSERVER_INSTANCE: 'second' }).sshListen).toBe('')
  expect(parseSettings({ ...GOOD, VSERVER_SSH_LISTEN: 'off' }).sshListen).toBe('')
  const set = { ...GOOD, VSERVER_INSTANCE: 'second', VSERVER_SSH_LISTEN: '0.0.0.0:2022' }
  expect(parseSettings(set).sshListen).toBe('0.0.0.0:2022')
  expect(() => parseSettings({ ...GOOD, VSERVER_SSH_LISTEN: 'everywhere' })).toThrow(/or off/)
})

test('the panel gets of its own settings what is set, within their bounds', () => {
  expect(parseSettings(GOOD).panel).toEqual({})
  const set = { ...GOOD, RECORDING_KEEP_DAYS: '30', CONSOLE_IDLE_SUPPORT_MINUTES: '5', RECORDING_MAX_MIB: '' }
  expect(parseSettings(set).panel).toEqual({ RECORDING_KEEP_DAYS: '30', CONSOLE_IDLE_SUPPORT_MINUTES: '5' })
  for (const minutes of ['0', '1441', 'never'])
    expect(() => parseSettings({ ...GOOD, CONSOLE_IDLE_MINUTES: minutes })).toThrow(/minutes from 1 to 1440/)
})
