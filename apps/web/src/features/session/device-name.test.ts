import { expect, test } from 'vitest'
import { deviceName } from './device-name.ts'

test('a device is named so that its owner knows it again', () => {
  expect(deviceName('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe(
    'Firefox on Linux',
  )
  expect(
    deviceName(
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143 Safari/537.36 Edg/143',
    ),
  ).toBe('Edge on Windows')
  expect(
    deviceName('Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/143 Mobile Safari/537.36'),
  ).toBe('Chrome on Android')
  expect(deviceName('curl/8.0')).toBe('Unknown device')
  expect(deviceName(null)).toBe('Unknown device')
})

test('a connection over SSH is named after its client', () => {
  expect(deviceName('SSH OpenSSH_9.2p1')).toBe('SSH from OpenSSH_9.2p1')
})
