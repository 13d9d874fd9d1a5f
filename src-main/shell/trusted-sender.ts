import type { WebFrameMain } from 'electron'
import { isAppUrl } from './origin.ts'

/**
 * Whether a message comes from our page itself: the top frame of a window, at
 * our own origin. A frame that is gone by now is nobody.
 */
export function isTrustedSender(
  frame: Pick<WebFrameMain, 'url' | 'parent'> | null,
): frame is Pick<WebFrameMain, 'url' | 'parent'> {
  return frame !== null && frame.parent === null && isAppUrl(frame.url)
}
