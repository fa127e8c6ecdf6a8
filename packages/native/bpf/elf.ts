/** The parts of a compiled BPF object that a loader needs. Source: elf(5), llvm BPF relocations. */

export type MapDefinition = { name: string; numbers: number[] }
export type Program = {
  name: string
  section: string
  instructions: bigint[]
  /** Which instruction loads which map; the loader puts the descriptor in. */
  fixes: { instruction: number; map: string }[]
}
export type BpfObject = { license: string; maps: MapDefinition[]; programs: Program[] }

type Section = { name: string; type: number; offset: number; size: number; link: number; info: number }
type ElfSymbol = { name: string; type: number; section: number; value: number; size: number }

const SECTION_SYMBOLS = 2
const SECTION_RELOCATIONS = 9
const SYMBOL_OBJECT = 1
const SYMBOL_FUNCTION = 2
const RELOCATION_MAP = 1 // R_BPF_64_64
const MAP_NUMBERS = 5

function textAt(bytes: Buffer, offset: number): string {
  return bytes.toString('latin1', offset, bytes.indexOf(0, offset))
}

function readSections(elf: Buffer): Section[] {
  const table = Number(elf.readBigUInt64LE(0x28))
  const entry = (index: number) => {
    const at = table + index * elf.readUInt16LE(0x3a)
    return {
      nameAt: elf.readUInt32LE(at),
      type: elf.readUInt32LE(at + 4),
      offset: Number(elf.readBigUInt64LE(at + 0x18)),
      size: Number(elf.readBigUInt64LE(at + 0x20)),
      link: elf.readUInt32LE(at + 0x28),
      info: elf.readUInt32LE(at + 0x2c),
    }
  }
  const names = entry(elf.readUInt16LE(0x3e)).offset
  return Array.from({ length: elf.readUInt16LE(0x3c) }, (_, index) => {
    const { nameAt, ...section } = entry(index)
    return { ...section, name: textAt(elf, names + nameAt) }
  })
}

function readSymbols(elf: Buffer, sections: Section[]): ElfSymbol[] {
  const table = sections.find(({ type }) => type === SECTION_SYMBOLS)
  if (!table) throw new Error('no symbols')
  const names = sections[table.link]?.offset ?? 0
  return Array.from({ length: table.size / 24 }, (_, index) => {
    const at = table.offset + index * 24
    return {
      name: textAt(elf, names + elf.readUInt32LE(at)),
      type: elf.readUInt8(at + 4) & 15,
      section: elf.readUInt16LE(at + 6),
      value: Number(elf.readBigUInt64LE(at + 8)),
      size: Number(elf.readBigUInt64LE(at + 16)),
    }
  })
}

/** Only maps may be referred to: calls are inlined, and there is no global data. */
function readFixes(elf: Buffer, relocations: Section | undefined, symbols: ElfSymbol[], maps: number) {
  return Array.from({ length: (relocations?.size ?? 0) / 16 }, (_, index) => {
    const at = (relocations?.offset ?? 0) + index * 16
    const symbol = symbols[elf.readUInt32LE(at + 12)]
    if (!symbol || symbol.section !== maps || elf.readUInt32LE(at + 8) !== RELOCATION_MAP)
      throw new Error(`"${symbol?.name}" is neither a map nor inlined`)
    return { offset: Number(elf.readBigUInt64LE(at)), map: symbol.name }
  })
}

export function readObject(elf: Buffer): BpfObject {
  const sections = readSections(elf)
  const symbols = readSymbols(elf, sections)
  const mapSection = sections.findIndex(({ name }) => name === 'maps')
  const programs = symbols
    .filter(({ type }) => type === SYMBOL_FUNCTION)
    .map(({ name, section: index, value, size }): Program => {
      const section = sections[index]
      if (!section) throw new Error(`${name} is in no section`)
      const relocations = sections.find(({ type, info }) => type === SECTION_RELOCATIONS && info === index)
      const code = elf.subarray(section.offset + value, section.offset + value + size)
      return {
        name,
        section: section.name,
        instructions: Array.from({ length: size / 8 }, (_, at) => code.readBigUInt64LE(at * 8)),
        fixes: readFixes(elf, relocations, symbols, mapSection)
          .filter(({ offset }) => offset >= value && offset < value + size)
          .map(({ offset, map }) => ({ instruction: (offset - value) / 8, map })),
      }
    })
  const used = new Set(programs.flatMap(({ fixes }) => fixes.map(({ map }) => map)))
  const maps = symbols
    .filter(({ type, section, name }) => type === SYMBOL_OBJECT && section === mapSection && used.has(name))
    .map(({ name, value }): MapDefinition => {
      const at = (sections[mapSection]?.offset ?? 0) + value
      const numbers = Array.from({ length: MAP_NUMBERS }, (_, index) => elf.readUInt32LE(at + index * 4))
      return { name, numbers }
    })
  const license = sections.find(({ name }) => name === 'license')
  if (!license) throw new Error('no license')
  return { license: textAt(elf, license.offset), maps, programs }
}
