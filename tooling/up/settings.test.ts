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
