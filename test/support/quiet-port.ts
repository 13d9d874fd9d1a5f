import { randomInt } from 'node:crypto'
import { freePort } from '../../src-main/net/free-port.ts'

/** Below the range from which Linux takes the ports of outgoing connections. */
const FIRST = 20_000
const LAST = 32_000

/**
 * A port for a program that takes a second to listen on it. One that the
 * system gives out could go to an outgoing connection meanwhile, or even to the
 * client that already knocks on it.
 */
export async function quietPort(): Promise<number> {
  for (;;) {
    const wanted = randomInt(FIRST, LAST)
    if ((await freePort(wanted)) === wanted) return wanted
  }
}
