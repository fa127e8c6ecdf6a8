import { expect, test } from 'vitest'
import { sshCommands } from './ssh-commands.ts'

test('each client gets its own way to say the port, and the brackets it wants', () => {
  expect(
    sshCommands({ host: '2001:db8::1', port: 2222, login: 'web' }).map(({ command }) => command),
  ).toEqual([
    'ssh -p 2222 web@2001:db8::1',
    'sftp -P 2222 web@[2001:db8::1]',
    'scp -P 2222 file web@[2001:db8::1]:',
  ])
})
