import { z } from 'zod'
import { base } from './common.ts'

export const demoContract = {
  /** Plays recorded machines through the real protocol code; their hosts are named `demo-…`. */
  start: base.output(z.object({ running: z.boolean() })),
  /** Stops playing and removes the demo hosts with their samples. */
  stop: base.output(z.object({ running: z.boolean() })),
}
