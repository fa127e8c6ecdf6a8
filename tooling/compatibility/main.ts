import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { DOCUMENT, renderDocument } from './document.ts'

const file = path.resolve(import.meta.dirname, '../..', DOCUMENT)
writeFileSync(file, renderDocument())
console.log(`${DOCUMENT} written.`)
