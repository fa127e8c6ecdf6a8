import { constants } from 'node:os'
import { NativeError, type OperationName } from '@vserver/native'
import { expect, test } from 'vitest'
import { VserverError } from '../errors.ts'
import { fromNative } from './native-errors.ts'

const ERRNO = constants.errno

type Row = [errno: keyof typeof ERRNO, stage: string, operation: OperationName, code: string]

test.each<Row>([
  ['ENOENT', 'connect', 'guestStart', 'HOST_UNREACHABLE'],
  ['ECONNREFUSED', 'connect', 'hello', 'HOST_UNREACHABLE'],
  ['EPIPE', 'send', 'guestKill', 'HOST_UNREACHABLE'],
  ['EPIPE', 'reply', 'guestStart', 'HOST_UNREACHABLE'],
  ['ETIMEDOUT', 'reply', 'guestStart', 'TIMEOUT'],
  ['EAGAIN', 'delete-rate', 'guestDelete', 'RATE_LIMITED'],
  ['EAGAIN', 'stop-rate', 'guestStop', 'RATE_LIMITED'],
  ['EAGAIN', 'stop-rate', 'guestKill', 'RATE_LIMITED'],
  ['EAGAIN', 'rate', 'hello', 'RATE_LIMITED'],
  ['EBUSY', 'permits', 'bulkAsk', 'NO_CAPACITY'],
  ['ENOENT', 'permit', 'bulkWithdraw', 'NOT_FOUND'],
  ['EADDRINUSE', 'xid', 'guestStart', 'INVALID_STATE'],
  ['ENODEV', 'parent', 'guestStart', 'INVALID_STATE'],
  ['EEXIST', 'network', 'guestStart', 'INVALID_STATE'],
  ['EEXIST', 'network', 'networkSet', 'INVALID_STATE'],
  ['EAGAIN', 'spawn', 'guestKill', 'NO_CAPACITY'],
  ['EAGAIN', 'clone', 'guestStart', 'NO_CAPACITY'],
  ['EAGAIN', 'clone', 'consoleOpen', 'NO_CAPACITY'],
  ['EAGAIN', 'busy', 'guestStart', 'BUSY'],
  ['ENOSPC', 'upper', 'guestCreate', 'NO_CAPACITY'],
  ['EDQUOT', 'hostname', 'guestStart', 'NO_CAPACITY'],
  ['ENOMEM', 'clone', 'guestStart', 'NO_CAPACITY'],
  ['EBUSY', 'memory', 'limitSet', 'INVALID_STATE'],
  ['EPERM', 'open-files', 'limitSet', 'INVALID_STATE'],
  ['EPERM', 'open-files', 'guestStart', 'UNSUPPORTED'],
  ['EOPNOTSUPP', 'swap', 'limitSet', 'UNSUPPORTED'],
  ['EOPNOTSUPP', 'disk-read', 'guestStart', 'UNSUPPORTED'],
  ['EOPNOTSUPP', 'disk', 'limitSet', 'UNSUPPORTED'],
  ['EOPNOTSUPP', 'inodes', 'guestCreate', 'UNSUPPORTED'],
  ['EINVAL', 'disk-soft', 'limitSet', 'INVALID_INPUT'],
  ['EINVAL', 'cpu-burst', 'limitSet', 'INVALID_INPUT'],
  ['EINVAL', 'cpu-set', 'guestStart', 'INVALID_INPUT'],
  ['EBUSY', 'running', 'guestDelete', 'INVALID_STATE'],
  ['EBUSY', 'running', 'guestStart', 'BUSY'],
  ['EEXIST', 'socket', 'consoleOpen', 'ALREADY_EXISTS'],
  ['ESRCH', 'state', 'consoleOpen', 'INVALID_STATE'],
  ['ENOENT', 'template', 'guestStart', 'NOT_FOUND'],
  ['ENOENT', 'storage', 'guestStart', 'NOT_FOUND'],
  ['ESRCH', 'share-network', 'guestStart', 'INVALID_STATE'],
  ['ELOOP', 'shares', 'guestStart', 'INVALID_STATE'],
  ['EBUSY', 'in-use', 'shareDelete', 'INVALID_STATE'],
  ['EBUSY', 'running', 'filesStart', 'INVALID_STATE'],
  ['EBUSY', 'job-running', 'filesStart', 'BUSY'],
  ['ENOENT', 'guest', 'filesStart', 'NOT_FOUND'],
  ['ENOLINK', 'root-file', 'filesStart', 'INVALID_STATE'],
  ['ENOLINK', 'storage', 'guestStart', 'INVALID_STATE'],
  ['ENOENT', 'overlay', 'guestStart', 'NATIVE_FAILED'],
  ['ENOSYS', 'mount', 'guestStart', 'UNSUPPORTED'],
  ['EOPNOTSUPP', 'ccaps:mount', 'guestStart', 'UNSUPPORTED'],
  ['EINVAL', 'idmap', 'guestStart', 'NATIVE_FAILED'],
  ['EOPNOTSUPP', 'nft', 'firewallSet', 'UNSUPPORTED'],
  ['EOPNOTSUPP', 'nft', 'guestStart', 'UNSUPPORTED'],
  ['EEXIST', 'table', 'firewallSet', 'INVALID_STATE'],
  ['EINVAL', 'rules', 'firewallSet', 'INVALID_INPUT'],
  ['EADDRINUSE', 'address-3', 'networkSet', 'ALREADY_EXISTS'],
  ['EADDRINUSE', 'address-0:web2', 'guestStart', 'ALREADY_EXISTS'],
  ['EADDRNOTAVAIL', 'address-3', 'guestStart', 'INVALID_INPUT'],
  ['EBUSY', 'mode', 'networkSet', 'INVALID_STATE'],
  ['ENOENT', 'guest', 'networkGet', 'INVALID_STATE'],
  ['EADDRINUSE', 'forward-1', 'firewallSet', 'ALREADY_EXISTS'],
  ['EADDRINUSE', 'address-16:web2', 'firewallSet', 'ALREADY_EXISTS'],
  ['EADDRNOTAVAIL', 'forward-3', 'firewallSet', 'INVALID_INPUT'],
  ['EEXIST', 'forward-3', 'firewallSet', 'INVALID_INPUT'],
])('%s at step %s of %s is %s', (errno, stage, operation, code) => {
  const error = fromNative(new NativeError(ERRNO[errno], stage), operation, 'web1')
  expect(error).toBeInstanceOf(VserverError)
  expect(error).toMatchObject({ code, subject: 'web1', cause: expect.any(NativeError) })
})

