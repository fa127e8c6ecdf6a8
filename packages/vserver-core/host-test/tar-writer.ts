/** Writes archives that no sane program would: every field is what the test says. Source: tar(5). */
export type TarEntry = {
  name: string | Buffer
  type?: 'file' | 'link' | 'symlink' | 'char' | 'block' | 'directory' | 'fifo' | 'gnuSparse' | 'pax'
  mode?: number
  uid?: number
  /** Of the content that follows, unless another one is to be claimed. */
  size?: number
  content?: string | Buffer
  target?: string
  device?: [number, number]
  /** gnuSparse: the size of the file with its holes. */
  realSize?: number
}

const TYPE = {
  file: '0',
  link: '1',
  symlink: '2',
  char: '3',
  block: '4',
  directory: '5',
  fifo: '6',
  gnuSparse: 'S',
  pax: 'x',
} as const
const BLOCK = 512

export function tarball(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.map(tarEntry), Buffer.alloc(2 * BLOCK)])
}

export function tarEntry(entry: TarEntry): Buffer {
  const content = Buffer.from(entry.content ?? '')
  const padding = (BLOCK - (content.length % BLOCK)) % BLOCK
  return Buffer.concat([header(entry, content.length), content, Buffer.alloc(padding)])
}

/** Attributes of the entry that follows. */
export function paxEntry(records: Record<string, string>): TarEntry {
  const content = Object.entries(records).map(([key, value]) => paxRecord(key, value))
  return { name: 'PaxHeaders/x', type: 'pax', content: content.join('') }
}

/** "LENGTH key=value\n", where LENGTH counts its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  let length = rest.length
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return `${length}${rest}`
}

function header(entry: TarEntry, length: number): Buffer {
  const { type = 'file', mode = 0o644, uid = 0, size = length, target = '', device = [0, 0] } = entry
  const block = Buffer.alloc(BLOCK)
  block.set(Buffer.from(entry.name).subarray(0, 100), 0)
  put(block, 100, octal(mode, 8))
  put(block, 108, octal(uid, 8))
  put(block, 116, octal(0, 8))
  putNumber(block, 124, size)
  put(block, 136, octal(1_000_000_000, 12))
  put(block, 148, '        ')
  put(block, 156, TYPE[type])
  put(block, 157, target)
  if (type === 'gnuSparse') return withSum(sparse(block, entry.realSize ?? size))
  put(block, 257, 'ustar\x0000')
  put(block, 329, octal(device[0], 8))
  put(block, 337, octal(device[1], 8))
  return withSum(block)
}

/** One empty extent at the end: all of it is a hole. Source: GNU tar, "Old GNU Format". */
function sparse(block: Buffer, realSize: number): Buffer {
  put(block, 257, 'ustar  \0')
  putNumber(block, 386, realSize)
  putNumber(block, 386 + 12, 0)
  putNumber(block, 483, realSize)
  return block
}

function withSum(block: Buffer): Buffer {
  const sum = block.reduce((total, byte) => total + byte, 0)
  put(block, 148, `${sum.toString(8).padStart(6, '0')}\0 `)
  return block
}

function put(block: Buffer, at: number, text: string): void {
  block.write(text, at, 'latin1')
}

function octal(value: number, size: number): string {
  return `${value.toString(8).padStart(size - 1, '0')}\0`
}

/** Base 256 where octal digits do not suffice. */
function putNumber(block: Buffer, at: number, value: number): void {
  if (value < 8 ** 11) {
    put(block, at, octal(value, 12))
    return
  }
  block.writeUInt32BE(0x80000000, at)
  block.writeBigUInt64BE(BigInt(value), at + 4)
}
