import { createRandom } from '../../fixtures/random.ts'
import { account, stranger } from '../../vectors/fixtures.ts'
import { type Check, show } from './check.ts'
import { listAllowed, randomLimits, toCall } from './generateAsked.ts'
import { askUsage, asStranger, encodeQuestion, idOf, type Question } from './probe.ts'
import { moveSpecificData, withLimits } from './suite.ts'

/**
 * Nobody else moves what a router reads: a session answers the same, use after use, whether or not strangers ask about it in between; nor
 * does the router’s own use of another session, or of the same one by another account.
 */
export const checkStrangers: Check = async ({ module, probe, cases, seed }) => {
  const allowed = listAllowed(module)
  const findings: string[] = []
  let compared = 0
  let allowedOnce = 0
  const rounds = Math.ceil(cases / 10)
  for (let i = 0; i < rounds; i++) {
    const random = createRandom(seed + 1_500_000_000 + i)
    const one = random.pick(allowed)
    // A session that runs out, where the module knows such a limit.
    const sessionData =
      withLimits(module.twin, one.sessionData, randomLimits(random)) ??
      withLimits(module.twin, one.sessionData, { uses: random.below(4) }) ??
      one.sessionData
    const callSpecificData = moveSpecificData(module.twin, one, { to: sessionData, period: 2 })
    const asked = { sessionData, calls: [{ ...toCall(one, 0), callSpecificData }] }
    const to = probe.module
    const own: Question = { to, data: encodeQuestion(asked, idOf(0)) }
    const meddling: readonly Question[] = [
      asStranger(probe, [own, own, own]),
      { to, data: encodeQuestion(asked, idOf(1)) },
      { to, data: encodeQuestion(asked, idOf(0), stranger) },
    ]
    const uses = 4
    const quiet = await probe.askInOrder(
      Array.from({ length: uses }, () => [own, askUsage(probe, idOf(0))]).flat(),
    )
    const disturbed = await probe.askInOrder(
      Array.from({ length: uses }, () => [...meddling, own, askUsage(probe, idOf(0))]).flat(),
    )
    for (let use = 0; use < uses; use++) {
      const alone = quiet.slice(2 * use, 2 * use + 2)
      const among = disturbed.slice(5 * use + 3, 5 * use + 5)
      compared++
      if (alone[0]?.success) allowedOnce++
      if (show(alone) === show(among)) continue
      findings.push(
        `Use ${use + 1} answers ${show(among)} when others ask too, ${show(alone)} when not: ${show({ ...asked, account })}.`,
      )
    }
  }
  return { counts: { compared, allowed: allowedOnce }, findings }
}
