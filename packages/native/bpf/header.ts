import { createHash } from 'node:crypto'
import type { BpfObject, Program } from './elf.ts'

const PER_LINE = 8

const constantName = (name: string): string => `VS_BPF_${name.toUpperCase().replaceAll('-', '_')}`

function lines(words: string[]): string {
  const rows = Array.from({ length: Math.ceil(words.length / PER_LINE) }, (_, row) =>
    words.slice(row * PER_LINE, (row + 1) * PER_LINE).join(', '),
  )
  return rows.map((row) => `    ${row},\n`).join('')
}

function renderCode(prefix: string, { name, instructions, fixes }: Program, maps: string[]): string {
  const code = instructions.map((word) => `0x${word.toString(16)}`)
  const places = fixes.map(({ instruction, map }) => `{${instruction}, ${maps.indexOf(map)}}`)
  const table =
    places.length > 0
      ? `static const struct vs_bpf_fix ${prefix}_${name}_fixes[] = {\n${lines(places)}};\n`
      : ''
  return `static const uint64_t ${prefix}_${name}_code[] = {\n${lines(code)}};\n${table}`
}

function renderEntry(prefix: string, { name, section, instructions, fixes }: Program): string {
  const table = fixes.length > 0 ? `${prefix}_${name}_fixes` : 'NULL'
  return `    {"${name}", "${section}", ${prefix}_${name}_code, ${table}, ${instructions.length}, ${fixes.length}},\n`
}

/** Tells apart what was compiled from different sources. */
const hash = (tables: string[]): string =>
  createHash('sha256').update(tables.join('')).digest('hex').slice(0, 16)

/** A C header with the object as constants, for common/bpf-object.h. */
export function renderHeader(name: string, version: string, { license, maps, programs }: BpfObject): string {
  const prefix = name.replaceAll('-', '_')
  const names = maps.map((map) => map.name)
  const mapRows = maps.map((map) => `    {"${map.name}", ${map.numbers.join(', ')}},\n`).join('')
  const mapTable = maps.length > 0 ? `${prefix}_maps` : 'NULL'
  const tables = [
    maps.length > 0 ? `static const struct vs_bpf_map ${prefix}_maps[] = {\n${mapRows}};\n` : '',
    ...programs.map((program) => renderCode(prefix, program, names)),
  ]
  return [
    `/* Made by \`make bpf\` from bpf/${name}.bpf.c, not edited. Compiler: ${version} */\n`,
    '/* clang-format off */\n',
    '#pragma once\n#include "bpf-object.h"\n\n',
    ...tables,
    `static const struct vs_bpf_program ${prefix}_programs[] = {\n`,
    ...programs.map((program) => renderEntry(prefix, program)),
    '};\n',
    `static const struct vs_bpf_object ${constantName(name)} = {\n`,
    `    "${name}", "${license}", "${hash(tables)}", ${mapTable}, ${prefix}_programs, ${maps.length}, ${programs.length},\n};\n`,
  ].join('')
}
