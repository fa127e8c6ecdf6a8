import { checkArrows } from './arrows.ts'
import { checkCompatibility } from './compatibility.ts'
import { checkConsoleTests } from './console-tests.ts'
import { checkFirstScript } from './first-script.ts'
import { checkHostWords } from './host-words.ts'
import { checkLockfile } from './lockfile.ts'
import {
  checkConsole,
  checkDocumentLinks,
  checkDoors,
  checkEnvironment,
  checkFileNames,
  checkFileSizes,
  checkShell,
  checkSwitchedOff,
} from './one-rule.ts'
import { checkWords } from './words.ts'

const CHECKS = {
  arrows: checkArrows,
  compatibility: checkCompatibility,
  'console tests': checkConsoleTests,
  'first script': checkFirstScript,
  lockfile: checkLockfile,
  environment: checkEnvironment,
  console: checkConsole,
  shell: checkShell,
  'switched off': checkSwitchedOff,
  doors: checkDoors,
  'file names': checkFileNames,
  'file sizes': checkFileSizes,
  'document links': checkDocumentLinks,
  words: checkWords,
  'host words': checkHostWords,
}

let failed = 0
for (const [name, check] of Object.entries(CHECKS)) {
  for (const { file, line, message } of check()) {
    failed += 1
    console.error(`${file}:${line}: ${message} [${name}]`)
  }
}
console.log(failed === 0 ? `${Object.keys(CHECKS).length} checks hold.` : `${failed} findings.`)
process.exitCode = failed === 0 ? 0 : 1
