import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { clangVersion, generate, headerOf, objectNames } from '../bpf/generate.ts'

const version = clangVersion()
const compiler = (header: string) => /Compiler: (.*) \*\//.exec(header)?.[1]

test.each(objectNames())('the header of %s is kept with its source', (name) => {
  expect(existsSync(headerOf(name))).toBe(true)
})

test.runIf(version !== null).each(objectNames())(
  '%s.bpf.c compiles, and to what its header has when the compiler is the same',
  (name) => {
    const kept = readFileSync(headerOf(name), 'utf8')
    const made = generate(name, version ?? '')
    expect(made).toContain('static const struct vs_bpf_object VS_BPF_')
    if (compiler(kept) === version) expect(made).toBe(kept)
  },
)