test('sentences name the guest and never the placeholder', () => {
  const error = fromNative(new NativeError(ERRNO.ESRCH, 'state'), 'consoleOpen', 'web1')
  expect(error).toMatchObject({ message: 'web1 is not running.', hint: 'Start it first.' })
})

test('a port that is taken is told with whose it is', () => {
  const told = (stage: string) => fromNative(new NativeError(ERRNO.EADDRINUSE, stage), 'firewallSet', 'web1')
  expect(told('forward-3:mail')).toMatchObject({
    message: "The host's port of forward 3 of web1 belongs to another guest of the host.",
  })
  expect(told('forward-3')).toMatchObject({
    message: "The host's port of forward 3 of web1 belongs to the host itself.",
  })
})

test('an unknown refusal says which step failed and why', () => {
  const error = fromNative(new NativeError(ERRNO.EINVAL, 'idmap'), 'guestStart', 'web1')
  expect(error).toMatchObject({ message: 'web1: the kernel refused the step idmap (EINVAL).' })
})

test('what is not of the broker is passed on', () => {
  const error = new RangeError('no')
  expect(fromNative(error, 'hello', 'host')).toBe(error)
})

test('the refusal of a limit names it and says what to do', () => {
  expect(fromNative(new NativeError(ERRNO.EPERM, 'open-files'), 'limitSet', 'web1')).toMatchObject({
    message: 'web1: this host may not loosen open files of a running guest.',
    hint: 'Stop it, set the limit and start it again.',
  })
})
