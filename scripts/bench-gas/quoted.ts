/**
 * What others cost for the seed flow, quoted, not measured here: from the project's own measurements on anvil 1.7.1 (Prague), a warm account
 * with a funded deposit, one operation a `handleOps`. Compare overheads, not totals, across accounts.
 */
export const quoted = [
  { system: 'original router, 2^2', frame: 66_102, overhead: 75_104 },
  { system: 'original router, 2^7', frame: 72_846, overhead: 89_809 },
  { system: 'original router, 2^14', frame: 82_244, overhead: 110_350 },
  {
    system: 'original Hybrid manager, sessions stored beforehand',
    frame: 81_291,
    overhead: 80_147,
  },
  { system: 'original Hybrid manager, enable and use', frame: 542_410, overhead: 552_029 },
  { system: 'SmartSessions on Nexus, enabled beforehand', frame: 118_366, overhead: 112_888 },
  {
    system: 'Kernel 0.3.1 permissions, enabled beforehand',
    frame: 150_985,
    overhead: 162_833,
  },
  {
    system: 'computed floor: three modules, a proof a leaf, 2^7',
    frame: 23_259,
    overhead: 31_200,
  },
  {
    system: 'computed floor: one multiproof, no modules apart, 2^7',
    frame: 12_228,
    overhead: 12_200,
  },
] as const

/** Total gas of the original Hybrid manager enabling the seed's sessions and using them in one operation; quoted. */
export const quotedHybridEnableAndUse = 715_608

/** Overhead of N calls of one kind, gas, by system and N; quoted. */
export const quotedCalls = {
  'SmartSessions, same action': { 1: 45_188, 3: 63_286, 5: 81_407, 10: 126_746 },
  'Kernel, same permission': { 1: 45_227, 3: 60_002, 10: 111_795 },
} as const satisfies Record<string, Readonly<Record<number, number>>>

/** Computed least overhead of the seed flow with three modules and a proof a leaf at 2^7; quoted. */
export const quotedFloor = 31_200
