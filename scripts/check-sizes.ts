// Fails if a deployed contract is larger than this project allows itself: 16 KB, well below EIP-170's 24,576 bytes.
import { moduleContracts } from '../src/svm/moduleContracts.ts'
import { readForgeArtifact } from './readForgeArtifact.ts'

const limit = 16_384
const names = [
  ...['KeyVerifier', 'SessionKeyManager', 'BatchedSessionRouter', 'SessionRouterValidator'],
  ...['SeedFormat', 'SeedSingleCall', 'DepositAll'],
  ...Object.values(moduleContracts),
]

for (const name of names) {
  const { deployedBytecode } = readForgeArtifact(name)
  const size = deployedBytecode.length / 2 - 1
  process.stdout.write(`${name.padEnd(22)} ${String(size).padStart(6)} bytes\n`)
  if (size > limit) {
    process.stderr.write(`${name} is larger than ${limit} bytes.\n`)
    process.exitCode = 1
  }
}
