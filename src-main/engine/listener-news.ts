import type { Listener } from '../contract/index.ts'
import type { ChangeLog } from './change-log.ts'
import type { LiveHub } from './live-hub.ts'

interface NewsOptions {
  readonly hub: LiveHub
  readonly changes: ChangeLog
  readonly log: (line: string) => void
  /** Told of every change as well. */
  readonly onListener: ((listener: Listener) => void) | undefined
}

/** What is said of the ScopePort listener: that it failed, and that it is on again. */
export function scopeportNews({ hub, changes, log, onListener }: NewsOptions): (listener: Listener) => void {
  let wasListening: Listener['state'] = 'off'
  return (listener) => {
    hub.publishTopic('status')
    onListener?.(listener)
    if (listener.state === wasListening) return
    const detail = listener.reason ?? ''
    if (listener.state === 'failed') {
      log(`ScopePort: ${detail}`)
      changes.add({ kind: 'listener-failed', subject: 'ScopePort', detail })
    } else if (listener.state === 'listening' && wasListening === 'failed') {
      changes.add({ kind: 'listener-on', subject: 'ScopePort', detail: String(listener.port) })
    }
    if (listener.state !== 'starting') wasListening = listener.state
  }
}
