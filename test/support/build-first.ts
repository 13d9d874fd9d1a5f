/** Before a suite that runs the program: builds it where a source has changed since. */
import { buildSources } from '../../build/prepare.mjs'

export const setup = buildSources
