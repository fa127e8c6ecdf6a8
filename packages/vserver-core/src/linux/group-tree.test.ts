import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { GroupTree } from './group-tree.ts'

/** Groups of a guest as directories; `is` makes exactly these, each with its name in the file `tasks`. */
function guest() {
  const top = mkdtempSync('/tmp/vserver-groups-')
  onTestFinished(() => rmSync(top, { recursive: true }))
  const is = (...groups: string[]) => {
    rmSync(path.join(top, 'guest'), { recursive: true, force: true })
    for (const group of groups) {
      mkdirSync(path.join(top, group), { recursive: true })
      writeFileSync(path.join(top, group, 'tasks'), group)
    }
    tell(groups.length)
  }
  const tell = (count: number) =>
    writeFileSync(path.join(top, 'cgroup.stat'), `nr_descendants ${count}\nnr_dying_descendants 7\n`)
  writeFileSync(path.join(top, 'tasks'), 'top')
  return { tree: new GroupTree(top), top, is, tell }
}

test('a file of each group is read, the guest first', () => {
  const { tree, is } = guest()
  is('guest', 'guest/a', 'guest/a/b', 'guest/c')
  expect(tree.read('tasks')[0]).toBe('top')
  expect(tree.read('tasks').slice(1).sort()).toEqual(['guest', 'guest/a', 'guest/a/b', 'guest/c'])
})

test('a group that was made is found, and one that ended is left out', () => {
  const { tree, is } = guest()
  is('guest', 'guest/a')
  tree.read('tasks')
  is('guest', 'guest/a', 'guest/b')
  expect(tree.read('tasks')).toEqual(['top', 'guest', 'guest/a', 'guest/b'])
  is('guest')
  expect(tree.read('tasks')).toEqual(['top', 'guest'])
})

test('a group that took the place of another one is found, though there are as many as before', () => {
  const { tree, is } = guest()
  is('guest', 'guest/a')
  tree.read('tasks')
  is('guest', 'guest/b')
  expect(tree.read('tasks')).toEqual(['top', 'guest', 'guest/b'])
})

test('groups are not looked for again while the kernel tells as many', () => {
  const { tree, top, is, tell } = guest()
  is('guest')
  tree.read('tasks')
  mkdirSync(path.join(top, 'guest/unseen'))
  writeFileSync(path.join(top, 'guest/unseen/tasks'), 'unseen')
  expect(tree.read('tasks')).toEqual(['top', 'guest'])
  tell(2)
  expect(tree.read('tasks')).toEqual(['top', 'guest', 'unseen'])
})

test('a group without the file is left out, and the others are read', () => {
  const { tree, top, is } = guest()
  is('guest', 'guest/a', 'guest/b')
  rmSync(path.join(top, 'guest/a/tasks'))
  expect(tree.read('tasks').sort()).toEqual(['guest', 'guest/b', 'top'])
})

test('a guest that has ended is an error', () => {
  const { tree, top, is } = guest()
  is('guest')
  rmSync(path.join(top, 'cgroup.stat'))
  expect(() => tree.read('tasks')).toThrow('ENOENT')
})
